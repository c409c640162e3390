package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/clm-go/clm/cluster"
)

// The peer's own stop comes after tens of thousands of batches in a table of a
// million rows, at no better inertia than one pass; in a small one it comes so
// early that more passes lead to less.
var _ = register(
	minibatchWorkload("minibatch_1m16", "kmeans_1m16", 32, "1"),
	minibatchWorkload("minibatch_64k128", "kmeans_64k128", 256, "default", "5", "20"),
)

func minibatchWorkload(name, set string, k int, epochs ...string) workload {
	w := workload{
		name: name,
		doc: fmt.Sprintf("mini-batch K-means in f64 of %d clusters, batches of 1024 rows, one start, otherwise defaults; seeds 1 to %d in turn, their mean inertia; peers with their own stop, or with so many passes",
			k, seeds),
		inputs: set,
		// Seeds lie 0.9 % apart (standard deviation), and so means of five 0.6 %.
		limits: []limit{{figure: "mean", rule: less, rel: 0.01}},
		ours: func(s settings) (*job, error) {
			x, err := loadDense(s, set+".x.f64")
			if err != nil {
				return nil, err
			}
			var models []*cluster.KMeansModel
			return &job{
				run: once(func() error {
					models = models[:0]
					for seed := range uint64(seeds) {
						m, err := cluster.MiniBatch{K: k, Starts: 1, BatchSize: 1024, Seed: seed + 1}.Fit(context.Background(), x)
						if err != nil {
							return err
						}
						models = append(models, m)
					}
					return nil
				}),
				figures: func() (figures, error) {
					return overSeeds(func(seed uint64) (float64, error) { return potential(x, models[seed-1].Centers()), nil })
				},
			}, nil
		},
	}
	for _, e := range epochs {
		p := peer{name: "scikit-learn " + e, python: []string{"cluster", "minibatch", set, strconv.Itoa(k), e}}
		if e != "default" {
			p.name += " passes"
		}
		w.peers = append(w.peers, p)
	}
	return w
}

package main

import (
	"context"
	"fmt"

	gonum "gonum.org/v1/gonum/stat"

	"github.com/clm-go/clm/cluster"
)

// seeds are those whose results are averaged where a method draws.
const seeds = 5

// kmeanspp is the seeding of a K-means with as little else as the types of both
// sides allow: one iteration and the labels. The second peer is scikit-learn's
// function for the seeding alone, so that ours does more than it.
var _ = register(workload{
	name: "kmeanspp_1m16_k100",
	doc: fmt.Sprintf("greedy k-means++ of 100 centres with 6 candidates for each, 1M×16 in f64, and one iteration; mean inertia of seeds 1 to %d; kmeans_plusplus is the seeding alone",
		seeds),
	inputs: "kmeans_1m16",
	// Seeds lie 0.2 % apart (standard deviation), and so means of five 0.15 %: this
	// is twice as much.
	limits: []limit{{figure: "mean", rule: less, rel: 3e-3}},
	ours: func(s settings) (*job, error) {
		x, err := loadDense(s, "kmeans_1m16.x.f64")
		if err != nil {
			return nil, err
		}
		fit := func(seed uint64) (*cluster.KMeansModel, error) {
			return cluster.KMeans{K: 100, Starts: 1, MaxIter: 1, Seed: seed}.Fit(context.Background(), x)
		}
		return &job{
			run: once(func() error {
				_, err := fit(1)
				return err
			}),
			figures: func() (figures, error) {
				return overSeeds(func(seed uint64) (float64, error) {
					m, err := fit(seed)
					if err != nil {
						return 0, err
					}
					return potential(x, m.Centers()), nil
				})
			},
		}, nil
	},
	peers: []peer{
		{name: "scikit-learn KMeans", python: []string{"cluster", "seeding", "KMeans"}},
		{name: "scikit-learn kmeans_plusplus", python: []string{"cluster", "seeding", "kmeans_plusplus"}},
	},
})

// overSeeds returns the mean and the standard deviation of a figure.
func overSeeds(of func(seed uint64) (float64, error)) (figures, error) {
	var list []float64
	for seed := range uint64(seeds) {
		v, err := of(seed + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	mean, sd := gonum.MeanStdDev(list, nil)
	return figures{"mean": mean, "sd": sd}, nil
}

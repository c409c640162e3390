package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/benchmarks/internal/blobs"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/rng"
)

const silhouetteSet = "silhouette_50k16"

var (
	_ = registerInputs(silhouetteSet, inputSet{
		about: "x: 50000 points around 10 centres in [-10, 10]^16, standard deviations 3 to 5; labels: the centre",
		make: func(r *rng.Stream) []array {
			const n, d = 50_000, 16
			x, which := blobs.Make(r, n, d, 10, 10, 3, 5)
			return []array{{"x.f64", []int{n, d}, x}, {"labels.i32", []int{n}, which}}
		},
	})
	_ = register(workload{
		name:   silhouetteSet,
		doc:    "exact silhouettes of 50,000 rows of 16 columns in 10 clusters, f64",
		inputs: silhouetteSet,
		// scikit-learn's distances come from products, which cancel.
		limits: []limit{{figure: "mean", rule: same, abs: 1e-9}, {figure: "least", rule: same, abs: 1e-8}, {figure: "greatest", rule: same, abs: 1e-8}},
		ours:   silhouetteJob,
		peers: []peer{
			{name: "scikit-learn", python: []string{"cluster", "silhouette", "1"}},
			{name: "scikit-learn n_jobs", python: []string{"cluster", "silhouette", "threads"}},
		},
	})
)

func silhouetteJob(s settings) (*job, error) {
	data, shape, err := load[float64](s.inputs, silhouetteSet+".x.f64")
	if err != nil {
		return nil, err
	}
	which, _, err := load[int32](s.inputs, silhouetteSet+".labels.i32")
	if err != nil {
		return nil, err
	}
	x, labels := mat.NewDense(shape[0], shape[1], data), make([]int, len(which))
	for i, v := range which {
		labels[i] = int(v)
	}
	var score *cluster.SilhouetteScore
	return &job{
		run: once(func() (err error) {
			score, err = cluster.Silhouette{}.Of(context.Background(), x, labels)
			return err
		}),
		figures: func() (figures, error) {
			if slices.ContainsFunc(score.Samples, math.IsNaN) {
				return nil, fmt.Errorf("a silhouette is NaN")
			}
			return figures{"mean": score.Mean, "least": slices.Min(score.Samples), "greatest": slices.Max(score.Samples)}, nil
		},
	}, nil
}

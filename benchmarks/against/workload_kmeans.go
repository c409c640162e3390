package main

import (
	"context"
	"fmt"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/rng"
)

var (
	_ = registerInputs("kmeans_1m16", kmeansInputs(1_000_000, 16, 32, 32, 10, 5, 7))
	_ = registerInputs("kmeans_64k128", kmeansInputs(65_536, 128, 256, 1024, 1, 0.8, 1.2))
	_ = register(kmeansWorkload("kmeans_1m16", 20), kmeansWorkload("kmeans_64k128", 10))
)

func kmeansInputs(n, d, clusters, k int, box, lo, hi float64) inputSet {
	return inputSet{
		about: fmt.Sprintf("x: %d points around %d centres in [%g, %g]^%d, standard deviations %g to %g, rounded to float32; start: %d different rows",
			n, clusters, -box, box, d, lo, hi, k),
		make: func(r *rng.Stream) []array {
			x, _ := blobs(r, n, d, clusters, box, lo, hi)
			for i, v := range x {
				x[i] = float64(float32(v))
			}
			return []array{{"x.f64", []int{n, d}, x}, {"start.f64", []int{k, d}, draw(r, x, d, k)}}
		},
	}
}

func kmeansWorkload(set string, iterations int) workload {
	w := workload{
		name:   set,
		doc:    fmt.Sprintf("K-means in f64 from stored starting centres, %d iterations, all of the fit", iterations),
		inputs: set,
		limits: []limit{{figure: "inertia", rule: less, rel: 1e-9}, {figure: "iterations", rule: same}},
		ours: func(s settings) (*job, error) {
			x, start, err := kmeansData(s, set)
			if err != nil {
				return nil, err
			}
			k, _ := start.Dims()
			var m *cluster.KMeansModel
			return &job{
				run: once(func() (err error) {
					m, err = cluster.KMeans{K: k, MaxIter: iterations, Tol: -1}.FitFrom(context.Background(), x, nil, start)
					return err
				}),
				figures: func() (figures, error) {
					return figures{"inertia": potential(x, m.Centers()), "iterations": float64(m.Report().Iterations)}, nil
				},
			}, nil
		},
	}
	for _, algorithm := range []string{"lloyd", "elkan"} {
		w.peers = append(w.peers, peer{
			name:   "scikit-learn " + algorithm,
			python: []string{"cluster", "kmeans", set, algorithm, strconv.Itoa(iterations)},
		})
	}
	return w
}

func kmeansData(s settings, set string) (x, start *mat.Dense, err error) {
	a, n, err := load[float64](s.inputs, set+".x.f64")
	if err != nil {
		return nil, nil, err
	}
	b, k, err := load[float64](s.inputs, set+".start.f64")
	if err != nil {
		return nil, nil, err
	}
	return mat.NewDense(n[0], n[1], a), mat.NewDense(k[0], k[1], b), nil
}

// potential is the sum of the squared distances of the rows to their nearest
// centres, the same loop for both sides' centres.
func potential(x *mat.Dense, centers mat.Matrix) float64 {
	c := mat.DenseCopyOf(centers)
	n, d := x.Dims()
	k, _ := c.Dims()
	total := 0.0
	for i := range n {
		row, best := x.RawRowView(i), -1.0
		for j := range k {
			dist := 0.0
			for t, v := range c.RawRowView(j)[:d] {
				dist += (row[t] - v) * (row[t] - v)
			}
			if best < 0 || dist < best {
				best = dist
			}
		}
		total += best
	}
	return total
}

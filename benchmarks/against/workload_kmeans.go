package main

import (
	"context"
	"fmt"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/benchmarks/internal/blobs"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/rng"
)

var (
	_ = registerInputs("kmeans_1m16", kmeansInputs(1_000_000, 16, 32, 32, 10, 5, 7))
	_ = registerInputs("kmeans_1m16_apart", kmeansInputs(1_000_000, 16, 32, 32, 10, 0.5, 1))
	_ = registerInputs("kmeans_64k128", kmeansInputs(65_536, 128, 256, 1024, 1, 0.8, 1.2))
	_ = register(
		kmeansWorkload("kmeans_1m16", "kmeans_1m16", "f64", 20),
		kmeansWorkload("kmeans_1m16_f32", "kmeans_1m16", "f32", 20),
		kmeansWorkload("kmeans_1m16_converge", "kmeans_1m16", "f64", converge),
		kmeansWorkload("kmeans_1m16_converge_f32", "kmeans_1m16", "f32", converge),
		kmeansWorkload("kmeans_1m16_apart", "kmeans_1m16_apart", "f64", converge),
		kmeansWorkload("kmeans_1m16_apart_f32", "kmeans_1m16_apart", "f32", converge),
		kmeansWorkload("kmeans_64k128", "kmeans_64k128", "f64", 10),
		kmeansWorkload("kmeans_64k128_f32", "kmeans_64k128", "f32", 10),
		kmeansWorkload("kmeans_64k128_converge", "kmeans_64k128", "f64", converge),
		kmeansWorkload("kmeans_64k128_converge_f32", "kmeans_64k128", "f32", converge),
	)
)

func kmeansInputs(n, d, clusters, k int, box, lo, hi float64) inputSet {
	return inputSet{
		about: fmt.Sprintf("x: %d points around %d centres in [%g, %g]^%d, standard deviations %g to %g, rounded to float32; start: %d different rows",
			n, clusters, -box, box, d, lo, hi, k),
		make: func(r *rng.Stream) []array {
			x, _ := blobs.Make(r, n, d, clusters, box, lo, hi)
			for i, v := range x {
				x[i] = float64(float32(v))
			}
			return []array{{"x.f64", []int{n, d}, x}, {"start.f64", []int{k, d}, draw(r, x, d, k)}}
		},
	}
}

// converge is the number of iterations that means: until no label changes, at
// most 300.
const converge = 0

// exactIterations is how many iterations Lloyd's algorithm takes until no label
// changes. faiss does not look at the labels and is given this number.
var exactIterations = map[string]int{"kmeans_1m16": 76, "kmeans_1m16_apart": 236, "kmeans_64k128": 20}

// kmeansWorkload is K-means from stored starting centres. Peers in f32 get the
// same numbers, as the inputs are rounded.
func kmeansWorkload(name, set, kind string, iterations int) workload {
	w := workload{name: name, inputs: set}
	doc, most := fmt.Sprintf("%d iterations", iterations), iterations
	if iterations == converge {
		doc, most = "until no label changes", 300
		w.limits = []limit{{figure: "inertia", rule: less, rel: 1e-6}}
	} else {
		// Half way, in f32, rows that were rounded into other clusters have put the
		// peers 1e-5 apart, on either side.
		w.limits = []limit{{figure: "inertia", rule: less, rel: map[string]float64{"f64": 1e-9, "f32": 5e-5}[kind]}, {figure: "iterations", rule: same}}
	}
	w.doc = fmt.Sprintf("K-means in %s from stored starting centres, %s, all of the fit", kind, doc)
	for _, algorithm := range []string{"lloyd", "elkan"} {
		w.peers = append(w.peers, peer{
			name:   "scikit-learn " + algorithm,
			python: []string{"cluster", "kmeans", set, kind, algorithm, strconv.Itoa(most)},
		})
	}
	if kind == "f32" {
		n := strconv.Itoa(iterations)
		if iterations == converge {
			n = strconv.Itoa(exactIterations[set])
		}
		w.doc += "; faiss on all points, its centres only or with the labels of the other sides"
		w.peers = append(w.peers,
			peer{name: "faiss centres", python: []string{"cluster", "kmeans_faiss", set, n, "centres"}},
			peer{name: "faiss labels", python: []string{"cluster", "kmeans_faiss", set, n, "labels"}})
	}
	w.ours = func(s settings) (*job, error) {
		x, start, err := kmeansData(s, set)
		if err != nil {
			return nil, err
		}
		k, _ := start.Dims()
		c := cluster.KMeans{K: k, MaxIter: most, Tol: -1, Precision: map[string]cluster.Precision{"f64": cluster.Float64, "f32": cluster.Float32}[kind]}
		var m *cluster.KMeansModel
		return &job{
			run: once(func() (err error) {
				m, err = c.FitFrom(context.Background(), x, nil, start)
				return err
			}),
			figures: func() (figures, error) {
				return figures{"inertia": potential(x, m.Centers()), "iterations": float64(m.Report().Iterations)}, nil
			},
		}, nil
	}
	return w
}

func kmeansData(s settings, set string) (x, start *mat.Dense, err error) {
	if x, err = loadDense(s, set+".x.f64"); err != nil {
		return nil, nil, err
	}
	start, err = loadDense(s, set+".start.f64")
	return x, start, err
}

func loadDense(s settings, name string) (*mat.Dense, error) {
	data, shape, err := load[float64](s.inputs, name)
	if err != nil {
		return nil, err
	}
	return mat.NewDense(shape[0], shape[1], data), nil
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

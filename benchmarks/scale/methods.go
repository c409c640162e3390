package main

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/benchmarks/internal/blobs"
	"github.com/clm-go/clm/benchmarks/internal/quest"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/rng"
)

// method is a fit of tables of several numbers of rows.
type method struct {
	name string
	rows []int
	open func(r *rng.Stream, n int, seed uint64) work
}

var methods = []method{
	{"kmeans", decades(1000), kmeans},
	{"minibatch", decades(1000), minibatch},
	{"dbscan-2d", decades(1000), dbscan(2, 4, 100, 8)},
	{"dbscan-10d", decades(100), dbscan(10, 1.5, 10, 2.5)},
	{"ward", decades(30), linkage(cluster.WardLinkage)},
	{"single", decades(30), linkage(cluster.SingleLinkage)},
	{"average", decades(30), linkage(cluster.AverageLinkage)},
	{"complete", decades(30), linkage(cluster.CompleteLinkage)},
	{"silhouette", decades(100), labelled(func(ctx context.Context, x mat.Matrix, labels []int, _ uint64) error {
		_, err := cluster.Silhouette{}.Of(ctx, x, labels)
		return err
	})},
	{"silhouette-of-1000", decades(1000), labelled(func(ctx context.Context, x mat.Matrix, labels []int, seed uint64) error {
		_, err := cluster.Silhouette{Sample: 1000, Seed: seed}.Of(ctx, x, labels)
		return err
	})},
	{"scores", decades(1000), labelled(func(ctx context.Context, x mat.Matrix, labels []int, _ uint64) error {
		_, err := cluster.Scores{}.Of(ctx, x, labels)
		return err
	})},
	{"eclat", decades(3000), eclat},
}

// decades returns seven numbers of rows, two for each decade and the end.
func decades(first int) []int {
	var list []int
	for n := first; n < 1000*first; n *= 10 {
		list = append(list, n, 3*n)
	}
	return append(list, 1000*first)
}

// kmeans is one start of k-means++ and at most 20 iterations, of clusters that
// overlap, so that it seldom ends before.
func kmeans(r *rng.Stream, n int, seed uint64) work {
	const d, k = 16, 32
	x, _ := blobs.Make(r, n, d, k, 10, 5, 7)
	return work{columns: d, fit: func(ctx context.Context) error {
		_, err := cluster.KMeans{K: k, Starts: 1, MaxIter: 20, Tol: -1, Seed: seed}.Fit(ctx, mat.NewDense(n, d, x))
		return err
	}}
}

// minibatch has the table of kmeans, and its own stop.
func minibatch(r *rng.Stream, n int, seed uint64) work {
	const d, k = 16, 32
	x, _ := blobs.Make(r, n, d, k, 10, 5, 7)
	return work{columns: d, fit: func(ctx context.Context) error {
		_, err := cluster.MiniBatch{K: k, Starts: 1, Seed: seed}.Fit(ctx, mat.NewDense(n, d, x))
		return err
	}}
}

// dbscan has 5 % noise and a radius that leaves a row about as many neighbours
// whatever the number of rows: that of 1000 rows is given.
func dbscan(d int, sd, box, eps float64) func(*rng.Stream, int, uint64) work {
	return func(r *rng.Stream, n int, _ uint64) work {
		x, _ := blobs.Make(r, n, d, 10, box, sd/2, sd)
		blobs.Noise(r, x, d, 0.05, box)
		here := eps * math.Pow(1000/float64(n), 1/float64(d))
		return work{columns: d, fit: func(ctx context.Context) error {
			_, err := cluster.DBSCAN{Eps: here, MinPoints: 10}.Fit(ctx, mat.NewDense(n, d, x))
			return err
		}}
	}
}

func linkage(m cluster.LinkageMethod) func(*rng.Stream, int, uint64) work {
	return func(r *rng.Stream, n int, _ uint64) work {
		const d = 10
		x, _ := blobs.Make(r, n, d, 20, 10, 1, 3)
		return work{columns: d, fit: func(ctx context.Context) error {
			_, err := cluster.Linkage{Method: m}.Fit(ctx, mat.NewDense(n, d, x))
			return err
		}}
	}
}

// labelled is a score of 10 clusters.
func labelled(score func(ctx context.Context, x mat.Matrix, labels []int, seed uint64) error) func(*rng.Stream, int, uint64) work {
	return func(r *rng.Stream, n int, seed uint64) work {
		const d = 16
		x, which := blobs.Make(r, n, d, 10, 10, 3, 5)
		labels := make([]int, n)
		for i, c := range which {
			labels[i] = int(c)
		}
		return work{columns: d, fit: func(ctx context.Context) error { return score(ctx, mat.NewDense(n, d, x), labels, seed) }}
	}
}

// eclat finds the sets that are in a thousandth of the baskets, T10.I4 of 50,000
// items and 10,000 patterns; a row is a basket, a cell an item in it.
//
// Of 30,000 baskets or more some 50,000 sets are found, whatever their number. Of 3000
// baskets a thousandth are three, and 117,436 sets are found, 3.9 for each item of a
// basket (seed 1; 45,746 to 247,482 for seeds 1 to 5): what a cell takes there is what
// writing and sorting its sets takes.
func eclat(r *rng.Stream, n int, _ uint64) work {
	start, items := quest.Make(r, n, quest.Shape{Items: 50_000, Patterns: 10_000, Basket: 10, Pattern: 4})
	baskets := func(yield func([]int) bool) {
		for b := range n {
			if !yield(items[start[b]:start[b+1]]) {
				return
			}
		}
	}
	return work{columns: 10, pairs: len(items), fit: func(ctx context.Context) error {
		_, err := assoc.Eclat{MinSupport: 0.001}.Fit(ctx, baskets)
		return err
	}}
}

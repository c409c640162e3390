package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/view"
)

// BenchmarkPlusPlus measures the choice of the centres alone.
func BenchmarkPlusPlus(b *testing.B) {
	for _, c := range []struct{ n, d, k int }{{1_000_000, 16, 100}, {1 << 18, 64, 100}, {10_000, 8, 20}} {
		x := blobsOf(rand.New(rand.NewPCG(1, 2)), c.n, c.d, 100)
		config, err := KMeans{K: c.k}.complete()
		if err != nil {
			b.Fatal(err)
		}
		t, err := newTable(b.Context(), "test", view.Of(x), nil, 0)
		if err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/workers=%d", c.n, c.d, c.k, workers), func(b *testing.B) {
				b.ReportAllocs()
				s := newFitting(config, "test", t, nil, nil).newStart(workers)
				total := 0.0
				for b.Loop() {
					if err := s.plusPlus(b.Context(), rng.New(1, 0)); err != nil {
						b.Fatal(err)
					}
				}
				s.centers.products = nil
				if err := s.assign(b.Context()); err != nil {
					b.Fatal(err)
				}
				total = s.total.inertia
				b.ReportMetric(total, "inertia")
			})
		}
	}
}

// blobsOf returns rows about k places that are three times as far apart as the rows
// of one.
func blobsOf(r *rand.Rand, n, d, k int) *mat.Dense {
	at := scattered(r, k, d)
	x := scattered(r, n, d)
	for i := range n {
		row, c := x.RawRowView(i), at.RawRowView(r.IntN(k))
		for j := range row {
			row[j] += 3 * c[j]
		}
	}
	return x
}

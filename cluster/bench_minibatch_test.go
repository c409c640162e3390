package cluster

import (
	"fmt"
	"testing"
)

func BenchmarkMiniBatchFit(b *testing.B) {
	for _, c := range []struct{ n, d, k int }{{100_000, 16, 8}, {20_000, 64, 32}} {
		x := clouds(1, c.n, c.d, c.k)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/workers=%d", c.n, c.d, c.k, workers), func(b *testing.B) {
				b.ReportAllocs()
				inertia := 0.0
				for b.Loop() {
					inertia = fitMiniBatch(b, MiniBatch{K: c.k, Workers: workers}, x).Inertia()
				}
				b.ReportMetric(inertia, "inertia")
			})
		}
	}
}

func BenchmarkStepAdd(b *testing.B) {
	for _, d := range []int{16, 64} {
		x := clouds(1, 20_000, d, 8)
		b.Run(fmt.Sprintf("n=20000/d=%d/k=8", d), func(b *testing.B) {
			b.ReportAllocs()
			inertia := 0.0
			for b.Loop() {
				s, err := NewStep(x.Slice(0, 8, 0, d))
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Add(b.Context(), x); err != nil {
					b.Fatal(err)
				}
				inertia = s.Inertia()
			}
			b.ReportMetric(inertia, "inertia")
		})
	}
}

func BenchmarkKMeansUpdate(b *testing.B) {
	for _, c := range []struct{ d, k int }{{16, 8}, {16, 100}, {64, 100}} {
		x := clouds(1, 4096, c.d, c.k)
		m, err := KMeans{K: c.k, Starts: 1, MaxIter: 2}.Fit(b.Context(), x)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("n=4096/d=%d/k=%d", c.d, c.k), func(b *testing.B) {
			b.ReportAllocs()
			inertia := 0.0
			for b.Loop() {
				inertia = update(b, m, x, nil).Inertia()
			}
			b.ReportMetric(inertia, "inertia")
		})
	}
}

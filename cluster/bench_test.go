package cluster

import (
	"fmt"
	"testing"
)

func BenchmarkKMeansFit(b *testing.B) {
	for _, c := range []struct{ n, d, k int }{{4338, 3, 5}, {100_000, 16, 8}} {
		x := clouds(1, c.n, c.d, c.k)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/workers=%d", c.n, c.d, c.k, workers), func(b *testing.B) {
				b.ReportAllocs()
				inertia := 0.0
				for b.Loop() {
					m, err := KMeans{K: c.k, Workers: workers}.Fit(b.Context(), x)
					if err != nil {
						b.Fatal(err)
					}
					inertia = m.Inertia()
				}
				b.ReportMetric(inertia, "inertia")
			})
		}
	}
}

func BenchmarkKMeansPredict(b *testing.B) {
	x := clouds(1, 4096, 16, 8)
	m, err := KMeans{K: 8}.Fit(b.Context(), x)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("n=1/d=16/k=8", func(b *testing.B) {
		b.ReportAllocs()
		row := x.RawRowView(0)
		for b.Loop() {
			if _, err := m.PredictRow(row); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("n=4096/d=16/k=8", func(b *testing.B) {
		b.ReportAllocs()
		dst := make([]int, 4096)
		for b.Loop() {
			if _, err := m.Predict(dst, x); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSilhouette(b *testing.B) {
	for _, d := range []int{3, 16} {
		x := clouds(1, 4338, d, 5)
		m, err := KMeans{K: 5}.Fit(b.Context(), x)
		if err != nil {
			b.Fatal(err)
		}
		labels := m.Labels()
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=4338/d=%d/k=5/workers=%d", d, workers), func(b *testing.B) {
				b.ReportAllocs()
				mean := 0.0
				for b.Loop() {
					s, err := Silhouette{Workers: workers}.Of(b.Context(), x, labels)
					if err != nil {
						b.Fatal(err)
					}
					mean = s.Mean
				}
				b.ReportMetric(mean, "silhouette")
			})
		}
	}
}

func BenchmarkDBSCANFit(b *testing.B) {
	for _, c := range []struct {
		n, d int
		eps  float64
	}{{100_000, 2, 0.1}, {20_000, 10, 3.5}} {
		x := clouds(1, c.n, c.d, 20)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/d=%d/workers=%d", c.n, c.d, workers), func(b *testing.B) {
				b.ReportAllocs()
				var m *DBSCANModel
				for b.Loop() {
					var err error
					if m, err = (DBSCAN{Eps: c.eps, MinPoints: 10, Workers: workers}).Fit(b.Context(), x); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(m.Clusters()), "clusters")
				b.ReportMetric(m.Report().Objective, "noise")
			})
		}
	}
}

func BenchmarkDBSCANPredict(b *testing.B) {
	for _, d := range []int{2, 10} {
		x := clouds(1, 20_000, d, 20)
		m := fitDBSCAN(b, DBSCAN{Eps: []float64{2: 0.15, 10: 3.5}[d], MinPoints: 10}, x)
		dst, some := make([]int, 4096), x.Slice(0, 4096, 0, d)
		b.Run(fmt.Sprintf("n=4096/d=%d", d), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Predict(dst, some); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEpsCurve(b *testing.B) {
	for _, d := range []int{2, 10} {
		x := clouds(1, 20_000, d, 20)
		b.Run(fmt.Sprintf("n=20000/d=%d/sample=1000", d), func(b *testing.B) {
			b.ReportAllocs()
			eps := 0.0
			for b.Loop() {
				k, err := EpsCurve{MinPoints: 10, Sample: 1000, Workers: 1}.Of(b.Context(), x)
				if err != nil {
					b.Fatal(err)
				}
				eps = k.Eps
			}
			b.ReportMetric(eps, "eps")
		})
	}
}

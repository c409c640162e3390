package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func BenchmarkKMeansFit(b *testing.B) {
	for _, c := range []struct{ n, d, k int }{{4338, 3, 5}, {100_000, 16, 8}, {5000, 64, 32}} {
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

// To convergence, from given rows: where most rows keep their label, where clusters
// are apart, and where there are none.
func BenchmarkKMeansFitFrom(b *testing.B) {
	const n, d = 100_000, 16
	r := rand.New(rand.NewPCG(1, 1))
	noise := func(x *mat.Dense, scale float64) *mat.Dense {
		x.Apply(func(_, _ int, v float64) float64 { return scale * (v + r.Float64()) }, x)
		return x
	}
	near := mat.DenseCopyOf(clouds(1, n, d, 32))
	near.Apply(func(_, _ int, v float64) float64 { return v / 8 }, near)
	near.Apply(func(_, _ int, v float64) float64 { return v + 2*r.NormFloat64() }, near)
	for _, c := range []struct {
		name string
		x    *mat.Dense
		k    int
	}{
		{"near", near, 32}, {"apart", clouds(1, n, d, 32), 32},
		{"uniform", noise(mat.NewDense(n, d, nil), 1), 32}, {"uniform", noise(mat.NewDense(n, d, nil), 1), 256},
	} {
		start := c.x.Slice(500, 500+c.k, 0, d)
		for _, precision := range []Precision{Float64, Float32} {
			b.Run(fmt.Sprintf("data=%s/n=%d/d=%d/k=%d/precision=%s/workers=1", c.name, n, d, c.k, precision), func(b *testing.B) {
				b.ReportAllocs()
				var m *KMeansModel
				for b.Loop() {
					var err error
					if m, err = (KMeans{K: c.k, Tol: -1, MaxIter: 100, Precision: precision, Workers: 1}).FitFrom(b.Context(), c.x, nil, start); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(m.Inertia(), "inertia")
				b.ReportMetric(float64(m.Report().Iterations), "iterations")
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

func BenchmarkSilhouetteSample(b *testing.B) {
	const n, d, k = 20_000, 16, 8
	x := clouds(1, n, d, k)
	labels := make([]int, n)
	for i := range labels {
		labels[i] = i % k
	}
	b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/sample=500", n, d, k), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := (Silhouette{Sample: 500, Workers: 1}).Of(b.Context(), x, labels); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkScores(b *testing.B) {
	const n, d, k = 100_000, 16, 8
	x := clouds(1, n, d, k)
	labels := make([]int, n)
	for i := range labels {
		labels[i] = i % k
	}
	b.Run(fmt.Sprintf("n=%d/d=%d/k=%d", n, d, k), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := (Scores{Workers: 1}).Of(b.Context(), x, labels); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for _, k := range []int{10, 1000} {
		const n = 100_000
		left, right := make([]int, n), make([]int, n)
		for i := range left {
			left[i], right[i] = i*i%k, (i*i+i%3)%k
		}
		b.Run(fmt.Sprintf("n=%d/k=%d", n, k), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compare(left, right); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkProfiles(b *testing.B) {
	const n, d, k = 100_000, 8, 8
	x := clouds(1, n, d, k)
	labels := make([]int, n)
	for i := range labels {
		labels[i] = i % k
	}
	b.Run(fmt.Sprintf("n=%d/d=%d/k=%d", n, d, k), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := (Profiles{Workers: 1}).Of(b.Context(), x, labels, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkLinkageFit(b *testing.B) {
	for _, c := range []struct{ n, d int }{{2000, 3}, {5000, 10}} {
		x := clouds(1, c.n, c.d, 20)
		for _, method := range linkageMethods {
			b.Run(fmt.Sprintf("method=%s/n=%d/d=%d/workers=1", method, c.n, c.d), func(b *testing.B) {
				b.ReportAllocs()
				sum := 0.0
				for b.Loop() {
					m, err := Linkage{Method: method, Workers: 1}.Fit(b.Context(), x)
					if err != nil {
						b.Fatal(err)
					}
					sum = 0
					for _, h := range heightsOf(m) {
						sum += h
					}
				}
				b.ReportMetric(sum, "heights")
			})
		}
	}
}

func BenchmarkLinkageFitDistances(b *testing.B) {
	const n = 1500
	distances := pdist(clouds(1, n, 3, 20), Euclidean{})
	for _, method := range linkageMethods {
		b.Run(fmt.Sprintf("method=%s/n=%d/workers=1", method, n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := (Linkage{Method: method, Workers: 1}).FitDistances(b.Context(), n, distances); err != nil {
					b.Fatal(err)
				}
			}
		})
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

// Many columns: half of the rows are noise.
func BenchmarkDBSCANFitWide(b *testing.B) {
	for _, metric := range []Metric{Euclidean{}, Cosine{}} {
		for _, d := range []int{30, 100} {
			x := clumps(1, 10_000, d)
			eps := math.Sqrt(2 * float64(d))
			if metric == (Cosine{}) {
				eps = 0.15
			}
			b.Run(fmt.Sprintf("metric=%T/n=10000/d=%d/workers=1", metric, d), func(b *testing.B) {
				b.ReportAllocs()
				var m *DBSCANModel
				for b.Loop() {
					m = fitDBSCAN(b, DBSCAN{Eps: eps, MinPoints: 10, Metric: metric, Workers: 1}, x)
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

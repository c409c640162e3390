package feature

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func BenchmarkScalerFit(b *testing.B) {
	x := mat.NewDense(100_000, 8, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64((i * (131 + j)) % 977) }, x)
	for _, method := range []Method{Standard, Robust, MinMax} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("method=%s/n=100000/d=8/workers=%d", method, workers), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := (Scaler{Method: method, Log1p: []int{0, 1}, Workers: workers}).Fit(b.Context(), x); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkScalerTransform(b *testing.B) {
	x := mat.NewDense(100_000, 8, nil)
	x.Apply(func(i, j int, _ float64) float64 { return float64((i * (131 + j)) % 977) }, x)
	m, err := Scaler{Log1p: []int{0, 1}}.Fit(b.Context(), x)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("n=100000/d=8", func(b *testing.B) {
		b.ReportAllocs()
		var dst mat.Dense
		for b.Loop() {
			if err := m.Transform(&dst, x); err != nil {
				b.Fatal(err)
			}
		}
	})
}

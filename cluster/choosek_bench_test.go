package cluster

import (
	"fmt"
	"testing"
)

func BenchmarkChooseK(b *testing.B) {
	for _, c := range []struct{ n, d, k, references int }{{4338, 3, 5, 0}, {4338, 3, 5, 20}, {20_000, 16, 8, 0}, {100_000, 16, 8, 0}} {
		x := clouds(1, c.n, c.d, c.k)
		b.Run(fmt.Sprintf("n=%d/d=%d/references=%d/workers=1", c.n, c.d, c.references), func(b *testing.B) {
			b.ReportAllocs()
			k := 0
			for b.Loop() {
				curve, err := ChooseK{References: c.references, Workers: 1}.Of(b.Context(), x)
				if err != nil {
					b.Fatal(err)
				}
				k = curve.K
			}
			b.ReportMetric(float64(k), "K")
		})
	}
}

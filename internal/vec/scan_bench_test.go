package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func BenchmarkWeigh(b *testing.B) {
	for _, d := range []int{3, 10, 32} {
		b.Run(fmt.Sprintf("d=%d", d), func(b *testing.B) {
			s := newScanned(rand.New(rand.NewPCG(1, 1)), 1, d, 0, false)
			dst := make([]float64, Block)
			for b.Loop() {
				Weigh(dst, s.x, s.q, s.weight, 2)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/Block, "ns/row")
		})
	}
}

func BenchmarkRelax(b *testing.B) {
	for _, n := range []int{256, 4096, 16384} {
		for _, d := range []int{3, 10, 32} {
			b.Run(fmt.Sprintf("n=%d/d=%d", n, d), func(b *testing.B) {
				s := newScanned(rand.New(rand.NewPCG(1, 1)), n/Block, d, 0, false)
				near := make([]float64, n)
				for i := range near {
					near[i] = math.Inf(1)
				}
				for b.Loop() {
					Relax(near, s.from, s.x, s.q, 1)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
			})
		}
	}
}

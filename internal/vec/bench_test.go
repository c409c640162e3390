package vec

import (
	"fmt"
	"testing"
)

func benchmarkPairs(b *testing.B, f func(x, y []float64) float64) {
	for _, n := range []int{16, 256, 4096} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			x, y := make([]float64, n), make([]float64, n)
			for i := range x {
				x[i], y[i] = float64(i%7), float64(i%5)
			}
			b.ReportAllocs()
			b.SetBytes(int64(16 * n))
			for b.Loop() {
				f(x, y)
			}
		})
	}
}

func BenchmarkDot(b *testing.B)         { benchmarkPairs(b, Dot) }
func BenchmarkSqDist(b *testing.B)      { benchmarkPairs(b, SqDist) }
func BenchmarkDotChain(b *testing.B)    { benchmarkPairs(b, DotChain) }
func BenchmarkSqDistChain(b *testing.B) { benchmarkPairs(b, SqDistChain) }

func benchmarkMath(b *testing.B, lo, hi float64, f func(float64) float64) {
	const n = 1024
	src := make([]float64, n)
	for i := range src {
		src[i] = lo + (hi-lo)*float64(i*389%n)/n
	}
	b.ReportAllocs()
	var sink float64
	for b.Loop() {
		for _, x := range src {
			sink += f(x)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
	_ = sink
}

func BenchmarkExp(b *testing.B)     { benchmarkMath(b, -30, 30, Exp) }
func BenchmarkLog(b *testing.B)     { benchmarkMath(b, 0.01, 1000, Log) }
func BenchmarkLog1p(b *testing.B)   { benchmarkMath(b, -0.9, 1000, Log1p) }
func BenchmarkSigmoid(b *testing.B) { benchmarkMath(b, -10, 10, Sigmoid) }
func BenchmarkTanh(b *testing.B)    { benchmarkMath(b, -5, 5, Tanh) }

func benchmarkSlices(b *testing.B, lo, hi float64, f func(dst, src []float64)) {
	for _, n := range []int{16, 1024} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			src, dst := make([]float64, n), make([]float64, n)
			for i := range src {
				src[i] = lo + (hi-lo)*float64(i*389%n)/float64(n)
			}
			b.ReportAllocs()
			for b.Loop() {
				f(dst, src)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/element")
		})
	}
}

func BenchmarkExpTo(b *testing.B) { benchmarkSlices(b, -30, 30, ExpTo) }
func BenchmarkLogTo(b *testing.B) { benchmarkSlices(b, 0.01, 1000, LogTo) }

package vec

import (
	"fmt"
	"testing"
	"unsafe"
)

// benchmarkRows calls f with rows of a few lengths; f loops and goes through so many
// of the two rows.
func benchmarkRows[T number](b *testing.B, rows int, f func(b *testing.B, x, y []T)) {
	for _, n := range []int{16, 256, 4096} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			x, y := make([]T, n), make([]T, n)
			for i := range x {
				x[i], y[i] = T(i%7), T(i%5)
			}
			b.ReportAllocs()
			b.SetBytes(int64(rows * n * int(unsafe.Sizeof(x[0]))))
			f(b, x, y)
		})
	}
}

func benchmarkPairs[T number](b *testing.B, f func(x, y []T) T) {
	benchmarkRows(b, 2, func(b *testing.B, x, y []T) {
		for b.Loop() {
			f(x, y)
		}
	})
}

func benchmarkSingle[T number, R any](b *testing.B, f func(x []T) R) {
	benchmarkRows(b, 1, func(b *testing.B, x, _ []T) {
		for b.Loop() {
			f(x)
		}
	})
}

func benchmarkAxpy[T number](b *testing.B, f func(alpha T, x, y []T)) {
	benchmarkRows(b, 2, func(b *testing.B, x, y []T) {
		for b.Loop() {
			f(0.5, x, y)
		}
	})
}

// No element is at most −1; one in seven is at most 0.
func benchmarkAtMost[T number](b *testing.B, f func(dst []int32, x []T, limit T) []int32) {
	for _, limit := range []T{-1, 0} {
		b.Run(fmt.Sprintf("limit=%v", limit), func(b *testing.B) {
			benchmarkRows(b, 1, func(b *testing.B, x, _ []T) {
				dst := make([]int32, 0, len(x))
				for b.Loop() {
					dst = f(dst[:0], x, limit)
				}
			})
		})
	}
}

func twoLowestSum(x []float32) float32 {
	_, low, second := TwoLowest32(x)
	return low + second
}

func BenchmarkDot(b *testing.B)            { benchmarkPairs(b, Dot) }
func BenchmarkDot32(b *testing.B)          { benchmarkPairs(b, Dot32) }
func BenchmarkSqDist(b *testing.B)         { benchmarkPairs(b, SqDist) }
func BenchmarkSqDist32(b *testing.B)       { benchmarkPairs(b, SqDist32) }
func BenchmarkDotChain(b *testing.B)       { benchmarkPairs(b, DotChain) }
func BenchmarkSqDistChain(b *testing.B)    { benchmarkPairs(b, SqDistChain) }
func BenchmarkSum(b *testing.B)            { benchmarkSingle(b, Sum) }
func BenchmarkSum32(b *testing.B)          { benchmarkSingle(b, Sum32) }
func BenchmarkArgMin(b *testing.B)         { benchmarkSingle(b, argMin) }
func BenchmarkArgMin32(b *testing.B)       { benchmarkSingle(b, argMin32) }
func BenchmarkTwoLowest32(b *testing.B)    { benchmarkSingle(b, twoLowestSum) }
func BenchmarkAxpy(b *testing.B)           { benchmarkAxpy(b, Axpy) }
func BenchmarkAxpy32(b *testing.B)         { benchmarkAxpy(b, Axpy32) }
func BenchmarkAppendAtMost(b *testing.B)   { benchmarkAtMost(b, AppendAtMost) }
func BenchmarkAppendAtMost32(b *testing.B) { benchmarkAtMost(b, AppendAtMost32) }

func BenchmarkScale(b *testing.B) {
	benchmarkRows(b, 1, func(b *testing.B, x, _ []float64) {
		for b.Loop() {
			Scale(-1, x)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	benchmarkRows(b, 2, func(b *testing.B, x, y []float64) {
		for b.Loop() {
			Add(y, x)
		}
	})
}

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

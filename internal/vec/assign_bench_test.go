package vec

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
)

// assignShapes are rows, columns and centres; the first table does not fit into a cache.
var assignShapes = [][3]int{
	{1 << 18, 2, 5}, {1 << 18, 4, 8}, {1 << 18, 10, 8}, {1 << 18, 16, 32}, {1 << 14, 16, 32}, {1 << 14, 32, 100}, {1 << 12, 48, 1024},
}

// benchAssign runs f for each shape and set of features, and reports the rate of
// multiply-adds, two operations each.
func benchAssign[T number](b *testing.B, a assigner[T], f func(x, centers []T, n, d int) func()) {
	for _, c := range assignShapes {
		n, d, k := c[0], c[1], c[2]
		x, centers := a.table(rand.New(rand.NewPCG(1, 2)), n, d, k, 0, false)
		run := f(x, centers, n, d)
		for _, s := range cpu.Sets()[1:] {
			b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/%s", n, d, k, s.Name), func(b *testing.B) {
				defer s.Use()()
				b.ReportAllocs()
				for b.Loop() {
					run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
				b.ReportMetric(2*float64(n*d*k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GF")
			})
		}
	}
}

func benchOne[T number](b *testing.B, a assigner[T]) {
	benchAssign(b, a, func(x, centers []T, n, d int) func() {
		label, dist := make([]int32, n), make([]T, n)
		return func() { a.one(label, dist, x, centers, d) }
	})
}

func benchTwo[T number](b *testing.B, a assigner[T]) {
	benchAssign(b, a, func(x, centers []T, n, d int) func() {
		label, second, dist, distSecond := make([]int32, n), make([]int32, n), make([]T, n), make([]T, n)
		return func() { a.two(label, second, dist, distSecond, x, centers, d) }
	})
}

func BenchmarkAssign(b *testing.B)      { benchOne(b, assign64s) }
func BenchmarkAssign32(b *testing.B)    { benchOne(b, assign32s) }
func BenchmarkAssignTwo(b *testing.B)   { benchTwo(b, assign64s) }
func BenchmarkAssignTwo32(b *testing.B) { benchTwo(b, assign32s) }

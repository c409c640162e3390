package gemm

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
)

// shapes are the products that are measured, m×n×k.
var shapes = [][3]int{
	{8, 8, 8}, {16, 16, 16}, {32, 32, 32}, {48, 48, 48}, {64, 64, 64}, {128, 128, 128},
	{256, 8, 10}, {8, 512, 128}, {1, 512, 512}, {512, 1, 512}, {256, 256, 256},
	{512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048},
}

// measure runs one product again and again, for every set of CPU features, and
// reports its speed in 1e9 floating-point operations a second.
func measure(b *testing.B, m, n, k int, product func()) {
	for _, set := range cpu.Sets() {
		if set.Name == "go" && m*n*k > 64*64*64 {
			continue
		}
		b.Run("set="+set.Name, func(b *testing.B) {
			defer set.Use()()
			product()
			b.ReportAllocs()
			for b.Loop() {
				product()
			}
			b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/1e9/b.Elapsed().Seconds(), "GF")
		})
	}
}

// named gives a benchmark the name of a product.
func named(b *testing.B, kind string, m, n, k int, more string, f func(b *testing.B)) {
	b.Run(fmt.Sprintf("type=%s/m=%d/n=%d/k=%d%s", kind, m, n, k, more), f)
}

// BenchmarkMul measures products of two matrices.
func BenchmarkMul(b *testing.B) {
	for _, s := range shapes {
		m, n, k := s[0], s[1], s[2]
		for workers := 1; workers <= 2; workers++ {
			if workers > 1 && m*n*k < 1<<20 {
				continue
			}
			named(b, "f64", m, n, k, fmt.Sprintf("/workers=%d", workers), func(b *testing.B) {
				ws, x, y, z := new(Workspace), full64(m, k), full64(k, n), full64(m, n)
				measure(b, m, n, k, func() { Mul(ws, z, x, y, 0, workers) })
			})
			named(b, "f32", m, n, k, fmt.Sprintf("/workers=%d", workers), func(b *testing.B) {
				ws, x, y, z := new(Workspace32), full32(m, k), full32(k, n), full32(m, n)
				measure(b, m, n, k, func() { Mul32(ws, z, x, y, 0, workers) })
			})
		}
	}
}

// BenchmarkMulTransposed measures products of transposed matrices.
func BenchmarkMulTransposed(b *testing.B) {
	for _, n := range []int{32, 1024} {
		for f := TransA; f <= TransA|TransB; f++ {
			named(b, "f64", n, n, n, fmt.Sprintf("/flags=%d", f), func(b *testing.B) {
				ws, x, y, z := new(Workspace), full64(n, n), full64(n, n), full64(n, n)
				measure(b, n, n, n, func() { Mul(ws, z, x, y, f, 1) })
			})
			named(b, "f32", n, n, n, fmt.Sprintf("/flags=%d", f), func(b *testing.B) {
				ws, x, y, z := new(Workspace32), full32(n, n), full32(n, n), full32(n, n)
				measure(b, n, n, n, func() { Mul32(ws, z, x, y, f, 1) })
			})
		}
	}
}

// BenchmarkRows measures tiles of rows times a packed matrix.
func BenchmarkRows(b *testing.B) {
	for _, s := range [][3]int{{1, 100, 64}, {64, 100, 64}, {64, 8, 16}, {16, 1000, 128}} {
		m, n, k := s[0], s[1], s[2]
		named(b, "f64", m, n, k, "", func(b *testing.B) {
			p, x, z := Pack(nil, full64(n, k), true), full64(m, k), full64(m, n)
			measure(b, m, n, k, func() { p.Rows(z.Data, n, x, 0, m) })
		})
		named(b, "f32", m, n, k, "", func(b *testing.B) {
			p, x, z := Pack32(nil, full32(n, k), true), full32(m, k), full32(m, n)
			measure(b, m, n, k, func() { p.Rows(z.Data, n, x, 0, m) })
		})
	}
}

// full64 and full32 are matrices without gaps in arrays of their own.
func full64(rows, cols int) blas64.General {
	g := blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, rows*cols)}
	s := newSource(1)
	for i := range g.Data {
		g.Data[i] = s.number()
	}
	return g
}

func full32(rows, cols int) blas32.General {
	g := blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	s := newSource32(1)
	for i := range g.Data {
		g.Data[i] = s.number()
	}
	return g
}

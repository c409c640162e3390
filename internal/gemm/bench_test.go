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

// BenchmarkMul is one product again and again, for every set of CPU features that has assembly.
func BenchmarkMul(b *testing.B) {
	for _, set := range cpu.Sets()[1:] {
		for _, s := range shapes {
			m, n, k := s[0], s[1], s[2]
			name := func(kind string, workers int) string {
				return fmt.Sprintf("type=%s/set=%s/m=%d/n=%d/k=%d/workers=%d", kind, set.Name, m, n, k, workers)
			}
			report := func(b *testing.B, mul func()) {
				defer set.Use()()
				mul()
				b.ReportAllocs()
				for b.Loop() {
					mul()
				}
				b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/1e9/b.Elapsed().Seconds(), "GF")
			}
			for workers := 1; workers <= 2; workers++ {
				if workers > 1 && m*n*k < 1<<20 {
					continue
				}
				b.Run(name("f64", workers), func(b *testing.B) {
					src, ws := newSource(1), new(Workspace)
					x, y, z := packed(m, k, src.number), packed(k, n, src.number), packed(m, n, src.number)
					report(b, func() { Mul(ws, z, x, y, 0, workers) })
				})
				b.Run(name("f32", workers), func(b *testing.B) {
					src, ws := newSource32(1), new(Workspace32)
					x, y, z := packed32(m, k, src.number), packed32(k, n, src.number), packed32(m, n, src.number)
					report(b, func() { Mul32(ws, z, x, y, 0, workers) })
				})
			}
		}
	}
}

// packed is a matrix without gaps in an array of its own.
func packed(rows, cols int, inside func() float64) blas64.General {
	g := blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float64, rows*cols)}
	for i := range g.Data {
		g.Data[i] = inside()
	}
	return g
}

func packed32(rows, cols int, inside func() float32) blas32.General {
	g := blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	for i := range g.Data {
		g.Data[i] = inside()
	}
	return g
}

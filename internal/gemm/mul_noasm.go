//go:build !amd64 || purego

package gemm

import "gonum.org/v1/gonum/blas/blas64"

func mul(_ *Workspace, c, a, b *blas64.General, f Flags, k, workers int) {
	mulRows(c, a, b, f, k, workers)
}

func (p *Packed) rows(dst []float64, ldd int, a blas64.General, i0, i1 int) {
	p.rowsGo(dst, ldd, a, i0, i1)
}

func packPanel(dst []float64, ldd int, src []float64, at, rs, cs, k, w int) {
	packGo(dst, ldd, src, at, rs, cs, 0, k, 0, w)
}

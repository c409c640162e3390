// Code generated from mul_noasm.go by command: go run . -single. DO NOT EDIT.

//go:build !amd64 || purego

package gemm

import "gonum.org/v1/gonum/blas/blas32"

func mul32(_ *Workspace32, c, a, b *blas32.General, f Flags, k, workers int) {
	mulRows32(c, a, b, f, k, workers)
}

func (p *Packed32) rows(dst []float32, ldd int, a blas32.General, i0, i1 int) {
	p.rowsGo(dst, ldd, a, i0, i1)
}

func packPanel32(dst []float32, ldd int, src []float32, at, rs, cs, k, w int) {
	packGo32(dst, ldd, src, at, rs, cs, 0, k, 0, w)
}

// Code generated from mul.go by command: go run . -single. DO NOT EDIT.

package gemm

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/vec"
)

// Mul32 computes C = op(A)·op(B), or C += op(A)·op(B) with the flag Add, for op(A) of
// m×k, op(B) of k×n and C of m×n. It uses at most workers goroutines (0 or less:
// GOMAXPROCS), whose number never changes the result. The workspace is used by one
// call at a time; with nil the call allocates what it needs.
//
// Mul32 panics if the shapes do not fit or a slice is shorter than its shape.
// C must not overlap A or B.
func Mul32(ws *Workspace32, c, a, b blas32.General, f Flags, workers int) {
	m, k := shape(a.Rows, a.Cols, a.Stride, len(a.Data), f&TransA != 0)
	kb, n := shape(b.Rows, b.Cols, b.Stride, len(b.Data), f&TransB != 0)
	mc, nc := shape(c.Rows, c.Cols, c.Stride, len(c.Data), false)
	if kb != k || mc != m || nc != n {
		panic(shapesDiffer)
	}
	if m == 0 || n == 0 || k == 0 && f&Add != 0 {
		return
	}
	mul32(ws, &c, &a, &b, f, k, workers)
}

// mulGo32 is the plain form of Mul32 for the rows i0 to i1 of C and the oracle of any
// other form.
func mulGo32(c, a, b *blas32.General, f Flags, k, i0, i1 int) {
	rsa, csa := strides(a.Stride, f&TransA != 0)
	for i := i0; i < i1; i++ {
		row32 := c.Data[i*c.Stride : i*c.Stride+c.Cols]
		if f&Add == 0 {
			clear(row32)
		}
		if f&TransB != 0 {
			for j, s := range row32 {
				for p := range k {
					s = vec.FMA32(a.Data[i*rsa+p*csa], b.Data[j*b.Stride+p], s)
				}
				row32[j] = s
			}
			continue
		}
		for p := range k {
			v := a.Data[i*rsa+p*csa]
			for j, w := range b.Data[p*b.Stride : p*b.Stride+len(row32)] {
				row32[j] = vec.FMA32(v, w, row32[j])
			}
		}
	}
}

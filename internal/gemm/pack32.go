// Code generated from pack.go by command: go run . -single. DO NOT EDIT.

package gemm

import (
	"unsafe"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/vec"
)

// panelUnit32 is the unit of a panel's width: a cache line. panelCols32 is the width of a
// panel: three registers of AVX-512, six of AVX2.
const (
	panelUnit32 = line / int(unsafe.Sizeof(float32(0)))
	panelCols32 = 3 * panelUnit32
)

// Packed32 is the right factor of products that share it, such as centres, the factors
// of items or the weights of a layer: op(B) of k×n in panels of columns, ready for
// the processor. It never changes, so any number of goroutines may use it.
type Packed32 struct {
	k, n int
	data []float32 // one panel after the other, each row by row
}

// Pack32 copies B, or B transposed, into panels. With a nil dst it allocates; otherwise it
// uses the memory of dst and returns dst, which nobody else may be using.
// It panics if the slice of B is shorter than its shape.
func Pack32(dst *Packed32, b blas32.General, trans bool) *Packed32 {
	k, n := shape(b.Rows, b.Cols, b.Stride, len(b.Data), trans)
	if dst == nil {
		dst = new(Packed32)
	}
	dst.k, dst.n = k, n
	dst.data = aligned32(dst.data, k*((n+panelUnit32-1)/panelUnit32*panelUnit32))
	rs, cs := strides(b.Stride, trans)
	for j := 0; j < n; j += panelCols32 {
		packPanel32(dst.data[j*k:], dst.panelStride(j), b.Data, j*cs, rs, cs, k, min(panelCols32, n-j))
	}
	return dst
}

// Dims returns the shape of op(B), k×n.
func (p *Packed32) Dims() (k, n int) { return p.k, p.n }

// panelStride returns the distance of two rows of the panel that begins at column j.
func (p *Packed32) panelStride(j int) int {
	return min(panelCols32, (p.n-j+panelUnit32-1)/panelUnit32*panelUnit32)
}

// packGo32 is the plain form of packPanel32, which copies k rows of w numbers, the one in row r and
// column j from src[at+r*rs+j*cs], into dst with the stride ldd. It copies the rows r0 to k
// and the columns j0 to w.
func packGo32(dst []float32, ldd int, src []float32, at, rs, cs, r0, k, j0, w int) {
	for r := r0; r < k; r++ {
		row32 := dst[r*ldd : r*ldd+w]
		for j := j0; j < w; j++ {
			row32[j] = src[at+r*rs+j*cs]
		}
	}
}

// Rows computes the rows i0 to i1 of A·op(B) into dst: row r begins at
// dst[(r-i0)*ldd]. The elements are the chains of Mul32, whatever the rows of one
// call. It runs on the calling goroutine, allocates nothing and touches nothing between
// the rows of dst. A caller takes so many rows at a time that dst stays in the cache:
// at most 128 KiB.
//
// Rows panics if A does not have k columns, for rows that A does not have, and if dst
// is too short.
func (p *Packed32) Rows(dst []float32, ldd int, a blas32.General, i0, i1 int) {
	m, k := shape(a.Rows, a.Cols, a.Stride, len(a.Data), false)
	if k != p.k {
		panic(shapesDiffer)
	}
	if i0 < 0 || i1 < i0 || i1 > m {
		panic(badRows)
	}
	if i0 == i1 || p.n == 0 {
		return
	}
	if ldd < p.n || !fits(i1-i0, p.n, ldd, len(dst)) {
		panic(badTile)
	}
	p.rows(dst, ldd, a, i0, i1)
}

// rowsGo is the plain form of Rows and the oracle of any other form.
func (p *Packed32) rowsGo(dst []float32, ldd int, a blas32.General, i0, i1 int) {
	for i := i0; i < i1; i++ {
		row32 := dst[(i-i0)*ldd : (i-i0)*ldd+p.n]
		clear(row32)
		for j := 0; j < p.n; j += panelCols32 {
			out := row32[j:min(j+panelCols32, p.n)]
			panel32, ld := p.data[j*p.k:], p.panelStride(j)
			for q := range p.k {
				v := a.Data[i*a.Stride+q]
				for c, w := range panel32[q*ld : q*ld+len(out)] {
					out[c] = vec.FMA32(v, w, out[c])
				}
			}
		}
	}
}

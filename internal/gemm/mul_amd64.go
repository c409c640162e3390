//go:build !purego

package gemm

import (
	"runtime"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
)

// depth is the number of steps along k in one pass over C: a tile's part of B that deep
// stays in the second cache.
const depth = 384

// largeWork is the number of multiply-adds from which on packing pays, and several goroutines do, and
// manyRows the number of rows of C from which on packing B does. A is read where it lies,
// unless it is transposed: then its columns would be far apart in memory.
const (
	largeWork = 1 << 21
	manyRows  = 33
)

func mul(ws *Workspace, c, a, b *blas64.General, f Flags, k, workers int) {
	if !cpu.AVX2 || k == 0 {
		mulRows(c, a, b, f, k, workers)
		return
	}
	if f&^Add == 0 && c.Cols > 1 && c.Cols <= panelCols && k <= depth && c.Rows*k <= work/panelCols {
		small(c, a, b, k, int(f)/int(Add))
		return
	}
	switch {
	case c.Cols == 1 && f&TransB != 0: // a vector is a vector
		b, f = &blas64.General{Rows: k, Cols: 1, Stride: 1, Data: b.Data}, f&^TransB
	case c.Rows == 1 && f&TransB != 0: // Cᵀ = B·op(A)ᵀ needs no packing
		_, cs := strides(a.Stride, f&TransA != 0)
		a, b = b, &blas64.General{Rows: k, Cols: 1, Stride: cs, Data: a.Data}
		c, f = &blas64.General{Rows: c.Cols, Cols: 1, Stride: 1, Data: c.Data}, f&Add
	}
	rs, cs := strides(a.Stride, f&TransA != 0)
	add := int(f&Add) / int(Add)
	volume := c.Rows * c.Cols * k
	packA := volume >= largeWork && f&TransA != 0 && c.Rows > 1
	packB := volume >= largeWork && c.Rows >= manyRows || f&TransB != 0
	if !packA && !packB && (workers == 1 || volume < largeWork) {
		direct(c, a, b, rs, cs, k, add)
		return
	}
	if ws == nil {
		ws = new(Workspace)
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if volume < largeWork {
		workers = 1
	}
	j := job{
		ws: ws, c: *c, a: *a, b: *b, rsa: rs, csa: cs, transB: f&TransB != 0,
		packA: packA, packB: packB, k: k, add: add, mr: panelRows(),
	}
	j.run(workers)
}

// small computes C of so few numbers that one panel holds them and one call into assembly
// may compute them.
func small(c, a, b *blas64.General, k, add int) {
	if c.Cols == ymmLanes { // the shortest way for the smallest
		panel1AVX2(&c.Data[0], c.Stride, &a.Data[0], a.Stride, 1, ymmRows*a.Stride, &b.Data[0], b.Stride, c.Rows, k, add, 0)
		return
	}
	left := left{&a.Data[0], a.Stride, 1, panelRows() * a.Stride}
	panelPart(&c.Data[0], c.Stride, left.first, &left, &b.Data[0], b.Stride, c.Rows, c.Cols, k, add, 0)
}

// direct computes C without packing anything.
func direct(c, a, b *blas64.General, rs, cs, k, add int) {
	left := left{&a.Data[0], rs, cs, panelRows() * rs}
	if c.Cols > 1 && c.Cols <= panelCols && k <= depth {
		panel(&c.Data[0], c.Stride, &left, &b.Data[0], b.Stride, c.Rows, c.Cols, k, add, 0)
		return
	}
	for p := 0; p < k; p += depth {
		left.first = &a.Data[p*cs]
		right := right{&b.Data[p*b.Stride], b.Stride, panelCols, 0}
		strip(&c.Data[0], c.Stride, &left, &right, c.Rows, c.Cols, min(depth, k-p), add)
		add = 1
	}
}

func (p *Packed) rows(dst []float64, ldd int, a blas64.General, i0, i1 int) {
	if !cpu.AVX2 || p.k == 0 {
		p.rowsGo(dst, ldd, a, i0, i1)
		return
	}
	add := 0
	for q := 0; q < p.k; q += depth {
		left := left{&a.Data[i0*a.Stride+q], a.Stride, 1, panelRows() * a.Stride}
		right := right{&p.data[0], 0, panelCols * p.k, q}
		strip(&dst[0], ldd, &left, &right, i1-i0, p.n, min(depth, p.k-q), add)
		add = 1
	}
}

// Code generated from mul_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import (
	"runtime"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/cpu"
)

// depth32 is the number of steps along k in one pass over C: a tile's part of B that deep
// stays in the second cache.
const depth32 = 384

// largeWork32 is the number of multiply-adds from which on packing pays, and several goroutines do, and
// manyRows32 the number of rows of C from which on packing B does. A is read where it lies,
// unless it is transposed: then its columns would be far apart in memory.
const (
	largeWork32 = 1 << 21
	manyRows32  = 33
)

func mul32(ws *Workspace32, c, a, b *blas32.General, f Flags, k, workers int) {
	if !cpu.AVX2 || k == 0 {
		mulRows32(c, a, b, f, k, workers)
		return
	}
	if f&^Add == 0 && c.Cols > 1 && c.Cols <= panelCols32 && k <= depth32 && c.Rows*k <= work/panelCols32 {
		small32(c, a, b, k, int(f)/int(Add))
		return
	}
	switch {
	case c.Cols == 1 && f&TransB != 0: // a vector is a vector
		b, f = &blas32.General{Rows: k, Cols: 1, Stride: 1, Data: b.Data}, f&^TransB
	case c.Rows == 1 && f&TransB != 0: // Cᵀ = B·op(A)ᵀ needs no packing
		_, cs := strides(a.Stride, f&TransA != 0)
		a, b = b, &blas32.General{Rows: k, Cols: 1, Stride: cs, Data: a.Data}
		c, f = &blas32.General{Rows: c.Cols, Cols: 1, Stride: 1, Data: c.Data}, f&Add
	}
	rs, cs := strides(a.Stride, f&TransA != 0)
	add := int(f&Add) / int(Add)
	volume := c.Rows * c.Cols * k
	packA := volume >= largeWork32 && f&TransA != 0 && c.Rows > 1
	packB := volume >= largeWork32 && c.Rows >= manyRows32 || f&TransB != 0
	if !packA && !packB && (workers == 1 || volume < largeWork32) {
		direct32(c, a, b, rs, cs, k, add)
		return
	}
	if ws == nil {
		ws = new(Workspace32)
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if volume < largeWork32 {
		workers = 1
	}
	j := job32{
		ws: ws, c: *c, a: *a, b: *b, rsa: rs, csa: cs, transB: f&TransB != 0,
		packA: packA, packB: packB, k: k, add: add, mr: panelRows32(),
	}
	j.run(workers)
}

// small32 computes C of so few numbers that one panel holds them and one call into assembly
// may compute them.
func small32(c, a, b *blas32.General, k, add int) {
	if c.Cols == ymmLanes32 { // the shortest way for the smallest
		panel1f32AVX2(&c.Data[0], c.Stride, &a.Data[0], a.Stride, 1, ymmRows32*a.Stride, &b.Data[0], b.Stride, c.Rows, k, add, 0)
		return
	}
	left32 := left32{&a.Data[0], a.Stride, 1, panelRows32() * a.Stride}
	panelPart32(&c.Data[0], c.Stride, left32.first, &left32, &b.Data[0], b.Stride, c.Rows, c.Cols, k, add, 0)
}

// direct32 computes C without packing anything.
func direct32(c, a, b *blas32.General, rs, cs, k, add int) {
	left32 := left32{&a.Data[0], rs, cs, panelRows32() * rs}
	if c.Cols > 1 && c.Cols <= panelCols32 && k <= depth32 {
		panel32(&c.Data[0], c.Stride, &left32, &b.Data[0], b.Stride, c.Rows, c.Cols, k, add, 0)
		return
	}
	for p := 0; p < k; p += depth32 {
		left32.first = &a.Data[p*cs]
		right32 := right32{&b.Data[p*b.Stride], b.Stride, panelCols32, 0}
		strip32(&c.Data[0], c.Stride, &left32, &right32, c.Rows, c.Cols, min(depth32, k-p), add)
		add = 1
	}
}

func (p *Packed32) rows(dst []float32, ldd int, a blas32.General, i0, i1 int) {
	if !cpu.AVX2 || p.k == 0 {
		p.rowsGo(dst, ldd, a, i0, i1)
		return
	}
	add := 0
	for q := 0; q < p.k; q += depth32 {
		left32 := left32{&a.Data[i0*a.Stride+q], a.Stride, 1, panelRows32() * a.Stride}
		right32 := right32{&p.data[0], 0, panelCols32 * p.k, q}
		strip32(&dst[0], ldd, &left32, &right32, i1-i0, p.n, min(depth32, p.k-q), add)
		add = 1
	}
}

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

// parallelWork is the number of multiply-adds from which on several goroutines pay.
const parallelWork = 1 << 20

// smallWork is the number of multiply-adds up to which packing does not pay, and fewRows the number
// of rows of C. Only B is packed, which every block of rows goes through, and A if it is
// transposed: then its columns would be far apart in memory.
const (
	smallWork = 128 * 128 * 128
	fewRows   = 32
)

func mul(ws *Workspace, c, a, b *blas64.General, f Flags, k, workers int) {
	if !cpu.AVX2 || k == 0 {
		mulRows(c, a, b, f, k, workers)
		return
	}
	rs, cs := strides(a.Stride, f&TransA != 0)
	add := int(f&Add) / int(Add)
	volume := c.Rows * c.Cols * k
	packA := volume > smallWork && f&TransA != 0
	packB := volume > smallWork && c.Rows > fewRows || f&TransB != 0
	if !packA && !packB && volume < parallelWork {
		direct(c, a, b, rs, cs, k, add)
		return
	}
	if ws == nil {
		ws = new(Workspace)
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if volume < parallelWork {
		workers = 1
	}
	j := job{
		ws: ws, c: *c, a: *a, b: *b, rsa: rs, csa: cs, transB: f&TransB != 0,
		packA: packA, packB: packB, k: k, add: add, mr: panelRows(),
	}
	j.run(workers)
}

// direct computes C without packing anything.
func direct(c, a, b *blas64.General, rs, cs, k, add int) {
	left := left{rs: rs, cs: cs, ps: panelRows() * rs}
	for p := 0; p < k; p += depth {
		left.first = &a.Data[p*cs]
		j := 0
		if c.Rows == 1 {
			j = row(&c.Data[0], left.first, cs, &b.Data[p*b.Stride], b.Stride, panelCols, c.Cols, min(depth, k-p), add)
		}
		for ; j < c.Cols; j += panelCols {
			panel(&c.Data[j], c.Stride, &left, &b.Data[p*b.Stride+j], b.Stride, c.Rows, min(panelCols, c.Cols-j), min(depth, k-p), add, panelCols)
		}
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
		j := 0
		if i1-i0 == 1 {
			j = row(&dst[0], left.first, 1, &p.data[q*p.panelStride(0)], panelCols, panelCols*p.k, p.n, min(depth, p.k-q), add)
		}
		for ; j < p.n; j += panelCols {
			ld := p.panelStride(j)
			panel(&dst[j], ldd, &left, &p.data[j*p.k+q*ld], ld, i1-i0, min(panelCols, p.n-j), min(depth, p.k-q), add, 0)
		}
		add = 1
	}
}

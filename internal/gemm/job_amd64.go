//go:build !purego

package gemm

import (
	"context"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/par"
)

// job is one product that is packed or cut into tiles.
//
// When it is packed, a factor lies in blocks of depth steps along k, a block in panels: of
// panelCols columns for op(B), row by row, and of mr rows for op(A), column by column.
type job struct {
	ws           *Workspace
	c, a, b      blas64.General
	rsa, csa     int // strides of op(A)
	transB       bool
	packA, packB bool
	k, add, mr   int

	// The part of the product that is packed at a time, and the tiles it is cut into.
	i0, j0, p0       int
	rows, cols, deep int
	tileRows         int
	tileCols         int
}

// The largest tile, the largest part, which is packed to at least depth steps, and the size
// of a piece of packing.
const (
	maxTileRows = 128
	maxTileCols = 5 * panelCols
	maxPartRows = maxPacked / depth / maxTileRows * maxTileRows
	maxPartCols = maxPacked / depth / maxTileCols * maxTileCols
	packRows    = 64
	packCols    = 4 * panelCols
)

// Several workers end at about the same time if there are minTiles tiles, and spend little time
// on taking them if a tile has tileWork multiply-adds.
const (
	minTiles = 16
	tileWork = 1 << 18
)

// tiles chooses the size of a tile.
func (j *job) tiles(workers int) {
	m, n := j.c.Rows, j.c.Cols
	j.tileRows, j.tileCols = maxTileRows, maxTileCols
	if workers == 1 {
		return
	}
	count := func(rows, cols int) int { return par.Blocks(m, rows) * par.Blocks(n, cols) }
	for j.tileRows*min(j.tileCols, n)*j.k < tileWork && count(2*j.tileRows, j.tileCols) >= minTiles {
		j.tileRows *= 2
	}
	for j.tileCols > 3*panelCols && n > 3*panelCols && count(j.tileRows, j.tileCols) < minTiles {
		j.tileCols = (j.tileCols/panelCols + 1) / 2 * panelCols
	}
	for j.tileRows > 32 && count(j.tileRows, j.tileCols) < minTiles {
		j.tileRows /= 2
	}
}

// run computes the product.
func (j job) run(workers int) {
	j.tiles(workers)
	m, n, k := j.c.Rows, j.c.Cols, j.k
	// A part is as deep as its packed factors allow.
	rows, cols := m, n
	if j.packA {
		rows = min(m, maxPartRows)
	}
	if j.packB {
		cols = min(n, maxPartCols)
	}
	deep := k
	if j.packA {
		deep = min(deep, maxPacked/up(rows, j.mr)/depth*depth)
	}
	if j.packB {
		deep = min(deep, maxPacked/up(cols, panelUnit)/depth*depth)
	}
	add := j.add
	for j.j0 = 0; j.j0 < n; j.j0 += cols {
		j.cols = min(cols, n-j.j0)
		j.add = add
		for j.p0 = 0; j.p0 < k; j.p0 += deep {
			j.deep = min(deep, k-j.p0)
			if j.packB {
				j.ws.b = aligned(j.ws.b, j.deep*up(j.cols, panelUnit))
				each(j, job.packRight, par.Blocks(j.cols, packCols), workers)
			}
			for j.i0 = 0; j.i0 < m; j.i0 += rows {
				j.rows = min(rows, m-j.i0)
				if j.packA {
					j.ws.a = aligned(j.ws.a, j.deep*up(j.rows, j.mr))
					each(j, job.packLeft, par.Blocks(j.rows, packRows), workers)
				}
				each(j, job.tile, par.Blocks(j.rows, j.tileRows)*par.Blocks(j.cols, j.tileCols), workers)
			}
			j.add = 1
		}
	}
}

// up rounds n up to a multiple of unit.
func up(n, unit int) int { return (n + unit - 1) / unit * unit }

// each calls f for the pieces 0 to n.
func each(j job, f func(job, int), n, workers int) {
	if workers > 1 && n > 1 {
		eachBeside(j, f, n, workers)
		return
	}
	for i := range n {
		f(j, i)
	}
}

// eachBeside is a function of its own because what it passes on moves to the heap.
func eachBeside(j job, f func(job, int), n, workers int) {
	_ = par.For(context.Background(), n, 1, workers, func(i, _, _ int) error {
		f(j, i)
		return nil
	})
}

// packLeft packs packRows rows of A.
func (j job) packLeft(piece int) {
	height := up(j.rows, j.mr)
	end := min((piece+1)*packRows, j.rows)
	for p := 0; p < j.deep; p += depth {
		kc := min(depth, j.deep-p)
		for i := piece * packRows; i < end; i += j.mr {
			packPanel(j.ws.a[p*height+i*kc:], j.mr, j.a.Data, (j.i0+i)*j.rsa+(j.p0+p)*j.csa, j.csa, j.rsa, kc, min(j.mr, end-i))
		}
	}
}

// packRight packs packCols columns of B.
func (j job) packRight(piece int) {
	width := up(j.cols, panelUnit)
	rs, cs := strides(j.b.Stride, j.transB)
	end := min((piece+1)*packCols, j.cols)
	for p := 0; p < j.deep; p += depth {
		kc := min(depth, j.deep-p)
		for i := piece * packCols; i < end; i += panelCols {
			packPanel(j.ws.b[p*width+i*kc:], min(panelCols, width-i), j.b.Data, (j.p0+p)*rs+(j.j0+i)*cs, rs, cs, kc, min(panelCols, end-i))
		}
	}
}

// tile computes one tile of C.
func (j job) tile(piece int) {
	across := par.Blocks(j.cols, j.tileCols)
	i0, j0 := piece/across*j.tileRows, piece%across*j.tileCols
	m, end := min(j.tileRows, j.rows-i0), min(j0+j.tileCols, j.cols)
	height, width := up(j.rows, j.mr), up(j.cols, panelUnit)
	add := j.add
	for p := 0; p < j.deep; p += depth {
		kc := min(depth, j.deep-p)
		a := left{rs: j.rsa, cs: j.csa, ps: j.mr * j.rsa}
		if j.packA {
			a = left{&j.ws.a[p*height+i0*kc], 1, j.mr, j.mr * kc}
		} else {
			a.first = &j.a.Data[(j.i0+i0)*j.rsa+(j.p0+p)*j.csa]
		}
		b := right{ld: j.b.Stride, ps: panelCols}
		if j.packB {
			b = right{&j.ws.b[p*width+j0*kc], 0, panelCols * kc, 0}
		} else {
			b.first = &j.b.Data[(j.p0+p)*j.b.Stride+j.j0+j0]
		}
		strip(&j.c.Data[(j.i0+i0)*j.c.Stride+j.j0+j0], j.c.Stride, &a, &b, m, end-j0, kc, add)
		add = 1
	}
}

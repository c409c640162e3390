// Code generated from job_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/par"
)

// job32 is one product that is packed or cut into tiles.
//
// When it is packed, a factor lies in blocks of depth steps along k, a block in panels: of
// panelCols32 columns for op(B), row by row, and of mr rows for op(A), column by column.
type job32 struct {
	ws           *Workspace32
	c, a, b      blas32.General
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
	maxTileRows32 = 128
	maxTileCols32 = 5 * panelCols32
	maxPartRows32 = maxPacked32 / depth32 / maxTileRows32 * maxTileRows32
	maxPartCols32 = maxPacked32 / depth32 / maxTileCols32 * maxTileCols32
	packRows32    = 64
	packCols32    = 4 * panelCols32
)

// Several workers end at about the same time if there are minTiles32 tiles, and spend little time
// on taking them if a tile has tileWork32 multiply-adds.
const (
	minTiles32 = 16
	tileWork32 = 1 << 18
)

// tiles chooses the size of a tile.
func (j *job32) tiles(workers int) {
	m, n := j.c.Rows, j.c.Cols
	j.tileRows, j.tileCols = maxTileRows32, maxTileCols32
	if workers == 1 {
		return
	}
	count := func(rows, cols int) int { return par.Blocks(m, rows) * par.Blocks(n, cols) }
	for j.tileRows*min(j.tileCols, n)*j.k < tileWork32 && count(2*j.tileRows, j.tileCols) >= minTiles32 {
		j.tileRows *= 2
	}
	for j.tileCols > 3*panelCols32 && n > 3*panelCols32 && count(j.tileRows, j.tileCols) < minTiles32 {
		j.tileCols = (j.tileCols/panelCols32 + 1) / 2 * panelCols32
	}
	for j.tileRows > 32 && count(j.tileRows, j.tileCols) < minTiles32 {
		j.tileRows /= 2
	}
}

// run computes the product.
func (j job32) run(workers int) {
	j.tiles(workers)
	m, n, k := j.c.Rows, j.c.Cols, j.k
	// A part is as deep as its packed factors allow.
	rows, cols := m, n
	if j.packA {
		rows = min(m, maxPartRows32)
	}
	if j.packB {
		cols = min(n, maxPartCols32)
	}
	deep := k
	if j.packA {
		deep = min(deep, maxPacked32/up32(rows, j.mr)/depth32*depth32)
	}
	if j.packB {
		deep = min(deep, maxPacked32/up32(cols, panelUnit32)/depth32*depth32)
	}
	add := j.add
	for j.j0 = 0; j.j0 < n; j.j0 += cols {
		j.cols = min(cols, n-j.j0)
		j.add = add
		for j.p0 = 0; j.p0 < k; j.p0 += deep {
			j.deep = min(deep, k-j.p0)
			if j.packB {
				j.ws.b = aligned32(j.ws.b, j.deep*up32(j.cols, panelUnit32))
				each32(j, job32.packRight, par.Blocks(j.cols, packCols32), workers)
			}
			for j.i0 = 0; j.i0 < m; j.i0 += rows {
				j.rows = min(rows, m-j.i0)
				if j.packA {
					j.ws.a = aligned32(j.ws.a, j.deep*up32(j.rows, j.mr))
					each32(j, job32.packLeft, par.Blocks(j.rows, packRows32), workers)
				}
				each32(j, job32.tile, par.Blocks(j.rows, j.tileRows)*par.Blocks(j.cols, j.tileCols), workers)
			}
			j.add = 1
		}
	}
}

// up32 rounds n up to a multiple of unit.
func up32(n, unit int) int { return (n + unit - 1) / unit * unit }

// each32 calls f for the pieces 0 to n.
func each32(j job32, f func(job32, int), n, workers int) {
	if workers > 1 && n > 1 {
		eachBeside32(j, f, n, workers)
		return
	}
	for i := range n {
		f(j, i)
	}
}

// eachBeside32 is a function of its own because what it passes on moves to the heap.
func eachBeside32(j job32, f func(job32, int), n, workers int) {
	_ = par.For(context.Background(), n, 1, workers, func(i, _, _ int) error {
		f(j, i)
		return nil
	})
}

// packLeft packs packRows32 rows of A.
func (j job32) packLeft(piece int) {
	height := up32(j.rows, j.mr)
	end := min((piece+1)*packRows32, j.rows)
	for p := 0; p < j.deep; p += depth32 {
		kc := min(depth32, j.deep-p)
		for i := piece * packRows32; i < end; i += j.mr {
			packPanel32(j.ws.a[p*height+i*kc:], j.mr, j.a.Data, (j.i0+i)*j.rsa+(j.p0+p)*j.csa, j.csa, j.rsa, kc, min(j.mr, end-i))
		}
	}
}

// packRight packs packCols32 columns of B.
func (j job32) packRight(piece int) {
	width := up32(j.cols, panelUnit32)
	rs, cs := strides(j.b.Stride, j.transB)
	end := min((piece+1)*packCols32, j.cols)
	for p := 0; p < j.deep; p += depth32 {
		kc := min(depth32, j.deep-p)
		for i := piece * packCols32; i < end; i += panelCols32 {
			packPanel32(j.ws.b[p*width+i*kc:], min(panelCols32, width-i), j.b.Data, (j.p0+p)*rs+(j.j0+i)*cs, rs, cs, kc, min(panelCols32, end-i))
		}
	}
}

// tile computes one tile of C.
func (j job32) tile(piece int) {
	across := par.Blocks(j.cols, j.tileCols)
	i0, j0 := piece/across*j.tileRows, piece%across*j.tileCols
	m, end := min(j.tileRows, j.rows-i0), min(j0+j.tileCols, j.cols)
	height, width := up32(j.rows, j.mr), up32(j.cols, panelUnit32)
	add := j.add
	for p := 0; p < j.deep; p += depth32 {
		kc := min(depth32, j.deep-p)
		a := left32{rs: j.rsa, cs: j.csa, ps: j.mr * j.rsa}
		if j.packA {
			a = left32{&j.ws.a[p*height+i0*kc], 1, j.mr, j.mr * kc}
		} else {
			a.first = &j.a.Data[(j.i0+i0)*j.rsa+(j.p0+p)*j.csa]
		}
		b := right32{ld: j.b.Stride, ps: panelCols32}
		if j.packB {
			b = right32{&j.ws.b[p*width+j0*kc], 0, panelCols32 * kc, 0}
		} else {
			b.first = &j.b.Data[(j.p0+p)*j.b.Stride+j.j0+j0]
		}
		strip32(&j.c.Data[(j.i0+i0)*j.c.Stride+j.j0+j0], j.c.Stride, &a, &b, m, end-j0, kc, add)
		add = 1
	}
}

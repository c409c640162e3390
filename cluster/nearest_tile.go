package cluster

import "math"

// tileRows is the number of rows of one tile.
const tileRows = 256

// tileColumns is the largest number of columns for which rows are assigned by
// tiles. Above it, going through the rows one by one is as fast.
const tileColumns = 8

// tiles is a second copy of a dense table, column by column within each tile
// of rows, so that one centre is compared with many rows in a row. It gives
// the labels and distances of centers.nearest, to the bit.
type tiles struct {
	d int
	x []float64 // tile by tile, tileRows·d numbers each
}

func newTiles(x []float64, n, d int) tiles {
	count := (n + tileRows - 1) / tileRows
	t := tiles{d: d, x: make([]float64, count*tileRows*d)}
	for i := range n {
		tile := t.x[i/tileRows*tileRows*d:]
		for j := range d {
			tile[j*tileRows+i%tileRows] = x[i*d+j]
		}
	}
	return t
}

// assign does what denseTable.assign does.
func (t tiles) assign(lo, hi int, c *centers, label []int32, dist []float64) {
	for lo < hi {
		to := min(hi, (lo/tileRows+1)*tileRows)
		t.assignIn(t.x[lo/tileRows*tileRows*t.d:], lo%tileRows, c, label[lo:to], dist[lo:to])
		lo = to
	}
}

// assignIn assigns the rows of one tile from number at on.
func (t tiles) assignIn(x []float64, at int, c *centers, label []int32, dist []float64) {
	n := len(label)
	column := func(j int) []float64 { return x[j*tileRows+at : j*tileRows+at+n] }
	for i := range dist {
		label[i], dist[i] = 0, math.Inf(1)
	}
	var sums [tileRows]float64
	for k := range c.k {
		p := c.center(k)
		acc := sums[:n]
		clear(acc)
		j := 0
		for ; j+3 < t.d; j += 3 {
			addSquares3(acc, column(j), column(j+1), column(j+2), p[j], p[j+1], p[j+2])
		}
		switch t.d - j {
		case 1:
			nearer1(acc, column(j), p[j], int32(k), label, dist)
		case 2:
			nearer2(acc, column(j), column(j+1), p[j], p[j+1], int32(k), label, dist)
		default:
			nearer3(acc, column(j), column(j+1), column(j+2), p[j], p[j+1], p[j+2], int32(k), label, dist)
		}
	}
}

// The functions below end the chains in acc with the last columns and take
// centre k where it is nearer. Squares are not negative, so their bits are in
// the same order, and comparing those takes no branch that would be guessed
// wrong half of the time.

func nearer1(acc, a []float64, x float64, k int32, label []int32, dist []float64) {
	a, label, dist = a[:len(acc)], label[:len(acc)], dist[:len(acc)]
	for i, s := range acc {
		t := a[i] - x
		take(math.FMA(t, t, s), k, &label[i], &dist[i])
	}
}

func nearer2(acc, a, b []float64, x, y float64, k int32, label []int32, dist []float64) {
	a, b, label, dist = a[:len(acc)], b[:len(acc)], label[:len(acc)], dist[:len(acc)]
	for i, s := range acc {
		t, u := a[i]-x, b[i]-y
		take(math.FMA(u, u, math.FMA(t, t, s)), k, &label[i], &dist[i])
	}
}

func nearer3(acc, a, b, c []float64, x, y, z float64, k int32, label []int32, dist []float64) {
	a, b, c, label, dist = a[:len(acc)], b[:len(acc)], c[:len(acc)], label[:len(acc)], dist[:len(acc)]
	for i, s := range acc {
		t, u, v := a[i]-x, b[i]-y, c[i]-z
		take(math.FMA(v, v, math.FMA(u, u, math.FMA(t, t, s))), k, &label[i], &dist[i])
	}
}

func take(s float64, k int32, label *int32, dist *float64) {
	low, best := math.Float64bits(*dist), *label
	if b := math.Float64bits(s); b < low {
		low, best = b, k
	}
	*dist, *label = math.Float64frombits(low), best
}

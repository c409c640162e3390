package cluster

import "math"

// tileRows is the number of rows of one tile.
const tileRows = 256

// tileColumns is the largest number of columns for which rows are assigned by
// tiles. Above it, going through the rows one by one is as fast.
const tileColumns = 8

// tiles is a second copy of a dense table, column by column within each tile
// of rows, so that one pair of centres is compared with many rows in a row. It
// gives the labels and distances of centers.nearest, to the bit.
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
	var chains [2][tileRows]float64
	s, u := chains[0][:n], chains[1][:n]
	for k := 0; k < c.k; k += 2 {
		// Two centres at a time. The last one of an odd number is its own
		// partner and cannot win against itself.
		p, q := c.center(k), c.center(min(k+1, c.k-1))
		j := 0
		if t.d > 3 {
			clear(s)
			clear(u)
		}
		for ; j+3 < t.d; j += 3 {
			addSquares3(s, column(j), column(j+1), column(j+2), p[j], p[j+1], p[j+2])
			addSquares3(u, column(j), column(j+1), column(j+2), q[j], q[j+1], q[j+2])
		}
		switch p, q := p[j:], q[j:]; len(p) {
		case 1:
			nearer1(s, u, column(j), p, q, int32(k), label, dist)
		case 2:
			nearer2(s, u, column(j), column(j+1), p, q, int32(k), label, dist)
		default:
			nearer3(s, u, column(j), column(j+1), column(j+2), p, q, int32(k), label, dist)
		}
	}
}

// The functions below end the chains s to centre k and t to its partner with
// the last columns, and take the nearer of the two where it is nearer than
// what was found before.

func nearer1(s, t, a, p, q []float64, k int32, label []int32, dist []float64) {
	t, a, label, dist = t[:len(s)], a[:len(s)], label[:len(s)], dist[:len(s)]
	p0, q0 := p[0], q[0]
	for i, s := range s {
		x, y := a[i]-p0, a[i]-q0
		take(math.FMA(x, x, s), math.FMA(y, y, t[i]), k, &label[i], &dist[i])
	}
}

func nearer2(s, t, a, b, p, q []float64, k int32, label []int32, dist []float64) {
	t, a, b, label, dist = t[:len(s)], a[:len(s)], b[:len(s)], label[:len(s)], dist[:len(s)]
	p0, p1, q0, q1 := p[0], p[1], q[0], q[1]
	for i, s := range s {
		x0, x1 := a[i]-p0, b[i]-p1
		y0, y1 := a[i]-q0, b[i]-q1
		take(math.FMA(x1, x1, math.FMA(x0, x0, s)), math.FMA(y1, y1, math.FMA(y0, y0, t[i])), k, &label[i], &dist[i])
	}
}

func nearer3(s, t, a, b, c, p, q []float64, k int32, label []int32, dist []float64) {
	t, a, b, c, label, dist = t[:len(s)], a[:len(s)], b[:len(s)], c[:len(s)], label[:len(s)], dist[:len(s)]
	p0, p1, p2, q0, q1, q2 := p[0], p[1], p[2], q[0], q[1], q[2]
	for i, s := range s {
		x0, x1, x2 := a[i]-p0, b[i]-p1, c[i]-p2
		y0, y1, y2 := a[i]-q0, b[i]-q1, c[i]-q2
		take(math.FMA(x2, x2, math.FMA(x1, x1, math.FMA(x0, x0, s))),
			math.FMA(y2, y2, math.FMA(y1, y1, math.FMA(y0, y0, t[i]))), k, &label[i], &dist[i])
	}
}

// take compares the distances s and t to the centres k and k+1 with the one
// that was found before. They are not negative, so their bits are in the same
// order, and comparing those takes no branch that would be guessed wrong half
// of the time.
func take(s, t float64, k int32, label *int32, dist *float64) {
	low, best := math.Float64bits(*dist), *label
	first, second := math.Float64bits(s), math.Float64bits(t)
	near := k
	if second < first {
		first, near = second, k+1
	}
	if first < low {
		low, best = first, near
	}
	*dist, *label = math.Float64frombits(low), best
}

func addSquares3(acc, a, b, c []float64, x, y, z float64) {
	a, b, c = a[:len(acc)], b[:len(acc)], c[:len(acc)]
	for i, s := range acc {
		t, u, v := a[i]-x, b[i]-y, c[i]-z
		acc[i] = math.FMA(v, v, math.FMA(u, u, math.FMA(t, t, s)))
	}
}

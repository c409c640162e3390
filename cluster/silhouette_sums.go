package cluster

import (
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// distanceSums adds up the distances of some rows to the rows of each cluster.
type distanceSums interface {
	// block returns how many rows to ask for at once.
	block() int
	// scratch returns what one goroutine needs.
	scratch() []float64
	// of sets sum[i·clusters+k] to the sum of the distances of row at[i] (in the
	// order of the groups) to the rows of cluster k.
	of(at []int, sum, scratch []float64)
}

// denseSums is a copy of the table, its rows in the order of the clusters. They
// are cut into pieces of one cluster and at most a tile of rows, and a piece is
// stored column by column, so that it lies together in memory.
type denseSums struct {
	groups
	d     int
	piece []piece
	home  []int // piece of each row
	x     []float64
}

// piece is the rows lo to hi, all of one cluster.
type piece struct{ lo, hi, cluster int }

// most is the largest number of rows in a piece.
const most = 256

// tileOf returns the number of rows in a piece: their d columns fit into the
// nearest cache, but not fewer than vec takes at once, as long as two pieces take
// some milliseconds.
func tileOf(d int) int {
	tile := min(most, max(64, 4096/d&^63))
	for tile > 8 && tile*tile > 1<<24/d {
		tile /= 2
	}
	return tile
}

func newDenseSums(v view.Rows, g groups) *denseSums {
	_, d := v.Dims()
	n, tile := len(g.row), tileOf(d)
	s := &denseSums{groups: g, d: d, home: make([]int, n), x: make([]float64, n*d)}
	buf := v.Buffer()
	for k := range g.label {
		for lo := g.from[k]; lo < g.from[k+1]; lo += tile {
			p := piece{lo, min(lo+tile, g.from[k+1]), k}
			for i := p.lo; i < p.hi; i++ {
				s.home[i] = len(s.piece)
				at := p.lo*d + i - p.lo
				for _, x := range v.Row(g.row[i], buf) {
					s.x[at] = x
					at += p.hi - p.lo
				}
			}
			s.piece = append(s.piece, p)
		}
	}
	return s
}

// copyRow copies row i to dst.
func (s *denseSums) copyRow(i int, dst []float64) {
	p := s.piece[s.home[i]]
	at := p.lo*s.d + i - p.lo
	for j := range dst {
		dst[j] = s.x[at]
		at += p.hi - p.lo
	}
}

// roots returns the sum of the distances of q to the rows of a piece from lo on,
// and adds each to other[0], other[1] and so on.
func (s *denseSums) roots(p piece, lo int, q, other []float64) float64 {
	return vec.SumRoots(other[:p.hi-lo], s.x[p.lo*s.d+lo-p.lo:p.hi*s.d], p.hi-p.lo, q)
}

// block is about eight million differences, a square root counted as four.
func (s *denseSums) block() int { return max(1, 1<<23/len(s.row)/(s.d+4)) }

func (s *denseSums) scratch() []float64 { return make([]float64, s.block()*s.d+tileOf(s.d)) }

func (s *denseSums) of(at []int, sum, scratch []float64) {
	rows, other := scratch[:len(at)*s.d], scratch[len(at)*s.d:]
	for i, p := range at {
		s.copyRow(p, rows[i*s.d:(i+1)*s.d])
	}
	clear(sum)
	for _, p := range s.piece {
		for i := range at {
			sum[i*len(s.label)+p.cluster] += s.roots(p, p.lo, rows[i*s.d:(i+1)*s.d], other)
		}
	}
}

// sparseSums walks the entries of the caller's table: the row in question is
// spread out and treated like a centre.
type sparseSums struct {
	groups
	s   *clm.Sparse
	row []sparseRow // in the order of the groups
}

func newSparseSums(s *clm.Sparse, g groups) *sparseSums {
	t := &sparseSums{groups: g, s: s, row: make([]sparseRow, len(g.row))}
	for p, i := range g.row {
		t.row[p] = newSparseRow(s.Row(i))
	}
	return t
}

// block is about four million differences, a square root counted as four.
func (s *sparseSums) block() int {
	n, _ := s.s.Dims()
	return max(1, 1<<22/len(s.row)/(s.s.Len()/n+4))
}

func (s *sparseSums) scratch() []float64 {
	_, d := s.s.Dims()
	return make([]float64, 2*d)
}

func (s *sparseSums) of(rows []int, sum, scratch []float64) {
	d, clusters := len(scratch)/2, len(s.label)
	at := scratch[:d]
	for i, p := range rows {
		r := s.row[p]
		length := float64(r.length * r.length)
		for e, j := range r.col {
			at[j] = r.value(e)
		}
		c := centers{k: 1, d: d, offset: scratch[d:], at: at, full: at, norm: []float64{length}}
		for k := range clusters {
			t := 0.0
			for q := s.from[k]; q < s.from[k+1]; q++ {
				t += math.Sqrt(c.sqDistSparse(s.row[q], 0))
			}
			sum[i*clusters+k] = t
		}
		for _, j := range r.col {
			at[j] = 0
		}
	}
}

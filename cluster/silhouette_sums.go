package cluster

import (
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/view"
)

// distanceSums adds up the distances of one row to the rows of each cluster.
type distanceSums interface {
	// size returns about how many differences one distance takes, counting its
	// square root as four.
	size() int
	// scratch returns what one goroutine needs.
	scratch() []float64
	// of sets sum[k] to the sum of the distances of row p (in the order of the
	// groups) to the rows of cluster k.
	of(p int, sum, scratch []float64)
}

// denseSums is a copy of the table, column by column, its rows in the order of
// the clusters.
type denseSums struct {
	groups
	col [][]float64
}

// tile is the number of rows whose squared distances are held at once.
const tile = 256

func newDenseSums(v view.Rows, g groups) denseSums {
	_, d := v.Dims()
	n := len(g.row)
	s := denseSums{groups: g, col: make([][]float64, d)}
	all := make([]float64, n*d)
	for j := range s.col {
		s.col[j] = all[j*n : (j+1)*n]
	}
	buf := v.Buffer()
	for p, i := range g.row {
		for j, x := range v.Row(i, buf) {
			s.col[j][p] = x
		}
	}
	return s
}

func (s denseSums) size() int { return len(s.col) + 4 }

func (s denseSums) scratch() []float64 { return make([]float64, 2*tile) }

func (s denseSums) of(p int, sum, scratch []float64) {
	for k := range sum {
		t := 0.0
		for lo := s.from[k]; lo < s.from[k+1]; lo += tile {
			hi := min(lo+tile, s.from[k+1])
			t += s.tile(p, lo, hi, scratch[:hi-lo], scratch[tile:])
		}
		sum[k] = t
	}
}

// tile returns the sum of the distances of row p to the rows lo to hi, and adds
// each to other as well. The square of a distance is a chain of fused
// multiply-adds along the columns; three columns at a time go through the rows,
// with what they have so far in acc.
func (s denseSums) tile(p, lo, hi int, acc, other []float64) float64 {
	clear(acc)
	other = other[:len(acc)]
	j := 0
	for ; j+3 < len(s.col); j += 3 {
		a, b, c := s.col[j], s.col[j+1], s.col[j+2]
		addSquares3(acc, a[lo:hi], b[lo:hi], c[lo:hi], a[p], b[p], c[p])
	}
	switch rest := s.col[j:]; len(rest) {
	case 1:
		a := rest[0]
		return sumRoots1(acc, other, a[lo:hi], a[p])
	case 2:
		a, b := rest[0], rest[1]
		return sumRoots2(acc, other, a[lo:hi], b[lo:hi], a[p], b[p])
	default:
		a, b, c := rest[0], rest[1], rest[2]
		return sumRoots3(acc, other, a[lo:hi], b[lo:hi], c[lo:hi], a[p], b[p], c[p])
	}
}

func addSquares3(acc, a, b, c []float64, x, y, z float64) {
	a, b, c = a[:len(acc)], b[:len(acc)], c[:len(acc)]
	for i, s := range acc {
		t, u, v := a[i]-x, b[i]-y, c[i]-z
		acc[i] = math.FMA(v, v, math.FMA(u, u, math.FMA(t, t, s)))
	}
}

func sumRoots1(acc, other, a []float64, x float64) (sum float64) {
	other, a = other[:len(acc)], a[:len(acc)]
	for i, s := range acc {
		t := a[i] - x
		r := math.Sqrt(math.FMA(t, t, s))
		sum += r
		other[i] += r
	}
	return sum
}

func sumRoots2(acc, other, a, b []float64, x, y float64) (sum float64) {
	other, a, b = other[:len(acc)], a[:len(acc)], b[:len(acc)]
	for i, s := range acc {
		t, u := a[i]-x, b[i]-y
		r := math.Sqrt(math.FMA(u, u, math.FMA(t, t, s)))
		sum += r
		other[i] += r
	}
	return sum
}

func sumRoots3(acc, other, a, b, c []float64, x, y, z float64) (sum float64) {
	other = other[:len(acc)]
	a, b, c = a[:len(acc)], b[:len(acc)], c[:len(acc)]
	for i, s := range acc {
		t, u, v := a[i]-x, b[i]-y, c[i]-z
		r := math.Sqrt(math.FMA(v, v, math.FMA(u, u, math.FMA(t, t, s))))
		sum += r
		other[i] += r
	}
	return sum
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

func (s *sparseSums) size() int {
	n, _ := s.s.Dims()
	return s.s.Len()/n + 4
}

func (s *sparseSums) scratch() []float64 {
	_, d := s.s.Dims()
	return make([]float64, 2*d)
}

func (s *sparseSums) of(p int, sum, scratch []float64) {
	d := len(scratch) / 2
	r := s.row[p]
	at := scratch[:d]
	length := float64(r.length * r.length)
	for e, j := range r.col {
		at[j] = r.value(e)
	}
	c := centers{k: 1, d: d, offset: scratch[d:], at: at, full: at, norm: []float64{length}}
	for k := range sum {
		t := 0.0
		for q := s.from[k]; q < s.from[k+1]; q++ {
			t += math.Sqrt(c.sqDistSparse(s.row[q], 0))
		}
		sum[k] = t
	}
	for _, j := range r.col {
		at[j] = 0
	}
}

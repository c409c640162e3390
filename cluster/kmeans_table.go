package cluster

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// table is what K-means needs of its rows, dense or sparse. The coordinates
// are those of the caller minus the offset.
type table interface {
	dims() (rows, cols int)
	// offset is what was taken off the columns.
	offset() []float64
	// variance is the mean over the columns of their weighted variance.
	variance() float64
	// prepare completes centres that have changed.
	prepare(c *centers)
	// assign finds the nearest centre and its squared distance for the rows
	// lo to hi. The slices are those of the whole table.
	assign(lo, hi int, c *centers, label []int32, dist []float64)
	// distances sets dist to the squared distances to centre j.
	distances(lo, hi int, c *centers, j int, dist []float64)
	// add adds w times row i to sum.
	add(i int, w float64, sum []float64)
	// row writes row i into dst.
	row(i int, dst []float64)
}

// newTable looks at or copies the rows of v.
func newTable(ctx context.Context, op string, v view.Rows, weight []float64, workers int) (table, error) {
	mean, total, err := columnMeans(ctx, v, weight, workers)
	if err != nil {
		return nil, err
	}
	if math.IsInf(total, 1) {
		return nil, fmt.Errorf("%s: weights add up to %v: %w", op, total, clm.ErrDiverged)
	}
	if s := v.Sparse(); s != nil {
		return newSparseTable(s, weight, mean, total), nil
	}
	return newDenseTable(ctx, v, weight, mean, total, workers)
}

// columnMeans returns the weighted column means and the sum of the weights.
// Absent entries of a sparse table add 0 and so nothing.
func columnMeans(ctx context.Context, v view.Rows, weight []float64, workers int) (mean []float64, total float64, err error) {
	n, d := v.Dims()
	sums := make([][]float64, par.Blocks(n, par.Block))
	err = par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		sum := make([]float64, d+1) // the last one adds up the weights
		var buf []float64
		if v.Sparse() == nil {
			buf = v.Buffer()
		}
		for i := lo; i < hi; i++ {
			w := weightOf(weight, i)
			sum[d] += w
			if s := v.Sparse(); s != nil {
				addSparse(s, i, w, sum)
				continue
			}
			for j, x := range v.Row(i, buf) {
				sum[j] += float64(w * x)
			}
		}
		sums[b] = sum
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	mean = make([]float64, d+1)
	for _, s := range sums {
		for j, x := range s {
			mean[j] += x
		}
	}
	total = mean[d]
	mean = mean[:d]
	for j := range mean {
		mean[j] /= total
	}
	return mean, total, nil
}

// weightOf returns the weight of row i; a nil slice means ones.
func weightOf(weight []float64, i int) float64 {
	if weight == nil {
		return 1
	}
	return weight[i]
}

func addSparse(s *clm.Sparse, i int, w float64, sum []float64) {
	col, val := s.Row(i)
	if val == nil {
		for _, j := range col {
			sum[j] += w
		}
		return
	}
	for e, j := range col {
		sum[j] += float64(w * val[e])
	}
}

// denseTable is a centred copy, row by row without gaps.
type denseTable struct {
	n, d   int
	x      []float64
	mean   []float64
	zero   []float64 // what is left to take off the rows of x
	spread float64
}

func newDenseTable(ctx context.Context, v view.Rows, weight, mean []float64, total float64, workers int) (*denseTable, error) {
	n, d := v.Dims()
	t := &denseTable{n: n, d: d, x: make([]float64, n*d), mean: mean, zero: make([]float64, d)}
	squares := make([]float64, par.Blocks(n, par.Block))
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		buf := v.Buffer()
		for i := lo; i < hi; i++ {
			to := t.x[i*d : (i+1)*d]
			s := 0.0
			for j, x := range v.Row(i, buf) {
				x -= mean[j]
				to[j] = x
				s += float64(x * x)
			}
			squares[b] += float64(weightOf(weight, i) * s)
		}
		return nil
	})
	for _, s := range squares {
		t.spread += s
	}
	t.spread /= total * float64(d)
	return t, err
}

func (t *denseTable) dims() (rows, cols int) { return t.n, t.d }
func (t *denseTable) offset() []float64      { return t.mean }
func (t *denseTable) variance() float64      { return t.spread }
func (t *denseTable) prepare(c *centers)     { c.offset = t.zero }

func (t *denseTable) at(i int) []float64 { return t.x[i*t.d : (i+1)*t.d : (i+1)*t.d] }

func (t *denseTable) assign(lo, hi int, c *centers, label []int32, dist []float64) {
	for i := lo; i < hi; i++ {
		j, s := c.nearest(t.at(i))
		label[i], dist[i] = int32(j), s
	}
}

func (t *denseTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	at := c.center(j)
	for i := lo; i < hi; i++ {
		s := 0.0
		for e, x := range t.at(i) {
			y := x - at[e]
			s = math.FMA(y, y, s)
		}
		dist[i] = s
	}
}

func (t *denseTable) add(i int, w float64, sum []float64) {
	for j, x := range t.at(i) {
		sum[j] += float64(w * x)
	}
}

func (t *denseTable) row(i int, dst []float64) { copy(dst, t.at(i)) }

// sparseTable is the caller's table itself, not centred: taking means off
// would fill it up.
type sparseTable struct {
	s      *clm.Sparse
	length []float64 // of each row
	zero   []float64
	spread float64
}

func newSparseTable(s *clm.Sparse, weight, mean []float64, total float64) *sparseTable {
	n, d := s.Dims()
	t := &sparseTable{s: s, length: make([]float64, n), zero: make([]float64, d)}
	// The variance of a column is that of its entries about the mean, and the
	// square of the mean for the weight that has no entry.
	absent := make([]float64, d)
	for j := range absent {
		absent[j] = total
	}
	squares := 0.0
	for i := range n {
		w := weightOf(weight, i)
		r := newSparseRow(s.Row(i))
		t.length[i] = r.length
		for e, j := range r.col {
			y := r.value(e) - mean[j]
			squares += float64(w * float64(y*y))
			absent[j] -= w
		}
	}
	for j, w := range absent {
		squares += float64(max(w, 0) * float64(mean[j]*mean[j]))
	}
	t.spread = squares / (total * float64(d))
	return t
}

func (t *sparseTable) dims() (rows, cols int) { return t.s.Dims() }
func (t *sparseTable) offset() []float64      { return t.zero }
func (t *sparseTable) variance() float64      { return t.spread }

func (t *sparseTable) prepare(c *centers) {
	c.offset = t.zero
	c.uncentre()
}

func (t *sparseTable) at(i int) sparseRow {
	col, val := t.s.Row(i)
	return sparseRow{col: col, val: val, length: t.length[i]}
}

func (t *sparseTable) assign(lo, hi int, c *centers, label []int32, dist []float64) {
	for i := lo; i < hi; i++ {
		j, s := c.nearestSparse(t.at(i))
		label[i], dist[i] = int32(j), s
	}
}

func (t *sparseTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	for i := lo; i < hi; i++ {
		dist[i] = c.sqDistSparse(t.at(i), j)
	}
}

func (t *sparseTable) add(i int, w float64, sum []float64) { addSparse(t.s, i, w, sum) }

func (t *sparseTable) row(i int, dst []float64) {
	clear(dst)
	col, val := t.s.Row(i)
	for e, j := range col {
		dst[j] = sparseRow{val: val}.value(e)
	}
}

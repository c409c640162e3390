package cluster

import (
	"context"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// sparseTable is the caller's table itself, not centred: taking means off
// would fill it up.
type sparseTable struct {
	s      *clm.Sparse
	length []float64 // of each row
	zero   []float64
	spread float64
	scale  float64 // see table.unit
}

func newSparseTable(ctx context.Context, s *clm.Sparse, weight, mean []float64, total float64, workers int) (*sparseTable, error) {
	n, d := s.Dims()
	t := &sparseTable{s: s, length: make([]float64, n), zero: make([]float64, d)}
	// The variance of a column is that of its entries about the mean, and the
	// square of the mean for the weight that has no entry.
	type part struct {
		squares float64
		present []float64
	}
	g := grain(n, d)
	parts := make([]part, par.Blocks(n, g))
	err := par.For(ctx, n, g, workers, func(b, lo, hi int) error {
		p := part{present: make([]float64, d)}
		for i := lo; i < hi; i++ {
			w := weightOf(weight, i)
			r := newSparseRow(s.Row(i))
			t.length[i] = r.length
			for e, j := range r.col {
				y := r.value(e) - mean[j]
				p.squares += float64(w * float64(y*y))
				p.present[j] += w
			}
		}
		parts[b] = p
		return nil
	})
	if err != nil {
		return nil, err
	}
	squares := 0.0
	for j, m := range mean {
		absent := total
		for _, p := range parts {
			absent -= p.present[j]
		}
		squares += float64(max(absent, 0) * float64(m*m))
	}
	for _, p := range parts {
		squares += p.squares
	}
	t.spread = squares / (total * float64(d))
	t.scale = unitOf(slices.Max(t.length))
	return t, nil
}

func (t *sparseTable) dims() (rows, cols int) { return t.s.Dims() }
func (t *sparseTable) offset() []float64      { return t.zero }
func (t *sparseTable) variance() float64      { return t.spread }

func (t *sparseTable) unit() float64 { return t.scale }

func (t *sparseTable) prepare(c *centers) {
	c.offset = t.zero
	c.uncentre()
}

func (t *sparseTable) at(i int) sparseRow {
	col, val := t.s.Row(i)
	return sparseRow{col: col, val: val, length: t.length[i]}
}

func (t *sparseTable) assign(ctx context.Context, lo, hi int, c *centers, label []int32, reach []float32) error {
	look := max(1, 1<<22/(c.k*c.d))
	for i := lo; i < hi; i++ {
		if (i-lo+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.assignRow(i, c, label, reach)
	}
	return nil
}

func (t *sparseTable) assignRows(ctx context.Context, rows []int32, c *centers, label []int32, reach []float32) error {
	look := max(1, 1<<22/(c.k*c.d))
	for i, r := range rows {
		if (i+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.assignRow(int(r), c, label, reach)
	}
	return nil
}

func (t *sparseTable) assignRow(i int, c *centers, label []int32, reach []float32) {
	if reach == nil {
		j, _ := c.nearestSparse(t.at(i))
		label[i] = int32(j)
		return
	}
	j, nearest, second := c.nearestTwoSparse(t.at(i))
	label[i] = int32(j)
	reach[i] = c.travel.reachOf(nearest, second, int32(j))
}

// nearestTwoSparse is nearestSparse with a lower bound of the squared distance to the
// second nearest centre, +Inf where there is none.
func (c *centers) nearestTwoSparse(r sparseRow) (j int, nearest, second float64) {
	best, low, lowBound := 0, math.Inf(1), 0.0
	lowExact, known := 0.0, false
	// The centre of the lowest bound, that bound, and the next one.
	bounded, first, next := 0, math.Inf(1), math.Inf(1)
	for j := range c.k {
		s, bound := c.quick(r, j)
		if s-bound < first {
			bounded, first, next = j, s-bound, first
		} else {
			next = min(next, s-bound)
		}
		band := bound + lowBound
		switch {
		case s-low > band:
		case low-s > band || j == 0:
			best, low, lowBound, known = j, s, bound, false
		default:
			if !known {
				lowExact, known = c.exact(r, best), true
			}
			if x := c.exact(r, j); x < lowExact {
				best, low, lowBound, lowExact = j, s, bound, x
			}
		}
	}
	if best == bounded {
		first = next
	}
	if known {
		return best, lowExact, first
	}
	return best, c.refine(r, best, low), first
}

func (t *sparseTable) own(lo, hi int, c *centers, label []int32, dist []float64) {
	for i := lo; i < hi; i++ {
		dist[i] = c.sqDistSparse(t.at(i), int(label[i]))
	}
}

func (t *sparseTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	for i := lo; i < hi; i++ {
		dist[i] = c.sqDistSparse(t.at(i), j)
	}
}

func (t *sparseTable) add(lo, hi int, label []int32, weight, sum []float64) {
	_, d := t.s.Dims()
	for i := lo; i < hi; i++ {
		if w := weightOf(weight, i); w != 0 {
			addSparse(t.s, i, w, sum[int(label[i])*d:])
		}
	}
}

func (t *sparseTable) move(rows, old, label []int32, weight, sum []float64) {
	_, d := t.s.Dims()
	for e, i := range rows {
		if w := weightOf(weight, int(i)); w != 0 {
			addSparse(t.s, int(i), -w, sum[int(old[e])*d:])
			addSparse(t.s, int(i), w, sum[int(label[i])*d:])
		}
	}
}

func (t *sparseTable) row(i int, dst []float64) {
	clear(dst)
	col, val := t.s.Row(i)
	for e, j := range col {
		dst[j] = sparseRow{val: val}.value(e)
	}
}

// addSparse adds w times row i of s to sum.
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

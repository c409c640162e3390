package cluster

import (
	"context"
	"sync"

	"github.com/clm-go/clm/internal/vec"
)

// nearness answers the question that seeding asks of a table.
type nearness interface {
	// prepare completes centres that have changed.
	prepare(c *centers)
	// sumNearer does what vec.SumNearer does with the rows lo to hi of one tile.
	// Dist and weight are those of the whole table. It returns the cause of a
	// context that ends.
	sumNearer(ctx context.Context, lo, hi int, sum, dist, weight []float64, newest, c *centers) error
}

// nearnessOf returns the way that suits a table.
func nearnessOf(t table) nearness {
	n, _ := t.dims()
	switch t := t.(type) {
	case *blockTable:
		return t
	case *rowTable:
		return &wideRows{rowTable: t}
	default:
		return &anyRows{table: t, scratch: make([]float64, n)}
	}
}

// weightsOf returns the weights of the rows lo to hi, nil where there are none.
func weightsOf(weight []float64, lo, hi int) []float64 {
	if weight == nil {
		return nil
	}
	return weight[lo:hi]
}

func (t *blockTable) sumNearer(_ context.Context, lo, hi int, sum, dist, weight []float64, newest, c *centers) error {
	vec.SumNearer(sum, dist[lo:hi], weightsOf(weight, lo, hi), t.blocks(lo, hi), newest.at, c.at, t.d)
	return nil
}

// wideRows lays the rows of a table of many columns out in a block, as it comes to
// them.
type wideRows struct {
	*rowTable
	blocks sync.Pool // of *[]float64
}

// prepare does without the products that assigning rows needs.
func (t *wideRows) prepare(c *centers) { c.offset = t.zero }

func (t *wideRows) sumNearer(ctx context.Context, lo, hi int, sum, dist, weight []float64, newest, c *centers) error {
	block, _ := t.blocks.Get().(*[]float64)
	if block == nil {
		b := make([]float64, vec.Block*t.d)
		block = &b
	}
	defer t.blocks.Put(block)
	clear(sum)
	// Several centres at once, with about a million products before the context is
	// looked at.
	group := max(1, 1<<20/(vec.Block*t.d))
	part := make([]float64, len(sum))
	for ; lo < hi; lo += vec.Block {
		to := min(lo+vec.Block, hi)
		vec.FillBlocks(*block, t.x[lo*t.d:to*t.d], t.d)
		w := weightsOf(weight, lo, to)
		near := newest.at
		for from := 0; from == 0 || from < c.k; from += group {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			end := min(from+group, c.k)
			vec.SumNearer(part[from:end], dist[lo:to], w, *block, near, c.at[from*t.d:end*t.d], t.d)
			near = nil
		}
		vec.Add(sum, part)
	}
	return nil
}

// anyRows asks a table for distances to one centre after the other.
type anyRows struct {
	table
	scratch []float64 // a number for each row
}

func (t *anyRows) sumNearer(ctx context.Context, lo, hi int, sum, dist, weight []float64, newest, c *centers) error {
	own := dist[lo:hi]
	near := t.scratch[lo:hi]
	if newest.k > 0 {
		t.distances(lo, hi, newest, 0, t.scratch)
		for i, s := range near {
			if s < own[i] {
				own[i] = s
			}
		}
	}
	for j := range c.k {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.distances(lo, hi, c, j, t.scratch)
		for i, s := range own {
			if !(near[i] < s) {
				near[i] = s
			}
			near[i] = float64(weightOf(weight, lo+i) * near[i])
		}
		sum[j] = vec.Sum(near)
	}
	return nil
}

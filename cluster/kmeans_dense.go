package cluster

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// denseTable is a centred copy, row by row without gaps.
type denseTable struct {
	n, d   int
	x      []float64
	mean   []float64
	zero   []float64 // what is left to take off the rows of x
	spread float64
	tiles  tiles // for few columns only
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
	if err != nil {
		return nil, err
	}
	for _, s := range squares {
		t.spread += s
	}
	t.spread /= total * float64(d)
	if d <= tileColumns {
		t.tiles = newTiles(t.x, n, d)
	}
	return t, nil
}

func (t *denseTable) dims() (rows, cols int) { return t.n, t.d }
func (t *denseTable) offset() []float64      { return t.mean }
func (t *denseTable) variance() float64      { return t.spread }
func (t *denseTable) prepare(c *centers)     { c.offset = t.zero }

func (t *denseTable) at(i int) []float64 { return t.x[i*t.d : (i+1)*t.d : (i+1)*t.d] }

func (t *denseTable) assign(lo, hi int, c *centers, label []int32, dist []float64) {
	if t.d <= tileColumns {
		t.tiles.assign(lo, hi, c, label, dist)
		return
	}
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

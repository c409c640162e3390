package cluster

import (
	"context"
	"math"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// rowTable is a centred copy of a table of many columns, row by row without
// gaps.
type rowTable struct {
	centred
	x      []float64
	length []float64 // Euclidean length of each row

	scratch sync.Pool // of *productTile
}

func newRowTable(ctx context.Context, v view.Rows, weight, mean []float64, total float64, workers int) (*rowTable, error) {
	n, d := v.Dims()
	t := &rowTable{centred: newCentred(n, d, mean), x: make([]float64, n*d), length: make([]float64, n)}
	squares := make([]float64, par.Blocks(n, par.Block))
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		buf := v.Buffer()
		sum := 0.0
		for i := lo; i < hi; i++ {
			to := t.at(i)
			s := 0.0
			for j, x := range v.Row(i, buf) {
				x -= mean[j]
				to[j] = x
				s += float64(x * x)
			}
			t.length[i] = math.Sqrt(s)
			sum += float64(weightOf(weight, i) * s)
		}
		squares[b] = sum
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.setSpread(squares, total)
	return t, nil
}

func (t *rowTable) at(i int) []float64 { return t.x[i*t.d : (i+1)*t.d : (i+1)*t.d] }

func (t *rowTable) row(i int, dst []float64) { copy(dst, t.at(i)) }

// prepare lays the centres out for products of matrices where those are fast.
func (t *rowTable) prepare(c *centers) {
	c.offset = t.zero
	if cpu.AVX2 {
		c.layOut()
	}
}

func (t *rowTable) assign(ctx context.Context, lo, hi int, c *centers, label []int32, dist []float64) error {
	if c.products == nil {
		return t.assignPlain(ctx, lo, hi, c, label, dist)
	}
	p, _ := t.scratch.Get().(*productTile)
	if p == nil {
		p = new(productTile)
	}
	defer t.scratch.Put(p)
	for lo < hi {
		to := min(lo+c.products.rows, hi)
		x := blas64.General{Rows: to - lo, Cols: t.d, Stride: t.d, Data: t.x[lo*t.d : to*t.d]}
		if err := p.nearest(ctx, c, x, t.length[lo:to], label[lo:to], dist[lo:to]); err != nil {
			return err
		}
		lo = to
	}
	return nil
}

func (t *rowTable) assignPlain(ctx context.Context, lo, hi int, c *centers, label []int32, dist []float64) error {
	look := max(1, 1<<22/(c.k*c.d))
	for i := lo; i < hi; i++ {
		if (i-lo+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		j, s := c.nearest(t.at(i))
		label[i], dist[i] = int32(j), s
	}
	return nil
}

func (t *rowTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	at := c.center(j)
	for ; lo+4 <= hi; lo += 4 {
		s := fourChains([4][]float64{t.at(lo), t.at(lo + 1), t.at(lo + 2), t.at(lo + 3)}, [4][]float64{at, at, at, at})
		copy(dist[lo:], s[:])
	}
	for ; lo < hi; lo++ {
		dist[lo] = c.sqDist(t.at(lo), j)
	}
}

func (t *rowTable) add(lo, hi int, label []int32, weight, sum []float64) {
	for i := lo; i < hi; i++ {
		s := sum[int(label[i])*t.d:][:t.d]
		switch w := weightOf(weight, i); w {
		case 0:
		case 1:
			vec.Add(s, t.at(i))
		default:
			vec.Axpy(w, t.at(i), s)
		}
	}
}

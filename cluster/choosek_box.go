package cluster

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/view"
)

// box is the range of each column of a table.
type box struct {
	low, high []float64
}

// newBox looks at all rows of v, whose values are finite.
func newBox(ctx context.Context, v view.Rows, workers int) (box, error) {
	n, d := v.Dims()
	rows := boxRows(d)
	part := make([]box, par.Blocks(n, rows))
	err := par.For(ctx, n, rows, workers, func(b, lo, hi int) error {
		buf := v.Buffer()
		part[b] = emptyBox(d)
		for i := lo; i < hi; i++ {
			row := v.Row(i, buf)
			part[b].include(row, row)
		}
		return nil
	})
	if err != nil {
		return box{}, err
	}
	all := emptyBox(d)
	for _, p := range part {
		all.include(p.low, p.high)
	}
	return all, nil
}

func emptyBox(d int) box {
	b := box{make([]float64, d), make([]float64, d)}
	for j := range d {
		b.low[j], b.high[j] = math.Inf(1), math.Inf(-1)
	}
	return b
}

func (b box) include(low, high []float64) {
	for j := range b.low {
		b.low[j] = min(b.low[j], low[j])
		b.high[j] = max(b.high[j], high[j])
	}
}

// boxRows is the number of rows in a block: at most a million numbers, a few
// milliseconds.
func boxRows(d int) int { return max(1, min(par.Block, 1<<20/d)) }

// table returns reference table number r: n rows, uniform in the box. Each
// block of rows of each table has random numbers of its own; those of number 0
// and up to 2³² are left to the starts and to the sample of the silhouette.
func (b box) table(ctx context.Context, n int, seed uint64, r, workers int) (*mat.Dense, error) {
	d := len(b.low)
	data := make([]float64, n*d)
	err := par.For(ctx, n, boxRows(d), workers, func(block, lo, hi int) error {
		s := rng.New(seed, uint64(r+1)<<32|uint64(block))
		for i := lo; i < hi; i++ {
			row := data[i*d : (i+1)*d]
			for j, low := range b.low {
				row[j] = min(low+float64(s.Float64()*(b.high[j]-low)), b.high[j])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return mat.NewDense(n, d, data), nil
}

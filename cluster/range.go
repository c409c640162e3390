package cluster

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// inRange returns nil if every value is a finite number between -hugest and
// hugest, else a ValueError with the place of the first one that is not, or
// the cause of the context.
func inRange(ctx context.Context, op string, v view.Rows, workers int) error {
	rows, _ := v.Dims()
	return par.For(ctx, rows, par.Block, workers, func(_, lo, hi int) error {
		buf := rowBuffer(v, nil)
		for i := lo; i < hi; i++ {
			if err := rowInRange(op, v, i, buf); err != nil {
				return err
			}
		}
		return nil
	})
}

// rowInRange is inRange for one row.
func rowInRange(op string, v view.Rows, i int, buf []float64) error {
	if s := v.Sparse(); s != nil {
		col, val := s.Row(i)
		if k := firstBeyond(val); k >= 0 {
			return outOfRange(op, i, int(col[k]), val[k])
		}
		return nil
	}
	row := v.Row(i, buf)
	if j := firstBeyond(row); j >= 0 {
		return outOfRange(op, i, j, row[j])
	}
	return nil
}

// firstBeyond returns the place of the first value that is NaN or beyond
// ±hugest, or -1.
func firstBeyond(x []float64) int {
	for j, v := range x {
		if !(math.Abs(v) <= hugest) {
			return j
		}
	}
	return -1
}

func outOfRange(op string, row, col int, v float64) error {
	e := &clm.ValueError{Op: op, Row: row, Col: col, Value: v}
	if v-v == 0 {
		e.Want = "a magnitude of at most 1e140, as squared distances overflow beyond"
	}
	return e
}

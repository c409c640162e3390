package check

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// Magnitude bounds values: they must be finite, and from -Most to Most.
type Magnitude struct {
	Most float64
	Want string // what the error for a finite value beyond says
}

// Finite returns nil if no element of x is NaN or infinite, else a ValueError
// with the place of the first one, row by row. It allocates at most a buffer
// for one row, so predictions may call it.
func Finite(op string, x mat.Matrix) error {
	v := view.Of(x)
	rows, _ := v.Dims()
	return Magnitude{Most: math.MaxFloat64}.rows(op, v, 0, rows)
}

// Matrix returns nil if all elements of v are within the bound, else a
// ValueError with the place of the first one that is not, row by row, or the
// cause of the context.
func (m Magnitude) Matrix(ctx context.Context, op string, v view.Rows, workers int) error {
	rows, _ := v.Dims()
	return par.For(ctx, rows, par.Block, workers, func(_, lo, hi int) error { return m.rows(op, v, lo, hi) })
}

func (m Magnitude) rows(op string, v view.Rows, lo, hi int) error {
	var buf []float64
	if v.Sparse() == nil {
		buf = v.Buffer()
	}
	for i := lo; i < hi; i++ {
		if err := m.Row(op, v, i, buf); err != nil {
			return err
		}
	}
	return nil
}

// Row is Matrix for row i of v. Buf is a buffer for [view.Rows.Row]; a Sparse
// needs none.
func (m Magnitude) Row(op string, v view.Rows, i int, buf []float64) error {
	if s := v.Sparse(); s != nil {
		col, val := s.Row(i)
		if k := m.firstBeyond(val); k >= 0 {
			return m.beyond(op, i, int(col[k]), val[k])
		}
		return nil
	}
	return m.Values(op, i, v.Row(i, buf))
}

// Values is Row for a row that is at hand.
func (m Magnitude) Values(op string, i int, row []float64) error {
	if j := m.firstBeyond(row); j >= 0 {
		return m.beyond(op, i, j, row[j])
	}
	return nil
}

// firstBeyond returns the place of the first value that is NaN or beyond the
// bound, or -1.
func (m Magnitude) firstBeyond(x []float64) int {
	for j, v := range x {
		if !(math.Abs(v) <= m.Most) {
			return j
		}
	}
	return -1
}

func (m Magnitude) beyond(op string, row, col int, v float64) error {
	e := &clm.ValueError{Op: op, Row: row, Col: col, Value: v}
	if v-v == 0 {
		e.Want = m.Want
	}
	return e
}

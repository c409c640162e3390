package timeseries

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/view"
)

// regressors returns the coefficients of the regressors.
func (e *estimate) regressors() []float64 {
	if e.config.constant() {
		return e.beta[1:]
	}
	return e.beta
}

// Columns returns the number of regressors.
func (m *ARIMAXModel) Columns() int { m.asked(); return len(m.regressors()) }

// aheadX is ahead with the regressors of the values that follow, which it looks at first. A nil dst
// is allocated.
func (m *ARIMAXModel) aheadX(op string, dst []float64, x mat.Matrix) ([]float64, error) {
	beta := m.regressors()
	v := view.Of(x)
	rows, k := v.Dims()
	if err := check.Columns(op, k, len(beta)); err != nil {
		return nil, err
	}
	var small [32]float64
	buf := v.BufferIn(small[:])
	for i := range rows {
		if err := regressorBound.Values(op, i, v.Row(i, buf)); err != nil {
			return nil, err
		}
	}
	dst = horizon(op, dst, rows)
	m.ahead(dst)
	for i := range dst {
		row := v.Row(i, buf)
		for j, b := range beta {
			dst[i] += float64(b * row[j])
		}
	}
	return dst, nil
}

// AppendX returns a new model that has seen further values too, NaN where one is missing, with their
// regressors: row i of x belongs to y[i]. As in [ARIMAModel.Append] coefficients and all
// figures stay.
//
// It returns the errors of Append, a [clm.ShapeError] where x has another number of
// columns than the model or not one row for each value, and a [clm.ValueError] with the place
// of a number of x that is NaN, infinite or beyond ±1e140.
func (m *ARIMAXModel) AppendX(y []float64, x mat.Matrix) (*ARIMAXModel, error) {
	const op = "timeseries.ARIMAXModel.AppendX"
	m.asked()
	rows, k := view.Of(x).Dims()
	if err := check.Columns(op, k, len(m.regressors())); err != nil {
		return nil, err
	}
	cols, err := regressorsOf(op, x)
	if err != nil {
		return nil, err
	}
	if rows != len(y) {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d rows of regressors for %d values", rows, len(y)), Want: "one row for each value"}
	}
	e, err := m.append(op, y, cols)
	if err != nil {
		return nil, err
	}
	return &ARIMAXModel{*e}, nil
}

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

// future returns the columns of x, which belong to values that follow.
func (m *ARIMAXModel) future(op string, x mat.Matrix) (cols [][]float64, rows int, err error) {
	rows, k := view.Of(x).Dims()
	if err := check.Columns(op, k, len(m.regressors())); err != nil {
		return nil, 0, err
	}
	cols, err = regressorsOf(op, x)
	return cols, rows, err
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
	cols, rows, err := m.future(op, x)
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

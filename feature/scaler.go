package feature

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/view"
)

// Method names a way to choose the centre and the scale of a column.
type Method string

// The ways to scale a column. The empty string is [Standard].
const (
	// Standard takes the mean and the standard deviation (divisor n).
	Standard Method = "standard"
	// Robust takes the median and the distance between the quartiles. Outliers
	// hardly move them.
	Robust Method = "robust"
	// MinMax takes the minimum and the range, so that columns become 0 to 1.
	MinMax Method = "minmax"
	// None takes 0 and 1: values stay as they are, but for Log1p.
	None Method = "none"
)

// Scaler brings columns of different units to comparable scales, so that a
// method that measures distances, such as K-means, does not listen to the
// column with the largest numbers only. Counts and amounts of customers are
// usually skewed: name their columns in Log1p. It is not needed for trees and
// forests.
//
// Each column j gets a centre and a scale, and its values become
//
//	z = (f(x) − centreⱼ) / scaleⱼ
//
// where f(x) = ln(1 + x) in the columns of Log1p, else f(x) = x. A column in
// which all values are equal has that value as centre and the scale 1, so
// that it becomes 0; a column without any number has the centre 0 and the
// scale 1. The report names both. If the quartiles of a column are equal
// although its values are not, Robust takes the scale 1 too.
//
// NaN is a missing value: fitting leaves it out and transforming keeps it.
// Infinities are an error. Absent entries of a [clm.Sparse] are 0.
//
// Quartiles are linear between the two nearest values, as in numpy and as
// type 7 of R. All methods but Robust need only sums over the rows, which can be
// collected in pieces: see [Moments]. Time: O(n·d) for n rows and d columns,
// Robust O(n·log n·d). Memory: O(d) for each block of 4096 rows, Robust a copy
// of the table.
//
// Source: for mean and variance see [Moments]; the quartiles are definition 7
// of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The
// American Statistician 50 (1996), DOI 10.1080/00031305.1996.10473566.
//
// Differs from scikit-learn: the centre of a constant column is its value and
// not the rounded mean; only exactly equal values make a column constant; the
// logarithm is part of the scaler; a scale that overflows is an error.
type Scaler struct {
	// Method is "standard", "robust", "minmax" or "none". "" means "standard".
	Method Method
	// Log1p lists the columns, counted from 0, of which ln(1 + x) is taken
	// before anything else; their values must be greater than −1. A column may
	// stand there once. nil means none.
	Log1p []int
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
}

// Fit learns the centre and the scale of each column of x.
//
// It returns a [clm.ConfigError] for a field out of range, also a column of
// Log1p that x does not have, an error that wraps [clm.ErrTooFew] for a table
// without rows, a [clm.ShapeError] for one without columns, a
// [clm.ValueError] with the place of an infinite value or of one that has no
// logarithm, an error that wraps [clm.ErrDiverged] where the scale of a column
// overflows, and the cause of the context when that ends first.
func (c Scaler) Fit(ctx context.Context, x mat.Matrix) (*ScalerModel, error) {
	const op = "feature.Scaler.Fit"
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v := view.Of(x)
	n, d := v.Dims()
	if n == 0 {
		return nil, fmt.Errorf("%s: no rows: %w", op, clm.ErrTooFew)
	}
	if d == 0 {
		return nil, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	}
	logs, err := c.logs(d)
	if err != nil {
		return nil, err
	}
	all, err := momentsOf(ctx, op, v, logs, c.Workers)
	if err != nil {
		return nil, err
	}
	m := newScalerModel(logs)
	if c.Method == Robust {
		if err := m.robust(ctx, v, c.Workers); err != nil {
			return nil, err
		}
	}
	if err := m.solve(op, c.Method, all); err != nil {
		return nil, err
	}
	return m, nil
}

// FitMoments is Fit for rows of which only the moments are known. It is not
// possible with the method "robust".
//
// It returns a [clm.ConfigError] for a field out of range, for the method
// "robust", and for a Log1p that is not the one which the moments were made
// with, an error that wraps [clm.ErrTooFew] for moments of no rows, and one that
// wraps [clm.ErrDiverged] where the scale of a column overflows.
func (c Scaler) FitMoments(all *Moments) (*ScalerModel, error) {
	const op = "feature.Scaler.FitMoments"
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Method == Robust {
		return nil, &clm.ConfigError{Type: typ, Field: "Method", Value: string(c.Method), Want: `"standard", "minmax" or "none" to fit moments`}
	}
	if all.rows == 0 {
		return nil, fmt.Errorf("%s: no rows: %w", op, clm.ErrTooFew)
	}
	logs, err := c.logs(len(all.col))
	if err != nil {
		return nil, err
	}
	if !slices.Equal(logs, all.logs) {
		return nil, &clm.ConfigError{Type: typ, Field: "Log1p", Value: c.Log1p, Want: "the columns that the moments were made with"}
	}
	m := newScalerModel(logs)
	if err := m.solve(op, c.Method, all); err != nil {
		return nil, err
	}
	return m, nil
}

const typ = "feature.Scaler"

// check checks the fields that can be checked without a table.
func (c Scaler) check() error {
	if err := check.OneOf(typ, "Method", c.Method, "", Standard, Robust, MinMax, None); err != nil {
		return err
	}
	return check.Int(typ, "Workers", c.Workers, 0, math.MaxInt)
}

// logs marks the columns of Log1p among d.
func (c Scaler) logs(d int) ([]bool, error) {
	logs := make([]bool, d)
	for _, j := range c.Log1p {
		if j < 0 || j >= d || logs[j] {
			return nil, &clm.ConfigError{Type: typ, Field: "Log1p", Value: c.Log1p, Want: fmt.Sprintf("different columns from 0 to %d", d-1)}
		}
		logs[j] = true
	}
	return logs, nil
}

// scalableRow returns a ValueError for the first number of row i that cannot
// be scaled.
func scalableRow(op string, i int, row []float64, logs []bool) error {
	for j, x := range row {
		if err := scalable(op, i, j, x, logs[j]); err != nil {
			return err
		}
	}
	return nil
}

// scalable returns a ValueError if the number x cannot be scaled.
func scalable(op string, i, j int, x float64, log bool) error {
	if math.IsInf(x, 0) {
		return &clm.ValueError{Op: op, Row: i, Col: j, Value: x}
	}
	if log && x <= -1 {
		return &clm.ValueError{Op: op, Row: i, Col: j, Value: x, Want: "more than -1 in a column of Log1p"}
	}
	return nil
}

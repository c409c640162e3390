package feature

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
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
// type 7 of R. Time: O(n·d) for n rows and d columns, Robust O(n·log n·d).
// Memory: O(d) for each block of 4096 rows, Robust a copy of the table.
//
// Source: the mean and variance are the two-pass sums of T. F. Chan, G. H.
// Golub, R. J. LeVeque, "Algorithms for computing the sample variance:
// analysis and recommendations", The American Statistician 37 (1983), DOI
// 10.1080/00031305.1983.10483115; the quartiles are definition 7 of R. J.
// Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American
// Statistician 50 (1996), DOI 10.1080/00031305.1996.10473566.
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
	const op, typ = "feature.Scaler.Fit", "feature.Scaler"
	if err := check.OneOf(typ, "Method", c.Method, "", Standard, Robust, MinMax, None); err != nil {
		return nil, err
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
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
	logs, err := logColumns(typ, c.Log1p, d)
	if err != nil {
		return nil, err
	}
	f := scaling{op: op, view: v, logs: logs, workers: c.Workers}
	if err := f.limits(ctx); err != nil {
		return nil, err
	}
	m := &ScalerModel{center: make([]float64, d), scale: make([]float64, d), logs: logs}
	m.report.Iterations, m.report.Converged, m.report.Reason = 1, true, "closed form"
	switch c.Method {
	case Robust:
		err = f.robust(ctx, m)
	case MinMax:
		f.minMax(m)
	case None:
		return f.none(m), nil
	default:
		err = f.standard(ctx, m)
	}
	if err != nil {
		return nil, err
	}
	if err := f.finish(m); err != nil {
		return nil, err
	}
	return m, nil
}

// logColumns marks the listed columns.
func logColumns(typ string, list []int, d int) ([]bool, error) {
	logs := make([]bool, d)
	for _, j := range list {
		if j < 0 || j >= d || logs[j] {
			return nil, &clm.ConfigError{Type: typ, Field: "Log1p", Value: list, Want: fmt.Sprintf("different columns from 0 to %d", d-1)}
		}
		logs[j] = true
	}
	return logs, nil
}

// scaling is one call of Fit.
type scaling struct {
	op      string
	view    view.Rows
	logs    []bool
	workers int

	count  []int // numbers that are not NaN, by column
	lo, hi []float64
}

// each calls f for the rows of each block, with the logarithms taken. The row
// belongs to the call.
func (s *scaling) each(ctx context.Context, f func(block, i int, row []float64) error) error {
	n, d := s.view.Dims()
	return par.For(ctx, n, par.Block, s.workers, func(b, lo, hi int) error {
		buf, row := s.view.Buffer(), make([]float64, d)
		for i := lo; i < hi; i++ {
			for j, x := range s.view.Row(i, buf) {
				if s.logs[j] {
					x = vec.Log1p(x)
				}
				row[j] = x
			}
			if err := f(b, i, row); err != nil {
				return err
			}
		}
		return nil
	})
}

// limits checks the values and finds how many there are and their range.
func (s *scaling) limits(ctx context.Context) error {
	n, d := s.view.Dims()
	type part struct {
		count  []int
		lo, hi []float64
	}
	newPart := func() *part {
		p := &part{count: make([]int, d), lo: make([]float64, d), hi: make([]float64, d)}
		for j := range d {
			p.lo[j], p.hi[j] = math.Inf(1), math.Inf(-1)
		}
		return p
	}
	parts := make([]*part, par.Blocks(n, par.Block))
	err := par.For(ctx, n, par.Block, s.workers, func(b, lo, hi int) error {
		p, buf := newPart(), s.view.Buffer()
		for i := lo; i < hi; i++ {
			for j, x := range s.view.Row(i, buf) {
				if x != x {
					continue
				}
				if err := scalable(s.op, i, j, x, s.logs[j]); err != nil {
					return err
				}
				p.count[j]++
				p.lo[j], p.hi[j] = min(p.lo[j], x), max(p.hi[j], x)
			}
		}
		parts[b] = p
		return nil
	})
	if err != nil {
		return err
	}
	all := newPart()
	for _, p := range parts {
		for j := range d {
			all.count[j] += p.count[j]
			all.lo[j], all.hi[j] = min(all.lo[j], p.lo[j]), max(all.hi[j], p.hi[j])
		}
	}
	for j, log := range s.logs {
		if log && all.count[j] > 0 {
			all.lo[j], all.hi[j] = vec.Log1p(all.lo[j]), vec.Log1p(all.hi[j])
		}
	}
	s.count, s.lo, s.hi = all.count, all.lo, all.hi
	return nil
}

// scalable returns a ValueError if the number x can not be scaled.
func scalable(op string, i, j int, x float64, log bool) error {
	if math.IsInf(x, 0) {
		return &clm.ValueError{Op: op, Row: i, Col: j, Value: x}
	}
	if log && x <= -1 {
		return &clm.ValueError{Op: op, Row: i, Col: j, Value: x, Want: "more than -1 in a column of Log1p"}
	}
	return nil
}

// finish sets what all methods have in common and checks the result.
func (s *scaling) finish(m *ScalerModel) error {
	for j := range m.scale {
		switch {
		case s.count[j] == 0:
			m.center[j], m.scale[j] = 0, 1
			m.report.Notes = append(m.report.Notes, fmt.Sprintf("column %d has no numbers", j))
		case s.lo[j] == s.hi[j]:
			m.scale[j] = 1
			m.report.Notes = append(m.report.Notes, fmt.Sprintf("column %d is constant, its scale is 1", j))
		case m.scale[j] == 0:
			m.scale[j] = 1
			m.report.Notes = append(m.report.Notes, fmt.Sprintf("column %d has no spread, its scale is 1", j))
		}
		if c := m.center[j] - m.center[j]; c != 0 || math.IsInf(m.scale[j], 0) || m.scale[j] != m.scale[j] {
			return fmt.Errorf("%s: column %d with values from %v to %v has a scale beyond what can be computed: %w", s.op, j, s.lo[j], s.hi[j], clm.ErrDiverged)
		}
	}
	return nil
}

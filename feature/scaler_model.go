package feature

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// ScalerModel is what [Scaler] has learned: a centre and a scale for each
// column. It does not change, may be used by any number of goroutines, and
// holds nothing of the caller's memory. A zero ScalerModel is there to be
// filled by UnmarshalBinary; it panics when it is asked anything else.
type ScalerModel struct {
	center, scale []float64
	logs          []bool
	report        clm.Report
}

func newScalerModel(logs []bool) *ScalerModel {
	return &ScalerModel{center: make([]float64, len(logs)), scale: make([]float64, len(logs)), logs: logs}
}

// fitted panics for a zero model.
func (m *ScalerModel) fitted() {
	if len(m.center) == 0 {
		panic("feature.ScalerModel: not fitted")
	}
}

// Transform sets each element of dst to the scaled one of x. An empty dst is
// given the size of x; one of another size panics; dst may be x itself. NaN
// stays NaN.
//
// It returns a [clm.ShapeError] for another number of columns than the model
// has, and a [clm.ValueError] with the place of an infinite value or of one
// that has no logarithm; dst is then partly written. A value so far from those
// of the fit that its scaled one is beyond all numbers becomes an infinity.
// Time: O(n·d). It runs on the calling goroutine and allocates nothing but an
// empty dst (and a row of matrices that are not dense, if it has more than 64
// columns).
func (m *ScalerModel) Transform(dst *mat.Dense, x mat.Matrix) error {
	return m.each("feature.ScalerModel.Transform", dst, x, false)
}

// Inverse sets each element of dst to the one that Transform takes to that of
// x, but for rounding. Its rules and errors are those of Transform; large
// numbers can become infinities, in the columns of Log1p above all.
func (m *ScalerModel) Inverse(dst *mat.Dense, x mat.Matrix) error {
	return m.each("feature.ScalerModel.Inverse", dst, x, true)
}

// TransformRow sets dst to the scaled row and returns dst. A nil dst is
// allocated; one of another length panics; dst may be row itself. It has the
// bits and the errors of Transform, with row number 0, and allocates nothing
// but a nil dst.
func (m *ScalerModel) TransformRow(dst, row []float64) ([]float64, error) {
	m.fitted()
	const op = "feature.ScalerModel.TransformRow"
	if err := check.Columns(op, len(row), len(m.center)); err != nil {
		return nil, err
	}
	dst = check.Dst(op, dst, len(row))
	if err := m.forth(op, 0, dst, row); err != nil {
		return nil, err
	}
	return dst, nil
}

func (m *ScalerModel) each(op string, dst *mat.Dense, x mat.Matrix, inverse bool) error {
	m.fitted()
	v := view.Of(x)
	n, d := v.Dims()
	if err := check.Columns(op, d, len(m.center)); err != nil {
		return err
	}
	if n == 0 {
		return nil
	}
	if dst.IsEmpty() {
		dst.ReuseAs(n, d)
	}
	if r, c := dst.Dims(); r != n || c != d {
		panic(fmt.Sprintf("%s: dst is %d×%d, want %d×%d", op, r, c, n, d))
	}
	var small [64]float64
	buf := v.BufferIn(small[:])
	for i := range n {
		to, row := dst.RawRowView(i), v.Row(i, buf)
		var err error
		if inverse {
			err = m.back(op, i, to, row)
		} else {
			err = m.forth(op, i, to, row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forth scales a row.
func (m *ScalerModel) forth(op string, i int, dst, row []float64) error {
	for j, x := range row {
		if err := scalable(op, i, j, x, m.logs[j]); err != nil {
			return err
		}
		if m.logs[j] {
			x = vec.Log1p(x)
		}
		dst[j] = (x - m.center[j]) / m.scale[j]
	}
	return nil
}

// back undoes forth.
func (m *ScalerModel) back(op string, i int, dst, row []float64) error {
	for j, x := range row {
		if err := scalable(op, i, j, x, false); err != nil {
			return err
		}
		x = float64(x*m.scale[j]) + m.center[j]
		if m.logs[j] {
			x = expm1(x)
		}
		dst[j] = x
	}
	return nil
}

// Center returns a copy of the centres, one for each column, of the logarithm
// in the columns of Log1p.
func (m *ScalerModel) Center() []float64 {
	m.fitted()
	return slices.Clone(m.center)
}

// Scale returns a copy of the scales, one for each column, all positive.
func (m *ScalerModel) Scale() []float64 {
	m.fitted()
	return slices.Clone(m.scale)
}

// Report names the columns that are constant or have no numbers. There is no
// objective.
func (m *ScalerModel) Report() clm.Report {
	m.fitted()
	return report.Clone(m.report)
}

const (
	scalerKind    = "feature.ScalerModel"
	scalerVersion = 1
)

// MarshalBinary returns the model file. The error is always nil.
func (m *ScalerModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. The error is always nil.
func (m *ScalerModel) AppendBinary(b []byte) ([]byte, error) {
	m.fitted()
	w := codec.NewWriter(b, scalerKind, scalerVersion)
	w.Float64s(m.center)
	w.Float64s(m.scale)
	w.Bytes(marks(m.logs))
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero model from a model file. Data that is not one,
// is damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the model stays as it was. It panics if the model is
// not zero.
func (m *ScalerModel) UnmarshalBinary(data []byte) error {
	if len(m.center) != 0 {
		panic("feature.ScalerModel.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, scalerKind, scalerVersion)
	if err != nil {
		return err
	}
	back := ScalerModel{center: r.Float64s(), scale: r.Float64s()}
	back.logs = readMarks(r)
	back.report = report.Get(r)
	if len(back.center) == 0 || len(back.scale) != len(back.center) || len(back.logs) != len(back.center) {
		r.Fail("%d centres, %d scales and %d marks", len(back.center), len(back.scale), len(back.logs))
	}
	for _, c := range back.center {
		if c-c != 0 {
			r.Fail("centre %v", c)
		}
	}
	for _, s := range back.scale {
		if !(s > 0) || math.IsInf(s, 1) {
			r.Fail("scale %v", s)
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = back
	return nil
}

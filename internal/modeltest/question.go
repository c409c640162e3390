package modeltest

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Question is one method of a model that answers something about each row of
// a matrix. Make one with [Rows] or [Tables].
type Question[M any] struct {
	name   string
	whole  bool // the answers are whole numbers
	tables bool // dst is a matrix

	// fresh asks with a nil or empty dst.
	fresh func(m M, x mat.Matrix) ([]float64, error)
	// into asks with a dst for n answers that is full of junk, and tells
	// whether the answers came in it.
	into func(m M, x mat.Matrix, n int) (answers []float64, kept bool, err error)
	// again returns a function that asks with the same dst each time.
	again func(m M, x mat.Matrix) func() error
	// row asks about one row; nil where the model has no such method.
	row func(m M, row []float64) ([]float64, error)
	// rowAgain returns a function that asks about one row each time.
	rowAgain func(m M, row []float64) func() error
}

type number interface {
	~int | ~int32 | ~int64 | ~float32 | ~float64
}

// Rows is a question with one number for each row, asked with batch for all
// rows and with row, which may be nil, for one.
func Rows[M any, E number](name string, batch func(m M, dst []E, x mat.Matrix) ([]E, error), row func(m M, row []float64) (E, error)) Question[M] {
	half := 0.5
	q := Question[M]{name: name, whole: E(half) == 0}
	q.fresh = func(m M, x mat.Matrix) ([]float64, error) {
		a, err := batch(m, nil, x)
		return floats(a), err
	}
	q.into = func(m M, x mat.Matrix, n int) ([]float64, bool, error) {
		dst := make([]E, n)
		for i := range dst {
			dst[i] = 77
		}
		a, err := batch(m, dst, x)
		if err != nil {
			return nil, false, err
		}
		return floats(a), len(a) == n && (n == 0 || &a[0] == &dst[0]), nil
	}
	q.again = func(m M, x mat.Matrix) func() error {
		n, _ := x.Dims()
		dst := make([]E, n)
		return func() error {
			_, err := batch(m, dst, x)
			return err
		}
	}
	if row != nil {
		q.row = func(m M, r []float64) ([]float64, error) {
			v, err := row(m, r)
			return []float64{float64(v)}, err
		}
		q.rowAgain = func(m M, r []float64) func() error {
			return func() error {
				_, err := row(m, r)
				return err
			}
		}
	}
	return q
}

// Tables is a question with several numbers for each row, asked with batch for
// all rows and with row, which may be nil, for one.
func Tables[M any](name string, batch func(m M, dst *mat.Dense, x mat.Matrix) error, row func(m M, dst, row []float64) ([]float64, error)) Question[M] {
	q := Question[M]{name: name, tables: true}
	width := func(m M, x mat.Matrix) (int, error) {
		var dst mat.Dense
		if err := batch(m, &dst, x); err != nil || dst.IsEmpty() {
			return 0, err
		}
		_, c := dst.Dims()
		return c, nil
	}
	dense := func(n, c int) *mat.Dense {
		if n == 0 || c == 0 {
			return &mat.Dense{}
		}
		dst := mat.NewDense(n, c, nil)
		for i := range n {
			for j := range c {
				dst.Set(i, j, 77)
			}
		}
		return dst
	}
	q.fresh = func(m M, x mat.Matrix) ([]float64, error) {
		var dst mat.Dense
		if err := batch(m, &dst, x); err != nil {
			return nil, err
		}
		return elements(&dst), nil
	}
	q.into = func(m M, x mat.Matrix, n int) ([]float64, bool, error) {
		c, err := width(m, x)
		if err != nil {
			return nil, false, err
		}
		dst := dense(n, c)
		if err := batch(m, dst, x); err != nil {
			return nil, false, err
		}
		return elements(dst), true, nil
	}
	q.again = func(m M, x mat.Matrix) func() error {
		c, err := width(m, x)
		if err != nil {
			return func() error { return err }
		}
		n, _ := x.Dims()
		dst := dense(n, c)
		return func() error { return batch(m, dst, x) }
	}
	if row != nil {
		q.row = func(m M, r []float64) ([]float64, error) { return row(m, nil, r) }
		q.rowAgain = func(m M, r []float64) func() error {
			dst, err := row(m, nil, r)
			if err != nil {
				return func() error { return err }
			}
			return func() error {
				_, err := row(m, dst, r)
				return err
			}
		}
	}
	return q
}

func floats[E number](v []E) []float64 {
	f := make([]float64, len(v))
	for i, x := range v {
		f[i] = float64(x)
	}
	return f
}

// elements returns the elements of x, row by row.
func elements(x mat.Matrix) []float64 {
	r, c := x.Dims()
	v := make([]float64, 0, r*c)
	for i := range r {
		for j := range c {
			v = append(v, x.At(i, j))
		}
	}
	return v
}

// same returns "" if two answers agree to the bit, any NaN being equal to any
// other; else where they differ.
func same(got, want []float64) string { return near(got, want, 0) }

// near allows a difference of tol, absolute for numbers below 1 and relative
// above.
func near(got, want []float64, tol float64) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d answers, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		switch {
		case math.Float64bits(g) == math.Float64bits(w), math.IsNaN(g) && math.IsNaN(w):
		case tol > 0 && math.Abs(g-w) <= tol*max(1, math.Abs(w)):
		default:
			return fmt.Sprintf("answer %d is %v, want %v", i, g, w)
		}
	}
	return ""
}

// differ returns "" if the answers agree as the question demands: whole
// numbers exactly, others to tol.
func (q Question[M]) differ(got, want []float64, tol float64) string {
	if q.whole {
		tol = 0
	}
	return near(got, want, tol)
}

// panics calls f and returns what it panicked with.
func panics(f func()) (value any, did bool) {
	did = true
	defer func() {
		if did {
			value = recover()
		}
	}()
	f()
	did = false
	return nil, false
}

func sequence(lo, hi int) []int {
	s := make([]int, 0, hi-lo)
	for i := lo; i < hi; i++ {
		s = append(s, i)
	}
	return slices.Clip(s)
}

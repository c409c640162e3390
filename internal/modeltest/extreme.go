package modeltest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// extreme scales the data until squares and sums overflow or vanish. The fit
// gives a model or one of the module's errors, and no answer about finite
// numbers is NaN.
func (c *Case[D, T, M]) extreme(t TB) {
	d := c.Data(1)
	x := c.Matrix.get(d)
	usual := c.model(t)
	for _, scale := range []float64{1e-310, 1e-160, 1e150, 1e304} {
		y := mat.DenseCopyOf(x)
		y.Apply(func(_, _ int, v float64) float64 {
			return max(-math.MaxFloat64, min(math.MaxFloat64, v*scale))
		}, y)
		name := fmt.Sprintf("data times %v", scale)
		var m M
		var err error
		if p, did := panics(func() { m, err = c.With(1, 2).Fit(t.Context(), c.Matrix.put(d, y)) }); did {
			t.Errorf("%s: Fit panics: %v", name, p)
			continue
		}
		switch {
		case err != nil && m != nil:
			t.Errorf("%s: a model came back with the error", name)
		case err != nil:
			documented(t, name, err)
		default:
			c.noNaN(t, name+", fitted to these", m, y)
			c.noNaN(t, name+", fitted to these", m, x)
		}
		c.noNaN(t, name, usual, y)
	}
}

// noNaN asks all questions and expects numbers or a documented error.
func (c *Case[D, T, M]) noNaN(t TB, name string, m M, x mat.Matrix) {
	t.Helper()
	for _, q := range c.Matrix.Questions {
		var a []float64
		var err error
		if p, did := panics(func() { a, err = q.fresh(m, x) }); did {
			t.Errorf("%s: %s panics: %v", name, q.name, p)
		} else if err != nil {
			documented(t, name+": "+q.name, err)
		} else if i := slices.IndexFunc(a, math.IsNaN); i >= 0 {
			t.Errorf("%s: answer %d of %s is NaN", name, i, q.name)
		}
	}
}

// documented expects an error of the module that data may cause.
func documented(t TB, name string, err error) {
	t.Helper()
	for _, known := range []error{clm.ErrValue, clm.ErrDiverged, clm.ErrTooFew, clm.ErrLimit} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Errorf("%s: error %q is none that data may cause", name, err)
}

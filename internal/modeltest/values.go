package modeltest

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

func (c *Case[D, T, M]) columns(t TB) {
	m, x := c.model(t), c.Matrix.get(c.Data(1))
	n, cols := x.Dims()
	for _, wrong := range []int{cols - 1, cols + 1} {
		y := mat.NewDense(n, wrong, nil)
		for _, q := range c.Matrix.Questions {
			name := fmt.Sprintf("%s of %d columns instead of %d", q.name, wrong, cols)
			c.shapeless(t, name, func() error { _, err := q.fresh(m, y); return err })
			if q.row != nil {
				c.shapeless(t, name+", one row", func() error { _, err := q.row(m, rowOf(y, 0)); return err })
			}
		}
	}
}

// shapeless expects a ShapeError.
func (c *Case[D, T, M]) shapeless(t TB, name string, ask func() error) {
	t.Helper()
	var err error
	if p, did := panics(func() { err = ask() }); did {
		t.Errorf("%s: panic: %v", name, p)
		return
	}
	wrongly(t, name, err, clm.ErrShape, "")
}

func (c *Case[D, T, M]) missing(t TB) { c.badValues(t, c.Matrix.MissingIsData, math.NaN()) }

func (c *Case[D, T, M]) infinite(t TB) { c.badValues(t, false, math.Inf(1), math.Inf(-1)) }

// badValues puts each value into the corners of the data, in every form of a
// matrix. Where it is legal there must be models and answers; otherwise an
// error with its place.
func (c *Case[D, T, M]) badValues(t TB, legal bool, values ...float64) {
	d := c.Data(1)
	x := c.Matrix.get(d)
	m := c.model(t)
	for _, v := range values {
		for _, at := range corners(x) {
			all := map[string]mat.Matrix{"dense": with(x, at, v)}
			if at[0] == 0 {
				all = forms(with(x, at, v))
			}
			if c.Skip[SparseForm] == "" {
				all["sparse"] = sparseOf(with(x, at, v))
			}
			for form, y := range all {
				where := fmt.Sprintf("%v at row %d, column %d, %s", v, at[0], at[1], form)
				judge := func(name string, row int, ask func() error) {
					t.Helper()
					c.judge(t, legal, name+" of "+where, v, row, at[1], ask)
				}
				judge("Fit", at[0], func() error {
					fitted, err := c.With(1, 2).Fit(t.Context(), c.Matrix.put(d, y))
					if err != nil && fitted != nil {
						t.Errorf("Fit of %s: a model came back with the error", where)
					}
					return err
				})
				for _, q := range c.Matrix.Questions {
					judge(q.name, at[0], func() error { _, err := q.fresh(m, y); return err })
					if q.row != nil && form == "dense" {
						judge(q.name+" of a row", 0, func() error { _, err := q.row(m, rowOf(y, at[0])); return err })
					}
				}
			}
		}
	}
}

// judge expects no error where a value is legal, and otherwise a ValueError
// with its place.
func (c *Case[D, T, M]) judge(t TB, legal bool, name string, v float64, row, col int, ask func() error) {
	t.Helper()
	var err error
	if p, did := panics(func() { err = ask() }); did {
		t.Errorf("%s: panic: %v", name, p)
		return
	}
	if legal {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	text := fmt.Sprintf("value %v at row %d, column %d", v, row, col)
	var e *clm.ValueError
	if !errors.As(err, &e) {
		t.Errorf("%s: error %v, want a ValueError", name, err)
		return
	}
	wrongly(t, name, err, clm.ErrValue, text)
}

func (c *Case[D, T, M]) weights(t TB) {
	d := c.Data(1)
	x := c.Matrix.get(d)
	n, _ := x.Dims()
	fit := func(name string, d D, w []float64) M {
		t.Helper()
		m, err := c.Matrix.Weighted(t.Context(), d, w)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return m
	}
	ones, twice := make([]float64, n), make([]float64, n)
	rows := sequence(0, n)
	for i := range n {
		ones[i], twice[i] = 1, 1
		if i%3 == 0 {
			twice[i] = 2
			rows = append(rows, i)
		}
	}
	plain := fit("no weights", d, nil)
	if string(c.bytes(t, fit("ones", d, ones))) != string(c.bytes(t, plain)) {
		t.Errorf("weights of 1 give another model than no weights")
	}
	before := append([]float64(nil), twice...)
	weighted := fit("weights", d, twice)
	if !sameBits(twice, before) {
		t.Errorf("the fit changed the weights")
	}
	repeated := fit("repeated rows", c.Matrix.pick(d, rows), nil)
	differs := false
	for _, q := range c.Matrix.Questions {
		want, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(repeated, x) })
		if !ok {
			continue
		}
		got, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(weighted, x) })
		if !ok {
			continue
		}
		if diff := q.differ(got, want, 1e-12); diff != "" {
			t.Errorf("%s: a row with weight 2 is not the row repeated: %s", q.name, diff)
		}
		other, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(plain, x) })
		differs = differs || ok && q.differ(got, other, 1e-9) != ""
	}
	if !differs && string(c.bytes(t, plain)) == string(c.bytes(t, weighted)) {
		t.Errorf("weights of 1 and 2 give the same model as no weights")
	}
	for name, w := range map[string][]float64{"too few weights": ones[1:], "no weight at all": {}} {
		c.refusesWeights(t, name, d, w, clm.ErrShape, "")
	}
	for name, v := range map[string]float64{"a NaN": math.NaN(), "an infinite": math.Inf(1), "a negative": -1} {
		w := append([]float64(nil), ones...)
		w[n-2] = v
		c.refusesWeights(t, name+" weight", d, w, clm.ErrValue, fmt.Sprintf("row %d", n-2))
	}
}

func (c *Case[D, T, M]) refusesWeights(t TB, name string, d D, w []float64, want error, text string) {
	t.Helper()
	var m M
	var err error
	if p, did := panics(func() { m, err = c.Matrix.Weighted(t.Context(), d, w) }); did {
		t.Errorf("%s: panic: %v", name, p)
		return
	}
	if m != nil {
		t.Errorf("%s: a model came back", name)
	}
	wrongly(t, name, err, want, text)
}

package modeltest

import (
	"fmt"
	"maps"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// told asks and expects an answer; nil and false where there is none.
func told(t TB, name string, ask func() ([]float64, error)) ([]float64, bool) {
	t.Helper()
	var a []float64
	var err error
	if p, did := panics(func() { a, err = ask() }); did {
		t.Errorf("%s: panic: %v", name, p)
		return nil, false
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return nil, false
	}
	return a, true
}

func (c *Case[D, T, M]) splits(t TB) {
	m, x := c.model(t), c.Matrix.get(c.Data(1))
	n, _ := x.Dims()
	for _, q := range c.Matrix.Questions {
		want, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(m, x) })
		if !ok {
			continue
		}
		if len(want)%n != 0 {
			t.Errorf("%s gives %d answers for %d rows", q.name, len(want), n)
			continue
		}
		width := len(want) / n
		compare := func(name string, first int, got []float64) {
			t.Helper()
			if diff := same(got, want[first*width:first*width+len(got)]); diff != "" {
				t.Errorf("%s %s differs from all rows at once, from row %d on: %s", q.name, name, first, diff)
			}
		}
		for i := range n {
			row := rowOf(x, i)
			if q.row != nil {
				if got, ok := told(t, q.name+" of a row", func() ([]float64, error) { return q.row(m, row) }); ok {
					compare("of a row", i, got)
				}
				if !slices.Equal(row, rowOf(x, i)) {
					t.Errorf("%s of a row changed the row", q.name)
				}
			}
			one := mat.NewDense(1, len(row), row)
			if got, ok := told(t, q.name+" of one row", func() ([]float64, error) { return q.fresh(m, one) }); ok {
				compare("of a matrix of one row", i, got)
			}
		}
		for _, at := range []int{1, n / 3, n - 1} {
			for _, part := range [][2]int{{0, at}, {at, n}} {
				rows := pickRows(x, sequence(part[0], part[1]))
				if got, ok := told(t, q.name+" of some rows", func() ([]float64, error) { return q.fresh(m, rows) }); ok {
					compare(fmt.Sprintf("of rows %d to %d", part[0], part[1]), part[0], got)
				}
			}
		}

		// More rows than one block of work holds.
		large := tile(x, par.Block+17)
		got, ok := told(t, q.name+" of many rows", func() ([]float64, error) { return q.fresh(m, large) })
		if !ok {
			continue
		}
		if len(got) != (par.Block+17)*width {
			t.Errorf("%s gives %d answers for %d rows", q.name, len(got), par.Block+17)
			continue
		}
		for k := 0; k < par.Block+17; k += n {
			rows := min(n, par.Block+17-k)
			compare("of many rows", 0, got[k*width:(k+rows)*width])
		}
	}
}

func (c *Case[D, T, M]) forms(t TB) {
	d := c.Data(1)
	x := c.Matrix.get(d)
	m := c.model(t)
	file := c.bytes(t, m)
	all := forms(x)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var got []byte
		if p, did := panics(func() {
			fitted, err := c.With(1, 1).Fit(t.Context(), c.Matrix.put(d, all[name]))
			if err != nil {
				t.Errorf("%s: Fit: %v", name, err)
				return
			}
			got = c.bytes(t, fitted)
		}); did {
			t.Errorf("%s: Fit panics: %v", name, p)
			continue
		}
		if got != nil && string(got) != string(file) {
			t.Errorf("%s: Fit gives other bytes", name)
		}
		for _, q := range c.Matrix.Questions {
			want, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(m, x) })
			if !ok {
				continue
			}
			if got, ok := told(t, q.name+", "+name, func() ([]float64, error) { return q.fresh(m, all[name]) }); ok {
				if diff := same(got, want); diff != "" {
					t.Errorf("%s, %s: %s", q.name, name, diff)
				}
			}
		}
	}
}

func (c *Case[D, T, M]) sparse(t TB) {
	tol := 1e-12
	if c.Matrix.SparseExact {
		tol = 0
	}
	d := c.Data(1)
	x := c.Matrix.get(d)
	for name, x := range map[string]mat.Matrix{"full": x, "thin": thin(x)} {
		table := sparseOf(x)
		dense := c.fit(t, c.With(1, 1), c.Matrix.put(d, mat.DenseCopyOf(x)))
		sparse := c.fit(t, c.With(1, 1), c.Matrix.put(d, table))
		if c.Matrix.SparseExact && string(c.bytes(t, sparse)) != string(c.bytes(t, dense)) {
			t.Errorf("%s table: Fit gives other bytes for a Sparse", name)
		}
		turned := mat.Transpose{Matrix: table.Transpose()}
		for _, q := range c.Matrix.Questions {
			want, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(dense, x) })
			if !ok {
				continue
			}
			for kind, ask := range map[string]func() ([]float64, error){
				"asked with a Sparse":                  func() ([]float64, error) { return q.fresh(dense, table) },
				"asked with the transpose of a Sparse": func() ([]float64, error) { return q.fresh(dense, turned) },
				"fitted to a Sparse":                   func() ([]float64, error) { return q.fresh(sparse, x) },
				"fitted to and asked with a Sparse":    func() ([]float64, error) { return q.fresh(sparse, table) },
			} {
				if got, ok := told(t, q.name+" "+kind, ask); ok {
					if diff := q.differ(got, want, tol); diff != "" {
						t.Errorf("%s table: %s %s: %s", name, q.name, kind, diff)
					}
				}
			}
		}
	}
	_, cols := x.Dims()
	ones := onesTable(t, cols)
	m := c.model(t)
	for _, q := range c.Matrix.Questions {
		want, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(m, mat.DenseCopyOf(ones)) })
		if !ok {
			continue
		}
		if got, ok := told(t, q.name+" of a Sparse without values", func() ([]float64, error) { return q.fresh(m, ones) }); ok {
			if diff := q.differ(got, want, tol); diff != "" {
				t.Errorf("%s of a Sparse without values: %s", q.name, diff)
			}
		}
	}
}

// onesTable returns a table of two rows without values, which are all 1.
func onesTable(t TB, cols int) *clm.Sparse {
	s, err := clm.NewSparse(2, cols, []int{0, 1, 2}, []int32{0, int32(cols - 1)}, nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s
}

func (c *Case[D, T, M]) dst(t TB) {
	m, x := c.model(t), c.Matrix.get(c.Data(1))
	n, _ := x.Dims()
	for _, q := range c.Matrix.Questions {
		want, ok := told(t, q.name, func() ([]float64, error) { return q.fresh(m, x) })
		if !ok {
			continue
		}
		var kept bool
		got, ok := told(t, q.name+" with dst", func() (a []float64, err error) {
			a, kept, err = q.into(m, x, n)
			return a, err
		})
		switch {
		case !ok:
		case !kept:
			t.Errorf("%s does not return its dst", q.name)
		default:
			if diff := same(got, want); diff != "" {
				t.Errorf("%s with a dst that was used before: %s", q.name, diff)
			}
		}
		for _, wrong := range []int{n - 1, n + 1, 0} {
			if q.tables && wrong == 0 {
				continue // an empty matrix is sized
			}
			if _, did := panics(func() { _, _, _ = q.into(m, x, wrong) }); !did {
				t.Errorf("%s with a dst of %d places for %d rows does not panic", q.name, wrong, n)
			}
		}
		if got, ok := told(t, q.name+" of no rows", func() ([]float64, error) { return q.fresh(m, pickRows(x, nil)) }); ok && len(got) > 0 {
			t.Errorf("%s of no rows gives %d answers", q.name, len(got))
		}
	}
}

package modeltest

import (
	"errors"
	"iter"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// same tells whether two data are equal to the bit.
func (c *Case[D, T, M]) same(a, b D) bool {
	if c.Same != nil {
		return c.Same(a, b)
	}
	switch a := any(a).(type) {
	case mat.Matrix:
		b, ok := any(b).(mat.Matrix)
		if !ok {
			return false
		}
		ar, ac := a.Dims()
		br, bc := b.Dims()
		return ar == br && ac == bc && sameBits(elements(a), elements(b))
	case []float64:
		b, ok := any(b).([]float64)
		return ok && sameBits(a, b)
	case iter.Seq[[]int]:
		b, ok := any(b).(iter.Seq[[]int])
		return ok && slices.EqualFunc(baskets(a), baskets(b), slices.Equal)
	}
	return reflect.DeepEqual(a, b)
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

func baskets(seq iter.Seq[[]int]) [][]int {
	var all [][]int
	for b := range seq {
		all = append(all, slices.Clone(b))
	}
	return all
}

// scribbles tells whether data of this type can be overwritten without
// Scribble.
func (c *Case[D, T, M]) scribbles() bool {
	switch any(c.Data(1)).(type) {
	case *mat.Dense, []float64:
		return true
	}
	return false
}

func (c *Case[D, T, M]) scribble(d D) {
	if c.Scribble != nil {
		c.Scribble(d)
		return
	}
	switch d := any(d).(type) {
	case *mat.Dense:
		raw := d.RawMatrix()
		for i := range raw.Rows {
			junk(raw.Data[i*raw.Stride : i*raw.Stride+raw.Cols])
		}
	case []float64:
		junk(d)
	}
}

func junk(v []float64) {
	for i := range v {
		v[i] = -1e300
	}
}

func (c *Case[D, T, M]) ownMemory(t TB) {
	d := c.Data(1)
	m := c.fit(t, c.With(1, 1), d)
	file, want := c.bytes(t, m), c.answers(t, m, c.Data(1))
	c.scribble(d)
	if c.same(d, c.Data(1)) {
		t.Fatalf("Scribble left the data as they were")
	}
	if diff := same(c.answers(t, m, c.Data(1)), want); diff != "" {
		t.Errorf("changing the data after Fit changed an answer: %s", diff)
	}
	if string(c.bytes(t, m)) != string(file) {
		t.Errorf("changing the data after Fit changed the model's bytes")
	}

	// The same for the bytes that a model was loaded from.
	back := M(new(T))
	if err := back.UnmarshalBinary(file); err != nil {
		t.Fatalf("UnmarshalBinary: %v", err)
	}
	want = c.answers(t, back, c.Data(1))
	for i := range file {
		file[i] = 0xA5
	}
	if diff := same(c.answers(t, back, c.Data(1)), want); diff != "" {
		t.Errorf("changing the bytes after UnmarshalBinary changed an answer: %s", diff)
	}
}

// allEdges returns the edges of the case and those of its matrix.
func (c *Case[D, T, M]) allEdges() map[string]Edge[D] {
	all := map[string]Edge[D]{}
	if c.Matrix != nil {
		for name, d := range c.Matrix.edges(c.Data(1)) {
			all[name] = Edge[D]{Data: d}
		}
	}
	for name, e := range c.Edge {
		if added, ok := all[name]; ok && reflect.ValueOf(&e.Data).Elem().IsZero() {
			e.Data = added.Data
		}
		all[name] = e
	}
	return all
}

func (c *Case[D, T, M]) edges(t TB) {
	all := c.allEdges()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		e := all[name]
		var m M
		var err error
		if p, did := panics(func() { m, err = c.With(1, 2).Fit(t.Context(), e.Data) }); did {
			t.Errorf("%s: Fit panics: %v", name, p)
			continue
		}
		switch {
		case e.Want == nil && err != nil:
			t.Errorf("%s: %v, want a model", name, err)
		case e.Want == nil && m == nil:
			t.Errorf("%s: no model and no error", name)
		case e.Want == nil:
			if p, did := panics(func() { _, err = c.ask(m, e.Data) }); did {
				t.Errorf("%s: asking panics: %v", name, p)
			} else if err != nil {
				t.Errorf("%s: asking: %v", name, err)
			}
		case !errors.Is(err, e.Want):
			t.Errorf("%s: error %v, want %v", name, err, e.Want)
		case m != nil:
			t.Errorf("%s: a model came back with the error", name)
		}
	}
}

func (c *Case[D, T, M]) badData(t TB) {
	for _, name := range slices.Sorted(maps.Keys(c.Bad)) {
		b := c.Bad[name]
		c.rejects(t, name, b.Data, b.Want, b.Text)
	}
}

// rejects expects no model and an error that wraps want and contains text.
func (c *Case[D, T, M]) rejects(t TB, name string, d D, want error, text string) {
	t.Helper()
	var m M
	var err error
	if p, did := panics(func() { m, err = c.With(1, 2).Fit(t.Context(), d) }); did {
		t.Errorf("%s: Fit panics: %v", name, p)
		return
	}
	if m != nil {
		t.Errorf("%s: a model came back", name)
	}
	wrongly(t, name, err, want, text)
}

// wrongly reports an error that does not wrap want or does not contain text,
// or says nothing about who reports it.
func wrongly(t TB, name string, err, want error, text string) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%s: no error, want %v", name, want)
	case !errors.Is(err, want):
		t.Errorf("%s: error %q, want %v", name, err, want)
	case !strings.Contains(err.Error(), text):
		t.Errorf("%s: error %q, want it to contain %q", name, err, text)
	}
	var v *clm.ValueError
	if errors.As(err, &v) && !strings.Contains(v.Op, ".") {
		t.Errorf("%s: error %q does not say what was being done", name, err)
	}
}

package modeltest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
)

// field looks up an exported field of the configuration, also one of an
// embedded struct.
func (c *Case[D, T, M]) field(name string) (reflect.StructField, bool) {
	typ := reflect.TypeOf(c.Zero)
	if typ.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	f, ok := typ.FieldByName(name)
	return f, ok && f.IsExported()
}

// fields lists the exported fields of the configuration that can be wrong.
func (c *Case[D, T, M]) fields() []reflect.StructField {
	typ := reflect.TypeOf(c.Zero)
	if typ.Kind() != reflect.Struct {
		return nil
	}
	var list []reflect.StructField
	for _, f := range reflect.VisibleFields(typ) {
		if !f.IsExported() || f.Anonymous || f.Name == "Seed" || f.Name == "Workers" || f.Name == "Progress" {
			continue
		}
		switch f.Type.Kind() {
		case reflect.Bool, reflect.Func, reflect.Interface:
			continue
		}
		list = append(list, f)
	}
	return list
}

// wrongField returns the field that an entry of Wrong is about.
func wrongField(name string) string {
	field, _, _ := strings.Cut(name, ",")
	return field
}

// unexamined lists the fields that are neither in Wrong nor in Free.
func (c *Case[D, T, M]) unexamined() []string {
	seen := map[string]bool{}
	for name := range c.Wrong {
		seen[wrongField(name)] = true
	}
	var list []string
	for _, f := range c.fields() {
		if !seen[f.Name] && c.Free[f.Name] == "" {
			list = append(list, f.Name)
		}
	}
	return list
}

// change returns a copy of a configuration in which set was applied to one
// field.
func change[F any](config F, index []int, set func(field reflect.Value)) F {
	v := reflect.New(reflect.TypeOf(config)).Elem()
	v.Set(reflect.ValueOf(config))
	set(v.FieldByIndex(index))
	return v.Interface().(F)
}

func (c *Case[D, T, M]) zeroConfig(t TB) {
	m := c.fit(t, c.Zero, c.Data(1))
	c.answers(t, m, c.Data(1))
	for _, f := range c.fields() {
		if !reflect.ValueOf(c.Zero).FieldByIndex(f.Index).IsZero() {
			bare := change(c.Zero, f.Index, func(v reflect.Value) { v.SetZero() })
			c.refuses(t, "without "+f.Name, bare, f.Name)
		}
	}
}

func (c *Case[D, T, M]) wrongConfig(t TB) {
	for _, name := range slices.Sorted(maps.Keys(c.Wrong)) {
		c.refuses(t, name, c.Wrong[name], wrongField(name))
	}
	if f, ok := c.field("Workers"); ok {
		few := change(c.With(1, 1), f.Index, func(v reflect.Value) { v.SetInt(-1) })
		c.refuses(t, "Workers is negative", few, "Workers")
	}
	for _, f := range c.fields() {
		if c.Free[f.Name] != "" {
			continue
		}
		switch {
		case f.Type.Kind() == reflect.Float64 || f.Type.Kind() == reflect.Float32:
			nan := change(c.With(1, 1), f.Index, func(v reflect.Value) { v.SetFloat(math.NaN()) })
			c.refuses(t, f.Name+" is NaN", nan, f.Name)
		case f.Type.Kind() == reflect.String && f.Type != reflect.TypeFor[string]():
			odd := change(c.With(1, 1), f.Index, func(v reflect.Value) { v.SetString("no such word") })
			c.refuses(t, f.Name+" is an unknown word", odd, f.Name)
		}
	}
}

// refuses expects a ConfigError for the field.
func (c *Case[D, T, M]) refuses(t TB, name string, f clm.Fitter[D, M], field string) {
	t.Helper()
	m, err := f.Fit(t.Context(), c.Data(1))
	if m != nil {
		t.Errorf("%s: a model came back", name)
	}
	if err == nil {
		t.Errorf("%s: no error, want a ConfigError for %s", name, field)
		return
	}
	var wrong *clm.ConfigError
	switch {
	case !errors.Is(err, clm.ErrConfig) || !errors.As(err, &wrong):
		t.Errorf("%s: error %q, want a ConfigError for %s", name, err, field)
	case wrong.Field != field:
		t.Errorf("%s: the error names %s, want %s: %q", name, wrong.Field, field, err)
	case !strings.Contains(wrong.Type, ".") || wrong.Want == "":
		t.Errorf("%s: the error lacks the type or what is wanted: %q", name, err)
	}
}

// roundTrip writes a configuration as JSON and reads it back.
func roundTrip[F any](config F) (F, error) {
	b, err := json.Marshal(config)
	if err != nil {
		return config, err
	}
	v := reflect.New(reflect.TypeOf(config))
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v.Interface()); err != nil {
		return config, fmt.Errorf("%w in %s", err, b)
	}
	return v.Elem().Interface().(F), nil
}

func (c *Case[D, T, M]) jsonConfig(t TB) {
	for name, f := range map[string]clm.Fitter[D, M]{"With": c.With(1, 1), "Zero": c.Zero} {
		back, err := roundTrip(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := c.bytes(t, c.fit(t, f, c.Data(1)))
		got := c.bytes(t, c.fit(t, back, c.Data(1)))
		if !bytes.Equal(got, want) {
			t.Errorf("%s: a configuration that went through JSON gives another model: %+v became %+v", name, f, back)
		}
	}
}

// deep prints a value with everything that it points to.
func deep(v any) string {
	b, err := json.Marshal(v)
	return fmt.Sprintf("%#v\n%s %v", v, b, err)
}

func (c *Case[D, T, M]) untouched(t TB) {
	f, d, want := c.With(1, 2), c.Data(1), c.Data(1)
	if !c.same(d, want) {
		t.Fatalf("Data(1) gives other data at each call")
	}
	before := deep(f)
	c.fit(t, f, d)
	if after := deep(f); after != before {
		t.Errorf("Fit changed the configuration:\n%s\nbecame\n%s", before, after)
	}
	if !c.same(d, want) {
		t.Errorf("Fit changed the data")
	}
}

func (c *Case[D, T, M]) sealed(t TB) {
	typ := reflect.TypeFor[T]()
	if typ.Kind() != reflect.Struct {
		return
	}
	for i := range typ.NumField() {
		if f := typ.Field(i); f.IsExported() {
			t.Errorf("%v has the exported field %s", typ, f.Name)
		}
	}
}

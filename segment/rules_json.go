package segment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
)

// ParseRules reads rules from JSON and checks them. It refuses what it does
// not know, and a field that stands twice in one object: a misspelt or a lost
// word would otherwise be a condition that is not asked.
//
// The errors are a [clm.RowError] that names the line or the rule and
// condition that cannot be read, and the ConfigError of [Rules.Check].
func ParseRules(data []byte) (Rules, error) {
	const op = "segment.ParseRules"
	if !json.Valid(data) {
		var whole json.RawMessage
		err := json.Unmarshal(data, &whole)
		line := 0
		if e := (*json.SyntaxError)(nil); errors.As(err, &e) {
			line = 1 + bytes.Count(data[:min(e.Offset, int64(len(data)))], []byte("\n"))
		}
		return Rules{}, &clm.RowError{Op: op, Line: line, Err: err}
	}
	var r Rules
	if err := r.read(op, data); err != nil {
		return Rules{}, err
	}
	return r, nil
}

// UnmarshalJSON does what [ParseRules] does and returns the same errors, so
// that rules inside other JSON are read as strictly.
func (r *Rules) UnmarshalJSON(data []byte) error {
	var read Rules
	if err := read.read("segment.Rules.UnmarshalJSON", data); err != nil {
		return err
	}
	*r = read
	return nil
}

// rulesJSON and ruleJSON are Rules and Rule of which the next level is still
// text.
type rulesJSON struct {
	Bins      int               `json:"bins"`
	Rules     []json.RawMessage `json:"rules"`
	Otherwise string            `json:"otherwise"`
}

type ruleJSON struct {
	Name string            `json:"name"`
	When []json.RawMessage `json:"when"`
}

// conditionJSON is Condition with a list in which a null can be seen.
type conditionJSON struct {
	Field Field    `json:"field"`
	Min   *float64 `json:"min"`
	Max   *float64 `json:"max"`
	In    []*int   `json:"in"`
}

// read takes the text apart level by level, so that an error can say in which
// rule and condition it is.
func (r *Rules) read(op string, data []byte) error {
	var top rulesJSON
	if err := strict(op, "", data, &top); err != nil {
		return err
	}
	*r = Rules{Bins: top.Bins, Otherwise: top.Otherwise}
	for i, raw := range top.Rules {
		var rule ruleJSON
		place := fmt.Sprintf("rules[%d]", i)
		if err := strict(op, place, raw, &rule); err != nil {
			return err
		}
		out := Rule{Name: rule.Name}
		for j, raw := range rule.When {
			var c conditionJSON
			place := fmt.Sprintf("%s.when[%d]", place, j)
			if err := strict(op, place, raw, &c); err != nil {
				return err
			}
			when := Condition{Field: c.Field, Min: c.Min, Max: c.Max}
			for _, k := range c.In {
				if k == nil {
					return &clm.RowError{Op: op, Column: place, Err: errors.New("null in the list, want whole numbers")}
				}
				when.In = append(when.In, *k)
			}
			out.When = append(out.When, when)
		}
		r.Rules = append(r.Rules, out)
	}
	return r.Check()
}

// strict reads one JSON object whose fields are all known and stand there
// once.
func strict(op, place string, data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && string(bytes.TrimSpace(data)) == "null" {
		err = errors.New("null, want an object")
	}
	if err == nil {
		err = doubled(data)
	}
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		err = misfit(e)
	}
	if err != nil {
		return &clm.RowError{Op: op, Column: place, Err: err}
	}
	return nil
}

// misfit says in the words of JSON what stands where something else should:
// those who write rules need not know the types of Go.
func misfit(e *json.UnmarshalTypeError) error {
	want := "an object"
	switch e.Type.Kind() {
	case reflect.Int:
		want = "a whole number"
	case reflect.Float64:
		want = "a number"
	case reflect.String:
		want = "a string"
	case reflect.Slice:
		want = "a list"
	}
	got := map[string]string{
		"array": "a list", "bool": "true or false", "number": "a number", "object": "an object", "string": "a string",
	}[e.Value]
	if got == "" {
		got = "the " + e.Value // such as "number 1.5"
	}
	if e.Field == "" {
		return fmt.Errorf("%s, want %s", got, want)
	}
	return fmt.Errorf("%s is %s, want %s", e.Field, got, want)
}

// doubled returns an error for an object with a field that stands there twice,
// in capitals or not: only the last one would count, and what the others ask
// would be lost.
func doubled(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	var seen []string
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name := fmt.Sprint(t)
		if slices.ContainsFunc(seen, func(s string) bool { return strings.EqualFold(s, name) }) {
			return fmt.Errorf("field %q stands there twice", name)
		}
		seen = append(seen, name)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
	}
	return nil
}

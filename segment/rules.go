package segment

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	clm "github.com/clm-go/clm"
)

// Rules put each customer into a named segment: the first rule whose
// conditions all hold gives the name. They are plain data, so that people who
// do not program can keep them in a file:
//
//	{
//	  "rules": [
//	    {"name": "Big and asleep", "when": [{"field": "total", "min": 100000}, {"field": "since_last", "min": 90}]},
//	    {"name": "Good",           "when": [{"field": "r", "min": 4}, {"field": "fm", "min": 8, "max": 10}]},
//	    {"name": "Bargain hunter", "when": [{"field": "cluster", "in": [0, 2]}]}
//	  ],
//	  "otherwise": "Everybody else"
//	}
//
// [ParseRules] reads that and [encoding/json.Marshal] writes it. [DefaultRules]
// are a place to start from.
//
// The fields are the constants of [Field]. The time since the last purchase,
// which R scores, is since_last; recency is the word of buy-till-you-die models
// for the time from the first to the last purchase.
type Rules struct {
	// Bins is the number of bins that conditions on scores are written for, 2
	// to 100; 0 means 5. A model of other bins is refused.
	Bins int `json:"bins,omitempty"`
	// Rules are asked in this order; empty (nil) puts everybody into Otherwise.
	// Several may have one name.
	Rules []Rule `json:"rules"`
	// Otherwise is the segment of customers for whom no rule holds; "" means
	// "Other".
	Otherwise string `json:"otherwise,omitempty"`
}

// Rule gives its name to the customers for whom all of its conditions hold.
type Rule struct {
	// Name is the segment. Required; "" is an error.
	Name string `json:"name"`
	// When are the conditions. Required: an empty list (nil) is an error, since
	// [Rules.Otherwise] is the rule for everybody.
	When []Condition `json:"when"`
}

// Condition is a range or a list that a number of the customer must lie in.
// At least one of Min, Max and In is required; those that are given must all
// hold. A number that is NaN meets no condition.
type Condition struct {
	// Field is the number that is looked at. Required; "" is an error.
	Field Field `json:"field"`
	// Min is the least that it may be; nil is no lower bound. Money is in minor
	// units: 100000 are 1000.00.
	Min *float64 `json:"min,omitempty"`
	// Max is the most that it may be; nil is no upper bound.
	Max *float64 `json:"max,omitempty"`
	// In lists all that it may be, for fields that hold whole numbers; empty
	// (nil) is everything.
	In []int `json:"in,omitempty"`
}

// AtLeast is the condition that the field is min or more.
func AtLeast(f Field, min float64) Condition { return Condition{Field: f, Min: &min} }

// AtMost is the condition that the field is max or less.
func AtMost(f Field, max float64) Condition { return Condition{Field: f, Max: &max} }

// Between is the condition that the field is min, max or between them.
func Between(f Field, min, max float64) Condition { return Condition{Field: f, Min: &min, Max: &max} }

// OneOf is the condition that the field is one of the values.
func OneOf(f Field, values ...int) Condition { return Condition{Field: f, In: values} }

// String returns for example "r from 4 to 5" or "cluster one of 0, 2".
func (c Condition) String() string {
	s := string(c.Field)
	switch {
	case c.Min != nil && c.Max != nil && *c.Min == *c.Max:
		s += fmt.Sprintf(" exactly %s", number(*c.Min))
	case c.Min != nil && c.Max != nil:
		s += fmt.Sprintf(" from %s to %s", number(*c.Min), number(*c.Max))
	case c.Min != nil:
		s += fmt.Sprintf(" at least %s", number(*c.Min))
	case c.Max != nil:
		s += fmt.Sprintf(" at most %s", number(*c.Max))
	}
	if len(c.In) > 0 {
		s += " one of " + strings.Trim(strings.ReplaceAll(fmt.Sprint(c.In), " ", ", "), "[]")
	}
	return s
}

// number writes v as people do: money in minor units has seven digits soon,
// and no exponent.
func number(v float64) string {
	if math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// holds tells whether v meets the condition.
func (c *Condition) holds(v float64) bool {
	if math.IsNaN(v) || c.Min != nil && v < *c.Min || c.Max != nil && v > *c.Max {
		return false
	}
	for _, k := range c.In {
		if v == float64(k) {
			return true
		}
	}
	return len(c.In) == 0
}

func (r Rules) bins() int {
	if r.Bins == 0 {
		return 5
	}
	return r.Bins
}

func (r Rules) otherwise() string {
	if r.Otherwise == "" {
		return "Other"
	}
	return r.Otherwise
}

// Names returns the segments: the names of the rules in their order, each
// once, and Otherwise at the end.
func (r Rules) Names() []string {
	names, _ := r.names()
	return names
}

// names also returns for each rule, and for Otherwise at the end, the index of
// its name.
func (r Rules) names() (names []string, of []int) {
	seen := make(map[string]int)
	add := func(name string) {
		i, ok := seen[name]
		if !ok {
			i = len(names)
			seen[name] = i
			names = append(names, name)
		}
		of = append(of, i)
	}
	for _, rule := range r.Rules {
		add(rule.Name)
	}
	add(r.otherwise())
	return names, of
}

// Check returns nil, or a [clm.ConfigError] that names the first rule and
// condition that cannot work. All that use rules check them first.
func (r Rules) Check() error {
	if r.Bins != 0 && (r.Bins < 2 || r.Bins > maxBins) {
		return &clm.ConfigError{Type: "segment.Rules", Field: "Bins", Value: r.Bins, Want: fmt.Sprintf("2 to %d", maxBins)}
	}
	if r.Otherwise != "" && strings.TrimSpace(r.Otherwise) == "" {
		return &clm.ConfigError{Type: "segment.Rules", Field: "Otherwise", Value: r.Otherwise, Want: "a name"}
	}
	for i, rule := range r.Rules {
		if err := rule.check(fmt.Sprintf("Rules[%d]", i), r.bins()); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) check(place string, bins int) error {
	wrong := func(field string, value any, want string) error {
		return &clm.ConfigError{Type: "segment.Rules", Field: field, Value: value, Want: want}
	}
	if strings.TrimSpace(r.Name) == "" {
		return wrong(place+".Name", r.Name, "a name")
	}
	place = fmt.Sprintf("%s %q", place, r.Name)
	if len(r.When) == 0 {
		return wrong(place+", When", r.When, "at least one condition")
	}
	for j, c := range r.When {
		at := fmt.Sprintf("%s, When[%d]", place, j)
		q, ok := c.Field.question(bins)
		switch {
		case !ok:
			return wrong(at+".Field", string(c.Field), "a known field such as \"r\" or \"total\"")
		case c.Min == nil && c.Max == nil && len(c.In) == 0:
			return wrong(at, string(c.Field), "Min, Max or In with it")
		case len(c.In) > 0 && q.fraction:
			return wrong(at+".In", c.In, "none, since "+string(c.Field)+" is no whole number")
		}
		want := "a finite number"
		if q.score {
			want = fmt.Sprintf("%v to %v", q.lo, q.hi)
		}
		if c.Min != nil && !(*c.Min >= q.lo && *c.Min <= q.hi) {
			return wrong(at+".Min", *c.Min, want)
		}
		if c.Max != nil && !(*c.Max >= q.lo && *c.Max <= q.hi) {
			return wrong(at+".Max", *c.Max, want)
		}
		if c.Min != nil && c.Max != nil && *c.Min > *c.Max {
			return wrong(at+".Max", *c.Max, fmt.Sprintf("at least Min, %v", *c.Min))
		}
		for _, v := range c.In {
			if v := float64(v); v < q.lo || v > q.hi {
				return wrong(at+".In", c.In, want)
			}
		}
	}
	return nil
}

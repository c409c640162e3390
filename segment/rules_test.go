package segment_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
)

// cube is a customer for each of the 125 scores, and the model that gives
// them: values are the scores themselves, with R the other way round.
func cube(t testing.TB) (*segment.RFMModel, []events.Summary) {
	t.Helper()
	var s []events.Summary
	for r := 1; r <= 5; r++ {
		for f := 1; f <= 5; f++ {
			for m := 1; m <= 5; m++ {
				s = append(s, events.Summary{Customer: segment.Score{R: r, F: f, M: m}.String(), SinceLast: 5 - r, Orders: f, Total: int64(m)})
			}
		}
	}
	edges := segment.Edges{Recency: []int64{0, 1, 2, 3}, Frequency: []int64{1, 2, 3, 4}, Monetary: []int64{1, 2, 3, 4}}
	m, err := segment.RFM{Cut: segment.Fixed, Edges: edges}.Fit(t.Context(), s)
	require.NoError(t, err)
	for i := range s {
		require.Equal(t, s[i].Customer, m.Score(s[i]).String())
	}
	return m, s
}

// Each rule is asked alone, so the order has no say.
func TestExactlyOneDefaultRuleHoldsForEachScore(t *testing.T) {
	m, s := cube(t)
	rules := segment.DefaultRules()
	require.Equal(t, []string{
		"Champions", "Loyal", "Potential loyalist", "New", "Promising", "Needs attention",
		"About to sleep", "At risk", "Cannot lose them", "Hibernating", "Lost", "Other",
	}, rules.Names())
	holds := make([][]string, len(s))
	for _, rule := range rules.Rules {
		a, err := segment.Rules{Rules: []segment.Rule{rule}}.Assign(m, s, nil)
		require.NoError(t, err)
		for i := range s {
			if a.Name(i) == rule.Name {
				holds[i] = append(holds[i], rule.Name)
			}
		}
	}
	for i, names := range holds {
		require.Len(t, names, 1, "score %s", s[i].Customer)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		rng.Shuffle(len(rules.Rules), func(i, j int) { rules.Rules[i], rules.Rules[j] = rules.Rules[j], rules.Rules[i] })
		a, err := rules.Assign(m, s, nil)
		require.NoError(t, err)
		for i := range s {
			require.Equal(t, holds[i][0], a.Name(i))
		}
	}
}

// The table in the comment of DefaultRules.
func TestDefaultRulesAreTheTable(t *testing.T) {
	rows := map[int][]string{ // columns are F+M 2–3, 4–5, 6, 7–8, 9–10
		5: {"New", "Potential loyalist", "Potential loyalist", "Champions", "Champions"},
		4: {"Promising", "Potential loyalist", "Potential loyalist", "Loyal", "Loyal"},
		3: {"About to sleep", "About to sleep", "Needs attention", "Loyal", "Loyal"},
		2: {"Hibernating", "Hibernating", "At risk", "At risk", "Cannot lose them"},
		1: {"Lost", "Lost", "At risk", "At risk", "Cannot lose them"},
	}
	column := []int{2: 0, 3: 0, 4: 1, 5: 1, 6: 2, 7: 3, 8: 3, 9: 4, 10: 4}
	m, s := cube(t)
	a, err := segment.DefaultRules().Assign(m, s, nil)
	require.NoError(t, err)
	for i := range s {
		sc := m.Score(s[i])
		require.Equal(t, rows[sc.R][column[sc.FM()]], a.Name(i), "score %v", sc)
	}
	require.Equal(t, 125, func() (n int) {
		for _, c := range a.Counts() {
			n += c
		}
		return n
	}())
}

func TestEveryField(t *testing.T) {
	m, _ := cube(t)
	s := events.Summary{
		Customer: "a", Frequency: 1, Recency: 2, T: 3, SinceLast: 4, Orders: 5, Units: 6.5, Gross: 7, Refunded: 8, Total: 3, MeanRepeat: 10.5, MeanGap: 11.5, GapDeviation: 12.5,
	}
	for f, v := range map[segment.Field]float64{
		segment.FieldR: 1, segment.FieldF: 5, segment.FieldM: 3, segment.FieldFM: 8, segment.FieldWeighted: 3,
		segment.FieldOrders: 5, segment.FieldUnits: 6.5, segment.FieldFrequency: 1, segment.FieldRecency: 2, segment.FieldT: 3, segment.FieldSinceLast: 4,
		segment.FieldGross: 7, segment.FieldRefunded: 8, segment.FieldTotal: 3, segment.FieldMeanRepeat: 10.5, segment.FieldMeanGap: 11.5, segment.FieldGapDeviation: 12.5,
		segment.FieldCluster: 12,
	} {
		one := func(c segment.Condition) bool {
			r := segment.Rules{Rules: []segment.Rule{{Name: "yes", When: []segment.Condition{c}}}}
			e, err := r.Explain(m, s, 12)
			require.NoError(t, err, f)
			if e.Rule == 0 {
				require.Equal(t, v, e.Because[0].Value, f)
			} else {
				require.Equal(t, v, e.Before[0].Value, f)
			}
			a, err := r.Assign(m, []events.Summary{s}, []int{12})
			require.NoError(t, err)
			require.Equal(t, e.Segment, a.Name(0))
			return e.Segment == "yes"
		}
		require.True(t, one(segment.Between(f, v, v)), f)
		require.True(t, one(segment.AtLeast(f, v)), f)
		require.True(t, one(segment.AtMost(f, v)), f)
		up, down := segment.AtLeast(f, math.Nextafter(v, 99)), segment.AtMost(f, math.Nextafter(v, 0))
		if f != segment.FieldR && f != segment.FieldF { // those are at the end of what is allowed
			require.False(t, one(up), f)
			require.False(t, one(down), f)
		}
		if v == math.Floor(v) && f != segment.FieldWeighted {
			require.True(t, one(segment.OneOf(f, 2, int(v))), f)
			require.False(t, one(segment.OneOf(f, int(v)%5+2)), f)
		}
	}
}

func TestNaNMeetsNoCondition(t *testing.T) {
	r := segment.Rules{Rules: []segment.Rule{{Name: "yes", When: []segment.Condition{segment.AtMost(segment.FieldMeanGap, 9)}}}, Otherwise: "no"}
	a, err := r.Assign(nil, []events.Summary{{MeanGap: math.NaN()}, {MeanGap: 9}}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"no", "yes"}, []string{a.Name(0), a.Name(1)})
}

func TestFirstRuleWins(t *testing.T) {
	r := segment.Rules{Rules: []segment.Rule{
		{Name: "big", When: []segment.Condition{segment.AtLeast(segment.FieldTotal, 1000)}},
		{Name: "often", When: []segment.Condition{segment.AtLeast(segment.FieldOrders, 3), segment.AtMost(segment.FieldSinceLast, 30)}},
		{Name: "big", When: []segment.Condition{segment.OneOf(segment.FieldCluster, 7)}},
	}}
	s := []events.Summary{
		{Customer: "a", Total: 1000, Orders: 9}, {Customer: "b", Total: 999, Orders: 3, SinceLast: 30},
		{Customer: "c", Orders: 3, SinceLast: 31}, {Customer: "d", Orders: 3, SinceLast: 31},
	}
	a, err := r.Assign(nil, s, []int{0, 0, 0, 7})
	require.NoError(t, err)
	require.Equal(t, &segment.Assignment{Names: []string{"big", "often", "Other"}, Customers: []string{"a", "b", "c", "d"}, Segment: []int{0, 1, 2, 0}}, a)
	require.Equal(t, []int{2, 1, 1}, a.Counts())

	e, err := r.Explain(nil, s[3], 7)
	require.NoError(t, err)
	require.Equal(t, "d is big by rule 2: cluster is 7 (cluster one of 7)", e.String())
	require.Len(t, e.Before, 2)
	require.Equal(t, "total is 0 (total at least 1000)", e.Before[0].String())
	require.Equal(t, "since_last is 31 (since_last at most 30)", e.Before[1].String())
	require.False(t, e.Before[1].Holds)
	require.Equal(t, "often", e.Before[1].Name)
	e, err = r.Explain(nil, s[2], -1)
	require.NoError(t, err)
	require.Equal(t, "c is Other: none of 3 rules holds", e.String())
}

// Money in minor units has seven digits soon; people read them without an
// exponent.
func TestLargeNumbersHaveNoExponent(t *testing.T) {
	r := segment.Rules{Rules: []segment.Rule{{Name: "big", When: []segment.Condition{
		segment.AtLeast(segment.FieldTotal, 5_000_000), segment.AtMost(segment.FieldMeanRepeat, 2_500_000.5), segment.Between(segment.FieldGross, -1e6, 1e7),
	}}}}
	e, err := r.Explain(nil, events.Summary{Customer: "a", Total: 123_456_789, Gross: 1_000_000}, -1)
	require.NoError(t, err)
	require.Equal(t, "a is big by rule 0: total is 123456789 (total at least 5000000), mean_repeat is 0 (mean_repeat at most 2500000.5), "+
		"gross is 1000000 (gross from -1000000 to 10000000)", e.String())
	require.Equal(t, "total at most 1e+300", segment.AtMost(segment.FieldTotal, 1e300).String())
}

func TestOtherwiseIsListedWhereItIsUsed(t *testing.T) {
	r := segment.Rules{Rules: []segment.Rule{
		{Name: "big", When: []segment.Condition{segment.AtLeast(segment.FieldTotal, 10)}},
		{Name: "small", When: []segment.Condition{segment.AtLeast(segment.FieldTotal, 0)}},
	}}
	big, none := events.Summary{Total: 10}, events.Summary{Total: -1}
	for _, c := range []struct {
		otherwise string
		who       events.Summary
		want      []string
	}{
		{"", big, []string{"big", "small"}},
		{"", none, []string{"big", "small", "Other"}},
		{"small", big, []string{"big", "small"}},
		{"small", none, []string{"big", "small"}},
	} {
		r.Otherwise = c.otherwise
		a, err := r.Assign(nil, []events.Summary{c.who}, nil)
		require.NoError(t, err)
		require.Equal(t, c.want, a.Names)
	}
}

func TestNoRulesAtAll(t *testing.T) {
	a, err := segment.Rules{}.Assign(nil, make([]events.Summary, 2), nil)
	require.NoError(t, err)
	require.Equal(t, []string{"Other"}, a.Names)
	require.Equal(t, []int{0, 0}, a.Segment)
}

func TestRulesThatCannotWork(t *testing.T) {
	rule := func(c ...segment.Condition) segment.Rules {
		return segment.Rules{Rules: []segment.Rule{segment.DefaultRules().Rules[0], {Name: "x", When: c}}}
	}
	nan, big := math.NaN(), math.Inf(1)
	for want, r := range map[string]segment.Rules{
		`segment.Rules: Bins is 1, want 2 to 100`:                                                      {Bins: 1},
		`segment.Rules: Otherwise is " ", want a name`:                                                 {Otherwise: " "},
		`segment.Rules: Rules[0].Name is "", want a name`:                                              {Rules: []segment.Rule{{}}},
		`segment.Rules: Rules[1] "x", When is [], want at least one condition`:                         rule(),
		`segment.Rules: Rules[1] "x", When[0].Field is "q", want a known field such as "r" or "total"`: rule(segment.AtLeast("q", 1)),
		`segment.Rules: Rules[1] "x", When[0] is "r", want Min, Max or In with it`:                     rule(segment.Condition{Field: "r"}),
		`segment.Rules: Rules[1] "x", When[0].In is [1], want none, since units is no whole number`:    rule(segment.OneOf("units", 1)),
		`segment.Rules: Rules[1] "x", When[1].Min is 6, want 1 to 5`:                                   rule(segment.AtLeast("r", 5), segment.AtLeast("f", 6)),
		`segment.Rules: Rules[1] "x", When[0].Max is 1, want 2 to 10`:                                  rule(segment.AtMost("fm", 1)),
		`segment.Rules: Rules[1] "x", When[0].Max is 3, want at least Min, 4`:                          rule(segment.Between("r", 4, 3)),
		`segment.Rules: Rules[1] "x", When[0].In is [1 6], want 1 to 5`:                                rule(segment.OneOf("m", 1, 6)),
		`segment.Rules: Rules[1] "x", When[0].Min is NaN, want a finite number`:                        rule(segment.Condition{Field: "total", Min: &nan}),
		`segment.Rules: Rules[1] "x", When[0].Max is +Inf, want a finite number`:                       rule(segment.Condition{Field: "total", Max: &big}),
	} {
		require.EqualError(t, r.Check(), want)
		require.ErrorIs(t, r.Check(), clm.ErrConfig)
		_, err := r.Assign(nil, nil, nil)
		require.EqualError(t, err, want)
		_, err = r.Explain(nil, events.Summary{}, 0)
		require.EqualError(t, err, want)
	}
}

func TestRulesThatMissSomething(t *testing.T) {
	s := make([]events.Summary, 2)
	_, err := segment.DefaultRules().Assign(nil, s, nil)
	require.ErrorIs(t, err, clm.ErrConfig)
	require.EqualError(t, err, `segment.Rules.Assign: rule 0 "Champions" asks for r and there is no RFM model: invalid configuration`)
	m, err := segment.RFM{Bins: 3}.Fit(t.Context(), s)
	require.NoError(t, err)
	_, err = segment.DefaultRules().Assign(m, s, nil)
	require.EqualError(t, err, "segment.Rules: Bins is 5, want 3, as the RFM model has")
	byCluster := segment.Rules{Rules: []segment.Rule{{Name: "x", When: []segment.Condition{segment.OneOf("cluster", 1)}}}}
	_, err = byCluster.Assign(m, s, nil)
	require.EqualError(t, err, `segment.Rules.Assign: rule 0 "x" asks for cluster and there are no cluster labels: invalid configuration`)
	_, err = byCluster.Assign(m, s, []int{1})
	require.ErrorIs(t, err, clm.ErrShape)
}

func TestRulesAsJSON(t *testing.T) {
	for _, r := range []segment.Rules{
		{}, segment.DefaultRules(),
		{Bins: 10, Otherwise: "rest", Rules: []segment.Rule{{Name: "ü", When: []segment.Condition{segment.OneOf("cluster", 0, -3), segment.AtMost("mean_gap", 1.5)}}}},
	} {
		b, err := json.MarshalIndent(r, "", " ")
		require.NoError(t, err)
		back, err := segment.ParseRules(b)
		require.NoError(t, err)
		require.Equal(t, r, back)
		var in struct{ Rules segment.Rules }
		require.NoError(t, json.Unmarshal([]byte(`{"Rules":`+string(b)+`}`), &in))
		require.Equal(t, r, in.Rules)
	}
}

func TestJSONThatIsNotRules(t *testing.T) {
	rule := func(cond string) string {
		return `{"rules": [{"name": "a", "when": [{"field": "r", "min": 1}, ` + cond + `]}]}`
	}
	for text, want := range map[string]string{
		``:                                 `segment.ParseRules: line 1: unexpected end of JSON input`,
		"{\n\"rules\": [\n}":               `segment.ParseRules: line 3: invalid character '}' looking for beginning of value`,
		`{} {}`:                            `segment.ParseRules: line 1: invalid character '{' after top-level value`,
		`null`:                             `segment.ParseRules: null, want an object`,
		`[]`:                               `segment.ParseRules: a list, want an object`,
		`{"rules": {}}`:                    `segment.ParseRules: rules is an object, want a list`,
		`{"rules": [], "bins": true}`:      `segment.ParseRules: bins is true or false, want a whole number`,
		rule(`{"field": 1}`):               `column "rules[0].when[1]": field is a number, want a string`,
		`{"rule": []}`:                     `segment.ParseRules: json: unknown field "rule"`,
		`{"rules": [null]}`:                `segment.ParseRules: column "rules[0]": null, want an object`,
		`{"rules": [{"nam": ""}]}`:         `segment.ParseRules: column "rules[0]": json: unknown field "nam"`,
		rule(`{"feild": "f"}`):             `segment.ParseRules: column "rules[0].when[1]": json: unknown field "feild"`,
		rule(`{"field": "f", "min": "1"}`): `column "rules[0].when[1]": min is a string, want a number`,
		rule(`{"field": "f", "min": 1, "maks": 2}`):                                                          `column "rules[0].when[1]": json: unknown field "maks"`,
		rule(`{"field": "f", "in": [1.5]}`):                                                                  `column "rules[0].when[1]": in is the number 1.5, want a whole number`,
		rule(`{"field": "f", "min": 9}`):                                                                     `segment.Rules: Rules[0] "a", When[1].Min is 9, want 1 to 5`,
		rule(`{"field": "cluster", "in": [0, null]}`):                                                        `column "rules[0].when[1]": null in the list`,
		rule(`{"field": "f", "min": 4, "Field": "m"}`):                                                       `column "rules[0].when[1]": field "Field" stands there twice`,
		rule(`{"field": "f", "min": 4, "min": 4}`):                                                           `column "rules[0].when[1]": field "min" stands there twice`,
		`{"rules": [{"name": "a", "when": [{"field": "r", "min": 4}], "when": [{"field": "f", "min": 4}]}]}`: `column "rules[0]": field "when" stands there twice`,
		`{"rules": [], "bins": 5, "rules": []}`:                                                              `segment.ParseRules: field "rules" stands there twice`,
	} {
		_, err := segment.ParseRules([]byte(text))
		require.ErrorContains(t, err, want, text)
		if !strings.Contains(want, "segment.Rules:") {
			require.ErrorIs(t, err, clm.ErrRow)
		}
		into := segment.Rules{Bins: 7}
		if json.Valid([]byte(text)) {
			require.Error(t, into.UnmarshalJSON([]byte(text)))
			require.Equal(t, segment.Rules{Bins: 7}, into)
		}
	}
}

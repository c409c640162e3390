package assoc_test

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

func ruleLine(r assoc.Rule) string {
	both, ante, cons, n := r.Counts()
	return fmt.Sprintf("%v -> %v %d/%d/%d/%d", r.AppendAntecedent(nil), r.AppendConsequent(nil), both, ante, cons, n)
}

func ruleLines(r *assoc.RuleSet) []string {
	var list []string
	for rule := range r.All() {
		list = append(list, ruleLine(rule))
	}
	return list
}

// rat is a quotient, or the decimal that prints a number.
func rat(v any, den ...int) *big.Rat {
	switch v := v.(type) {
	case float64:
		r, _ := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64))
		return r
	case int:
		return big.NewRat(int64(v), int64(den[0]))
	}
	panic("no number")
}

// wantRules lists the rules as the definitions say. Sets are the frequent ones,
// or the closed ones.
func (m market) wantRules(sets *assoc.Itemsets, c assoc.Rules) []string {
	bit := map[int]int{}
	for i := range m.items {
		bit[id(i)] = i
	}
	toSet := func(list []int) (s uint) {
		for _, item := range list {
			s |= 1 << bit[item]
		}
		return s
	}
	conf := func(a, b uint) *big.Rat { return rat(m.support(a|b), m.support(a)) }
	var list []string
	for set, count := range sets.All() {
		whole := toSet(set)
		var found [][]int
		for cons := (whole - 1) & whole; cons > 0; cons = (cons - 1) & whole {
			ante := whole &^ cons
			b := items(cons)
			ok := len(b) <= max(1, c.MaxConsequent) && (c.MaxAntecedent == 0 || bits.OnesCount(ante) <= c.MaxAntecedent)
			for _, item := range b {
				ok = ok && (c.Consequents == nil || slices.Contains(c.Consequents, item))
			}
			own := conf(ante, cons)
			ok = ok && own.Cmp(rat(c.MinConfidence)) >= 0
			ok = ok && new(big.Rat).Quo(own, rat(m.support(cons), m.n())).Cmp(rat(c.MinLift)) >= 0
			if ok && c.MinImprovement != nil {
				least := new(big.Rat).Sub(own, rat(*c.MinImprovement))
				for part := (ante - 1) & ante; ; part = (part - 1) & ante {
					ok = ok && conf(part, cons).Cmp(least) < 0
					if part == 0 {
						break
					}
				}
			}
			if ok {
				found = append(found, b)
			}
		}
		slices.SortFunc(found, slices.Compare)
		for _, b := range found {
			ante := whole &^ toSet(b)
			list = append(list, fmt.Sprintf("%v -> %v %d/%d/%d/%d", items(ante), b, count, m.support(ante), m.support(toSet(b)), m.n()))
		}
	}
	return list
}

func TestRulesAgreeWithTheDefinitions(t *testing.T) {
	rounds := 1500
	if testing.Short() {
		rounds = 100
	}
	r := rand.New(rand.NewPCG(3, 4))
	some := 0
	for range rounds {
		m := randomMarket(r)
		target := []assoc.Target{assoc.All, assoc.Closed}[r.IntN(2)]
		mining := assoc.Eclat{MinCount: 1 + r.IntN(max(1, m.n()/4)), MinLen: r.IntN(4), Target: target}
		if target == assoc.All && r.IntN(3) == 0 {
			mining.MaxLen = max(2, mining.MinLen)
		}
		sets, err := mining.Fit(t.Context(), m.all())
		require.NoError(t, err)
		c := assoc.Rules{
			MinConfidence: []float64{0, 0.5, 0.3, 1, 2.0 / 3}[r.IntN(5)],
			MinLift:       []float64{0, 1, 1.2}[r.IntN(3)],
			MaxAntecedent: r.IntN(4),
			MaxConsequent: r.IntN(4),
			PValues:       r.IntN(2) == 0,
			Workers:       1 + r.IntN(3),
		}
		if r.IntN(3) == 0 {
			c.Consequents = []int{id(0), id(2), 77}
		}
		if r.IntN(2) == 0 {
			c.MinImprovement = []*float64{new(float64), ptr(0.1), ptr(0.25)}[r.IntN(3)]
		}
		got, err := c.Of(t.Context(), sets)
		require.NoError(t, err)
		require.Equal(t, m.wantRules(sets, c), ruleLines(got), "%+v", c)
		some += got.Len()
	}
	require.Greater(t, some, rounds)
}

func ptr(v float64) *float64 { return &v }

// With p-values every candidate counts, whatever the other bounds say.
func TestAdjustedPValues(t *testing.T) {
	sets, err := assoc.Eclat{MinCount: 4}.Fit(t.Context(), shopping(5))
	require.NoError(t, err)
	all, err := assoc.Rules{PValues: true, MaxConsequent: 2}.Of(t.Context(), sets)
	require.NoError(t, err)
	var p []float64
	byLine := map[string]float64{}
	for r := range all.All() {
		p = append(p, r.PValue())
		byLine[ruleLine(r)] = r.AdjustedPValue()
	}
	for r := range all.All() {
		// The definition: the least m·p/rank over the p-values that are not less.
		want := 1.0
		for _, v := range p {
			if v >= r.PValue() {
				rank := 0
				for _, w := range p {
					if w <= v {
						rank++
					}
				}
				want = min(want, v*float64(len(p))/float64(rank))
			}
		}
		require.InDelta(t, want, r.AdjustedPValue(), 1e-12)
	}
	require.Contains(t, all.Report().Notes, fmt.Sprintf("p-values are adjusted for the %d rules that could be made", len(p)))
	few, err := assoc.Rules{PValues: true, MaxConsequent: 2, MinConfidence: 0.8, MinLift: 1.5, MaxAntecedent: 2, MinImprovement: new(float64), SortBy: assoc.Lift}.Of(t.Context(), sets)
	require.NoError(t, err)
	require.Positive(t, few.Len())
	require.Less(t, few.Len(), all.Len())
	for r := range few.All() {
		require.Equal(t, byLine[ruleLine(r)], r.AdjustedPValue())
	}
	require.Equal(t, all.Report().Notes, few.Report().Notes)
	plain, err := assoc.Rules{}.Of(t.Context(), sets)
	require.NoError(t, err)
	require.True(t, math.IsNaN(plain.At(0).AdjustedPValue()))
}

func TestRulesAreSorted(t *testing.T) {
	sets, err := assoc.Eclat{MinCount: 2}.Fit(t.Context(), shopping(6))
	require.NoError(t, err)
	plain, err := assoc.Rules{}.Of(t.Context(), sets)
	require.NoError(t, err)
	for _, by := range []assoc.Measure{assoc.Support, assoc.Confidence, assoc.Lift, assoc.Leverage, assoc.Conviction, assoc.Zhang,
		assoc.Kulczynski, assoc.Imbalance, assoc.Cosine, assoc.Jaccard, assoc.OddsRatio} {
		want := slices.Collect(plain.All())
		slices.SortStableFunc(want, func(a, b assoc.Rule) int {
			x, y := a.Value(by), b.Value(by)
			switch {
			case x > y || math.IsNaN(y) && !math.IsNaN(x):
				return -1
			case x < y || math.IsNaN(x) && !math.IsNaN(y):
				return 1
			}
			return 0
		})
		sorted, err := assoc.Rules{SortBy: by}.Of(t.Context(), sets)
		require.NoError(t, err)
		var lines []string
		for _, r := range want {
			lines = append(lines, ruleLine(r))
		}
		require.Equal(t, lines, ruleLines(sorted), by)
	}
	require.Panics(t, func() { plain.At(0).Value("charm") })
}

func TestRulesRefuse(t *testing.T) {
	b := shopping(7)
	fit := func(c assoc.Eclat) *assoc.Itemsets {
		s, err := c.Fit(t.Context(), b)
		require.NoError(t, err)
		return s
	}
	for name, c := range map[string]assoc.Eclat{
		"maximal": {MinCount: 3, Target: assoc.Maximal},
		"closed":  {MinCount: 3, Target: assoc.Closed, MaxLen: 4},
	} {
		r, err := assoc.Rules{}.Of(t.Context(), fit(c))
		require.Nil(t, r)
		require.ErrorIs(t, err, clm.ErrShape, name)
		require.ErrorContains(t, err, name)
	}
	all := fit(assoc.Eclat{MinCount: 3})
	for field, c := range map[string]assoc.Rules{
		"MinConfidence":  {MinConfidence: 1.5},
		"MinLift":        {MinLift: math.Inf(1)},
		"MaxAntecedent":  {MaxAntecedent: -1},
		"MaxConsequent":  {MaxConsequent: -1},
		"Consequents":    {Consequents: []int{3, -1}},
		"MinImprovement": {MinImprovement: ptr(math.NaN())},
		"MaxRules":       {MaxRules: -1},
		"SortBy":         {SortBy: "charm"},
		"Workers":        {Workers: -1},
	} {
		_, err := c.Of(t.Context(), all)
		var wrong *clm.ConfigError
		require.ErrorAs(t, err, &wrong, field)
		require.Equal(t, field, wrong.Field)
	}
	plain, err := assoc.Rules{}.Of(t.Context(), all)
	require.NoError(t, err)
	for _, workers := range []int{1, 2, 7} {
		_, err = assoc.Rules{MaxRules: plain.Len(), Workers: workers}.Of(t.Context(), all)
		require.NoError(t, err)
		_, err = assoc.Rules{MaxRules: plain.Len() - 1, Workers: workers}.Of(t.Context(), all)
		var limit *clm.LimitError
		require.ErrorAs(t, err, &limit)
		require.EqualValues(t, plain.Len()-1, limit.Limit)
	}
	none, err := assoc.Rules{}.Of(t.Context(), fit(assoc.Eclat{MinCount: 1000}))
	require.NoError(t, err)
	require.Zero(t, none.Len())

	// A set of more items than a mask has bits.
	long, err := assoc.Eclat{MinCount: 1, Target: assoc.Closed}.Fit(t.Context(), repeat(1, span(0, 70)))
	require.NoError(t, err)
	_, err = assoc.Rules{}.Of(t.Context(), long)
	require.ErrorIs(t, err, clm.ErrLimit)
	none, err = assoc.Rules{MaxAntecedent: 5}.Of(t.Context(), long)
	require.NoError(t, err)
	require.Zero(t, none.Len())
}

// Rules of the six public data sets at confidence 0.5 are those of Borgelt's.
func TestBorgeltRules(t *testing.T) {
	for _, ref := range references(t) {
		t.Run(fmt.Sprintf("%s/%v", ref.Dataset, ref.Percent), func(t *testing.T) {
			if ref.Frequent.Count > 1_000_000 || testing.Short() && ref.Rules.Count > 300_000 {
				t.Skip("many millions of rules take minutes")
			}
			sets, err := assoc.Eclat{MinSupport: ref.Percent / 100}.Fit(t.Context(), public(t, ref.Dataset))
			require.NoError(t, err)
			rules, err := assoc.Rules{MinConfidence: 0.5}.Of(t.Context(), sets)
			require.NoError(t, err)
			require.Equal(t, ref.Rules.Count, rules.Len())
			if ref.Rules.SHA256 == "" {
				return
			}
			var text []byte
			var ends []int
			for r := range rules.All() {
				for _, item := range r.AppendAntecedent(nil) {
					text = append(strconv.AppendInt(text, int64(item), 10), ' ')
				}
				both, ante, _, _ := r.Counts()
				text = fmt.Appendf(text, "-> %d (%d/%d)", r.AppendConsequent(nil)[0], both, ante)
				ends = append(ends, len(text))
			}
			require.Equal(t, ref.Rules.SHA256, canonical(text, ends))
		})
	}
}

package assoc_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/internal/golden"
)

// Sets, rules and measures are those of mlxtend.
func TestMlxtend(t *testing.T) {
	type set struct {
		Items []int
		Count int
	}
	type mlRule struct {
		Antecedent, Consequent                                                      []int
		Support, Confidence, Lift, Leverage, Conviction, Zhang, Jaccard, Kulczynski golden.Float
	}
	c := golden.Load[struct {
		Baskets       [][]int
		MinCount      int     `json:"min_count"`
		MinConfidence float64 `json:"min_confidence"`
	}, struct {
		Sets  []set
		Rules []mlRule
	}](t, "testdata/rules/mlxtend.json")
	sets, err := assoc.FPGrowth{MinCount: c.Input.MinCount}.Fit(t.Context(), slices.Values(c.Input.Baskets))
	require.NoError(t, err)
	var got []set
	for items, count := range sets.All() {
		got = append(got, set{slices.Clone(items), count})
	}
	require.Equal(t, c.Output.Sets, got)
	rules, err := assoc.Rules{MinConfidence: c.Input.MinConfidence, MaxConsequent: 8}.Of(t.Context(), sets)
	require.NoError(t, err)
	require.Equal(t, len(c.Output.Rules), rules.Len())
	key := func(a, b []int) string { return fmt.Sprint(a, b) }
	ours := map[string]assoc.Rule{}
	for r := range rules.All() {
		ours[key(r.AppendAntecedent(nil), r.AppendConsequent(nil))] = r
	}
	for _, want := range c.Output.Rules {
		r, ok := ours[key(want.Antecedent, want.Consequent)]
		require.True(t, ok, "%v", want)
		golden.Near(t, []float64{float64(want.Support), float64(want.Confidence), float64(want.Lift), float64(want.Leverage),
			float64(want.Conviction), float64(want.Zhang), float64(want.Jaccard), float64(want.Kulczynski)},
			[]float64{r.Support(), r.Confidence(), r.Lift(), r.Leverage(), r.Conviction(), r.Zhang(), r.Jaccard(), r.Kulczynski()}, c.Tolerance)
	}
}

// The table of tea and coffee: 25 baskets, 15 with tea (0), 16 with coffee (1),
// 12 with both, worked out by hand.
func TestMeasuresByHand(t *testing.T) {
	r := only(t, []int{12, 3, 4, 6})
	for m, want := range map[assoc.Measure]float64{
		assoc.Support:    12.0 / 25,
		assoc.Confidence: 12.0 / 15,
		assoc.Lift:       0.8 / 0.64,
		assoc.Leverage:   0.48 - 0.6*0.64,
		assoc.Conviction: 0.36 / 0.2,
		assoc.Zhang:      0.096 / 0.192, // max(0.48·0.4, 0.6·0.16)
		assoc.Kulczynski: (0.8 + 0.75) / 2,
		assoc.Imbalance:  1.0 / 19,
		assoc.Cosine:     12 / math.Sqrt(15*16),
		assoc.Jaccard:    12.0 / 19,
		assoc.OddsRatio:  12.0 * 6 / (3 * 4),
	} {
		require.InEpsilon(t, want, r.Value(m), 1e-14, m)
	}

	// A confidence of 1: never fails, more than chance.
	r = only(t, []int{3, 0, 2, 5})
	require.True(t, math.IsInf(r.Conviction(), 1))
	require.True(t, math.IsInf(r.OddsRatio(), 1))
	require.Equal(t, 15.0/21, r.Zhang())

	// All baskets have the consequent.
	r = only(t, []int{3, 0, 2, 0})
	require.True(t, math.IsNaN(r.Conviction()))
	require.True(t, math.IsNaN(r.OddsRatio()))
	require.Equal(t, 0.0, r.Zhang())
	require.Equal(t, 1.0, r.Lift())
	require.Equal(t, 1.0, r.PValue())

	// All baskets have both.
	r = only(t, []int{4, 0, 0, 0})
	require.True(t, math.IsNaN(r.Zhang()))
}

// only returns the rule 0 → 1 for so many baskets with both, with 0 alone, with 1
// alone, and with neither.
func only(t testing.TB, counts []int) assoc.Rule {
	t.Helper()
	sets, err := assoc.Eclat{MinCount: 1}.FitWeighted(t.Context(), func(yield func([]int, int) bool) {
		for i, b := range [][]int{{0, 1}, {0}, {1}, {}} {
			if !yield(b, counts[i]) {
				return
			}
		}
	})
	require.NoError(t, err)
	rules, err := assoc.Rules{Consequents: []int{1}, PValues: true}.Of(t.Context(), sets)
	require.NoError(t, err)
	require.Equal(t, 1, rules.Len())
	return rules.At(0)
}

func TestFisherAsInScipy(t *testing.T) {
	c := golden.Load[struct{ Tables [][4]int }, struct {
		P         []float64
		OddsRatio []golden.Float `json:"odds_ratio"`
	}](t, "testdata/fisher/scipy.json")
	for i, table := range c.Input.Tables {
		n, a, b, both := table[0], table[1], table[2], table[3]
		if both == 0 {
			require.Equal(t, 1.0, c.Output.P[i]) // no rule
			continue
		}
		r := only(t, []int{both, a - both, b - both, n - a - b + both})
		require.InEpsilon(t, c.Output.P[i], r.PValue(), c.Tolerance, "%v", table)
		golden.NearOne(t, float64(c.Output.OddsRatio[i]), r.OddsRatio(), c.Tolerance)
	}
}

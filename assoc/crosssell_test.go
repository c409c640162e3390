package assoc_test

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/internal/modeltest"
)

func TestExamCrossSell(t *testing.T) {
	type fitter = clm.Fitter[baskets, *assoc.CrossSeller]
	modeltest.Run(t, modeltest.Case[baskets, assoc.CrossSeller, *assoc.CrossSeller]{
		With: func(_ uint64, workers int) fitter {
			return assoc.CrossSell{MinSupport: 0.05, MaxLen: 4, MinConfidence: 0.1, RankBy: assoc.ByLift, MaxRules: 5000, Workers: workers}
		},
		Zero: assoc.CrossSell{MinCount: 3},
		Data: shopping,
		Ask: func(m *assoc.CrossSeller, b baskets) ([]float64, error) {
			out := []float64{float64(m.Rules())}
			for basket := range b {
				for _, o := range m.AppendTop(nil, basket, 5) {
					out = append(out, float64(o.Item), o.Score, o.Confidence, o.Lift, float64(o.Count))
					for _, item := range m.AppendReason(nil, o) {
						out = append(out, float64(item))
					}
				}
			}
			return out, nil
		},
		Wrong: map[string]fitter{
			"MinSupport":           assoc.CrossSell{MinSupport: 2},
			"MinCount, negative":   assoc.CrossSell{MinCount: -1},
			"MinCount, neither":    assoc.CrossSell{},
			"MaxLen, one":          assoc.CrossSell{MinCount: 2, MaxLen: 1},
			"MaxLen, too many":     assoc.CrossSell{MinCount: 2, MaxLen: 65},
			"MinConfidence":        assoc.CrossSell{MinCount: 2, MinConfidence: -0.5},
			"MinLift":              assoc.CrossSell{MinCount: 2, MinLift: math.NaN()},
			"RankBy, unknown":      assoc.CrossSell{MinCount: 2, RankBy: "charm"},
			"RankBy, lacks margin": assoc.CrossSell{MinCount: 2, RankBy: assoc.ByMargin},
			"MaxRules":             assoc.CrossSell{MinCount: 2, MaxRules: -1},
		},
		Bad: map[string]modeltest.Bad[baskets]{
			"a negative item": {Data: slices.Values([][]int{{1}, {}, {4, -7}}), Want: clm.ErrValue, Text: "assoc.CrossSell.Fit: value -7 at row 2, column 1"},
			"too many sets":   {Data: slices.Values([][]int{span(0, 80)}), Want: clm.ErrLimit, Text: "more than 5000 sets"},
		},
		Edge: map[string]modeltest.Edge[baskets]{
			"no basket":       {Data: slices.Values([][]int(nil)), Want: clm.ErrTooFew},
			"an empty basket": {Data: slices.Values([][]int{{}})},
			"one basket":      {Data: slices.Values([][]int{{3, 1, 2}})},
			"one item":        {Data: slices.Values([][]int{{2147483647}})},
		},
		Scribble: scribble,
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart: "the data are baskets, not rows of a matrix",
			modeltest.Seeds:      "nothing is random",
		},
	})
}

// wantOffers makes offers as the definition says, out of rules that are public.
func wantOffers(rules *assoc.RuleSet, basket []int, n int, score func(assoc.Rule) float64) [][]int {
	var fired []assoc.Rule
	for r := range rules.All() {
		all := score(r) > 0
		for _, item := range r.AppendAntecedent(nil) {
			all = all && slices.Contains(basket, item)
		}
		if all && !slices.Contains(basket, r.AppendConsequent(nil)[0]) {
			fired = append(fired, r)
		}
	}
	slices.SortStableFunc(fired, func(a, b assoc.Rule) int {
		x, _, _, _ := a.Counts()
		y, _, _, _ := b.Counts()
		return cmp.Or(
			cmp.Compare(score(b), score(a)), cmp.Compare(y, x),
			cmp.Compare(len(a.AppendAntecedent(nil)), len(b.AppendAntecedent(nil))),
			slices.Compare(a.AppendConsequent(nil), b.AppendConsequent(nil)),
			slices.Compare(a.AppendAntecedent(nil), b.AppendAntecedent(nil)),
		)
	})
	var list [][]int
	for _, r := range fired {
		item := r.AppendConsequent(nil)
		if len(list) < n && !slices.ContainsFunc(list, func(o []int) bool { return o[0] == item[0] }) {
			list = append(list, r.AppendAntecedent(item))
		}
	}
	return list
}

func TestCrossSellMakesTheOffersOfTheDefinition(t *testing.T) {
	margin := make([]float64, 310)
	for i := range margin {
		margin[i] = float64(i%5) - 1
	}
	some, filled := 0, 0
	for seed := range uint64(20) {
		train, test := shopping(seed), shopping(seed+100)
		sets, err := assoc.Eclat{MinCount: 3, MaxLen: 3}.Fit(t.Context(), train)
		require.NoError(t, err)
		rules, err := assoc.Rules{MinConfidence: 0.2}.Of(t.Context(), sets)
		require.NoError(t, err)
		popular := sets.AppendTop(nil, 1000, assoc.BySupport)
		popular = slices.DeleteFunc(popular, func(s assoc.Set) bool { return len(s.Items) > 1 })
		for by, score := range map[assoc.Ranking]func(assoc.Rule) float64{
			assoc.ByConfidence: assoc.Rule.Confidence,
			assoc.ByLift:       assoc.Rule.Lift,
			assoc.ByMargin: func(r assoc.Rule) float64 {
				_, _, cons, n := r.Counts()
				return (r.Confidence() - float64(cons)/float64(n)) * margin[r.AppendConsequent(nil)[0]]
			},
		} {
			c := assoc.CrossSell{MinCount: 3, MinConfidence: 0.2, RankBy: by}
			var m *assoc.CrossSeller
			if by == assoc.ByMargin {
				c.RankBy = ""
				m, err = c.FitMargin(t.Context(), train, margin)
			} else {
				m, err = c.Fit(t.Context(), train)
			}
			require.NoError(t, err)
			for basket := range test {
				for _, n := range []int{1, 3, 50} {
					want := wantOffers(rules, basket, n, score)
					some += len(want)
					for _, s := range popular {
						item := s.Items[0]
						known := slices.ContainsFunc(want, func(o []int) bool { return o[0] == item })
						if len(want) < n && !known && !slices.Contains(basket, item) && (by != assoc.ByMargin || margin[item] > 0) {
							want = append(want, []int{item})
							filled++
						}
					}
					var got [][]int
					junk := append(slices.Clone(basket), -5, 99999, math.MaxInt)
					junk = append(junk, basket...)
					first := assoc.Offer{Item: 77}
					offers := m.AppendTop([]assoc.Offer{first}, junk, n)
					require.Equal(t, first, offers[0])
					for _, o := range offers[1:] {
						got = append(got, m.AppendReason([]int{o.Item}, o))
						require.Equal(t, o.Popular, len(m.AppendReason(nil, o)) == 0)
					}
					require.Equal(t, want, got, "%s, %v, %d", by, basket, n)
				}
			}
			require.Empty(t, m.AppendTop(nil, []int{1}, 0))
		}
	}
	require.Greater(t, some, 1000)
	require.Greater(t, filled, 1000)
}

func TestCrossSellAllocatesNothing(t *testing.T) {
	m, err := assoc.CrossSell{MinCount: 2}.Fit(t.Context(), shopping(1))
	require.NoError(t, err)
	basket := []int{0, 1, 100, 101, 5, 300}
	dst := make([]assoc.Offer, 0, 10)
	require.Zero(t, testing.AllocsPerRun(100, func() { dst = m.AppendTop(dst[:0], basket, 10) }))
	require.NotEmpty(t, dst)
}

// Rules that were made before give the same offers as a fit that makes them.
func TestNewCrossSeller(t *testing.T) {
	want, err := assoc.CrossSell{MinCount: 3, MaxLen: 3, MinConfidence: 0.3, RankBy: assoc.ByLift}.Fit(t.Context(), shopping(4))
	require.NoError(t, err)
	sets, err := assoc.Apriori{MinCount: 3, MaxLen: 3}.Fit(t.Context(), shopping(4))
	require.NoError(t, err)
	rules, err := assoc.Rules{MinConfidence: 0.3, MaxConsequent: 2, SortBy: assoc.Zhang}.Of(t.Context(), sets)
	require.NoError(t, err)
	got, err := assoc.NewCrossSeller(rules, assoc.ByLift, nil)
	require.NoError(t, err)
	require.Equal(t, want.Rules(), got.Rules())
	for basket := range shopping(5) {
		a, b := want.AppendTop(nil, basket, 7), got.AppendTop(nil, basket, 7)
		require.Len(t, b, len(a))
		for i := range a {
			require.Equal(t, want.AppendReason(nil, a[i]), got.AppendReason(nil, b[i]))
			require.Equal(t, a[i].Item, b[i].Item)
			require.Equal(t, a[i].Score, b[i].Score)
		}
	}

	// Closed sets, of which items alone are mostly no closed sets.
	sets, err = assoc.Eclat{MinCount: 2, Target: assoc.Closed}.Fit(t.Context(), slices.Values(breakfast))
	require.NoError(t, err)
	rules, err = assoc.Rules{Consequents: []int{3}}.Of(t.Context(), sets)
	require.NoError(t, err)
	m, err := assoc.NewCrossSeller(rules, assoc.ByConfidence, nil)
	require.NoError(t, err)
	offers := m.AppendTop(nil, []int{2}, 3)
	require.Equal(t, 3, offers[0].Item)
	require.Equal(t, 0.8, offers[0].Score)
	require.Equal(t, []int{0, 1}, []int{offers[1].Item, offers[2].Item})
	require.True(t, offers[1].Popular)
	require.Equal(t, 3, offers[2].Count)

	_, err = assoc.NewCrossSeller(rules, "charm", nil)
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = assoc.NewCrossSeller(rules, assoc.ByMargin, []float64{math.Inf(1)})
	require.ErrorIs(t, err, clm.ErrValue)
}

func TestFitMarginRefuses(t *testing.T) {
	_, err := assoc.CrossSell{MinCount: 2}.FitMargin(t.Context(), shopping(1), []float64{1, 2, math.NaN()})
	require.ErrorIs(t, err, clm.ErrValue)
	require.ErrorContains(t, err, "at row 2")
	_, err = assoc.CrossSell{MinCount: 2, RankBy: assoc.ByLift}.FitMargin(t.Context(), shopping(1), nil)
	require.ErrorIs(t, err, clm.ErrConfig)
	m, err := assoc.CrossSell{MinCount: 2, RankBy: assoc.ByMargin}.FitMargin(t.Context(), shopping(1), nil)
	require.NoError(t, err)
	require.Empty(t, m.AppendTop(nil, []int{0, 1}, 5)) // nothing earns anything
}

// Where 1 always goes with 0 and everything else is chance, rules find what the
// list of the most frequent items cannot.
func TestEvaluate(t *testing.T) {
	train := slices.Values([][]int{{0, 1}, {0, 1}, {0, 1}, {2, 3}, {2, 3}, {2}, {2}, {2}, {2}})
	test := [][]int{{0, 1}, {1, 0, 0}, {5}, {}, {2, 3}, {0, 9}}
	c := assoc.CrossSell{MinCount: 2}
	e, err := c.Evaluate(t.Context(), train, slices.Values(test), 1, 3)
	require.NoError(t, err)
	require.Equal(t, 4, e.Baskets)
	// Hidden is one of each pair. From 0 the offer is 1 and the reverse, from 2 it
	// is 3 and the reverse; of {0, 9} either 9 is hidden, which is unknown, or 0,
	// for which 9 tells nothing and the offer is 2.
	require.Equal(t, 3, e.Rules.Offered)
	require.Equal(t, 0.75, e.Rules.Rate)
	require.Equal(t, 0.75, e.Rules.MRR)
	require.InDelta(t, math.Sqrt(0.75*0.25/4), e.Rules.RateError, 1e-15)
	require.InDelta(t, math.Sqrt(0.75*0.25/4), e.Rules.MRRError, 1e-15)
	require.LessOrEqual(t, e.Popularity.Offered, 1)

	// At 4 everything known is offered by both, the popular ones in another place.
	e, err = c.Evaluate(t.Context(), train, slices.Values(test[:3]), 4, 3)
	require.NoError(t, err)
	require.Equal(t, 1.0, e.Rules.MRR)
	require.Zero(t, e.Rules.MRRError)
	require.Equal(t, 1.0, e.Popularity.Rate)
	require.Equal(t, 0.5, e.Popularity.MRR) // 2 is more frequent

	again, err := c.Evaluate(t.Context(), train, slices.Values(test[:3]), 4, 3)
	require.NoError(t, err)
	require.Equal(t, e, again)
}

// The test baskets teach nothing.
func TestEvaluateCannotLeak(t *testing.T) {
	c := assoc.CrossSell{MinCount: 3}
	alone, err := c.Fit(t.Context(), shopping(1))
	require.NoError(t, err)
	want, err := alone.MarshalBinary()
	require.NoError(t, err)
	rates := map[float64]bool{}
	for seed := range uint64(5) {
		e, err := c.Evaluate(t.Context(), shopping(1), shopping(seed+10), 3, 1)
		require.NoError(t, err)
		got, err := e.Model.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, want, got)
		rates[e.Rules.MRR] = true
	}
	require.Greater(t, len(rates), 1)
	// The seed alone decides what is hidden.
	a, err := c.Evaluate(t.Context(), shopping(1), shopping(2), 3, 1)
	require.NoError(t, err)
	b, err := c.Evaluate(t.Context(), shopping(1), shopping(2), 3, 2)
	require.NoError(t, err)
	require.NotEqual(t, a.Rules, b.Rules)
}

func TestEvaluateRefuses(t *testing.T) {
	c := assoc.CrossSell{MinCount: 3}
	_, err := c.Evaluate(t.Context(), shopping(1), slices.Values([][]int{{1}, {2, 2}, {}}), 3, 1)
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = c.Evaluate(t.Context(), shopping(1), shopping(2), 0, 1)
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = c.Evaluate(t.Context(), shopping(1), slices.Values([][]int{{1, 2}, {2, -2}}), 3, 1)
	require.ErrorIs(t, err, clm.ErrValue)
	require.ErrorContains(t, err, "test: value -2 at row 1, column 1")
	_, err = assoc.CrossSell{MinCount: 3, RankBy: assoc.ByMargin}.Evaluate(t.Context(), shopping(1), shopping(2), 3, 1)
	require.ErrorIs(t, err, clm.ErrConfig)
}

// What stops a fit is told in the words of CrossSell.
func TestCrossSellNamesItsOwnFields(t *testing.T) {
	for _, c := range []struct {
		cap, longest int
		want         string
	}{
		{6, 0, "assoc.CrossSell.Fit: more than 6 sets; set a MinCount of 4 (of 3 baskets), a smaller MaxLen or a larger MaxRules"},
		{5, 2, "assoc.CrossSell.Fit: more than 5 sets; set a MinCount of 4 (of 3 baskets) or a larger MaxRules"},
		{8, 3, "assoc.CrossSell.Fit: more than 8 rules; set a larger MinConfidence or MinLift, a MinCount of 4 (of 3 baskets), a smaller MaxLen or a larger MaxRules"},
	} {
		// 7 sets, 6 of them of up to two items, and 9 rules.
		_, err := assoc.CrossSell{MinCount: 3, MaxLen: c.longest, MaxRules: c.cap}.Fit(t.Context(), repeat(3, span(0, 3)))
		require.ErrorIs(t, err, clm.ErrLimit)
		require.EqualError(t, err, c.want)
	}
}

// The counts that the hints name are enough: of the first one for the sets, of the next one for
// the rules. They are not far above what is needed, and the same for all numbers of workers.
func TestCrossSellNamesACountThatIsEnough(t *testing.T) {
	b := shopping(3)
	for _, c := range []assoc.CrossSell{
		{MinCount: 1, MaxRules: 200}, {MinCount: 1, MaxRules: 50, MaxLen: 5}, {MinCount: 2, MaxRules: 20, MaxLen: 2}, {MinSupport: 0.02, MaxRules: 100},
	} {
		_, err := c.Fit(t.Context(), b)
		require.ErrorIs(t, err, clm.ErrLimit)
		for told := 0; err != nil; told++ {
			require.Less(t, told, 2)
			for _, workers := range []int{1, 2, 7} {
				again := c
				again.Workers = workers
				_, same := again.Fit(t.Context(), b)
				require.EqualError(t, same, err.Error())
			}
			var limit *clm.LimitError
			require.ErrorAs(t, err, &limit)
			_, hint, _ := strings.Cut(limit.Hint, "a MinCount of ")
			count, err2 := strconv.Atoi(strings.Fields(hint)[0])
			require.NoError(t, err2)
			require.Greater(t, count, c.MinCount)
			c.MinSupport, c.MinCount = 0, count-1-count/8
			_, err = c.Fit(t.Context(), b)
			require.ErrorIs(t, err, clm.ErrLimit)
			c.MinCount = count
			_, err = c.Fit(t.Context(), b)
		}
	}
}

// A smallest lift leaves out the rules below it, and no others.
func TestCrossSellMinLift(t *testing.T) {
	b := shopping(3)
	sets, err := assoc.Eclat{MinCount: 3, MaxLen: 3}.Fit(t.Context(), b)
	require.NoError(t, err)
	every, err := assoc.CrossSell{MinCount: 3}.Fit(t.Context(), b)
	require.NoError(t, err)
	rules, err := assoc.Rules{MinLift: 1.1}.Of(t.Context(), sets)
	require.NoError(t, err)
	lifted, err := assoc.CrossSell{MinCount: 3, MinLift: 1.1}.Fit(t.Context(), b)
	require.NoError(t, err)
	require.Equal(t, rules.Len(), lifted.Rules())
	require.Positive(t, lifted.Rules())
	require.Less(t, lifted.Rules(), every.Rules())
}

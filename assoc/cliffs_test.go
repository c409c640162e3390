package assoc_test

import (
	"iter"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

// strangers yields n baskets of two items that nobody else buys.
func strangers(n int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for i := 0; i < n && yield([]int{2 * i, 2*i + 1}); i++ {
		}
	}
}

// Time and memory grow with the baskets and not with the square of the items:
// this takes hours and terabytes otherwise.
func TestManyItems(t *testing.T) {
	const n = 300_000
	s, err := assoc.FPGrowth{MinCount: 1}.Fit(t.Context(), strangers(n))
	require.NoError(t, err)
	require.Equal(t, 3*n, s.Len())

	_, err = assoc.FPGrowth{MinCount: 1, MaxSets: 3*n - 1}.Fit(t.Context(), strangers(n))
	var limit *clm.LimitError
	require.ErrorAs(t, err, &limit)
	require.Contains(t, limit.Hint, "at least 2 is needed")

	s, err = assoc.Apriori{MinCount: 1}.Fit(t.Context(), strangers(n))
	require.NoError(t, err)
	require.Equal(t, 3*n, s.Len())
	for target, want := range map[assoc.Target]int{assoc.All: 3 * n, assoc.Closed: n, assoc.Maximal: n} {
		s, err = assoc.Eclat{MinCount: 1, Target: target}.Fit(t.Context(), strangers(n))
		require.NoError(t, err)
		require.Equal(t, want, s.Len(), target)
	}
}

// Baskets of one item each, all of them different, are their own closed sets.
func TestManyItemsOfTheirOwn(t *testing.T) {
	const n = 100_000
	own := func(yield func([]int) bool) {
		for i := 0; i < n && yield([]int{i}); i++ {
		}
	}
	for _, target := range []assoc.Target{assoc.Closed, assoc.Maximal} {
		s, err := assoc.Eclat{MinCount: 1, Target: target}.Fit(t.Context(), own)
		require.NoError(t, err)
		require.Equal(t, n, s.Len())
	}
}

// Of 20,000 items in ten baskets most are in the same ones as others, and the search
// knows each kind once: this takes many seconds otherwise.
func TestManyItemsOfFewBaskets(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	baskets := func(yield func([]int) bool) {
		for range 10 {
			if !yield(r.Perm(20_000)[:10_000]) {
				return
			}
		}
	}
	for target, want := range map[assoc.Target]int{assoc.Closed: 1023, assoc.Maximal: 10} {
		s, err := assoc.Eclat{MinCount: 1, Target: target}.Fit(t.Context(), baskets)
		require.NoError(t, err)
		require.Equal(t, want, s.Len(), target)
	}
}

// Baskets that lie in one another are dense, whatever empty ones are beside them: this
// takes many seconds otherwise.
func TestNestedBaskets(t *testing.T) {
	const n = 1500
	baskets := func(yield func([]int, int) bool) {
		for i := range n {
			if !yield(span(0, i+1), 1) {
				return
			}
		}
		yield(nil, 60_000)
	}
	for target, want := range map[assoc.Target]int{assoc.Closed: n, assoc.Maximal: 1} {
		s, err := assoc.Eclat{MinCount: 1, Target: target}.FitWeighted(t.Context(), baskets)
		require.NoError(t, err)
		require.Equal(t, want, s.Len(), target)
	}
}

// There may be fewer closed sets than items and pairs, so the hint does not say
// that so high a count is needed.
func TestHintForClosedSets(t *testing.T) {
	baskets := func(yield func([]int) bool) {
		_ = yield(span(0, 9)) && yield(span(0, 5)) && yield(span(0, 5)) && yield(span(5, 6))
	}
	_, err := assoc.Eclat{MinCount: 1, MaxSets: 2, Target: assoc.Closed}.Fit(t.Context(), baskets)
	require.EqualError(t, err, "assoc.Eclat.Fit: more than 2 sets; a larger MinCount is needed; at one of at least 4 (of 4 baskets) all frequent items and pairs are no more")
	s, err := assoc.Eclat{MinCount: 2, MaxSets: 2, Target: assoc.Closed}.Fit(t.Context(), baskets)
	require.NoError(t, err) // although there are five items
	require.Equal(t, 2, s.Len())
}

// Miners that find all sets first say so: neither a MaxLen nor another Target helps
// them to closed sets.
func TestHintForClosedSetsOutOfAll(t *testing.T) {
	baskets := func(yield func([]int) bool) {
		_ = yield(span(0, 9)) && yield(span(0, 5)) && yield(span(0, 5)) && yield(span(5, 6))
	}
	for name, m := range miners(assoc.Eclat{MinCount: 1, MaxSets: 40, Target: assoc.Closed, MaxLen: 2}) {
		_, err := m.Fit(t.Context(), baskets)
		if name == "eclat" {
			require.NoError(t, err) // there are four
			continue
		}
		var limit *clm.LimitError
		require.ErrorAs(t, err, &limit, name)
		require.Equal(t, "a MinCount of at least 2 is needed (of 4 baskets), as all frequent sets are found before the closed ones; Eclat finds these alone", limit.Hint)
	}
}

// A count of 2³¹−1 plus one is no negative number where an int has 32 bits.
func TestHintBeyondTheLargestCount(t *testing.T) {
	for name, m := range miners(assoc.Eclat{MinCount: 1, MaxSets: 1}) {
		_, err := m.(weightedFitter).FitWeighted(t.Context(), func(yield func([]int, int) bool) {
			yield([]int{1, 2}, math.MaxInt32)
		})
		var limit *clm.LimitError
		require.ErrorAs(t, err, &limit, name)
		require.Contains(t, limit.Hint, "at least 2147483648 is needed")
	}
}

// Of too many rules p-values are not even begun: here 2³⁰ parts of one set.
func TestTooManyPValues(t *testing.T) {
	sets, err := assoc.Eclat{MinCount: 1, Target: assoc.Closed}.Fit(t.Context(), repeat(1, span(0, 30)))
	require.NoError(t, err)
	_, err = assoc.Rules{PValues: true, MaxConsequent: 30, MinLift: 2}.Of(t.Context(), sets)
	require.EqualError(t, err, "assoc.Rules.Of: more than 100000000 rules to adjust p-values for; use fewer sets, Consequents, a smaller MaxConsequent or a larger MaxRules")
	some, err := assoc.Rules{PValues: true, MaxConsequent: 30, Consequents: span(0, 3)}.Of(t.Context(), sets)
	require.NoError(t, err)
	require.Equal(t, 7, some.Len())
}

// An item that nobody buys makes no rule, and neither does an empty list.
func TestConsequentsThatAreInNoSet(t *testing.T) {
	sets, err := assoc.Eclat{MinCount: 3}.Fit(t.Context(), shopping(3))
	require.NoError(t, err)
	for _, target := range [][]int{{}, {99999, math.MaxInt32}} {
		for consequent := range 2 {
			rules, err := assoc.Rules{Consequents: target, MaxConsequent: 1 + consequent}.Of(t.Context(), sets)
			require.NoError(t, err)
			require.Zero(t, rules.Len())
		}
	}
}

// Of many columns not all pairs are counted in a square, which would be 1.6 GB here
// and 400 MB below.
func TestMemoryOfManyColumns(t *testing.T) {
	const items = 20_000
	long := func(yield func([]int, int) bool) { _ = yield(span(0, items), 1) && yield(nil, 99) }
	for _, target := range []assoc.Target{assoc.Closed, assoc.Maximal} {
		requireLittle(t, 100<<20, func() {
			s, err := assoc.Eclat{MinCount: 1, Target: target, Workers: 1}.FitWeighted(t.Context(), long)
			require.NoError(t, err)
			require.Equal(t, 1, s.Len())
		})
	}

	// Item 0 has 10,000 companions, each in two of its baskets and mostly alone.
	const companions, baskets = 10_000, 100
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([][]int, baskets)
	for x := 1; x <= companions; x++ {
		for _, b := range r.Perm(baskets)[:2] {
			rows[b] = append(rows[b], x)
		}
	}
	many := func(yield func([]int, int) bool) {
		for x := 1; x <= companions; x++ {
			if !yield([]int{x}, baskets) {
				return
			}
		}
		for _, row := range rows {
			if !yield(append(row, 0), 1) {
				return
			}
		}
	}
	requireLittle(t, 200<<20, func() {
		s, err := assoc.Eclat{MinCount: 2, MaxLen: 3, Workers: 1}.FitWeighted(t.Context(), many)
		require.NoError(t, err)
		count, ok := s.Support(0, companions)
		require.True(t, ok)
		require.Equal(t, 2, count)
	})
}

// What is kept for a basket is no larger the more often it occurs.
func TestMemoryOfHeavyBaskets(t *testing.T) {
	heavy := func(yield func([]int, int) bool) {
		_ = yield([]int{1, 2, 3, 4}, 1<<29) && yield([]int{1, 2, 3}, 1<<29) && yield([]int{2, 3, 4, 5}, 1<<29) && yield([]int{6}, 1)
	}
	for target, want := range map[assoc.Target]int{assoc.All: 23, assoc.Closed: 5, assoc.Maximal: 2} {
		requireLittle(t, 1<<20, func() {
			s, err := assoc.Eclat{MinCount: 1 << 28, Target: target, Workers: 1}.FitWeighted(t.Context(), heavy)
			require.NoError(t, err)
			require.Equal(t, want, s.Len(), target)
		})
	}
}

// requireLittle requires that f takes less memory than so many bytes, garbage
// included.
func requireLittle(t *testing.T, bytes uint64, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, bytes)
}

package assoc_test

import (
	"iter"
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

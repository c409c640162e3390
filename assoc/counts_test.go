package assoc_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

// Counting the baskets of the search gives the supports of the search, and
// other baskets theirs, whole or in parts that went through files.
func TestCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		m, other := randomMarket(r), randomMarket(r)
		other.items = m.items
		for i := range other.weights {
			other.weights[i] = r.IntN(3)
		}
		other.weights[0]++
		target := []assoc.Target{assoc.All, assoc.Closed, assoc.Maximal}[r.IntN(3)]
		sets, err := assoc.Eclat{MinCount: 1 + r.IntN(3), MinLen: r.IntN(3), Target: target}.Fit(t.Context(), m.all())
		require.NoError(t, err)

		same := sets.Counts()
		for b := range m.all() {
			require.NoError(t, same.Add(b))
		}
		again, err := sets.Recount(same)
		require.NoError(t, err)
		require.Equal(t, lines(sets), lines(again))

		parts := []*assoc.Counts{sets.Counts(), sets.Counts()}
		for b, w := range other.weighted() {
			require.NoError(t, parts[r.IntN(2)].AddWeighted(b, w))
		}
		file, err := parts[1].MarshalBinary()
		require.NoError(t, err)
		var loaded assoc.Counts
		require.NoError(t, loaded.UnmarshalBinary(file))
		back, err := loaded.AppendBinary(nil)
		require.NoError(t, err)
		require.Equal(t, file, back)
		require.NoError(t, parts[0].Merge(&loaded))
		require.Equal(t, other.n(), parts[0].Baskets())
		fresh, err := sets.Recount(parts[0])
		require.NoError(t, err)
		require.Equal(t, other.n(), fresh.Baskets())
		bit := map[int]uint{}
		for i := range 10 {
			bit[id(i)] = 1 << i
		}
		var want []string
		for set := range sets.All() {
			var s uint
			for _, item := range set {
				s |= bit[item]
			}
			count := other.support(s)
			want = append(want, line(set, count))
			got, ok := fresh.Support(set...)
			require.True(t, ok)
			require.Equal(t, count, got)
		}
		require.Equal(t, want, lines(fresh))

		file, err = fresh.MarshalBinary()
		require.NoError(t, err)
		var s assoc.Itemsets
		require.NoError(t, s.UnmarshalBinary(file))
		require.Equal(t, lines(fresh), lines(&s))
		require.Equal(t, fresh.Report(), s.Report())
		back, err = s.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, file, back)

		rules, err := assoc.Rules{}.Of(t.Context(), fresh)
		if target != assoc.All {
			require.ErrorIs(t, err, clm.ErrShape)
			continue
		}
		require.NoError(t, err)
		for r := range rules.All() {
			both, _, _, n := r.Counts()
			count, ok := fresh.Support(append(r.AppendAntecedent(nil), r.AppendConsequent(nil)...)...)
			require.True(t, ok)
			require.Equal(t, count, both)
			require.Equal(t, other.n(), n)
		}
		_, err = fresh.Closed()
		require.ErrorIs(t, err, clm.ErrShape)
	}
}

func TestCountsRefuse(t *testing.T) {
	fit := func(minCount int) *assoc.Itemsets {
		s, err := assoc.Eclat{MinCount: minCount}.Fit(t.Context(), slices.Values(breakfast))
		require.NoError(t, err)
		return s
	}
	sets := fit(2)
	c := sets.Counts()
	require.NoError(t, c.Add([]int{0, 1}))
	before, err := c.MarshalBinary()
	require.NoError(t, err)
	err = c.Add([]int{1, -1})
	require.ErrorIs(t, err, clm.ErrValue)
	require.ErrorContains(t, err, "value -1 at row 1, column 1")
	require.ErrorIs(t, c.AddWeighted([]int{1}, -1), clm.ErrValue)
	require.ErrorIs(t, c.AddWeighted([]int{1}, math.MaxInt32), clm.ErrLimit)
	require.ErrorIs(t, c.Merge(fit(3).Counts()), clm.ErrShape)
	after, err := c.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, before, after)
	_, err = fit(3).Recount(c)
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = sets.Recount(sets.Counts())
	require.ErrorIs(t, err, clm.ErrTooFew)
	full := sets.Counts()
	require.NoError(t, full.AddWeighted(nil, math.MaxInt32))
	require.ErrorIs(t, c.Merge(full), clm.ErrLimit)
	require.Panics(t, func() { _ = new(assoc.Counts).Add(nil) })
	require.Panics(t, func() { _ = c.UnmarshalBinary(before) })
	for n := range before {
		require.ErrorIs(t, new(assoc.Counts).UnmarshalBinary(before[:n]), clm.ErrFormat)
	}

	none := fit(100).Counts()
	require.NoError(t, none.Add([]int{1, 2}))
	s, err := fit(100).Recount(none)
	require.NoError(t, err)
	require.Zero(t, s.Len())
}

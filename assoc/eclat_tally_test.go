package assoc

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Items of few baskets are tallied, in one word and in more; the same baskets with weights
// are not, and FPGrowth searches in another way.
func TestTallies(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	// Of so many items each is in about so many baskets, and some often come together.
	var all []int
	for _, kind := range []struct{ items, baskets int }{{500, 230}, {200, 150}, {200, 90}, {300, 30}} {
		for range kind.items {
			item := len(all) + 1000
			all = append(all, slices.Repeat([]int{item}, kind.baskets)...)
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	together := slices.Clone(all[:600])
	rows := make([][]int, 20_000)
	for i := range rows {
		rows[i] = all[i*len(all)/len(rows) : (i+1)*len(all)/len(rows)]
		if k := r.IntN(300); k < 150 {
			rows[i] = slices.Concat(rows[i], together[4*k:4*k+4])
		}
	}
	in := newIntake("test")
	require.NoError(t, in.walk(t.Context(), slices.Values(rows)))
	l, err := in.lists(t.Context(), 12, 1)
	require.NoError(t, err)
	g := newGatherer(t.Context(), l, options{}.filled(), newAllowance(1))
	words := map[int]int{}
	for c := range l.ids {
		if n := l.from[c+1] - l.from[c]; g.tallies.fit(l, int32(c)) {
			words[(n+tallyBits+63)/64]++
		} else if n > 0 {
			words[0]++
		}
	}
	for k := range tallyWords + 1 {
		require.Positive(t, words[k], "words: %v", words)
	}

	sets := func(s *Itemsets, err error) map[string]int {
		require.NoError(t, err)
		all := map[string]int{}
		for set, count := range s.All() {
			key := ""
			for _, x := range set {
				key += string(rune(x)) + ","
			}
			all[key] = count
		}
		return all
	}
	for _, target := range []Target{All, Closed, Maximal} {
		want := sets(FPGrowth{MinCount: 12, Target: target}.Fit(t.Context(), slices.Values(rows)))
		require.Equal(t, want, sets(Eclat{MinCount: 12, Target: target}.Fit(t.Context(), slices.Values(rows))))
	}
	got := sets(Eclat{MinCount: 12}.Fit(t.Context(), slices.Values(rows)))
	double := sets(Eclat{MinCount: 24}.FitWeighted(t.Context(), func(yield func([]int, int) bool) {
		for _, row := range rows {
			if !yield(row, 2) {
				return
			}
		}
	}))
	require.ElementsMatch(t, slices.Collect(maps.Keys(double)), slices.Collect(maps.Keys(got)))
	for key, count := range got {
		require.Equal(t, 2*count, double[key])
	}
}

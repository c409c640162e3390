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
	begin := func(i int) int { return int(int64(i) * int64(len(all)) / int64(len(rows))) }
	for i := range rows {
		rows[i] = all[begin(i):begin(i+1)]
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

// The bits of an item of n baskets end at the end of a word, or one before or after it; the
// next item has more or fewer of them, in the same memory.
func TestTalliesAtTheEndsOfWords(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 3))
	rows := make([][]int, 6000)
	var own []int
	items := 0
	item := func(n int) { // it has half of the baskets of the item before
		own = own[:min(len(own), n/2)]
		has := map[int]bool{}
		for _, b := range own {
			has[b] = true
		}
		for len(own) < n {
			if b := r.IntN(len(rows)); !has[b] {
				has[b] = true
				own = append(own, b)
			}
		}
		r.Shuffle(n, func(i, j int) { own[i], own[j] = own[j], own[i] })
		items++
		id := items * 7919 % 10_007 // in another order
		for _, b := range own {
			rows[b] = append(rows[b], id)
		}
	}
	var ends []int
	for k := 1; k <= tallyWords; k++ {
		for _, end := range []int{64 * k, 64*k - tallyBits} {
			ends = append(ends, end-1, end, end+1)
		}
	}
	for range 8 {
		for _, n := range ends {
			item(n)
		}
	}
	for range 350 {
		item(258) // these are in the triangle of pairs
	}
	for i := range rows {
		rows[i] = append(rows[i], 0) // which follows all others
	}
	in := newIntake("test")
	require.NoError(t, in.walk(t.Context(), slices.Values(rows)))
	l, err := in.lists(t.Context(), 20, 1)
	require.NoError(t, err)
	g := newGatherer(t.Context(), l, options{}.filled(), newAllowance(1))
	tallied := map[int]bool{}
	for c := range l.ids {
		if g.tallies.fit(l, int32(c)) {
			tallied[l.from[c+1]-l.from[c]] = true
		}
	}
	for _, n := range ends {
		require.Equal(t, n <= 64*tallyWords-tallyBits, tallied[n], "%d baskets", n)
	}
	for _, target := range []Target{All, Closed, Maximal} {
		want, err := FPGrowth{MinCount: 20, Target: target}.Fit(t.Context(), slices.Values(rows))
		require.NoError(t, err)
		for _, workers := range []int{1, 3} {
			got, err := Eclat{MinCount: 20, Target: target, Workers: workers}.Fit(t.Context(), slices.Values(rows))
			require.NoError(t, err)
			require.Equal(t, want, got)
			if target == All {
				n, err := Eclat{MinCount: 20, Workers: workers}.Count(t.Context(), slices.Values(rows))
				require.NoError(t, err)
				require.Equal(t, int64(want.Len()), n.Total())
			}
		}
	}
}

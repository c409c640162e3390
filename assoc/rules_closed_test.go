package assoc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// What closed sets tell of all others is the same by places as by the trie, and
// what all frequent sets say: for items in few sets and in many.
func TestClosures(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var baskets [][]int
	for range 300 {
		b := []int{1 << 30}
		for i := range 8 {
			if r.IntN(3) > 0 {
				b = append(b, i)
			}
		}
		for range 2 {
			b = append(b, 100+r.IntN(60))
		}
		baskets = append(baskets, b)
	}
	all, err := Eclat{MinCount: 2}.Fit(t.Context(), slices.Values(baskets))
	require.NoError(t, err)
	for _, minLen := range []int{1, 4} {
		closed, err := Eclat{MinCount: 2, Target: Closed, MinLen: minLen}.Fit(t.Context(), slices.Values(baskets))
		require.NoError(t, err)
		c, err := closuresOf(t.Context(), closed)
		require.NoError(t, err)
		lists, maps := 0, 0
		for k := range c.items {
			if c.bits[k] != nil {
				maps++
			} else {
				lists++
			}
		}
		require.NotZero(t, lists)
		require.NotZero(t, maps)
		for set, count := range all.All() {
			var items []int32
			for _, item := range set {
				items = append(items, int32(item))
			}
			require.EqualValues(t, count, c.support(items), set)
		}
		require.Zero(t, c.support([]int32{9999}))
		require.Zero(t, c.support([]int32{0, 100, 101, 102})) // three of those that come two a basket
	}
}

// Which error comes does not depend on scheduling: a set of more than 64 items is
// told before the first rule is made, and only if it can make one.
func TestTooLongSetsAreToldFirst(t *testing.T) {
	wide := func(lo, hi int) []int {
		var b []int
		for i := lo; i < hi; i++ {
			b = append(b, i)
		}
		return b
	}
	var baskets [][]int
	for i := range 40 {
		baskets = append(baskets, wide(i, i+50))
	}
	baskets = append(baskets, wide(500, 570))
	sets, err := Eclat{MinCount: 1, Target: Closed}.Fit(t.Context(), slices.Values(baskets))
	require.NoError(t, err)
	for _, workers := range []int{1, 2, 7} {
		for range 30 {
			_, err := Rules{MaxRules: 100, Workers: workers}.Of(t.Context(), sets)
			var limit *clm.LimitError
			require.ErrorAs(t, err, &limit)
			require.Equal(t, "items in a set that makes rules", limit.What)
		}
	}
	for _, c := range []struct {
		rules Rules
		fails bool
	}{
		{Rules{Consequents: []int{510}}, true},
		{Rules{Consequents: []int{45}}, false},
		{Rules{MaxAntecedent: 68}, false},
		{Rules{MaxAntecedent: 69}, true},
		{Rules{MaxAntecedent: 68, MaxConsequent: 2}, true},
		{Rules{MaxAntecedent: 68, MaxConsequent: 2, Consequents: []int{510}}, false},
		{Rules{MaxAntecedent: 68, PValues: true}, true},
	} {
		_, err := c.rules.Of(t.Context(), sets)
		require.Equal(t, c.fails, err != nil, fmt.Sprintf("%+v: %v", c.rules, err))
	}
}

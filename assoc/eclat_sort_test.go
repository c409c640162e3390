package assoc

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Long sets of many items, from few baskets.
func TestLongSetsOfManyItems(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var baskets [][]int
	for range 300 {
		basket := r.Perm(3000)[:2+r.IntN(9)]
		baskets = append(baskets, basket, append(slices.Clone(basket[1:]), 3000+r.IntN(3000)))
	}
	for range 4 {
		long := r.Perm(6000)[:13]
		baskets = append(baskets, long, long[1:], long[:12])
	}
	want, err := FPGrowth{MinCount: 2}.Fit(t.Context(), slices.Values(baskets))
	require.NoError(t, err)
	wanted, err := want.MarshalBinary()
	require.NoError(t, err)
	for _, workers := range []int{1, 2, 7} {
		got, err := Eclat{MinCount: 2, Workers: workers}.Fit(t.Context(), slices.Values(baskets))
		require.NoError(t, err)
		bytes, err := got.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, want.Len(), got.Len())
		require.True(t, slices.Equal(wanted, bytes), "workers=%d", workers)
	}
}

// Baskets with weights give the same sets where all pairs of items are counted at once and
// where those of each item are.
func TestWeightsOfFewAndManyItems(t *testing.T) {
	for _, items := range []int{20, 900} {
		r := rand.New(rand.NewPCG(5, uint64(items)))
		var baskets [][]int
		var weights []int
		for range 400 {
			basket := r.Perm(items)[:r.IntN(12)]
			for range 3 {
				baskets = append(baskets, slices.Clone(basket))
				weights = append(weights, r.IntN(4))
				basket = append(basket[:len(basket)/2], r.IntN(items))
			}
		}
		weighted := func(yield func([]int, int) bool) {
			for i, basket := range baskets {
				if !yield(basket, weights[i]) {
					return
				}
			}
		}
		want, err := FPGrowth{MinCount: 5}.FitWeighted(t.Context(), weighted)
		require.NoError(t, err)
		wanted, err := want.MarshalBinary()
		require.NoError(t, err)
		for _, workers := range []int{1, 3} {
			got, err := Eclat{MinCount: 5, Workers: workers}.FitWeighted(t.Context(), weighted)
			require.NoError(t, err)
			bytes, err := got.MarshalBinary()
			require.NoError(t, err)
			require.Equal(t, want.Len(), got.Len())
			require.True(t, slices.Equal(wanted, bytes), "items=%d workers=%d", items, workers)
		}
	}
}

func TestDescend(t *testing.T) {
	items := make([]int32, 40)
	for i := range items {
		items[i] = int32(100 - 2*i)
	}
	for from := range items {
		for to := from; to < len(items); to++ {
			require.EqualValues(t, to, descend(items, int32(from), int32(len(items)), items[to]))
			require.EqualValues(t, to, descend(items, int32(from), int32(to+1), items[to]))
		}
	}
}

package assoc_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// Sets of more items than fit a sorted key, from few baskets of many items.
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
	want, err := assoc.FPGrowth{MinCount: 2}.Fit(t.Context(), slices.Values(baskets))
	require.NoError(t, err)
	wanted, err := want.MarshalBinary()
	require.NoError(t, err)
	for _, workers := range []int{1, 2, 7} {
		got, err := assoc.Eclat{MinCount: 2, Workers: workers}.Fit(t.Context(), slices.Values(baskets))
		require.NoError(t, err)
		bytes, err := got.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, want.Len(), got.Len())
		require.True(t, slices.Equal(wanted, bytes), "workers=%d", workers)
	}
}

package segment

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSortInts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	for name, draw := range map[string]func() int64{
		"all of int64": func() int64 { return int64(rng.Uint64()) },
		"one value":    func() int64 { return -7 },
		"a few values": func() int64 { return rng.Int64N(5) - 2 },
		"both ends":    func() int64 { return []int64{math.MinInt64, math.MaxInt64, 0}[rng.IntN(3)] },
		"money":        func() int64 { return rng.Int64N(1e9) - 1e6 },
	} {
		for _, n := range []int{1, 2, 1000, 150_000} { // the last takes several blocks
			x := make([]int64, n)
			for i := range x {
				x[i] = draw()
			}
			want := slices.Sorted(slices.Values(x))
			got, other, err := sortInts(t.Context(), x, make([]int64, n))
			require.NoError(t, err)
			require.True(t, slices.Equal(want, got), "%s, %d values", name, n)
			require.Len(t, other, n)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	_, _, err := sortInts(ctx, []int64{2, 1}, []int64{0, 0})
	require.ErrorIs(t, err, why)
}

func TestQuantilesByHand(t *testing.T) {
	// h = 4k/3: 1 + 1/3 of the way from 20 to 40, then 2 + 2/3 from 40 to 50.
	require.Equal(t, []int64{26, 46}, quantiles([]int64{10, 20, 40, 50, 60}, 3))
	// Rounded down below zero too: the middle is −16.5.
	require.Equal(t, []int64{-17}, quantiles([]int64{-20, -13}, 2))
	require.Equal(t, []int64{7, 7, 7, 7}, quantiles([]int64{7}, 5))
	require.Equal(t, []int64{-1}, quantiles([]int64{math.MinInt64, math.MaxInt64}, 2))
}

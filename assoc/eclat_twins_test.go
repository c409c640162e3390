package assoc

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Items are twins if they are in the same baskets, by comparing all with all.
func TestTwins(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		items, n := 1+r.IntN(30), 1+r.IntN(8)
		in := newIntake("test")
		rows := map[int32][]bool{}
		require.NoError(t, in.walk(t.Context(), func(yield func([]int) bool) {
			for b := range n {
				var row []int
				for x := range items {
					if r.IntN(2) == 0 {
						row = append(row, x)
						if rows[int32(x)] == nil {
							rows[int32(x)] = make([]bool, n)
						}
						rows[int32(x)][b] = true
					}
				}
				if !yield(row) {
					return
				}
			}
		}))
		ids, _, number, err := in.numbered(t.Context(), 1, false)
		require.NoError(t, err)
		before := slices.Clone(number)
		twins, err := in.twins(t.Context(), number, len(ids))
		require.NoError(t, err)
		same := func(a, b int) bool { return slices.Equal(rows[ids[a]], rows[ids[b]]) }
		if twins == nil {
			require.Equal(t, before, number)
			for a := range ids {
				for b := range a {
					require.False(t, same(a, b))
				}
			}
			continue
		}
		next := int32(0)
		class := make([]int32, len(ids))
		for c := range twins.from[1:] {
			all := twins.of(int32(c))
			require.GreaterOrEqual(t, all[0], next) // ascend as before
			next = all[0]
			require.IsIncreasing(t, append([]int32{-1}, all...))
			for _, x := range all {
				class[x] = int32(c)
			}
		}
		for x, c := range before {
			if c < 0 {
				continue
			}
			if twins.of(class[c])[0] == c {
				require.Equal(t, class[c], number[x])
			} else {
				require.Equal(t, int32(-1), number[x])
			}
		}
		for a := range ids {
			for b := range ids {
				require.Equal(t, same(a, b), class[a] == class[b])
			}
		}
	}
}

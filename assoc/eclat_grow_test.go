package assoc

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Levels of more sets than a sheet has, most of them copies: long baskets that are equal, some
// that lack an item, among few others and among so many that the result is sorted.
func TestSetsOfEqualBaskets(t *testing.T) {
	const items = 16
	for _, others := range []int{0, 3000} {
		var baskets [][]int
		r := rand.New(rand.NewPCG(6, uint64(others)))
		long := r.Perm(items)
		for range 3 {
			baskets = append(baskets, long)
		}
		for _, i := range []int{2, 9, 13} {
			baskets = append(baskets, slices.Delete(slices.Clone(long), i, i+1))
		}
		for b := range others {
			baskets = append(baskets, []int{items + b%1000, items + (b+1)%1000})
		}
		// A set has the three equal baskets, and of the others those whose item it lacks.
		lacks := func(set []int, i int) bool { return !slices.Contains(set, long[i]) }
		for _, most := range []int{0, 9} {
			var first []byte
			for _, workers := range []int{1, 2, 7} {
				s, err := Eclat{MinCount: 3, MaxLen: most, Workers: workers}.Fit(t.Context(), slices.Values(baskets))
				require.NoError(t, err)
				found := 0
				for set, count := range s.All() {
					if set[0] >= items {
						continue
					}
					found++
					want := 3
					for _, i := range []int{2, 9, 13} {
						if lacks(set, i) {
							want++
						}
					}
					require.Equal(t, want, count, "%v", set)
				}
				want := 0
				for set := range uint(1) << items {
					if n := bits.OnesCount(set); n > 0 && (most == 0 || n <= most) {
						want++
					}
				}
				require.Equal(t, want, found)
				bytes, err := s.MarshalBinary()
				require.NoError(t, err)
				if first == nil {
					first = bytes
				}
				require.True(t, slices.Equal(first, bytes), "others=%d workers=%d", others, workers)
			}
		}
	}
}

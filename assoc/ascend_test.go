package assoc

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Rows of every length are sorted, and one leaves nothing behind for the next.
func TestAscend(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, numbers := range []int{100, 5000, 1_000_000} {
		a := newAscender(numbers)
		for length := range 90 {
			row := make([]int32, length)
			for i, c := range r.Perm(numbers)[:length] {
				row[i] = int32(c)
			}
			dst := make([]int32, length)
			a.ascend(dst, row)
			require.Equal(t, slices.Sorted(slices.Values(row)), append([]int32(nil), dst...), "%d of %d", length, numbers)
		}
	}
}

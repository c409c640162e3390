package assoc

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// impatient is a context that ends at the n-th look.
type impatient struct {
	context.Context
	left *int
}

func (c impatient) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestSortLooking(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 1000, stride, stride + 1, 2*stride + 77, 5 * stride} {
		keys, list := make([]uint64, n), make([]int32, n)
		for i := range keys {
			keys[i], list[i] = uint64(r.IntN(1+n/3))<<20, int32(i)
		}
		was, want := slices.Clone(keys), slices.Clone(list)
		slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(was[a], was[b]) })
		require.NoError(t, sortLooking(t.Context(), keys, list))
		require.Equal(t, want, list, n)
		require.True(t, slices.IsSorted(keys))
	}
}

// There is a look at the context for each 2¹⁷ elements that are moved.
func TestSortIsStoppedSoon(t *testing.T) {
	n := 4 * stride
	for looks := range 4 + 2*4 {
		left := looks
		require.ErrorIs(t, sortLooking(impatient{t.Context(), &left}, make([]uint64, n), make([]int32, n)), context.Canceled, looks)
	}
	why := errors.New("why")
	ctx, end := context.WithCancelCause(t.Context())
	end(why)
	_, err := adjusted(ctx, []uint64{math.Float64bits(0.5)}, []int{0})
	require.ErrorIs(t, err, why)
	require.ErrorIs(t, (&RuleSet{sets: &Itemsets{}, rules: make([]rule, 1)}).sort(ctx, Confidence), why)
}

func TestDescending(t *testing.T) {
	values := []float64{math.Inf(1), math.MaxFloat64, 2, 1, 5e-324, 0, -5e-324, -1, -2, math.Inf(-1), math.NaN()}
	for i := range values[1:] {
		require.Less(t, descending(values[i]), descending(values[i+1]), values[i])
	}
	require.Equal(t, descending(0), descending(math.Copysign(0, -1)))
}

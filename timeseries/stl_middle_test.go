package timeseries

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// plainSplit is split without blocks.
func plainSplit(x []float64, i, j int) (l, k int) {
	m := (i + j) / 2
	three := []float64{x[i], x[m], x[j]}
	if x[i] > x[m] || x[m] > x[j] {
		// The order in which the three are swapped matters where they are equal.
		if x[i] > x[m] {
			x[i], x[m] = x[m], x[i]
		}
		if x[j] < x[m] {
			x[j], x[m] = x[m], x[j]
		}
		if x[i] > x[m] {
			x[i], x[m] = x[m], x[i]
		}
	}
	slices.Sort(three)
	t := three[1]
	for l, k = j, i; ; x[l], x[k] = x[k], x[l] {
		l--
		for x[l] > t {
			l--
		}
		k++
		for x[k] < t {
			k++
		}
		if k > l {
			return l, k
		}
	}
}

func TestSplitInBlocksAsPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 3000 {
		n := 2 + r.IntN(600)
		x := make([]float64, n)
		for i := range x {
			x[i] = r.Float64()
			if round%2 == 0 {
				x[i] = float64(r.IntN(1 + round%7))
			}
		}
		if round%5 == 0 {
			slices.Sort(x)
		}
		i := r.IntN(n - 1)
		j := i + 1 + r.IntN(n-i-1)
		want, got := slices.Clone(x), slices.Clone(x)
		wl, wk := plainSplit(want, i, j)
		gl, gk := split(got, i, j)
		require.Equal(t, []int{wl, wk}, []int{gl, gk}, "round %d", round)
		require.Equal(t, want, got, "round %d", round)
		for at, v := range got[i : j+1] {
			require.True(t, i+at > gl || v <= got[gk], "round %d", round)
			require.True(t, i+at < gk || v >= got[gl], "round %d", round)
		}
	}
}

// Of an odd number of values the middle one is always found; of an even number
// at least one of the two is.
func TestMiddles(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	other := 0
	for n := 2; n < 400; n++ {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(r.IntN(1000))
		}
		sorted := slices.Sorted(slices.Values(x))
		lower, upper := middles(x)
		if n%2 == 1 {
			require.Equal(t, sorted[n/2], lower)
			require.Equal(t, sorted[n/2], upper)
		} else if lower != sorted[n/2-1] || upper != sorted[n/2] {
			other++
			require.True(t, lower == sorted[n/2-1] || upper == sorted[n/2])
		}
		require.Equal(t, sorted, slices.Sorted(slices.Values(x)))
	}
	require.Positive(t, other)
	require.Less(t, other, 50)
}

package assoc

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// capped is a number, or the largest int64.
func capped(n *big.Int) int64 {
	if !n.IsInt64() {
		return math.MaxInt64
	}
	return n.Int64()
}

func TestBinomialsAreExactOrTheLargest(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 10, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 100, 2000} {
		for _, most := range []int{0, 1, 2, n / 2, n, n + 5} {
			row := binomials(n, most)
			require.Len(t, row, min(n, most)+1)
			for k, got := range row {
				require.Equal(t, capped(new(big.Int).Binomial(int64(n), int64(k))), got, "%d over %d", n, k)
			}
		}
	}
}

// A polynomial multiplied by another, also where numbers are large.
func TestMultiply(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() ([]int64, []*big.Int) {
		var a []int64
		var b []*big.Int
		for range 1 + r.IntN(8) {
			v := r.Int64() >> r.IntN(64)
			a, b = append(a, v), append(b, big.NewInt(v))
		}
		return a, b
	}
	for range 2000 {
		a, bigA := random()
		b, bigB := random()
		want := make([]*big.Int, len(a)+len(b)-1)
		for k := range want {
			want[k] = new(big.Int)
		}
		for i, x := range bigA {
			for j, y := range bigB {
				want[i+j].Add(want[i+j], new(big.Int).Mul(x, y))
			}
		}
		most := r.IntN(16)
		got := multiply(a, b, most)
		require.Len(t, got, min(len(want), most+1))
		for k, n := range got {
			require.Equal(t, capped(want[k]), n, "%v times %v", a, b)
		}
	}
	require.Nil(t, multiply(nil, []int64{1}, 9))
	require.Nil(t, multiply([]int64{1}, nil, 9))
}

// Items in the same baskets are widened in two ways, which are the same.
func TestWiden(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var c census
		for range r.IntN(6) {
			c.add(r.IntN(5), 1+r.IntN(4), r.Int64()>>(1+r.IntN(62)))
		}
		if r.IntN(2) == 0 {
			c.addSets([]int64{0, 3, 0, r.Int64()})
		}
		most := 1 + r.IntN(60)
		for _, m := range []int{1, 2, 5, 32, 33, 40} {
			var wide census
			require.NoError(t, wide.widen(t.Context(), &c, m, most))
			got, err := wide.lengths(t.Context(), most)
			require.NoError(t, err)
			n, err := c.lengths(t.Context(), most)
			require.NoError(t, err)
			want := multiply(n, binomials(m, math.MaxInt32)[1:], most)
			for len(got) < len(want) {
				got = append(got, 0)
			}
			require.Equal(t, want, got[:len(want)])
			for _, more := range got[len(want):] {
				require.Zero(t, more)
			}
		}
	}
}

func TestCensusLooks(t *testing.T) {
	var c census
	c.add(3, 1, 1)
	ended, stop := context.WithCancel(t.Context())
	stop()
	_, err := c.lengths(ended, 9)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, new(census).widen(ended, &c, 40, 9), context.Canceled)
}

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
	for _, n := range []int{0, 1, 2, 3, 10, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 100, 500} {
		want := make([]int64, n+1)
		for k := range want {
			want[k] = capped(new(big.Int).Binomial(int64(n), int64(k)))
		}
		for _, most := range []int{0, 1, 2, n / 2, n, n + 5} {
			require.Equal(t, want[:min(n, most)+1], binomials(n, most), "%d, up to %d", n, most)
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

// All baskets as they are, the baskets of each item packed anew, and some this way and
// some that way: one answer, for each item alone and where items are in the same baskets.
func TestWaysOfCounting(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, together := range []int{1, 2} {
		for _, heaviest := range []int{1, 5} {
			in := newIntake("test")
			require.NoError(t, in.walkWeighted(t.Context(), func(yield func([]int, int) bool) {
				for range 500 {
					var row []int
					for x := 0; x < 24; x += together {
						if r.IntN(24) > x/2+2 {
							for i := range together {
								row = append(row, x+i)
							}
						}
					}
					if !yield(row, 1+r.IntN(heaviest)) {
						return
					}
				}
			}))
			o := options{MinCount: in.n / 10, MaxLen: 9}.filled()
			var want []int64
			for _, patient := range []float64{1e9, trialWords, 1, 0.1, 0} {
				for _, o.Workers = range []int{1, 2, 7} {
					l, err := in.counted(t.Context(), o.MinCount, 1)
					require.NoError(t, err)
					require.NotEmpty(t, l.bitmaps)
					l.patient = patient
					got, err := l.count(t.Context(), o)
					require.NoError(t, err)
					if want == nil {
						want = got
						require.Greater(t, len(want), 5)
					}
					require.Equal(t, want, got, patient)
					if patient == 1e9 || patient == 0 {
						require.Equal(t, patient == 0, l.place != nil) // the lists were made
					}
				}
			}
			s, err := eclatFor(t.Context(), "test", o, func(other *intake) error { *other = *in; return nil }, false, nil)
			require.NoError(t, err)
			have := make([]int64, len(s.level))
			for k := 1; k < len(have); k++ {
				have[k] = int64(s.level[k] - s.level[k-1])
			}
			require.Equal(t, have, want)
		}
	}
}

// What is cleared is as good as new.
func TestCensusIsCleared(t *testing.T) {
	var c census
	for range 3 {
		c.add(4, 2, 7)
		c.add(1, 3, 1)
		c.addSets([]int64{0, 5})
		got, err := c.lengths(t.Context(), 9)
		require.NoError(t, err)
		require.Equal(t, []int64{0, 5, 7, 29, 43, 28, 7}, got) // 7·(1, 4, 6, 4, 1) from 2 on, (1, 1) from 3 on
		c.clear()
		got, err = c.lengths(t.Context(), 9)
		require.NoError(t, err)
		require.Equal(t, []int64{0}, got)
	}
}

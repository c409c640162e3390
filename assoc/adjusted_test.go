package assoc

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

func TestAdjustedAsInScipy(t *testing.T) {
	c := golden.Load[struct{}, struct{ P, Adjusted []float64 }](t, "testdata/fisher/scipy.json")
	all := make([]int, len(c.Output.P))
	for i := range all {
		all[i] = i
	}
	bits := make([]uint64, len(c.Output.P))
	for i, p := range c.Output.P {
		bits[i] = math.Float64bits(p)
	}
	got, err := adjusted(t.Context(), bits, all)
	require.NoError(t, err)
	golden.Near(t, c.Output.Adjusted, got, c.Tolerance)
}

func TestRuleIsSmall(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(rule{}), uintptr(32))
}

// Quotients on the border are compared as the decimals that print them.
func TestShare(t *testing.T) {
	require.True(t, shareOf(0.3).atMost(3, 10))
	require.False(t, shareOf(0.30000000000000004).atMost(3, 10))
	require.True(t, shareOf(0.29999999999999999).atMost(3, 10)) // is 0.3
	require.False(t, shareOf(0.3333333333333334).atMost(1, 3))
	require.True(t, shareOf(0.3333333333333333).atMost(1, 3))
	require.True(t, shareOf(0).atMost(0, 1))
	require.True(t, shareOf(0.1).bridges(1, 5, 3, 10))
	require.True(t, shareOf(0.1).bridges(2, 10, 3, 10))
	require.False(t, shareOf(0.1).bridges(2000000, 10000001, 3, 10))
	require.True(t, shareOf(0).bridges(1, 3, 700000000, 2100000000))
	require.False(t, shareOf(0).bridges(1, 3, 700000001, 2100000000))
}

// The limit is the largest number that atMost allows.
func TestShareLimit(t *testing.T) {
	for _, v := range []float64{1, 0.5, 0.3, 0.3333333333333333, 0.30000000000000004, 1e-9, 1e-300, 5e-324} {
		s := shareOf(v)
		for _, num := range []int64{0, 1, 2, 3, 99, 1 << 20, math.MaxInt32} {
			d := s.limit(num)
			require.True(t, d == 0 || s.atMost(num, d), "%v %d", v, num)
			require.True(t, d == math.MaxInt32 || !s.atMost(num, d+1), "%v %d", v, num)
		}
	}
	require.EqualValues(t, math.MaxInt32, shareOf(0).limit(0))
	require.EqualValues(t, 10, shareOf(0.3).limit(3))
}

// P-values out of the table of factorials are those of scipy, and those without it.
func TestFactorials(t *testing.T) {
	c := golden.Load[struct{ Tables [][4]int64 }, struct{ P []float64 }](t, "testdata/fisher/scipy.json")
	for i, v := range c.Input.Tables {
		p := factorialsTo(int(v[0])).fisher(v[0], v[1], v[2], v[3])
		require.InEpsilon(t, c.Output.P[i], p, c.Tolerance, "%v", v)
	}
	const n = 100_000
	f := factorialsTo(n)
	r := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		a, b := 1+r.Int64N(n), 1+r.Int64N(n)
		if r.IntN(2) == 0 {
			a, b = 1+r.Int64N(300), 1+r.Int64N(300)
		}
		least := max(0, a+b-n)
		both := least + r.Int64N(min(a, b)-least+1)
		want := fisher(n, a, b, both)
		require.InDelta(t, want, f.fisher(n, a, b, both), 1e-11*want, "%d %d %d", a, b, both)
	}
	require.Equal(t, []float64{1, 1, 1, 1.5, 1.5, 1.875, 1.40625}, f.part[:7])
	require.Equal(t, []int32{0, 0, 1, 2, 4, 6, 9}, f.power[:7])
}

package vec

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAppendAtMost(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		testAtMost(t, AppendAtMost)
		testAtMost(t, AppendAtMost32)
	})
}

func testAtMost[T number](t *testing.T, atMost func(dst []int32, x []T, limit T) []int32) {
	inf, nan, zero := T(math.Inf(1)), T(math.NaN()), T(math.Copysign(0, -1))
	for _, c := range []struct {
		x     []T
		limit T
		want  []int32
	}{
		{nil, 1, nil},
		{[]T{1, 2, 3}, 2, []int32{0, 1}},
		{[]T{0, zero, 1}, zero, []int32{0, 1}},
		{[]T{0, zero, 1}, 0, []int32{0, 1}},
		{[]T{nan, -inf, inf}, inf, []int32{1, 2}},
		{[]T{nan, -inf, inf}, -inf, []int32{1}},
		{[]T{nan, -inf, inf}, nan, nil},
		{[]T{1e-45, 0, -1e-45}, 0, []int32{1, 2}},
	} {
		require.Equal(t, c.want, atMost(nil, c.x, c.limit), "%v, %v", c.x, c.limit)
		for pad := range 70 {
			x := make([]T, pad)
			for i := range x {
				x[i] = nan
			}
			want := []int32{-7} // what is there stays
			for _, i := range c.want {
				want = append(want, i+int32(pad))
			}
			require.Equal(t, want, atMost([]int32{-7}, append(x, c.x...), c.limit), "%v, %v, %d", c.x, c.limit, pad)
		}
	}
	// What is beside the row would be a hit.
	dst := make([]int32, 0, 1100)
	vectorsBeside(T(math.Inf(-1)), func(x, y []T) {
		limits := []T{inf, 0, -1000, -1e9}
		if len(y) > 0 {
			limits = append(limits, x[len(x)/2])
		}
		for _, limit := range limits {
			dst = atMost(dst[:0], x, limit)
			n := 0
			for i, v := range x {
				if v <= limit {
					if n >= len(dst) || dst[n] != int32(i) {
						require.Failf(t, "a hit is missing", "%d of %v at most %v: %v", i, x, limit, dst)
					}
					n++
				}
			}
			if n != len(dst) {
				require.Failf(t, "too many hits", "%v at most %v: %v", x, limit, dst)
			}
		}
	})
}

func TestLongAppendAtMost(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		long(func(x, _ []float64) {
			for _, limit := range []float64{-0.4999, 0, 1} {
				require.True(t, slices.Equal(appendAtMostGo(nil, x, limit), AppendAtMost(nil, x, limit)))
			}
		})
		long(func(x, _ []float32) {
			for _, limit := range []float32{-0.4999, 0, 1} {
				require.True(t, slices.Equal(appendAtMost32Go(nil, x, limit), AppendAtMost32(nil, x, limit)))
			}
		})
	})
}

package vec

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestArgMin(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		testArgMin(t, ArgMin)
		testArgMin(t, ArgMin32)
	})
}

func testArgMin[T number](t *testing.T, argMin func(x []T) (int, T)) {
	inf, nan, zero := T(math.Inf(1)), T(math.NaN()), T(math.Copysign(0, -1))
	for _, c := range []struct {
		x  []T
		at int
	}{
		{nil, -1},
		{[]T{nan}, -1},
		{[]T{nan, nan, nan, nan, nan}, -1},
		{[]T{3}, 0},
		{[]T{3, 2, 1}, 2},
		{[]T{1, 1, 1}, 0},
		{[]T{2, 1, 1}, 1},
		{[]T{0, zero}, 0},
		{[]T{zero, 0}, 0},
		{[]T{nan, 5, nan, 4, nan}, 3},
		{[]T{nan, inf}, 1},
		{[]T{inf, inf, nan}, 0},
		{[]T{inf, -inf, nan, -inf}, 1},
		{[]T{1, nan, 0}, 2},
		{[]T{1e-45, 0, -1e-45}, 2},
	} {
		// The same row behind more and more elements that do not win, and before them.
		for pad := range 70 {
			behind, before := make([]T, pad), make([]T, pad)
			for i := range behind {
				behind[i], before[i] = nan, nan
				if c.at >= 0 {
					before[i] = inf // a tie with +Inf goes to the row
				}
			}
			at, low := argMin(append(behind, c.x...))
			at2, low2 := argMin(append(append([]T(nil), c.x...), before...))
			if c.at < 0 {
				require.Equal(t, [2]int{-1, -1}, [2]int{at, at2}, "%v, %d", c.x, pad)
				require.True(t, low != low && low2 != low2)
				continue
			}
			require.Equal(t, [2]int{pad + c.at, c.at}, [2]int{at, at2}, "%v, %d", c.x, pad)
			requireSame(t, c.x[c.at], low, "%v, %d", c.x, pad)
			requireSame(t, c.x[c.at], low2, "%v, %d", c.x, pad)
		}
	}
	// Against the definition: the first element that no other one is below. What
	// is beside the row would win.
	vectorsBeside(T(math.Inf(-1)), func(x, _ []T) {
		want := -1
		for i, v := range x {
			if v == v && (want < 0 || v < x[want]) {
				want = i
			}
		}
		at, low := argMin(x)
		if at != want {
			require.Equal(t, want, at, "%v", x)
		}
		if at >= 0 {
			requireSame(t, x[at], low, "%v", x)
		}
	})
}

func TestLongArgMin(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		longArgMin(t, ArgMin)
		longArgMin(t, ArgMin32)
	})
}

func longArgMin[T number](t *testing.T, argMin func(x []T) (int, T)) {
	long(func(x, _ []T) {
		x = append([]T(nil), x...)
		for i := range x {
			x[i] = T(math.NaN())
		}
		at, _ := argMin(x)
		require.Equal(t, -1, at)
		for _, i := range []int{len(x) - 1, stream, stream - 1, 5} {
			if i < len(x) { // later places first: each is a tie that the earlier one wins
				x[i] = 7
				at, low := argMin(x)
				require.Equal(t, i, at)
				require.Equal(t, T(7), low)
			}
		}
		x[len(x)-1] = -7
		at, low := argMin(x)
		require.Equal(t, len(x)-1, at)
		require.Equal(t, T(-7), low)
	})
}

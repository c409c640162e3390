package vec

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// twoByDefinition is TwoLowest32 by two searches.
func twoByDefinition(x []float32) (int, float32, float32) {
	inf := float32(math.Inf(1))
	at, low := ArgMin32(x)
	if at < 0 {
		return -1, inf, inf
	}
	others := append(append([]float32{inf}, x[:at]...), x[at+1:]...)
	_, second := ArgMin32(others)
	return at, low, second
}

func requireTwo(t *testing.T, x []float32) {
	t.Helper()
	at, low, second := TwoLowest32(x)
	wantAt, wantLow, wantSecond := twoByDefinition(x)
	if at != wantAt || low != wantLow || second != wantSecond {
		require.Failf(t, "not the two lowest", "%d, %v, %v, want %d, %v, %v of %v", at, low, second, wantAt, wantLow, wantSecond, x)
	}
}

func TestTwoLowest32(t *testing.T) {
	inf, nan, zero := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	eachSet(t, func(t *testing.T) {
		for _, c := range []struct {
			x           []float32
			at          int
			low, second float32
		}{
			{nil, -1, inf, inf},
			{[]float32{nan}, -1, inf, inf},
			{[]float32{3}, 0, 3, inf},
			{[]float32{nan, 3, nan}, 1, 3, inf},
			{[]float32{inf}, 0, inf, inf},
			{[]float32{nan, inf, inf}, 1, inf, inf},
			{[]float32{3, 2, 1}, 2, 1, 2},
			{[]float32{1, 2, 3}, 0, 1, 2},
			{[]float32{1, 5, 1}, 0, 1, 1},
			{[]float32{0, zero}, 0, 0, 0},
			{[]float32{-inf, 5, -inf}, 0, -inf, -inf},
			{[]float32{1e-45, 0}, 1, 0, 1e-45},
		} {
			// The same row before and behind elements that do not count, in every place.
			for pad := range 150 {
				behind, before := make([]float32, pad), make([]float32, pad)
				for i := range behind {
					behind[i], before[i] = nan, nan
					if c.at >= 0 {
						before[i] = inf
					}
				}
				want := [3]any{c.at, c.low, c.second}
				at, low, second := TwoLowest32(append(append([]float32(nil), c.x...), before...))
				require.Equal(t, want, [3]any{at, low, second}, "%v before %d", c.x, pad)
				at, low, second = TwoLowest32(append(behind, c.x...))
				if at >= 0 {
					at -= pad
				}
				require.Equal(t, want, [3]any{at, low, second}, "%v behind %d", c.x, pad)
			}
		}
		vectorsBeside(-inf, func(x, _ []float32) { requireTwo(t, x) })
		// Each pair of places.
		for _, n := range []int{16, 47, 64, 100, 192} {
			x := make([]float32, n)
			for i := range x {
				x[i] = 9
			}
			for i := range x {
				for j := range x {
					x[j] = 8
					x[i] = 7
					requireTwo(t, x)
					x[i], x[j] = 9, 9
				}
			}
		}
	})
}

func TestLongTwoLowest32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		long(func(x, _ []float32) {
			requireTwo(t, x)
			x = append([]float32(nil), x...)
			for _, i := range []int{len(x) - 1, len(x) / 2, 3} {
				x[i] = -1
				requireTwo(t, x)
			}
			x[len(x)-1] = -2
			requireTwo(t, x)
		})
	})
}

func FuzzTwoLowest32(f *testing.F) {
	f.Add([]byte{3, 1, 2, 1, 255, 0, 254}, uint8(40))
	f.Fuzz(func(t *testing.T, data []byte, repeat uint8) {
		values := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Copysign(0, -1))}
		var x []float32
		for i := range int(repeat) {
			for _, b := range data[:min(len(data), 40)] {
				if b > 251 {
					x = append(x, values[b-252])
				} else {
					x = append(x, float32(int(b)-100-i%3))
				}
			}
		}
		eachSet(t, func(t *testing.T) { requireTwo(t, x) })
	})
}

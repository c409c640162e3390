package timeseries

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func encodeValues(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// decodeValues reads at most 500 numbers.
func decodeValues(b []byte) []float64 {
	y := make([]float64, min(len(b)/8, 500))
	for i := range y {
		y[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return y
}

// Whatever the numbers are, there is an error or parts that add up and a
// description in numbers.
func FuzzDescribe(f *testing.F) {
	f.Add(encodeValues(1, 2, 3, 1, 2, 4, 1, 2, 9), 3)
	f.Add(encodeValues(0, 0, 0, 0, 1e300, -1e300), 2)
	f.Add(encodeValues(5e-324, 0, 5e-324, 0, math.NaN(), 1), 2)
	f.Add(encodeValues(wave(1, 60, 7)...), 7)
	f.Fuzz(func(t *testing.T, b []byte, period int) {
		y := decodeValues(b)
		d, err := Describe(t.Context(), y, period)
		if err != nil {
			require.Nil(t, d)
			return
		}
		for i := range y {
			p := d.Parts
			require.Equal(t, y[i]-p.Seasonal[i]-p.Trend[i], p.Remainder[i])
			require.True(t, p.Weights[i] >= 0 && p.Weights[i] <= 1)
		}
		for _, s := range []float64{d.TrendStrength, d.SeasonalStrength} {
			require.True(t, s >= 0 && s <= 1, "%v", s)
		}
		require.False(t, strings.Contains(d.String(), "NaN"), d.String())
	})
}

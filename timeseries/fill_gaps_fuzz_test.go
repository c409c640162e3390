package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever the numbers are, there is an error or a finite number for each, and what was observed stays.
func FuzzFillGaps(f *testing.F) {
	nan := math.NaN()
	f.Add(encodeValues(1, nan, 3, 1, 2, nan, 1, 2, 9, nan, nan, 7), 3)
	f.Add(encodeValues(nan, 0, nan, 0, 1e300, -1e300, nan), 2)
	f.Add(encodeValues(append(wave(1, 60, 7), nan)...), 7)
	f.Fuzz(func(t *testing.T, b []byte, period int) {
		y := decodeValues(b)
		z, err := FillGaps(t.Context(), y, period)
		if err != nil {
			require.Nil(t, z)
			return
		}
		require.Len(t, z, len(y))
		for i, v := range y {
			require.Zero(t, z[i]-z[i], "%d", i)
			if !math.IsNaN(v) {
				require.Equal(t, v, z[i])
			}
		}
	})
}

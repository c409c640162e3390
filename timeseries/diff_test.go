package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiff(t *testing.T) {
	y := []float64{1, 4, 9, 16, 25}
	require.Equal(t, []float64{3, 5, 7, 9}, Diff(nil, y, 1))
	require.Equal(t, []float64{2, 2, 2}, Diff(nil, Diff(nil, y, 1), 1))
	require.Equal(t, []float64{15, 21}, Diff(nil, y, 3))
	require.Empty(t, Diff(nil, y, 5))
	require.Empty(t, Diff(nil, y, 9))
	require.Empty(t, Diff(nil, nil, 1))
	require.Equal(t, y, Undiff(nil, Diff(nil, y, 2), y[:2]))
	require.Equal(t, []float64{25, 36, 49}, Undiff(nil, []float64{11, 13}, y[4:]))
	require.Equal(t, y[:2], Undiff(nil, nil, y[:2]))
	gaps := Diff(nil, []float64{1, math.NaN(), 3, 5}, 1)
	require.True(t, math.IsNaN(gaps[0]) && math.IsNaN(gaps[1]))
	require.Equal(t, 2.0, gaps[2])

	inPlace := append([]float64(nil), y...)
	require.Equal(t, []float64{3, 5, 7, 9}, Diff(inPlace[:4], inPlace, 1))
}

func TestDiffPanicsForTheCaller(t *testing.T) {
	require.PanicsWithValue(t, "timeseries.Diff: lag is 0, want at least 1", func() { Diff(nil, []float64{1}, 0) })
	require.PanicsWithValue(t, "timeseries.Diff: dst has length 1, want 2", func() { Diff(make([]float64, 1), make([]float64, 3), 1) })
	require.PanicsWithValue(t, "timeseries.Undiff: head is empty", func() { Undiff(nil, []float64{1}, nil) })
	require.PanicsWithValue(t, "timeseries.Undiff: dst has length 1, want 3", func() { Undiff(make([]float64, 1), make([]float64, 2), []float64{1}) })
}

func TestDiffAllocatesNothing(t *testing.T) {
	y, dst, back := noise(100, 1), make([]float64, 88), make([]float64, 100)
	require.Zero(t, testing.AllocsPerRun(10, func() { Undiff(back, Diff(dst, y, 12), y[:12]) }))
}

// Whole numbers come back to the bit, whatever the lag.
func FuzzDiff(f *testing.F) {
	f.Add([]byte{1, 5, 2, 200}, uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, lag uint8) {
		k := int(lag) + 1
		y := make([]float64, len(b))
		for i, v := range b {
			y[i] = float64(v)
		}
		w := Diff(nil, y, k)
		if len(y) <= k {
			require.Empty(t, w)
			return
		}
		require.Equal(t, y, Undiff(nil, w, y[:k]))
	})
}

package timeseries

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// pinnedSeries has a rise, a season and gaps.
func pinnedSeries() []float64 {
	y := simulated(1976, orders{p: 1, d: 1, sq: 1, period: 4}, []float64{0.4, 0.3}, 80)
	for i := range y {
		y[i] += 60 + float64(float64(i)/4) + float64(5*(i%4))
	}
	return y
}

func pinnedARIMA(t *testing.T) *ARIMAModel {
	y := pinnedSeries()
	y[20], y[21], y[79] = math.NaN(), math.NaN(), math.NaN()
	return fitARIMA(t, ARIMA{P: 1, Q: 1, SD: 1, SQ: 1, Period: 4}, y)
}

func pinnedARIMAX(t *testing.T) *ARIMAXModel {
	y, x := pinnedSeries(), mat.NewDense(80, 1, nil)
	for i := range y {
		x.Set(i, 0, float64((i*i)%7))
		y[i] += float64(2 * x.At(i, 0))
	}
	m, err := ARIMA{P: 1, D: 1}.FitX(t.Context(), y, x)
	require.NoError(t, err)
	return m
}

// The bytes of a model change only on purpose.
func TestARIMABytesArePinned(t *testing.T) {
	half := 0.5
	got := map[string]string{}
	pin := func(name string, b []byte) {
		sum := sha256.Sum256(b)
		got[name] = hex.EncodeToString(sum[:8])
	}
	y := pinnedSeries()
	pin("gaps", arimaFile(t, pinnedARIMA(t)))
	pin("complete", arimaFile(t, fitARIMA(t, ARIMA{P: 2, D: 1, Q: 1, SD: 1, SQ: 1, Period: 4}, y)))
	pin("css", arimaFile(t, fitARIMA(t, ARIMA{P: 1, Q: 1, D: 1, Method: CSS}, y)))
	pin("box-cox", arimaFile(t, fitARIMA(t, ARIMA{Q: 1, D: 1, SD: 1, Period: 4, Lambda: &half}, y)))
	b, err := pinnedARIMAX(t).MarshalBinary()
	require.NoError(t, err)
	pin("regressor", b)
	require.Equal(t, map[string]string{
		"box-cox":   "f45b42584f8a502e",
		"complete":  "5f827d086eb431e3",
		"css":       "ad8b0c528248e203",
		"gaps":      "9de73475e72b1a87",
		"regressor": "7171b02b1ec9d10f",
	}, got)
}

// Files of version 1, written when it was new, are read for ever.
func TestARIMAFilesOfVersion1(t *testing.T) {
	old, err := os.ReadFile("testdata/arima_v1.bin")
	require.NoError(t, err)
	var m ARIMAModel
	require.NoError(t, m.UnmarshalBinary(old))
	fresh := pinnedARIMA(t)
	require.Nil(t, m.Residuals())
	require.Equal(t, fresh.Config(), m.Config())
	require.InDeltaSlice(t, fresh.Forecast(nil, 9), m.Forecast(nil, 9), 1e-6)
	require.InDelta(t, fresh.LogLik(), m.LogLik(), 1e-8)
	require.Equal(t, fresh.Report().Notes, m.Report().Notes)
	lo, hi := m.Interval(nil, nil, 9, 0.9)
	low, high := fresh.Interval(nil, nil, 9, 0.9)
	require.InDeltaSlice(t, low, lo, 1e-6)
	require.InDeltaSlice(t, high, hi, 1e-6)

	old, err = os.ReadFile("testdata/arimax_v1.bin")
	require.NoError(t, err)
	var x ARIMAXModel
	require.NoError(t, x.UnmarshalBinary(old))
	future := mat.NewDense(3, 1, []float64{1, 5, 2})
	want, err := pinnedARIMAX(t).Forecast(nil, future)
	require.NoError(t, err)
	got, err := x.Forecast(nil, future)
	require.NoError(t, err)
	require.InDeltaSlice(t, want, got, 1e-6)
}

package timeseries_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/timeseries"
)

// Whatever the numbers, there is a documented error, or scores that are what they say:
// never below 0, shares up to 1, and a recommendation that never failed.
func FuzzBacktest(f *testing.F) {
	f.Add(bytesOf(wave(30)...), uint8(2), uint8(1), uint8(12), uint8(0), uint8(4))
	f.Add(bytesOf(1, 2, nan, 1e300, -1e300, 5e-324, 0, 0, 0, nan, nan, 3, 4), uint8(1), uint8(2), uint8(3), uint8(3), uint8(2))
	f.Add(bytesOf(make([]float64, 20)...), uint8(3), uint8(0), uint8(0), uint8(5), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, horizon, step, minTrain, window, period uint8) {
		y := floatsOf(b)
		methods := append(allMethods(max(1, int(period))), timeseries.Named("seasonal", timeseries.SeasonalNaive{Period: 5}))
		r, err := timeseries.Backtest{Horizon: int(horizon), Step: int(step), MinTrain: int(minTrain), Window: int(window), Period: int(period)}.Run(t.Context(), methods, y)
		if err != nil {
			require.Nil(t, r)
			require.True(t, errors.Is(err, clm.ErrTooFew) || errors.Is(err, clm.ErrValue) || errors.Is(err, clm.ErrConfig), "%v", err)
			return
		}
		require.NotEmpty(t, r.Origins)
		largest := 0.0
		for _, v := range y {
			if v == v {
				largest = max(largest, math.Abs(v))
			}
		}
		for i, m := range r.Methods {
			require.Len(t, m.Steps, int(horizon))
			for _, s := range append([]timeseries.Scores{m.Total}, m.Steps...) {
				for _, v := range scoresOf(s) {
					require.False(t, v < 0, "%+v", s)
				}
				require.False(t, s.Coverage > 1 || s.SMAPE > 200+1e-9, "%+v", s)
				require.LessOrEqual(t, s.N, len(r.Origins)-m.Failed)
				// A root mean square is never below the mean, unless the squares are 0 beside the
				// largest of the series.
				require.False(t, s.RMSE < s.MAE*(1-1e-12) && s.MAE > 1e-150*largest && !math.IsInf(s.MAE, 0), "%+v", s)
			}
			require.Equal(t, m.Failed > 0, m.Err != nil)
			require.False(t, i == r.Recommended && m.Failed > 0)
			require.False(t, i == r.Best && m.Failed > 0)
		}
		require.Equal(t, r.Best >= 0, r.Recommended >= 0)
		require.LessOrEqual(t, r.Recommended, r.Best)
		require.NotEmpty(t, r.String())
	})
}

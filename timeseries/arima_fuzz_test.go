package timeseries

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
)

func FuzzARIMAModelUnmarshal(f *testing.F) {
	for _, c := range []ARIMA{{}, {P: 1, D: 1, Q: 1}, {Q: 1, SP: 1, SD: 1, Period: 3, Method: CSS}} {
		f.Add(arimaFile(f, fitARIMA(f, c, simulated(1, orders{p: 1, period: 1}, []float64{0.5}, 40))))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m ARIMAModel
		if err := m.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, m)
			return
		}
		m.Forecast(nil, 5)
		m.Interval(nil, nil, 5, 0.9)
		m.Coefficients()
		next, err := m.Append(1, math.NaN(), 2)
		require.NoError(t, err)
		next.Forecast(nil, 3)
		again := arimaFile(t, &m)
		var back ARIMAModel
		require.NoError(t, back.UnmarshalBinary(again))
		require.Equal(t, again, arimaFile(t, &back))
	})
}

// Whatever the numbers, a fit is a model that can be asked or an error that wraps a sentinel.
func FuzzARIMAFit(f *testing.F) {
	f.Add(uint32(0), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Add(uint32(0x15249), []byte{1, 2, 3, 4, 9, 1, 2, 3, 4, 5, 1, 2, 3, 4, 0, 255, 2, 3, 4, 5, 6, 1, 2, 0, 9, 8, 7, 2, 1})
	f.Fuzz(func(t *testing.T, orders uint32, b []byte) {
		if len(b) > 80 {
			b = b[:80]
		}
		take := func(n uint32) int {
			v := orders % n
			orders /= n
			return int(v)
		}
		c := ARIMA{P: take(4), D: take(3), Q: take(4), SP: take(3), SD: take(3), SQ: take(3), Period: take(6)}
		c.Method = []ARIMAMethod{ML, CSS}[take(2)]
		c.Constant = []ARIMAConstant{WithConstant, WithoutConstant}[take(2)]
		if take(3) == 0 {
			l := float64(take(4)) - 1
			c.Lambda = &l
		}
		scale := math.Pow(10, float64(20*take(7)-60))
		y := make([]float64, len(b))
		for i, v := range b {
			if y[i] = scale * float64(v); v == 0 {
				y[i] = math.NaN()
			}
		}
		m, err := c.Fit(t.Context(), y)
		if err != nil {
			known := false
			for _, k := range []error{clm.ErrConfig, clm.ErrValue, clm.ErrTooFew, clm.ErrDiverged, clm.ErrLimit} {
				known = known || errors.Is(err, k)
			}
			require.True(t, known, "%v", err)
			return
		}
		for i, v := range m.Forecast(nil, 12) {
			require.False(t, math.IsNaN(v), "forecast %d of %+v", i, c)
		}
		lo, hi := m.Interval(nil, nil, 12, 0.9)
		for i := range lo {
			require.LessOrEqual(t, lo[i], hi[i])
		}
		require.False(t, math.IsNaN(m.LogLik()) || math.IsNaN(m.Sigma2()))
		var back ARIMAModel
		require.NoError(t, back.UnmarshalBinary(arimaFile(t, m)))
		require.Equal(t, m.Forecast(nil, 12), back.Forecast(nil, 12))
	})
}

package timeseries_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/timeseries"
)

// The walk on one series is kept; the model is that of ARIMA with the same orders, which starts elsewhere.
func TestAutoARIMAWalksAsBefore(t *testing.T) {
	m, err := timeseries.AutoARIMA{Period: 4}.Fit(context.Background(), quarterly(1))
	require.NoError(t, err)
	var walk []string
	for _, c := range m.Candidates() {
		s := fmt.Sprint(c.P, c.D, c.Q, c.SP, c.SD, c.SQ)
		if c.Refused != "" {
			s += " refused"
		}
		walk = append(walk, s)
	}
	require.Equal(t, []string{
		"2 0 2 1 1 1 refused", "0 0 0 0 1 0", "1 0 0 1 1 0", "0 0 1 0 1 1 refused", "0 0 0 0 1 0",
		"1 0 0 0 1 0", "1 0 0 2 1 0", "1 0 0 2 1 1", "1 0 0 1 1 1 refused", "0 0 0 2 1 0", "2 0 0 2 1 0",
		"1 0 1 2 1 0", "0 0 1 2 1 0 refused", "2 0 1 2 1 0", "1 0 0 2 1 0",
	}, walk)
	same, err := timeseries.ARIMA{P: 1, SP: 2, SD: 1, Period: 4}.Fit(context.Background(), quarterly(1))
	require.NoError(t, err)
	require.InDelta(t, same.LogLik(), m.LogLik(), 1e-8)
	for i, c := range same.Coefficients() {
		require.Equal(t, c.Name, m.Coefficients()[i].Name)
		require.InDelta(t, c.Value, m.Coefficients()[i].Value, 1e-5)
		require.InDelta(t, c.SE, m.Coefficients()[i].SE, 1e-5)
	}
	require.InDeltaSlice(t, same.Forecast(nil, 8), m.Forecast(nil, 8), 1e-4)

	b, err := m.MarshalBinary()
	require.NoError(t, err)
	require.Less(t, len(b), 2048)
	var loaded timeseries.ARIMAModel
	require.NoError(t, loaded.UnmarshalBinary(b))
	require.Nil(t, loaded.Candidates())
	require.Equal(t, m.Report(), loaded.Report())
}

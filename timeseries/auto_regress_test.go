package timeseries_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/timeseries"
)

// The walk on one series is kept; the bytes of the model are those of ARIMA with the same orders.
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
	require.Equal(t, same.Coefficients(), m.Coefficients())
	require.Equal(t, same.Forecast(nil, 8), m.Forecast(nil, 8))

	b, err := m.MarshalBinary()
	require.NoError(t, err)
	require.Less(t, len(b), 2048)
	var loaded timeseries.ARIMAModel
	require.NoError(t, loaded.UnmarshalBinary(b))
	require.Nil(t, loaded.Candidates())
	require.Equal(t, m.Report(), loaded.Report())
}

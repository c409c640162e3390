package timeseries

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What the caller does with its Lambda after a fit is none of the model's business.
func TestARIMAKeepsNoLambda(t *testing.T) {
	y := []float64{3, 5, 4, 6, 8, 7, 9, 8, 10, 12, 11, 13, 12, 15}
	lambda := 0.5
	m, err := ARIMA{P: 1, Lambda: &lambda}.Fit(t.Context(), y)
	require.NoError(t, err)
	want := m.Forecast(nil, 3)
	lambda = 0
	require.Equal(t, want, m.Forecast(nil, 3))
	*m.Config().Lambda = 2
	require.Equal(t, want, m.Forecast(nil, 3))
}

package timeseries

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchARIMA are the fits of the README's table, on series made here.
var benchARIMA = []struct {
	o    orders
	coef []float64
	n    int
}{
	{orders{p: 2, d: 1, q: 1, sd: 1, sq: 1, period: 12}, []float64{0.4, 0.1, -0.7, -0.6}, 144},
	{orders{p: 2, d: 1, q: 1, sd: 1, sq: 1, period: 24}, []float64{0.4, 0.1, -0.7, -0.6}, 900},
	{orders{p: 1, d: 1, q: 1, period: 1}, []float64{0.5, -0.8}, 120},
}

func BenchmarkARIMAFit(b *testing.B) {
	for _, c := range benchARIMA {
		o := c.o
		b.Run(fmt.Sprintf("orders=(%d,%d,%d)(%d,%d,%d)%d/n=%d", o.p, o.d, o.q, o.sp, o.sd, o.sq, o.period, c.n), func(b *testing.B) {
			y := simulated(24, o, c.coef, c.n)
			config := ARIMA{P: o.p, D: o.d, Q: o.q, SP: o.sp, SD: o.sd, SQ: o.sq, Period: o.period}
			b.ReportAllocs()
			var m *ARIMAModel
			for b.Loop() {
				m = fitARIMA(b, config, y)
			}
			b.ReportMetric(m.LogLik(), "loglik")
			b.ReportMetric(float64(m.Report().Iterations), "steps")
		})
	}
}

func BenchmarkARIMAForecast(b *testing.B) {
	o := benchARIMA[0].o
	y := simulated(24, o, benchARIMA[0].coef, 144)
	m, err := ARIMA{P: 2, D: 1, Q: 1, SD: 1, SQ: 1, Period: 12}.Fit(b.Context(), y)
	require.NoError(b, err)
	dst := make([]float64, 12)
	b.ReportAllocs()
	for b.Loop() {
		m.Forecast(dst, 12)
	}
}

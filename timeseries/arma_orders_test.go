package timeseries

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOrders(t *testing.T) {
	o := orders{p: 2, d: 1, q: 1, sp: 1, sd: 1, sq: 1, period: 4}
	require.Equal(t, 5, o.lost())
	require.Equal(t, 5, o.coefs())
	require.Equal(t, 6, o.states())
	// (1 − 0.5B + 0.25B²)(1 − 0.5B⁴) and (1 + 0.5B)(1 − 0.25B⁴)
	p := o.expand([]float64{0.5, -0.25, 0.5, 0.5, -0.25})
	require.Equal(t, []float64{0.5, -0.25, 0, 0.5, -0.25, 0.125}, p.ar)
	require.Equal(t, []float64{0.5, 0, 0, -0.25, -0.125}, p.ma)
	require.Panics(t, func() { o.expand([]float64{1}) })

	// (1−B)(1−B⁴) = 1 − B − B⁴ + B⁵
	require.Equal(t, []float64{1, 0, 0, 1, -1}, o.differencing())
	require.Equal(t, []float64{2, -1}, orders{d: 2, period: 1}.differencing())
	require.Empty(t, orders{p: 3, period: 1}.differencing())

	y := walk(20)
	w := make([]float64, 15)
	o.difference(w, y)
	for i := range w {
		require.InDelta(t, y[i+5]-y[i+4]-y[i+1]+y[i], w[i], 1e-14)
	}
	require.Equal(t, walk(20), y)
}

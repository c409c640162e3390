package timeseries

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// Limits, quantiles and waves are the same to the bit where the compiler may fuse a product and a
// sum (GOAMD64=v3, arm64) and where it may not.
func TestNothingIsFused(t *testing.T) {
	h := fnv.New64a()
	add := func(x ...float64) {
		for _, v := range x {
			_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
		}
	}
	for df := 1; df < 300; df++ {
		for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
			add(studentQuantile(level, df), studentQuantile(level, 100000+df))
		}
	}
	for i := range 500 {
		sin, cos := circle(float64(i) / 499)
		add(sin, cos)
	}
	y := make([]float64, 60)
	for i := range y {
		y[i] = float64((i*i*7+i*3)%23) + float64(i%4)
	}
	for _, c := range []ARIMA{{P: 1}, {D: 1, Q: 1}, {P: 1, SD: 1, SQ: 1, Period: 4}} {
		m, err := c.Fit(t.Context(), y)
		require.NoError(t, err)
		lo, hi := m.Interval(nil, nil, 20, 0.9)
		add(lo...)
		add(hi...)
	}
	require.Equal(t, uint64(0xe343d6bb3d9fb4d6), h.Sum64())
}

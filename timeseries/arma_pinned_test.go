package timeseries

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// The bits of likelihoods, states and forecasts do not depend on the machine.
func TestPinnedBits(t *testing.T) {
	complete, gaps := fnv.New64a(), fnv.New64a()
	hash := complete
	note := func(x ...float64) {
		for _, v := range x {
			if v != v {
				v = math.NaN()
			}
			require.NoError(t, binary.Write(hash, binary.LittleEndian, v))
		}
	}
	x := walk(160)
	for _, c := range []struct {
		o    orders
		coef []float64
		x    [][]float64
	}{
		{orders{2, 1, 1, 0, 1, 1, 12}, []float64{0.6, 0.2, -0.9, -0.6}, nil},
		{orders{1, 0, 1, 1, 0, 0, 4}, []float64{0.6, 0.2, 0.3}, [][]float64{x}},
		{orders{2, 0, 1, 1, 0, 0, 4}, []float64{0.6, 0.39999, 0.2, 0.3}, nil},
		{orders{0, 2, 2, 0, 0, 0, 1}, []float64{0.3, 0.5}, [][]float64{x}},
	} {
		for _, gap := range [][]int{nil, {3, 50, 51}} {
			y := benchSeries(160)
			if hash = complete; gap != nil {
				hash = gaps
			}
			for _, i := range gap {
				y[i] = math.NaN()
			}
			l, err := newLikelihood(c.o, y, c.x)
			require.NoError(t, err)
			values := make([]value, 3)
			coefs := [][]float64{c.coef, make([]float64, len(c.coef)), c.coef}
			l.atEach(values, coefs)
			for _, v := range values {
				require.True(t, v.ok)
				note(v.loglik, v.ssq)
				note(v.beta...)
			}
			end, v, f := l.filter(c.coef, values[0].beta)
			note(v...)
			note(f...)
			ahead := make([]float64, 20)
			end.forecast(ahead)
			note(ahead...)
			end.variances(ahead)
			note(ahead...)
		}
	}
	require.Equal(t, uint64(0xd26c1cc6a4581aa1), complete.Sum64())
	require.Equal(t, uint64(0x3765c10c878a9921), gaps.Sum64())
}

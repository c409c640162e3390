package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

func TestCandidateString(t *testing.T) {
	require.Equal(t, "ARIMA(0,1,1)(0,0,1)[12] with drift: 1020.49", Candidate{D: 1, Q: 1, SQ: 1, Period: 12, Constant: true, Criterion: 1020.493}.String())
	require.Equal(t, "ARIMA(2,0,0) with mean: -3.00", Candidate{P: 2, Period: 1, Constant: true, Criterion: -3}.String())
	require.Equal(t, "ARIMA(2,1,0): a root near 1", Candidate{P: 2, D: 1, Period: 1, Criterion: math.Inf(1), Refused: "a root near 1"}.String())
}

// Two ways, one answer: the recursion agrees with the roots themselves.
func TestRootWithin(t *testing.T) {
	r := rng.New(4, 0)
	within := 0
	for range 2000 {
		c := make([]float64, r.IntN(6))
		for i := range c {
			c[i] = r.NormFloat64() * 0.7
		}
		least := math.Inf(1)
		for _, z := range roots(c) {
			least = min(least, modulus(z))
		}
		if math.Abs(least-1.01) < 1e-9 {
			continue
		}
		require.Equal(t, least < 1.01, rootWithin(c, 1.01), c)
		if least < 1.01 {
			within++
		}
	}
	require.Greater(t, within, 200)
	require.False(t, rootWithin([]float64{0, 0}, 1.01))
	require.True(t, rootWithin([]float64{math.NaN()}, 1.01))
}

// A seasonal root is judged by the roots that it stands for.
func TestNearUnitRoot(t *testing.T) {
	for _, c := range []struct {
		seasonal float64
		period   int
		near     bool
	}{
		{0.99, 4, true}, {0.97, 4, true}, {0.95, 4, false}, {-0.97, 4, true}, // 1.01⁴ is 1/0.961
		{0.89, 12, true}, {0.88, 12, false}, {0.6, 52, true}, {0.59, 52, false},
	} {
		require.Equal(t, c.near, nearUnitRoot(nil, []float64{-c.seasonal}, c.period, 1.01), "%v at %d", c.seasonal, c.period)
	}
	require.True(t, nearUnitRoot([]float64{-0.995}, nil, 0, 1.01))
	require.False(t, nearUnitRoot([]float64{-0.98}, nil, 0, 1.01))
	// Orders 1, 1 and 1, 1: which coefficient is whose, and with which sign.
	o := orders{p: 1, q: 1, sp: 1, sq: 1, period: 4}
	require.False(t, o.nearUnitRoots([]float64{0.5, 0.5, 0.5, 0.5}))
	for i := range 4 {
		coef := []float64{0.5, 0.5, 0.5, 0.5}
		coef[i] = -0.9999
		require.True(t, o.nearUnitRoots(coef), i)
	}
	require.True(t, orders{p: 2}.nearUnitRoots([]float64{0.5, 0.495}))
	require.False(t, orders{p: 2}.nearUnitRoots([]float64{-0.5, 0.4}))
	require.False(t, orders{q: 1}.nearUnitRoots([]float64{-0.995}), "moving averages may come nearer")
	require.True(t, orders{q: 2}.nearUnitRoots([]float64{-0.5, -0.4999}))
}

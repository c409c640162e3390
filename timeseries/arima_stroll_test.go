package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

// asked makes a function of one point one of many, and counts the calls.
func asked(calls *int, f func(x []float64) float64) func([]float64, [][]float64) {
	return func(dst []float64, x [][]float64) {
		*calls++
		for i, x := range x {
			dst[i] = f(x)
		}
	}
}

func TestStrollFindsAMinimum(t *testing.T) {
	// A long valley, bent.
	valley := func(x []float64) float64 {
		a, b, c := x[0]-0.5, x[1]-float64(x[0]*x[0]), x[2]+0.3
		return 50 + 40*a*a + 300*b*b + 5*c*c
	}
	calls := 0
	d := newDescent(3, asked(&calls, valley))
	for _, inverse := range [][]float64{nil, {0.01, 0, 0, 0, 0.002, 0, 0, 0, 0.1}} {
		edge, err := d.stroll(t.Context(), []float64{-0.6, 0.8, 0.9}, inverse)
		require.NoError(t, err)
		require.False(t, edge)
		require.InDelta(t, 50, d.f, 1e-3)
		require.InDeltaSlice(t, []float64{0.5, 0.25, -0.3}, d.x, 0.03)
	}
	require.Less(t, calls, 150)

	// It stops where it is told to, and where there is nothing.
	d.stop = func(_ []float64, f float64) bool { return f < 60 }
	_, err := d.stroll(t.Context(), []float64{-0.6, 0.8, 0.9}, nil)
	require.NoError(t, err)
	require.Greater(t, d.f, 50.1)
	nowhere := newDescent(1, asked(&calls, func([]float64) float64 { return math.NaN() }))
	_, err = nowhere.stroll(t.Context(), []float64{0}, nil)
	require.NoError(t, err)
	require.True(t, math.IsInf(nowhere.f, 1))
}

// At a bound the function is flat, and falls up to there.
func TestStrollKnowsABound(t *testing.T) {
	for _, c := range []struct {
		f    func(x []float64) float64
		edge bool
	}{
		{func(x []float64) float64 { return 10 - 10*math.Tanh(x[0]) + x[1]*x[1] }, true},
		{func(x []float64) float64 { return 10 - 1e-5*math.Tanh(x[0]) + x[1]*x[1] }, true},
		{func(x []float64) float64 { p := math.Tanh(x[0]) - 0.97; return 1e4*p*p + x[1]*x[1] }, false},
		{func(x []float64) float64 { p := math.Tanh(x[0]) - 0.2; return 50*p*p + x[1]*x[1] }, false},
	} {
		calls := 0
		d := newDescent(2, asked(&calls, c.f))
		edge, err := d.stroll(t.Context(), []float64{1.2, 0.5}, nil)
		require.NoError(t, err)
		require.Equal(t, c.edge, edge, d.x)
		require.Less(t, calls, 100)
	}
}

// Whatever the numbers, no root is refused; and the numbers come back.
func TestAdmissibleScale(t *testing.T) {
	r := rng.New(8, 1)
	o := orders{p: 3, q: 2, sp: 2, sq: 1, period: 4}
	s := coefScale{orders: o, invertible: true, ar: leastAR, ma: leastMA(300)}
	u, coef, back := make([]float64, o.coefs()), make([]float64, o.coefs()), make([]float64, o.coefs())
	for range 500 {
		for i := range u {
			u[i] = 2.5 * r.NormFloat64()
		}
		s.coefs(coef, u)
		require.False(t, orders{p: 3, q: 2, sp: 2, sq: 1, period: 4}.nearUnitRoots(shrunk(o, coef), 300), coef)
		if apart(u, make([]float64, len(u))) < 3 {
			s.numbers(back, coef)
			require.InDeltaSlice(t, u, back, 1e-6)
		}
	}
}

// shrunk moves roots out by a hair, so that rounding does not decide.
func shrunk(o orders, coef []float64) []float64 {
	out := make([]float64, 0, len(coef))
	for _, n := range []int{o.p, o.q, o.sp, o.sq} {
		power := 1.0
		for _, v := range coef[:n] {
			power *= 1 - 1e-9
			out = append(out, v*power)
		}
		coef = coef[n:]
	}
	return out
}

func TestAdopt(t *testing.T) {
	from := orders{p: 2, q: 1, sp: 1, sq: 2, period: 12}
	coef := []float64{1, 2, 3, 4, 5, 6}
	require.Equal(t, coef, from.adopt(from, coef))
	require.Equal(t, []float64{1, 3, 0, 5}, orders{p: 1, q: 2, sq: 1, period: 12}.adopt(from, coef))
	require.Equal(t, []float64{1, 2, 0, 4, 0}, orders{p: 3, sp: 2, period: 12}.adopt(from, coef))
}

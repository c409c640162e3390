package timeseries

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/internal/rng"
)

// wander returns n values of a random walk with steps around drift.
func wander(n int, drift float64, seed uint64) []float64 {
	r := rng.New(seed, 0)
	y := make([]float64, n)
	at := 0.0
	for i := range y {
		at += drift + r.NormFloat64()
		y[i] = at
	}
	return y
}

// noise returns n independent standard normal numbers.
func noise(n int, seed uint64) []float64 {
	r := rng.New(seed, 0)
	y := make([]float64, n)
	for i := range y {
		y[i] = r.NormFloat64()
	}
	return y
}

// A toy with one right answer: 1, 2, 3, 4 has c_0 = 5/4, c_1 = 5/16, c_2 = -3/8, c_3 = -9/16.
func TestACFOfFourValues(t *testing.T) {
	c, err := ACF([]float64{1, 2, 3, 4}, 3)
	require.NoError(t, err)
	require.Equal(t, &Correlogram{Values: []float64{1, 0.25, -0.3, -0.45}, N: 4}, c)
	p, err := PACF([]float64{1, 2, 3, 4}, 2)
	require.NoError(t, err)
	golden.Near(t, []float64{1, 0.25, (-0.3 - 0.0625) / (1 - 0.0625)}, p.Values, 1e-15)
}

func TestCorrelationsDoNotDependOnTheUnit(t *testing.T) {
	y := wander(100, 0, 1)
	want, err := ACF(y, 0)
	require.NoError(t, err)
	require.Len(t, want.Values, 21)
	for _, s := range []float64{0x1p-900, 0x1p1000} {
		z := make([]float64, len(y))
		for i, v := range y {
			z[i] = v * s
		}
		got, err := ACF(z, 0)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for i := range y {
		y[i] = 3*y[i] + 1e6
	}
	got, err := ACF(y, 0)
	require.NoError(t, err)
	golden.Near(t, want.Values, got.Values, 1e-9)
}

func TestLagsOf(t *testing.T) {
	for n, want := range map[int]int{2: 1, 5: 4, 9: 8, 10: 9, 11: 10, 99: 19, 100: 20, 101: 20, 999: 29, 1000: 30, 1001: 30} {
		require.Equal(t, want, lagsOf("op", 0, n), n)
	}
	require.Equal(t, 99, lagsOf("op", 500, 100))
	require.PanicsWithValue(t, "op: lags is -1, want at least 0", func() { lagsOf("op", -1, 5) })
	require.Panics(t, func() { (&Correlogram{N: 5}).Band(1) })
}

// A lag for which no pair of values exists has no correlation.
func TestACFWithGaps(t *testing.T) {
	nan := math.NaN()
	c, err := ACF([]float64{1, nan, 2, nan, 4, nan}, 0)
	require.NoError(t, err)
	require.Equal(t, 3, c.N)
	for k, r := range c.Values {
		require.Equal(t, k%2 == 1, math.IsNaN(r), k)
	}
	_, err = LjungBox{Lags: 2}.Of(context.Background(), []float64{1, nan, 2, nan, 4, nan})
	require.ErrorIs(t, err, clm.ErrTooFew)
	require.EqualError(t, err, "timeseries.LjungBox.Of: a lag up to 2 has no pair of values: too few data")
}

// What is wrong with a series is an error that says where.
func TestBadSeries(t *testing.T) {
	ctx := context.Background()
	all := map[string]func(y []float64) error{
		"ACF":         func(y []float64) error { _, err := ACF(y, 0); return err },
		"PACF":        func(y []float64) error { _, err := PACF(y, 0); return err },
		"KPSS.Of":     func(y []float64) error { _, err := KPSS{}.Of(ctx, y); return err },
		"ADF.Of":      func(y []float64) error { _, err := ADF{}.Of(ctx, y); return err },
		"LjungBox.Of": func(y []float64) error { _, err := LjungBox{}.Of(ctx, y); return err },
	}
	for name, f := range all {
		y := noise(50, 1)
		require.NoError(t, f(y), name)
		y[17] = math.Inf(-1)
		require.EqualError(t, f(y), "timeseries."+name+": value -Inf at row 17")
		y[17] = math.NaN()
		if name == "ACF" || name == "LjungBox.Of" {
			require.NoError(t, f(y), name)
		} else {
			require.EqualError(t, f(y), "timeseries."+name+": value NaN at row 17, want a number: FillGaps first")
		}
		require.ErrorIs(t, f(nil), clm.ErrTooFew, name)
		require.ErrorIs(t, f([]float64{1}), clm.ErrTooFew, name)
		require.ErrorIs(t, f(make([]float64, 50)), clm.ErrValue, name)
		require.ErrorContains(t, f(make([]float64, 50)), "timeseries."+name+": all 50 values are 0, want some that differ", name)
		for i := range y {
			y[i] = math.Copysign(math.MaxFloat64, float64(i*i%7)-3)
		}
		require.NoError(t, f(y), name)
	}
}

package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

type boxCoxInput struct{ Y, Z, Lambdas []float64 }

type boxCoxOutput struct {
	BoxCox   [][]float64
	Inverse  [][]golden.Float
	Guerrero []struct {
		File   string
		Period int
		Lambda float64
	}
}

func TestBoxCoxAgreesWithR(t *testing.T) {
	g := golden.Load[boxCoxInput, boxCoxOutput](t, "testdata/boxcox/forecast.json")
	for i, lambda := range g.Input.Lambdas {
		got, err := BoxCox(nil, g.Input.Y, lambda)
		require.NoError(t, err)
		tol := g.Tolerance
		if lambda == 1e-3 {
			tol = 1e-10 // R takes the difference of nearly equal numbers
		}
		golden.Near(t, g.Output.BoxCox[i], got, tol)
		got, err = InvBoxCox(nil, g.Input.Z, lambda)
		require.NoError(t, err)
		golden.Near(t, golden.Floats(g.Output.Inverse[i]), got, tol)
	}
}

// Our λ has at most R's coefficient of variation, and mostly is R's, which stops early.
func TestGuerreroAgreesWithR(t *testing.T) {
	g := golden.Load[boxCoxInput, boxCoxOutput](t, "testdata/boxcox/forecast.json")
	for _, c := range g.Output.Guerrero {
		lambda, err := Guerrero(readSeries(t, c.File), c.Period)
		require.NoError(t, err)
		require.InDelta(t, c.Lambda, lambda, 3e-4, c.File)
	}
}

func TestInvBoxCoxTakesBoxCoxBack(t *testing.T) {
	y := []float64{1e-8, 0.3, 1, 1 + 1e-9, 2, 99, 1e5, math.NaN()}
	for _, lambda := range []float64{-0.5, 0, 1e-12, -1e-9, 0.1, 1, 1.7} {
		z, err := BoxCox(nil, y, lambda)
		require.NoError(t, err)
		back, err := InvBoxCox(z, z, lambda)
		require.NoError(t, err)
		golden.Near(t, y[1:], back[1:], 1e-12)
	}
	// A small λ is nearly a logarithm.
	z, err := BoxCox(nil, y[1:7], 1e-14)
	require.NoError(t, err)
	for i, v := range y[1:7] {
		require.InDelta(t, math.Log(v), z[i], 1e-12)
	}
}

func TestBoxCoxBeyondThePole(t *testing.T) {
	got, err := InvBoxCox(nil, []float64{0.9, 1, 1.5, math.Inf(1), math.Inf(-1), math.NaN()}, -1)
	require.NoError(t, err)
	golden.Near(t, []float64{10, math.Inf(1), math.Inf(1), math.Inf(1), 0, math.NaN()}, got, 1e-12)
	got, err = InvBoxCox(nil, []float64{-1, -3, math.Inf(-1)}, 1)
	require.NoError(t, err)
	golden.Near(t, []float64{0, -2, math.Inf(-1)}, got, 1e-12)
}

func TestBoxCoxErrors(t *testing.T) {
	_, err := BoxCox(nil, []float64{1, 0}, 0)
	require.EqualError(t, err, "timeseries.BoxCox: value 0 at row 1, want a finite number above 0")
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = BoxCox(nil, []float64{1}, math.NaN())
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = InvBoxCox(nil, []float64{1}, 6)
	require.EqualError(t, err, "timeseries.InvBoxCox: lambda is 6, want -5 to 5")
	require.Panics(t, func() { _, _ = BoxCox(make([]float64, 2), []float64{1}, 0) })
	_, err = Guerrero([]float64{1, 2, -3}, 1)
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = Guerrero([]float64{1, 2, 3}, -1)
	require.ErrorIs(t, err, clm.ErrConfig)
	for _, y := range [][]float64{nil, {1, 2, 3}, {1, 1, 1, 1, 1, 1}, {1, 2, math.NaN(), 4, 4, 4}} {
		_, err = Guerrero(y, 2)
		require.ErrorIs(t, err, clm.ErrTooFew)
	}
}

// Swings that grow with the level are made even by logarithms, and even ones are left alone; the unit does not
// matter.
func TestGuerreroFindsTheLambda(t *testing.T) {
	level, even, grown := 100.0, []float64{}, []float64{}
	for i := range 120 {
		level *= 1.02
		swing := []float64{0.9, 1, 1.2, 0.95}[i%4]
		even = append(even, level+1000*swing)
		grown = append(grown, level*swing)
	}
	l, err := Guerrero(grown, 4)
	require.NoError(t, err)
	require.InDelta(t, 0, l, 0.02)
	for i := range grown {
		grown[i] *= 1e200
	}
	same, err := Guerrero(grown, 4)
	require.NoError(t, err)
	require.InDelta(t, l, same, 1e-6)
	l, err = Guerrero(even, 4)
	require.NoError(t, err)
	require.InDelta(t, 1, l, 0.15)
}

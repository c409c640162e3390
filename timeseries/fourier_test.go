package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

func TestFourierTermsAsR(t *testing.T) {
	type input struct {
		N, Ahead int
		Cases    [][]Cycle
	}
	type output struct {
		Cases []struct {
			Names       []string
			Past, After [][]float64
		}
	}
	c := golden.Load[input, output](t, "testdata/fourier/cases.json")
	for i, cycles := range c.Input.Cases {
		want := c.Output.Cases[i]
		for _, part := range []struct {
			first int
			rows  [][]float64
		}{{0, want.Past}, {c.Input.N, want.After}} {
			got, err := FourierTerms(part.first, len(part.rows), cycles...)
			require.NoError(t, err)
			require.Equal(t, want.Names, got.Names)
			for j, row := range part.rows {
				require.InDeltaSlice(t, row, got.X.RawRowView(j), c.Tolerance)
			}
		}
	}
}

func TestCircle(t *testing.T) {
	for i := range 33 { // all multiples of a 32nd of the circle, and their neighbours
		x := float64(i) / 32
		for _, share := range []float64{x, max(0, math.Nextafter(x, -1)), min(1, math.Nextafter(x, 2))} {
			sin, cos := circle(share)
			require.InDelta(t, math.Sin(2*math.Pi*share), sin, 1e-15)
			require.InDelta(t, math.Cos(2*math.Pi*share), cos, 1e-15)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		share := r.Float64()
		sin, cos := circle(share)
		require.InDelta(t, math.Sin(2*math.Pi*share), sin, 1e-15)
		require.InDelta(t, math.Cos(2*math.Pi*share), cos, 1e-15)
		require.InDelta(t, 1, sin*sin+cos*cos, 1e-15)
	}
	sin, cos := circle(0.25)
	require.Equal(t, 1.0, sin)
	require.Zero(t, cos)
}

// Terms of whole periods later are the same to the bit, however far.
func TestFourierTermsComeAgain(t *testing.T) {
	near, err := FourierTerms(0, 24, Cycle{24, 12}, Cycle{7, 3})
	require.NoError(t, err)
	far, err := FourierTerms(24*7*1_000_000, 24, Cycle{24, 12}, Cycle{7, 3})
	require.NoError(t, err)
	require.Equal(t, near, far)
	require.Len(t, near.Names, 23+6)
}

func TestFourierTermsRefuse(t *testing.T) {
	for _, c := range []struct {
		cycles []Cycle
		field  string
	}{
		{nil, "cycles"},
		{[]Cycle{{}}, "Period"},
		{[]Cycle{{Period: 1, Pairs: 1}}, "Period"},
		{[]Cycle{{Period: math.NaN(), Pairs: 1}}, "Period"},
		{[]Cycle{{Period: math.Inf(1), Pairs: 1}}, "Period"},
		{[]Cycle{{Period: 7, Pairs: 0}}, "Pairs"},
		{[]Cycle{{Period: 7, Pairs: 4}}, "Pairs"},
	} {
		got, err := FourierTerms(0, 10, c.cycles...)
		var e *clm.ConfigError
		require.ErrorAs(t, err, &e)
		require.Equal(t, c.field, e.Field)
		require.Nil(t, got)
	}
	require.Panics(t, func() { FourierTerms(-1, 10, Cycle{7, 1}) })
	require.Panics(t, func() { FourierTerms(0, 0, Cycle{7, 1}) })
}

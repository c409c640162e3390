package timeseries

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

type stlParts struct {
	Seasonal, Trend, Weights []float64
}

type stlSeries struct {
	Name   string
	Y      []float64
	Period int
}

// requireParts checks a decomposition against that of R, to tolerance times
// the range of y.
func requireParts(t *testing.T, y []float64, got *Decomposition, want stlParts, tolerance float64) {
	t.Helper()
	near := func(name string, got, want []float64, tolerance float64) {
		t.Helper()
		require.Len(t, got, len(want), name)
		for i := range got {
			require.InDelta(t, want[i], got[i], tolerance, "%s %d", name, i)
		}
	}
	within := tolerance * (slices.Max(y) - slices.Min(y))
	near("seasonal", got.Seasonal, want.Seasonal, within)
	near("trend", got.Trend, want.Trend, within)
	rest := make([]float64, len(y))
	for i := range rest {
		rest[i] = y[i] - want.Seasonal[i] - want.Trend[i]
	}
	near("remainder", got.Remainder, rest, 2*within)
	if want.Weights != nil {
		near("weights", got.Weights, want.Weights, 100*tolerance)
	}
}

func TestSTLAsR(t *testing.T) {
	type input struct {
		Series []stlSeries
		Cases  []STL
	}
	type output struct{ Series [][]stlParts }
	c := golden.Load[input, output](t, "testdata/stl/made.json")
	for i, s := range c.Input.Series {
		for j, config := range c.Input.Cases {
			t.Run(fmt.Sprintf("%d/%d", i, j), func(t *testing.T) {
				config.Period = s.Period
				d, err := config.Of(context.Background(), s.Y)
				require.NoError(t, err)
				requireParts(t, s.Y, d, c.Output.Series[i][j], c.Tolerance)
			})
		}
	}
}

// readValues reads the column "value" of a public series.
func readValues(t *testing.T, name string) []float64 {
	t.Helper()
	f, err := os.Open(golden.Data(t, "series/"+name+".csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	at := slices.Index(rows[0], "value")
	y := make([]float64, len(rows)-1)
	for i, r := range rows[1:] {
		y[i], err = strconv.ParseFloat(r[at], 64)
		require.NoError(t, err)
	}
	return y
}

func TestSTLOfPublicSeriesAsR(t *testing.T) {
	type input struct {
		Series []stlSeries
		Cases  []STL
	}
	type output struct {
		Series []struct {
			Parts            []stlParts
			SeasonalStrength float64 `json:"seasonal_strength"`
		}
	}
	c := golden.Load[input, output](t, "testdata/stl/public.json")
	for i, s := range c.Input.Series {
		t.Run(s.Name, func(t *testing.T) {
			y := readValues(t, s.Name)
			for j, config := range c.Input.Cases {
				config.Period = s.Period
				d, err := config.Of(t.Context(), y)
				require.NoError(t, err)
				requireParts(t, y, d, c.Output.Series[i].Parts[j], c.Tolerance)
			}
			d, err := STL{Period: s.Period, SeasonalWindow: 11}.Of(t.Context(), y)
			require.NoError(t, err)
			require.InDelta(t, c.Output.Series[i].SeasonalStrength, d.SeasonalStrength(), 1e-9)
		})
	}
}

func TestSTLRefusesConfigurations(t *testing.T) {
	y := make([]float64, 50)
	for field, c := range map[string]STL{
		"Period":          {},
		"SeasonalWindow":  {Period: 7, SeasonalWindow: 4},
		"TrendWindow":     {Period: 7, TrendWindow: 1},
		"LowpassWindow":   {Period: 7, LowpassWindow: -3},
		"SeasonalDegree":  {Period: 7, SeasonalDegree: 2},
		"TrendDegree":     {Period: 7, TrendDegree: new(-1)},
		"LowpassDegree":   {Period: 7, LowpassDegree: new(2)},
		"SeasonalJump":    {Period: 7, SeasonalJump: -1},
		"TrendJump":       {Period: 7, TrendJump: -1},
		"LowpassJump":     {Period: 7, LowpassJump: -1},
		"InnerIterations": {Period: 7, InnerIterations: -1},
		"OuterIterations": {Period: 7, OuterIterations: -1},
	} {
		d, err := c.Of(t.Context(), y)
		var e *clm.ConfigError
		require.ErrorAs(t, err, &e, field)
		require.Equal(t, field, e.Field)
		require.Equal(t, "timeseries.STL", e.Type)
		require.Nil(t, d)
	}
	_, err := STL{Period: 1}.Of(t.Context(), y)
	require.EqualError(t, err, "timeseries.STL: Period is 1, want at least 2")
}

func TestSTLRefusesValues(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1.1e300, -math.MaxFloat64} {
		y := make([]float64, 50)
		y[17] = bad
		d, err := STL{Period: 7}.Of(t.Context(), y)
		var e *clm.ValueError
		require.ErrorAs(t, err, &e)
		require.Equal(t, 17, e.Row)
		require.Equal(t, -1, e.Col)
		require.Nil(t, d)
	}
	for n := range 14 {
		d, err := STL{Period: 7}.Of(t.Context(), make([]float64, n))
		require.ErrorIs(t, err, clm.ErrTooFew)
		require.Nil(t, d)
	}
	_, err := STL{Period: math.MaxInt}.Of(t.Context(), make([]float64, 14))
	require.EqualError(t, err, fmt.Sprintf("timeseries.STL.Of: 14 values, want two periods of %d: too few data", math.MaxInt))
	_, err = STL{Period: 7}.Of(t.Context(), make([]float64, 14))
	require.NoError(t, err)
}

func TestSTLStopsWithItsContext(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	d, err := STL{Period: 7}.Of(ctx, make([]float64, 50))
	require.ErrorIs(t, err, cause)
	require.Nil(t, d)
}

// A line and a repeated pattern are found, the better the more rounds.
func TestSTLOfLineAndPattern(t *testing.T) {
	pattern := []float64{3, -1, 0, 4, -6}
	y := make([]float64, 60)
	for i := range y {
		y[i] = 2*float64(i) + pattern[i%5]
	}
	for _, c := range []STL{{}, {SeasonalWindow: 7}, {SeasonalWindow: 7, SeasonalDegree: 1}} {
		c.Period, c.InnerIterations = 5, 100
		d, err := c.Of(t.Context(), y)
		require.NoError(t, err)
		for i := range y {
			require.InDelta(t, pattern[i%5], d.Seasonal[i], 1e-6, "%+v", c)
			require.InDelta(t, 2*float64(i), d.Trend[i], 1e-6)
			require.Equal(t, y[i]-d.Seasonal[i]-d.Trend[i], d.Remainder[i])
		}
		require.InDelta(t, 1, d.SeasonalStrength(), 1e-9)
		require.InDelta(t, 1, d.TrendStrength(), 1e-9)
	}
}

func TestSTLOfHardSeries(t *testing.T) {
	for name, f := range map[string]func(i int) float64{
		"zero":      func(int) float64 { return 0 },
		"constant":  func(int) float64 { return 0.1 },
		"huge":      func(i int) float64 { return 1e300 * float64(1-i%3) },
		"tiny":      func(i int) float64 { return 5e-324 * float64(i%3) },
		"two kinds": func(i int) float64 { return 1e300 * float64(i%50/49) },
		"zeros":     func(i int) float64 { return float64(i % 29 / 28) },
	} {
		for _, n := range []int{6, 7, 100, 101} {
			y := make([]float64, n)
			for i := range y {
				y[i] = f(i)
			}
			for _, c := range []STL{
				{}, {SeasonalWindow: 7}, {Robust: true}, {SeasonalWindow: 3, SeasonalDegree: 1, Robust: true},
				{SeasonalWindow: 3, SeasonalJump: math.MaxInt, TrendWindow: 3, TrendJump: math.MaxInt, LowpassJump: math.MaxInt, Robust: true},
				{SeasonalWindow: math.MaxInt, TrendWindow: math.MaxInt, LowpassWindow: math.MaxInt},
			} {
				c.Period = 3
				before := slices.Clone(y)
				d, err := c.Of(t.Context(), y)
				require.NoError(t, err, "%s %+v", name, c)
				require.Equal(t, before, y)
				for i := range y {
					require.False(t, math.IsNaN(d.Seasonal[i]+d.Trend[i]+d.Remainder[i]+d.Weights[i]), "%s %d %+v", name, n, c)
				}
				for _, s := range []float64{d.SeasonalStrength(), d.TrendStrength()} {
					require.True(t, s >= 0 && s <= 1, "%s %v", name, s)
				}
				if name == "zero" || name == "constant" {
					require.Zero(t, d.SeasonalStrength(), "%s %+v", name, c)
					require.Zero(t, d.TrendStrength())
				}
			}
		}
	}
}

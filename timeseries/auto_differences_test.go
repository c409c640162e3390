package timeseries

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

type differencesOutput struct {
	Ndiffs         int
	NdiffsSeasonal int `json:"ndiffs_seasonal"`
	Nsdiffs        int
	PACF           []golden.Float
}

// The numbers of differences are those of forecast's ndiffs and nsdiffs.
func TestDifferencesLikeR(t *testing.T) {
	ctx := context.Background()
	eachTestsCase(t, func(t *testing.T, y []float64, period int, _ testsOutput, _ float64) {
		g := golden.Load[testsInput, differencesOutput](t, "testdata/tests/"+t.Name()[len("TestDifferencesLikeR/"):]+".json")
		if g.Output.PACF == nil {
			t.Skip("R was not asked, because values are missing")
		}
		d, statistics, err := differences(ctx, y, 2)
		require.NoError(t, err)
		require.Equal(t, g.Output.Ndiffs, d)
		require.Len(t, statistics, d)
		yes, strength, err := seasonalDifference(ctx, y, period)
		require.NoError(t, err)
		require.Equal(t, g.Output.Nsdiffs == 1, yes, strength)
		if period > 1 {
			d, _, err = differences(ctx, Diff(nil, y, period), 2)
			require.NoError(t, err)
			require.Equal(t, g.Output.NdiffsSeasonal, d)
		}
	})
}

func TestDifferencesOfToys(t *testing.T) {
	ctx := context.Background()
	nan := math.NaN()
	for name, c := range map[string]struct {
		y    []float64
		want int
	}{
		"empty": {nil, 0}, "missing": {[]float64{nan, nan}, 0}, "one": {[]float64{nan, 4}, 0},
		"constant": {[]float64{7, 7, nan, 7}, 0},
		"noise":    {noise(200, 5), 0}, "walk": {wander(200, 0, 5), 1},
		"line":  {[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, 1},
		"twice": {Undiff(nil, wander(200, 0, 5), []float64{0}), 2},
		"huge":  {[]float64{-1e308, 1e308, -1e308, 1e308}, 0},
	} {
		d, _, err := differences(ctx, c.y, 2)
		require.NoError(t, err, name)
		require.Equal(t, c.want, d, name)
		d, _, err = differences(ctx, c.y, 1)
		require.NoError(t, err, name)
		require.Equal(t, min(c.want, 1), d, name)
	}
}

func TestSeasonalDifferenceOfToys(t *testing.T) {
	ctx := context.Background()
	y := noise(120, 2)
	for i := range y {
		y[i] += 3 * float64(i%12)
	}
	yes, strength, err := seasonalDifference(ctx, y, 12)
	require.NoError(t, err)
	require.True(t, yes)
	require.Greater(t, strength, 0.9)
	for i := 5; i < len(y); i += 9 {
		y[i] = math.NaN()
	}
	yes, _, err = seasonalDifference(ctx, y, 12)
	require.NoError(t, err)
	require.True(t, yes)
	for _, n := range []int{0, 1, 24} { // R wants more than two seasons
		yes, _, err = seasonalDifference(ctx, y[:n], 12)
		require.NoError(t, err)
		require.False(t, yes)
	}
	yes, _, err = seasonalDifference(ctx, noise(120, 2), 12)
	require.NoError(t, err)
	require.False(t, yes)
}

func TestResidualsOf(t *testing.T) {
	y := noise(60, 1)
	y[7] = math.NaN()
	a, b := wander(60, 1, 2), noise(60, 3)
	twice := make([]float64, 60)
	for i := range twice {
		twice[i] = 2*a[i] - 3
	}
	e := residualsOf(y, [][]float64{a, twice, b})
	require.True(t, math.IsNaN(e[7]))
	for _, c := range [][]float64{a, b, make([]float64, 60)} {
		sum, with := 0.0, 0.0
		for i, v := range e {
			if i != 7 {
				sum += v
				with += v * c[i]
			}
		}
		require.InDelta(t, 0, sum, 1e-12)
		require.InDelta(t, 0, with, 1e-10)
	}
	golden.Near(t, e, residualsOf(y, [][]float64{a, b}), 0)
	require.Equal(t, y[:5], residualsOf(y[:5], nil))
}

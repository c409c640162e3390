package timeseries

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// The five series whose text is kept.
func TestDescriptionsAreKept(t *testing.T) {
	noise := func(seed uint64) func() float64 {
		r := rand.New(rand.NewPCG(seed, 0))
		return func() float64 { return r.Float64() + r.Float64() - 1 }
	}
	week := []float64{4, 2, 0, 1, 5, -3, -9}
	for _, c := range []struct {
		name   string
		period int
		n      int
		f      func(e func() float64, i int) float64
		want   string
	}{
		{"a shop that grows, with weekends", 7, 140, func(e func() float64, i int) float64 {
			return 100 + 0.5*float64(i) + 2*week[i%7] + 4*e()
		},
			"Strong trend (strength 1.00): from 99.7 to 167.5. " +
				"Season of 7 values (strength 0.98): highest at position 5 of 7 (9.7 above the trend on average), lowest at position 7 of 7 (17.7 below). " +
				"No outliers."},
		{"noise", 12, 120, func(e func() float64, _ int) float64 { return 0.05 * e() },
			"No strong trend (strength 0.06). " +
				"No clear season of 12 values (strength 0.14). " +
				"No outliers."},
		{"a season without a trend, and strange values", 7, 91, func(e func() float64, i int) float64 {
			y := 2000 + 100*week[i%7] + 50*e()
			if i%19 == 11 {
				y *= 3
			}
			return y
		},
			"No strong trend (strength 0.12). " +
				"Season of 7 values (strength 1.00): highest at position 5 of 7 (494 above the trend on average), lowest at position 7 of 7 (890 below). " +
				"5 outliers: value 12 (7476 instead of about 2494), value 50 (7170 instead of about 2413), value 88 (6277 instead of about 2095) and 2 more."},
		{"up and down again", 4, 80, func(e func() float64, i int) float64 {
			return 1e6 - 900*float64((i-50)*(i-50)) + 5e4*e()
		},
			"Strong trend (strength 1.00): from -1213000 to 287000, highest with 1006000 at value 51. " +
				"No clear season of 4 values (strength 0.23). " +
				"No outliers."},
		{"always the same", 5, 30, func(func() float64, int) float64 { return 0.1 },
			"All 30 values are 0.1."},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := noise(uint64(c.n))
			y := make([]float64, c.n)
			for i := range y {
				y[i] = c.f(e, i)
			}
			d, err := Describe(t.Context(), y, c.period)
			require.NoError(t, err)
			require.Equal(t, c.want, d.String())
		})
	}
}

func TestDescribeByItsRules(t *testing.T) {
	y := wave(12, 300, 7)
	y[40], y[200] = 200, -200
	d, err := Describe(t.Context(), y, 7)
	require.NoError(t, err)
	want, err := STL{Period: 7, SeasonalWindow: 11, Robust: true}.Of(t.Context(), y)
	require.NoError(t, err)
	require.Equal(t, want, d.Parts)
	require.Contains(t, d.Outliers, 40)
	require.Contains(t, d.Outliers, 200)
	// Without the outliers the strengths are what they are without those values.
	var kept Decomposition
	for i := range y {
		if !slices.Contains(d.Outliers, i) {
			kept.Seasonal = append(kept.Seasonal, want.Seasonal[i])
			kept.Trend = append(kept.Trend, want.Trend[i])
			kept.Remainder = append(kept.Remainder, want.Remainder[i])
		}
	}
	require.Equal(t, kept.SeasonalStrength(), d.SeasonalStrength)
	require.Equal(t, kept.TrendStrength(), d.TrendStrength)
	require.Greater(t, d.SeasonalStrength, want.SeasonalStrength())

	s := d.Sentences(func(i int) string { return "<" + strings.Repeat("i", i/100) + ">" }, func(i int) string { return "on day " + string(rune('A'+i)) })
	require.Len(t, s, 3)
	require.Contains(t, s[1], "highest on day ")
	require.Contains(t, s[2], "<> (200 instead of about ")
	require.Contains(t, s[2], "<ii> (-200 instead of about ")
	before := d.String()
	y[0] = 1e9
	require.Equal(t, before, d.String()) // it keeps no reference
}

func TestDescribeOfHardSeries(t *testing.T) {
	for _, f := range []func(i int) float64{
		func(int) float64 { return 0 },
		func(i int) float64 { return float64(i % 5) },
		func(i int) float64 { return 1e300 * float64(1-i%3) },
		func(i int) float64 { return 5e-324 * float64(i%3) },
		func(i int) float64 { return float64(i % 29 / 28) },
		func(i int) float64 { return math.Exp(float64(i) / 3) },
	} {
		for _, n := range []int{10, 11, 100} {
			y := make([]float64, n)
			for i := range y {
				y[i] = f(i)
			}
			d, err := Describe(t.Context(), y, 5)
			require.NoError(t, err)
			require.NotContains(t, d.String(), "NaN")
			require.Less(t, len(d.String()), 600, d.String())
		}
	}
}

func TestDescribeRefuses(t *testing.T) {
	_, err := Describe(t.Context(), []float64{1, 2, math.NaN(), 4, 5}, 2)
	require.EqualError(t, err, "timeseries.Describe: timeseries.STL.Of: value NaN at row 2, want a number, as STL takes no missing values: FillGaps first")
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = Describe(t.Context(), []float64{1, 2, 3, 4, 5}, 3)
	require.ErrorIs(t, err, clm.ErrTooFew)
	for _, period := range []int{-1, 0, 1} {
		d, err := Describe(t.Context(), []float64{1, 2, 3, 4, 5}, period)
		require.ErrorIs(t, err, clm.ErrConfig)
		require.Nil(t, d)
	}
}

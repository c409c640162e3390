package timeseries

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// chosenOrders fits a series and returns the orders, "mean" or "drift" after them, and the notes.
func chosenOrders(t *testing.T, c AutoARIMA, y []float64) (string, []string) {
	t.Helper()
	m, err := c.Fit(context.Background(), y)
	require.NoError(t, err)
	a := m.Config()
	k := Candidate{P: a.P, D: a.D, Q: a.Q, SP: a.SP, SD: a.SD, SQ: a.SQ, Period: max(a.Period, 1), Constant: a.constant()}
	return k.name(), m.Report().Notes
}

// Series that vary no more once differenced get a model that continues them.
func TestAutoARIMAOfFlatSeries(t *testing.T) {
	series := func(f func(i int) float64) []float64 {
		y := make([]float64, 30)
		for i := range y {
			y[i] = f(i)
		}
		return y
	}
	for want, y := range map[string][]float64{
		"ARIMA(0,0,0) with mean":             series(func(int) float64 { return 7 }),
		"ARIMA(0,1,0) with drift":            series(func(i int) float64 { return 0.1 * float64(i) }),
		"ARIMA(0,0,0)(0,1,0)[4] with drift":  series(func(i int) float64 { return 0.1*float64(i) + float64(i%4) }),
		"ARIMA(0,0,0)(0,1,0)[4] with drift ": series(func(i int) float64 { return float64(i % 4) }),
		"ARIMA(0,2,0)":                       series(func(i int) float64 { return float64(i * i) }),
	} {
		period := 1
		if strings.Contains(want, "[4]") {
			period = 4
		}
		got, notes := chosenOrders(t, AutoARIMA{Period: period}, y)
		require.Equal(t, strings.TrimSpace(want), got)
		require.Contains(t, strings.Join(notes, "; "), "nothing varies once differenced", want)
		m, err := AutoARIMA{Period: period}.Fit(context.Background(), y[:26])
		require.NoError(t, err)
		require.Nil(t, m.Candidates())
		if want == "ARIMA(0,2,0)" {
			continue // a model with two differences has no constant and goes on in a line
		}
		for i, v := range m.Forecast(nil, 4) {
			require.InDelta(t, y[26+i], v, 1e-9, want)
		}
	}
}

// Fewer values, fewer differences and lower orders, but always a model, down to three values.
func TestAutoARIMAOfShortSeries(t *testing.T) {
	ctx := context.Background()
	y := wander(60, 1, 3)
	for i := range y {
		y[i] += 20 * float64(i%12)
	}
	for n := 3; n <= len(y); n++ {
		m, err := AutoARIMA{Period: 12}.Fit(ctx, y[:n])
		require.NoError(t, err, n)
		for _, v := range m.Forecast(nil, 12) {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0), n)
		}
		for _, c := range m.Candidates() {
			require.LessOrEqual(t, c.P, n/3)
			require.LessOrEqual(t, c.SP, n/36)
		}
	}
	_, err := AutoARIMA{}.Fit(ctx, y[:2])
	require.EqualError(t, err, "timeseries.AutoARIMA.Fit: 2 observed values, want at least 3: too few data")
	// A period that is longer than the series is no season.
	m, err := AutoARIMA{Period: 1000}.Fit(ctx, y)
	require.NoError(t, err)
	require.Zero(t, m.Config().SP+m.Config().SD+m.Config().SQ)
	require.Contains(t, m.Report().Notes, "the season is left out: 60 values, want three periods of 1000")
	// Three seasons are enough, and a caller who wants none need not be told.
	for _, c := range []AutoARIMA{{Period: 20}, {Period: 21, MaxSP: -1, MaxSQ: -1, MaxSD: -1}, {Period: 1}} {
		_, notes := chosenOrders(t, c, y)
		require.NotContains(t, strings.Join(notes, "; "), "left out", c.Period)
	}
	// What the caller asks for is not taken back.
	one := 1
	_, err = AutoARIMA{Period: 12, SD: &one}.Fit(ctx, y[:13])
	require.ErrorIs(t, err, clm.ErrTooFew)
	m, err = AutoARIMA{Period: 12, SD: &one}.Fit(ctx, y[:30])
	require.NoError(t, err)
	require.Equal(t, 1, m.Config().SD)
}

// Gaps, also at the ends, and a month without any value.
func TestAutoARIMAWithGaps(t *testing.T) {
	y := wander(96, 0.2, 7)
	for i := range y {
		y[i] += 15 * float64(i%12)
		if i < 3 || i%11 == 5 || i > 93 {
			y[i] = math.NaN()
		}
	}
	got, _ := chosenOrders(t, AutoARIMA{Period: 12}, y)
	require.Contains(t, got, ",1,", "the season is found all the same")
	for i := 6; i < len(y); i += 12 {
		y[i] = math.NaN()
	}
	m, err := AutoARIMA{Period: 12}.Fit(context.Background(), y)
	require.NoError(t, err)
	require.Zero(t, m.Config().SD)
	require.Contains(t, strings.Join(m.Report().Notes, "; "), "no seasonal difference all the same")
}

// Regressors explain the trend, so that there is nothing to difference; a line as a
// regressor keeps the drift away.
func TestAutoARIMAWithRegressors(t *testing.T) {
	ctx := context.Background()
	n := 120
	z := wander(n, 0.3, 11)
	e := noise(n, 12)
	y := make([]float64, n)
	line := make([]float64, n)
	for i := range y {
		y[i] = 3*z[i] + e[i]
		line[i] = float64(i)
	}
	m, err := AutoARIMA{}.FitX(ctx, y, mat.NewDense(n, 1, z))
	require.NoError(t, err)
	require.Zero(t, m.Config().D)
	alone, err := AutoARIMA{}.Fit(ctx, y)
	require.NoError(t, err)
	require.Equal(t, 1, alone.Config().D)
	m, err = AutoARIMA{}.FitX(ctx, wander(n, 0.3, 13), mat.NewDense(n, 1, line))
	require.NoError(t, err)
	require.Zero(t, m.Config().D)
}

func TestAutoARIMAObeysItsLimits(t *testing.T) {
	y := wander(80, 0.1, 21)
	for i := range y {
		y[i] += 4 * float64(i%4)
	}
	two, zero := 2, 0
	got, _ := chosenOrders(t, AutoARIMA{Period: 4, D: &two, SD: &zero, MaxP: -1, MaxQ: -1, MaxSP: -1, MaxSQ: -1}, y)
	require.Equal(t, "ARIMA(0,2,0)", strings.TrimSuffix(got, "(0,0,0)[4]"))
	m, err := AutoARIMA{Period: 4, MaxD: -1, MaxSD: -1, MaxModels: 6, Constant: WithoutConstant}.Fit(context.Background(), y)
	require.NoError(t, err)
	require.Zero(t, m.Config().D+m.Config().SD)
	require.Len(t, m.Candidates(), 6)
	for _, c := range m.Candidates() {
		require.False(t, c.Constant)
	}
	require.Contains(t, strings.Join(m.Report().Notes, "; "), "the search ended at its limit of 6 models")
	// The figure that was asked for decides.
	for _, criterion := range []Criterion{AIC, AICc, BIC} {
		m, err := AutoARIMA{Period: 4, Full: true, MaxOrder: 2, Criterion: criterion}.Fit(context.Background(), y)
		require.NoError(t, err)
		figure := map[Criterion]float64{AIC: m.AIC(), AICc: m.AICc(), BIC: m.BIC()}[criterion]
		least := math.Inf(1)
		for _, c := range m.Candidates() {
			least = min(least, c.Criterion)
		}
		require.Equal(t, least, figure, criterion)
	}
}

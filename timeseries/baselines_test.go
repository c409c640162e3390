package timeseries_test

import (
	"context"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/timeseries"
)

var nan = math.NaN()

func fitted(t *testing.T, m timeseries.Method, y ...float64) timeseries.IntervalForecaster {
	t.Helper()
	model, err := m.Fit(context.Background(), y)
	require.NoError(t, err)
	return model.(timeseries.IntervalForecaster)
}

// halves are half the widths of the intervals in units of the normal quantile.
func halves(t *testing.T, m timeseries.IntervalForecaster, h int) []float64 {
	t.Helper()
	lo, hi := m.Interval(nil, nil, h, 0.95)
	for i, f := range m.Forecast(nil, h) {
		require.InEpsilon(t, f, (lo[i]+hi[i])/2, 1e-14)
		hi[i] = (hi[i] - lo[i]) / 2 / 1.959963984540054
	}
	return hi
}

func TestNaiveCountsStepsOverGaps(t *testing.T) {
	// Steps 2, 3 over a gap of two, and −1: σ² = (4 + 9/2 + 1)/3. Two values are missing at the end.
	m := fitted(t, timeseries.Named("", timeseries.Naive{}), nan, 1, 3, nan, 6, 5, nan, nan)
	require.Equal(t, []float64{5, 5}, m.Forecast(nil, 2))
	sigma := math.Sqrt((4 + 4.5 + 1) / 3)
	require.InDeltaSlice(t, []float64{sigma * math.Sqrt(3), sigma * 2}, halves(t, m, 2), 1e-14)
}

func TestDriftGoesThroughTheFirstAndTheLastValue(t *testing.T) {
	// From 1 at row 1 to 6 at row 5 in four steps; less b = 5/4 each they are ¾, ½ over a gap of two, and −5/4.
	m := fitted(t, timeseries.Named("", timeseries.Drift{}), nan, 1, 3, nan, 6, 6, nan)
	require.Equal(t, 1.25, m.(*timeseries.DriftModel).Slope())
	require.Equal(t, []float64{8.5, 9.75}, m.Forecast(nil, 2))
	sigma := math.Sqrt((0.75*0.75 + 0.5*0.5/2 + 1.25*1.25) / 2)
	require.InDeltaSlice(t, []float64{sigma * math.Sqrt(2+4/4.0), sigma * math.Sqrt(3+9/4.0)}, halves(t, m, 2), 1e-14)
}

func TestSeasonalNaiveGoesBackToTheLastValueThatIsThere(t *testing.T) {
	// One season is 1, 5, 2 and a gap, the other one 11, a gap, 15, 14.
	m := fitted(t, timeseries.Named("", timeseries.SeasonalNaive{Period: 2}), 1, 11, 5, nan, 2, 15, nan, 14)
	require.Equal(t, []float64{2, 14, 2, 14}, m.Forecast(nil, 4))
	sigma := math.Sqrt((16 + 9 + 16/2.0 + 1) / 4)
	require.InDeltaSlice(t, []float64{sigma * math.Sqrt2, sigma, sigma * math.Sqrt(3), sigma * math.Sqrt2}, halves(t, m, 4), 1e-14)

	_, err := timeseries.SeasonalNaive{Period: 3}.Fit(t.Context(), []float64{1, nan, 3, 4, nan, 6, 7})
	require.EqualError(t, err, "timeseries.SeasonalNaive.Fit: season 1 of 3 (rows 1, 4, ...) has no observed value: too few data")
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = timeseries.SeasonalNaive{Period: 3}.Fit(t.Context(), []float64{1, 2})
	require.EqualError(t, err, "timeseries.SeasonalNaive.Fit: 2 values, want at least one season of 3: too few data")
}

func TestMeanLeavesMissingValuesOut(t *testing.T) {
	with := fitted(t, timeseries.Named("", timeseries.Mean{}), nan, 3, 5, nan, 10, nan)
	without := fitted(t, timeseries.Named("", timeseries.Mean{}), 3, 5, 10)
	require.Equal(t, without.Forecast(nil, 3), with.Forecast(nil, 3))
	lo, hi := with.Interval(nil, nil, 1, 0.9)
	wantLo, wantHi := without.Interval(nil, nil, 1, 0.9)
	require.Equal(t, append(wantLo, wantHi...), append(lo, hi...))
}

func TestWindowAverage(t *testing.T) {
	m, err := timeseries.WindowAverage{Window: 4}.Fit(t.Context(), []float64{100, 1, nan, 3, 8})
	require.NoError(t, err)
	require.Equal(t, []float64{4, 4}, m.Forecast(nil, 2))
	require.Equal(t, "3 of 4 values observed", m.Report().Reason)
	_, err = timeseries.WindowAverage{Window: 2}.Fit(t.Context(), []float64{1, nan, nan})
	require.EqualError(t, err, "timeseries.WindowAverage.Fit: none of the last 2 values is observed: too few data")
	_, err = timeseries.WindowAverage{Window: 4}.Fit(t.Context(), []float64{1})
	require.EqualError(t, err, "timeseries.WindowAverage.Fit: 1 values, want at least the window of 4: too few data")
}

// One value gives a forecast, but nothing to tell how sure it is.
func TestUnknownIntervalsAreNaN(t *testing.T) {
	for _, c := range []struct {
		m timeseries.Method
		y []float64
	}{
		{timeseries.Named("", timeseries.Naive{}), []float64{3}},
		{timeseries.Named("", timeseries.Mean{}), []float64{3}},
		{timeseries.Named("", timeseries.Drift{}), []float64{3, 4}},
		{timeseries.Named("", timeseries.SeasonalNaive{Period: 2}), []float64{3, 4}},
	} {
		m := fitted(t, c.m, c.y...)
		lo, hi := m.Interval(nil, nil, 3, 0.5)
		requireSame(t, []float64{nan, nan, nan, nan, nan, nan}, append(lo, hi...))
		require.False(t, math.IsNaN(m.Forecast(nil, 3)[2]))
	}
}

// A power of two as factor changes nothing but the unit, also where squares overflow; a
// constant does not move the limits.
func TestBaselinesOfAnyMagnitude(t *testing.T) {
	for _, method := range allMethods(4) {
		want, err := asked(model(t, method, sales(1)), sales(1))
		require.NoError(t, err)
		for _, scale := range []float64{0x1p-900, 0x1p-500, 0x1p500, 0x1p1000} {
			y := sales(1)
			for i := range y {
				y[i] *= scale
			}
			got, err := asked(model(t, method, y), y)
			require.NoError(t, err)
			for i := range got {
				got[i] /= scale
			}
			requireSame(t, want, got)
		}
	}
}

func model(t *testing.T, m timeseries.Method, y []float64) timeseries.Forecaster {
	t.Helper()
	f, err := m.Fit(context.Background(), y)
	require.NoError(t, err)
	return f
}

func TestBaselinesPanicOnMistakesOfTheProgram(t *testing.T) {
	for _, method := range allMethods(4) {
		m := model(t, method, wave(20))
		require.Panics(t, func() { m.Forecast(nil, 0) })
		require.Panics(t, func() { m.Forecast(nil, -1) })
		require.Panics(t, func() { m.Forecast(make([]float64, 2), 3) })
		m2, ok := m.(timeseries.IntervalForecaster)
		if !ok {
			continue
		}
		require.Panics(t, func() { m2.Interval(nil, nil, 0, 0.5) })
		require.Panics(t, func() { m2.Interval(make([]float64, 2), nil, 3, 0.5) })
		require.Panics(t, func() { m2.Interval(nil, make([]float64, 2), 3, 0.5) })
		for _, level := range []float64{0, 1, -1, 95, nan} {
			require.Panics(t, func() { m2.Interval(nil, nil, 3, level) })
		}
	}
	require.Panics(t, func() { new(timeseries.DriftModel).Slope() })
}

func TestForecastsAllocateNothing(t *testing.T) {
	dst, lo, hi := make([]float64, 30), make([]float64, 30), make([]float64, 30)
	for _, method := range allMethods(4) {
		m := model(t, method, wave(20))
		require.Zero(t, testing.AllocsPerRun(20, func() { m.Forecast(dst, 30) }), method.Name)
		if m, ok := m.(timeseries.IntervalForecaster); ok {
			require.Zero(t, testing.AllocsPerRun(20, func() { m.Interval(lo, hi, 30, 0.95) }), method.Name)
			runtime.KeepAlive(m)
		}
	}
}

// Named gives an interface that is nil where there is an error.
func TestNamedReturnsNoNilModel(t *testing.T) {
	m, err := timeseries.Named("naive", timeseries.Naive{}).Fit(t.Context(), nil)
	require.ErrorIs(t, err, clm.ErrTooFew)
	require.True(t, m == nil)
}

// A model that was neither fitted nor loaded answers nothing.
func TestZeroModelsPanic(t *testing.T) {
	for name, m := range map[string]interface {
		timeseries.Forecaster
		Report() clm.Report
		MarshalBinary() ([]byte, error)
	}{
		"naive": new(timeseries.NaiveModel), "seasonal naive": new(timeseries.SeasonalNaiveModel), "drift": new(timeseries.DriftModel),
		"mean": new(timeseries.MeanModel), "window average": new(timeseries.WindowAverageModel), "ARIMA": new(timeseries.ARIMAModel),
	} {
		for _, ask := range []func(){func() { m.Forecast(nil, 1) }, func() { m.Report() }, func() { _, _ = m.MarshalBinary() }} {
			require.Panics(t, ask, name)
		}
	}
}

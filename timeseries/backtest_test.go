package timeseries_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/timeseries"
)

// allMethods are all methods of the package that can be competitors, for a series of
// that period.
func allMethods(period int) []timeseries.Method {
	return append(baselineMethods(period), timeseries.Named("window", timeseries.WindowAverage{Window: 3}))
}

// wave returns n values with a season of 4, a rise and some noise, all above 0.
func wave(n int) []float64 {
	y := make([]float64, n)
	for i := range y {
		y[i] = 50 + float64(10*(i%4)+i) + float64((i*i*7+3*i)%13)
	}
	return y
}

// Whatever comes after an origin is not known there: with everything behind it missing
// or absurd, every method forecasts the same, and the scale is the same.
func TestNoMethodLooksAhead(t *testing.T) {
	y := wave(40)
	b := timeseries.Backtest{Horizon: 3, Step: 4, MinTrain: 20, Period: 4}
	methods := append(allMethods(4), timeseries.Named("ARIMA", timeseries.ARIMA{P: 1, D: 1, Q: 1}),
		timeseries.Named("AutoARIMA", timeseries.AutoARIMA{Workers: 1}),
		timeseries.Named("seasonal ARIMA", timeseries.ARIMA{SD: 1, Q: 1, Period: 4}))
	for _, window := range []int{0, 16} {
		b.Window = window
		want, err := b.Run(t.Context(), methods, y)
		require.NoError(t, err)
		for at, o := range want.Origins {
			for _, junk := range []float64{math.NaN(), 1e9} {
				bent := append([]float64(nil), y...)
				for i := o; i < len(bent); i++ {
					bent[i] = junk
				}
				got, err := b.Run(t.Context(), methods, bent)
				require.NoError(t, err)
				for before := range at + 1 {
					for m := range methods {
						require.Equal(t, want.Forecast(nil, m, before), got.Forecast(nil, m, before), "%s at origin %d", methods[m].Name, want.Origins[before])
						wantLo, wantHi := want.Interval(nil, nil, m, before)
						lo, hi := got.Interval(nil, nil, m, before)
						requireSame(t, append(wantLo, wantHi...), append(lo, hi...))
					}
				}
			}
		}
	}
}

// requireSame expects equal numbers, any NaN equal to any other.
func requireSame(t *testing.T, want, got []float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		if !(want[i] == got[i] || want[i] != want[i] && got[i] != got[i]) {
			require.Failf(t, "different", "number %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// The slice that a method gets ends at the origin, without room behind it.
func TestMethodsGetNoMoreThanThePast(t *testing.T) {
	y := wave(30)
	for _, window := range []int{0, 5} {
		var seen [][]float64
		spy := timeseries.Method{Name: "spy", Fit: func(ctx context.Context, y []float64) (timeseries.Forecaster, error) {
			seen = append(seen, y)
			return timeseries.Naive{}.Fit(ctx, y)
		}}
		r, err := timeseries.Backtest{Horizon: 2, Step: 3, MinTrain: 7, Window: window, Workers: 1}.Run(t.Context(), []timeseries.Method{spy}, y)
		require.NoError(t, err)
		require.Equal(t, []int{7, 10, 13, 16, 19, 22, 25, 28}, r.Origins)
		for at, o := range r.Origins {
			from := 0
			if window > 0 {
				from = o - window
			}
			require.Equal(t, y[from:o], seen[at])
			require.Equal(t, len(seen[at]), cap(seen[at]))
		}
	}
}

func TestBacktestByHand(t *testing.T) {
	// Origins 3 and 4; the naive forecasts are 4 and 8, the scales 1.5 and 7/3.
	y := []float64{1, 3, 2 + 2, 8, 6}
	r, err := timeseries.Backtest{Horizon: 1, MinTrain: 3}.Run(t.Context(), []timeseries.Method{timeseries.Named("naive", timeseries.Naive{})}, y)
	require.NoError(t, err)
	require.Equal(t, []int{3, 4}, r.Origins)
	require.Equal(t, []float64{4, -2}, r.Errors(nil, 0, 1))
	s := r.Methods[0].Total
	require.InEpsilon(t, (4/1.5+2/(7.0/3))/2, s.MASE, 1e-15)
	require.InEpsilon(t, math.Sqrt((16/2.5+4/7.0)/2), s.RMSSE, 1e-15)
	require.InEpsilon(t, (200*4/12.0+200*2/14.0)/2, s.SMAPE, 1e-15)
	require.Equal(t, 3.0, s.MAE)
	require.Equal(t, math.Sqrt(10), s.RMSE)
	require.Equal(t, 2, s.N)
	require.Equal(t, s, r.Methods[0].Steps[0])
	require.Zero(t, r.Recommended)
	require.Equal(t, []string{"the choice is weak: it rests on 2 origins, of which there should be at least 8"}, r.Notes)
}

func TestMissingTargetsAreLeftOutAndCounted(t *testing.T) {
	y := wave(30)
	whole, err := timeseries.Backtest{Horizon: 2, MinTrain: 20, Period: 4}.Run(t.Context(), allMethods(4), y)
	require.NoError(t, err)
	y[29] = math.NaN() // the second target of the last origin and of no other
	r, err := timeseries.Backtest{Horizon: 2, MinTrain: 20, Period: 4}.Run(t.Context(), allMethods(4), y)
	require.NoError(t, err)
	require.Equal(t, 1, r.Missing)
	require.Contains(t, r.Notes, "1 target missing and left out")
	for m := range r.Methods {
		requireSame(t, scoresOf(whole.Methods[m].Steps[0]), scoresOf(r.Methods[m].Steps[0]))
		require.Equal(t, 9, r.Methods[m].Steps[0].N)
		require.Equal(t, 8, r.Methods[m].Steps[1].N)
		require.Equal(t, 9, r.Methods[m].Total.N)
		require.NotEqual(t, whole.Methods[m].Total, r.Methods[m].Total)
		require.True(t, math.IsNaN(r.Errors(nil, m, 2)[8]))
	}
	tests := r.Compare(0, 1, 2)
	require.Equal(t, 9, tests[0].N)
	require.Equal(t, 8, tests[1].N)
}

func TestOriginsWithoutScaleAreLeftOutAndCounted(t *testing.T) {
	y := []float64{5, 5, 5, 5, 5, 6, 5, 4, 5, 6, 5, 7, 3, 5, 6}
	methods := allMethods(1)
	r, err := timeseries.Backtest{Horizon: 1, MinTrain: 4}.Run(t.Context(), methods, y)
	require.NoError(t, err)
	require.Equal(t, 2, r.ZeroScale) // origins 4 and 5
	require.Contains(t, r.Notes, "2 origins of 11 without scale, left out of MASE and RMSSE")
	later, err := timeseries.Backtest{Horizon: 1, MinTrain: 6}.Run(t.Context(), methods, y)
	require.NoError(t, err)
	require.Zero(t, later.ZeroScale)
	for m := range methods {
		require.InEpsilon(t, later.Methods[m].Total.MASE, r.Methods[m].Total.MASE, 1e-14)
		require.InEpsilon(t, later.Methods[m].Total.RMSSE, r.Methods[m].Total.RMSSE, 1e-14)
		require.Equal(t, 11, r.Methods[m].Total.N)
	}

	constant, err := timeseries.Backtest{Horizon: 1, MinTrain: 4}.Run(t.Context(), methods, make([]float64, 15))
	require.NoError(t, err)
	require.Equal(t, 11, constant.ZeroScale)
	require.Equal(t, -1, constant.Recommended)
	require.True(t, math.IsNaN(constant.Methods[0].Total.MASE))
	require.Zero(t, constant.Methods[0].Total.MAE)
	require.Zero(t, constant.Methods[0].Total.SMAPE)
	require.Contains(t, constant.Notes[0], "no method is recommended")
	for _, d := range constant.Compare(0, 1, 2) {
		require.True(t, math.IsNaN(d.P))
		require.Equal(t, "the differences do not vary", d.Note)
	}
}

// fixed forecasts numbers of its own, one for each origin.
func fixed(name string, at func(origin int) float64) timeseries.Method {
	return timeseries.Method{Name: name, Fit: func(ctx context.Context, y []float64) (timeseries.Forecaster, error) {
		return constantForecast(at(len(y))), nil
	}}
}

type constantForecast float64

func (f constantForecast) Forecast(dst []float64, h int) []float64 {
	for i := range dst {
		dst[i] = float64(f)
	}
	return dst
}

func TestRecommendedIsTheFirstWithinOneStandardError(t *testing.T) {
	// The scale is 1 everywhere: the series goes up and down by 1, and a method is as
	// wrong as it wants to be.
	y := make([]float64, 24)
	for i := range y {
		y[i] = float64(i % 2)
	}
	off := func(name string, by func(origin int) float64) timeseries.Method {
		return fixed(name, func(o int) float64 { return y[o] + by(o) })
	}
	best := off("best", func(int) float64 { return 1 })
	run := func(methods ...timeseries.Method) *timeseries.BacktestResult {
		r, err := timeseries.Backtest{Horizon: 1, MinTrain: 8}.Run(t.Context(), methods, y)
		require.NoError(t, err)
		require.Len(t, r.Origins, 16)
		return r
	}
	// Always worse by a little: the difference has no error, so it counts.
	r := run(off("a little worse", func(int) float64 { return 1.001 }), best)
	require.Equal(t, 1, r.Best)
	require.Equal(t, 1, r.Recommended)
	require.Empty(t, r.Notes)
	// Worse by 0.1 in the mean with a standard deviation of about 1: within the error.
	wild := off("wild", func(o int) float64 { return 1.1 + float64(1-2*(o%2)) })
	r = run(wild, best)
	require.InEpsilon(t, 1.1, r.Methods[0].Total.MASE, 1e-12)
	require.Equal(t, 1, r.Best)
	require.Equal(t, 0, r.Recommended)
	// The error is 1.033/4 = 0.258 at an excess of 0.25 and of 0.27.
	within := off("within", func(o int) float64 { return 1.25 + float64(1-2*(o%2)) })
	beyond := off("beyond", func(o int) float64 { return 1.27 + float64(1-2*(o%2)) })
	require.Equal(t, 0, run(within, best).Recommended)
	require.Equal(t, 1, run(beyond, best).Recommended)
	require.Equal(t, 1, run(beyond, within, best).Recommended)
	// A tie goes to the first.
	r = run(best, best)
	require.Zero(t, r.Best)
	require.Zero(t, r.Recommended)
}

func TestFailuresAreCountedAndNotRecommended(t *testing.T) {
	y := wave(30)
	broken := errors.New("broken")
	failing := timeseries.Method{Name: "failing", Fit: func(ctx context.Context, y []float64) (timeseries.Forecaster, error) {
		if len(y) < 22 {
			return nil, broken
		}
		return timeseries.SeasonalNaive{Period: 4}.Fit(ctx, y)
	}}
	diverging := fixed("diverging", func(o int) float64 {
		if o == 25 {
			return math.Inf(1)
		}
		return y[o]
	})
	b := timeseries.Backtest{Horizon: 1, MinTrain: 20, Period: 4}
	r, err := b.Run(t.Context(), []timeseries.Method{failing, diverging, timeseries.Named("drift", timeseries.Drift{})}, y)
	require.NoError(t, err)
	require.Equal(t, 2, r.Methods[0].Failed)
	require.ErrorIs(t, r.Methods[0].Err, broken)
	require.Equal(t, 8, r.Methods[0].Total.N)
	require.True(t, math.IsNaN(r.Forecast(nil, 0, 0)[0]))
	lo, _ := r.Interval(nil, nil, 0, 1)
	require.True(t, math.IsNaN(lo[0]))
	require.Equal(t, 1, r.Methods[1].Failed)
	require.ErrorIs(t, r.Methods[1].Err, clm.ErrDiverged)
	require.ErrorContains(t, r.Methods[1].Err, `method "diverging" at origin 25: forecast +Inf of step 1`)
	require.True(t, math.IsNaN(r.Forecast(nil, 1, 5)[0]))
	require.Equal(t, 9, r.Methods[1].NoInterval)
	require.True(t, math.IsNaN(r.Methods[1].Total.Coverage))
	require.Equal(t, 2, r.Best)
	require.Equal(t, 2, r.Recommended)
	require.Len(t, r.Notes, 2)
	require.Equal(t, "failing failed at 2 origins and is not recommended: broken", r.Notes[0])

	all, err := b.Run(t.Context(), []timeseries.Method{failing, diverging}, y)
	require.NoError(t, err)
	require.Equal(t, -1, all.Recommended)
	require.Contains(t, all.Notes[0], "no method is recommended")
}

func TestBacktestRefuses(t *testing.T) {
	naive := []timeseries.Method{timeseries.Named("naive", timeseries.Naive{})}
	for field, b := range map[string]timeseries.Backtest{
		"Horizon":  {},
		"Step":     {Horizon: 1, Step: -1},
		"MinTrain": {Horizon: 1, MinTrain: -1},
		"Window":   {Horizon: 1, Window: 4, Period: 4},
		"Period":   {Horizon: 1, Period: -1},
		"Level":    {Horizon: 1, Level: 1},
		"Workers":  {Horizon: 1, Workers: -1},
	} {
		_, err := b.Run(t.Context(), naive, wave(30))
		var wrong *clm.ConfigError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, field, wrong.Field)
	}
	_, err := timeseries.Backtest{Horizon: 1, Level: math.NaN()}.Run(t.Context(), naive, wave(30))
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = timeseries.Backtest{Horizon: math.MaxInt}.Run(t.Context(), naive, wave(30))
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = timeseries.Backtest{Horizon: 1}.Run(t.Context(), nil, wave(30))
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = timeseries.Backtest{Horizon: 3}.Run(t.Context(), naive, wave(12))
	require.EqualError(t, err, "timeseries.Backtest.Run: 12 values, want at least 13, MinTrain and Horizon together: too few data")
	_, err = timeseries.Backtest{Horizon: 1}.Run(t.Context(), naive, []float64{math.NaN(), math.NaN()})
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = timeseries.Backtest{Horizon: 1}.Run(t.Context(), naive, []float64{1, 2, math.Inf(1)})
	require.EqualError(t, err, "timeseries.Backtest.Run: value +Inf at row 2")
	_, err = timeseries.Backtest{Horizon: 20000}.Run(t.Context(), naive, make([]float64, 40000))
	require.ErrorIs(t, err, clm.ErrLimit)
	_, err = timeseries.Backtest{Horizon: 1}.Run(t.Context(), []timeseries.Method{naive[0], timeseries.Named("odd", timeseries.WindowAverage{})}, wave(30))
	require.ErrorIs(t, err, clm.ErrConfig)
	require.ErrorContains(t, err, `timeseries.Backtest.Run: method "odd": timeseries.WindowAverage: Window is 0`)

	r, err := timeseries.Backtest{Horizon: 2}.Run(t.Context(), naive, wave(30))
	require.NoError(t, err)
	require.Panics(t, func() { r.Errors(nil, 0, 3) })
	require.Panics(t, func() { r.Errors(make([]float64, 3), 0, 1) })
	require.Panics(t, func() { r.Forecast(make([]float64, 3), 0, 0) })
	require.Panics(t, func() { r.Forecast(nil, 1, 0) })
	require.Panics(t, func() { r.Compare(0, 0, 3) })
}

func TestBacktestDoesNotDependOnWorkers(t *testing.T) {
	y := wave(60)
	y[33] = math.NaN()
	var want *timeseries.BacktestResult
	for _, workers := range []int{1, 0, 2, 7} {
		before := fmt.Sprint(y)
		last, calls := 0, 0
		r, err := timeseries.Backtest{Horizon: 5, Step: 2, Period: 4, Workers: workers, Progress: func(done, total int) {
			require.Greater(t, done, last)
			last = done
			calls++
			require.Equal(t, 5*r0(y), total)
		}}.Run(t.Context(), allMethods(4), y)
		require.NoError(t, err)
		require.Equal(t, before, fmt.Sprint(y))
		require.Equal(t, calls, last)
		if want == nil {
			want = r
		}
		require.Equal(t, fmt.Sprintf("%+v", want.Methods), fmt.Sprintf("%+v", r.Methods))
		require.Equal(t, want.String(), r.String())
	}
}

// r0 is the number of origins in TestBacktestDoesNotDependOnWorkers.
func r0(y []float64) int { return (len(y)-12-5)/2 + 1 }

func TestBacktestStops(t *testing.T) {
	stop := errors.New("enough")
	ctx, end := context.WithCancelCause(t.Context())
	spy := timeseries.Method{Name: "spy", Fit: func(ctx context.Context, y []float64) (timeseries.Forecaster, error) {
		if len(y) == 15 {
			end(stop)
		}
		return timeseries.Naive{}.Fit(ctx, y)
	}}
	goroutines := runtime.NumGoroutine()
	for _, workers := range []int{1, 3} {
		r, err := timeseries.Backtest{Horizon: 1, Workers: workers}.Run(ctx, []timeseries.Method{spy}, wave(200))
		require.ErrorIs(t, err, stop)
		require.Nil(t, r)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), goroutines)
}

// A factor changes no score without unit, and the others in proportion, also where the
// squares would overflow.
func TestBacktestOfAnyMagnitude(t *testing.T) {
	run := func(scale float64) *timeseries.BacktestResult {
		y := wave(40)
		for i := range y {
			y[i] *= scale
		}
		r, err := timeseries.Backtest{Horizon: 3, Period: 4}.Run(t.Context(), allMethods(4), y)
		require.NoError(t, err)
		return r
	}
	want := run(1)
	for _, scale := range []float64{0x1p-1000, 0x1p-300, 0x1p300, 0x1p1000} {
		got := run(scale)
		require.Equal(t, want.Recommended, got.Recommended)
		for m := range want.Methods {
			w, g := want.Methods[m].Total, got.Methods[m].Total
			requireSame(t, []float64{w.MASE, w.RMSSE, w.SMAPE, w.MAE * scale, w.RMSE * scale, w.Coverage},
				[]float64{g.MASE, g.RMSSE, g.SMAPE, g.MAE, g.RMSE, g.Coverage})
		}
	}
}

func TestBacktestTable(t *testing.T) {
	r, err := timeseries.Backtest{Horizon: 4, Period: 4, Level: 0.9}.Run(t.Context(), allMethods(4), wave(40))
	require.NoError(t, err)
	lines := strings.Split(r.String(), "\n")
	require.Contains(t, lines[0], "in 90%")
	require.Len(t, lines, 7)
	require.True(t, strings.HasPrefix(lines[2], "* snaive"), r.String())
	require.Equal(t, 3, strings.Count(lines[5], " -"), "the window average has no interval:\n%s", r)
}

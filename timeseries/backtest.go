package timeseries

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
)

// Backtest tells which method to trust: it goes back in time, lets each method
// forecast from what was known then, and compares with what came.
//
// The origins are MinTrain, MinTrain+Step, … as long as Horizon values follow. At
// origin o a method learns from y[:o], or from the last Window values of it, and
// forecasts y[o] … y[o+Horizon−1]; step k of it is y[o+k−1]. It sees nothing else of
// the series: the slice it gets has no room behind its end. Methods are fitted anew at
// each origin.
//
// Scores, with e = y − ŷ of a target, for each step over the origins, and in total as
// the mean over origins of the mean over an origin's steps:
//
//	MAE    mean |e|                 RMSE   √ mean e²
//	MASE   mean |e|/a               RMSSE  √ mean e²/s²
//	sMAPE  mean 200·|e|/(|y|+|ŷ|)   0 where both are 0
//
// a and s are the mean absolute and the root mean square difference y_t − y_{t−Period}
// in the training part of the origin, so a MASE of 1 is an error of the size that the
// seasonal naive method has there one step ahead. An origin whose training part has no
// such difference, or none but 0, has no scale: it is left out of MASE and RMSSE and
// counted in ZeroScale.
//
// Methods that have an Interval also get, for the limits l and u at Level,
//
//	pinball   mean over both limits of max(τ·(y−q), (τ−1)·(y−q)), τ = (1∓Level)/2 for q = l, u
//	coverage  share of targets with l ≤ y ≤ u
//	width     mean u − l
//
// A NaN in y is a missing value: methods get it as it is, and where it is a target it
// is left out and counted in Missing. A method that cannot learn at some origin, or
// whose forecast there is not finite, has failed there: its scores come from the other
// origins, the failures are counted, and it is not recommended.
//
// Methods should be listed from simple to complex. The one that is recommended is the
// first whose mean MASE exceeds the lowest by at most the standard error of that
// difference,
//
//	d_o = MASE of the method at origin o − MASE of the best there        d̄ ≤ sd(d)/√n
//
// over the n origins. Origins that follow each other closely are alike, so this error
// is on the small side, and under 8 origins the rule is weak, which a note says.
//
// Time: one fit for each origin and method. Memory: O(origins·methods·Horizon), three
// numbers each.
//
// Source: L. J. Tashman, Out-of-sample tests of forecasting accuracy, International
// Journal of Forecasting 16(4), 2000, DOI 10.1016/S0169-2070(00)00065-0 (rolling
// origin); R. J. Hyndman and A. B. Koehler, Another look at measures of forecast
// accuracy, International Journal of Forecasting 22(4), 2006,
// DOI 10.1016/j.ijforecast.2006.03.001 (MASE); S. Makridakis, E. Spiliotis and
// V. Assimakopoulos, The M4 Competition, International Journal of Forecasting 36(1),
// 2020, DOI 10.1016/j.ijforecast.2019.04.014 (sMAPE), and The M5 competition, ibid.
// 38(4), 2022, DOI 10.1016/j.ijforecast.2021.07.007 (RMSSE); T. Hastie, R. Tibshirani
// and J. Friedman, The Elements of Statistical Learning, 2nd edition, Springer, 2009,
// DOI 10.1007/978-0-387-84858-7, §7.10 (one standard error).
//
// Differs from R: forecast::tsCV forecasts over the end of the series too, so its later
// steps have fewer targets; forecast::accuracy scales by the differences of the whole
// series of a model.
type Backtest struct {
	// Horizon is how many values are forecast at each origin, at least 1. 0 is not
	// allowed: it is required.
	Horizon int
	// Step is the distance between two origins, at least 1; 0 means 1.
	Step int
	// MinTrain is how many values lie before the first origin, at least 1; 0 means
	// the largest of 10, three periods, and Window.
	MinTrain int
	// Window is how many of the values before an origin a method learns from, more
	// than Period; 0 means all.
	Window int
	// Period is the number of values in a season, for the scales of MASE and RMSSE,
	// at least 1; 0 means 1.
	Period int
	// Level is the probability of the intervals that are scored, between 0 and 1; 0
	// means 0.95.
	Level float64
	// Workers is the number of goroutines, at least 1; 0 means GOMAXPROCS. Methods run
	// beside each other, so they should not have workers of their own.
	Workers int
	// Progress, if not nil, is called with the number of fits that are done and that of
	// all.
	Progress func(done, total int) `json:"-"`
}

// mostForecasts is how many forecasts a back-test keeps at most: 2 GB of them, and
// twice that for intervals.
const mostForecasts = 1 << 28

// checked returns the configuration with its defaults filled in.
func (c Backtest) checked() (Backtest, error) {
	const typ = "timeseries.Backtest"
	// Sums of such numbers do not overflow; who is below a bound need not hear of it.
	const large = math.MaxInt / 8
	within := func(field string, v, lo int) error {
		if v < lo {
			return check.Int(typ, field, v, lo, math.MaxInt)
		}
		return check.Int(typ, field, v, lo, large)
	}
	if c.Step == 0 {
		c.Step = 1
	}
	if c.Period == 0 {
		c.Period = 1
	}
	if c.Level == 0 {
		c.Level = 0.95
	}
	if !(c.Level > 0 && c.Level < 1) {
		return c, &clm.ConfigError{Type: typ, Field: "Level", Value: c.Level, Want: "between 0 and 1"}
	}
	for _, f := range []struct {
		name string
		v    int
		lo   int
	}{{"Horizon", c.Horizon, 1}, {"Step", c.Step, 1}, {"Period", c.Period, 1}, {"MinTrain", c.MinTrain, 0}, {"Workers", c.Workers, 0}} {
		if err := within(f.name, f.v, f.lo); err != nil {
			return c, err
		}
	}
	if c.Window != 0 {
		if err := within("Window", c.Window, c.Period+1); err != nil {
			return c, err
		}
	}
	if c.MinTrain == 0 {
		c.MinTrain = max(10, 3*c.Period, c.Window)
	}
	return c, nil
}

// Run lets the methods, listed from simple to complex, forecast y, oldest value first.
// What it returns does not depend on Workers.
//
// The errors are a ConfigError, also one of a method, a ShapeError where there is no
// method, a ValueError for an infinite value of y, one that wraps [clm.ErrTooFew] where
// the series is too short for one origin, a LimitError where origins times methods
// times Horizon is more than 268 million, or the cause of the context.
func (c Backtest) Run(ctx context.Context, methods []Method, y []float64) (*BacktestResult, error) {
	const op = "timeseries.Backtest.Run"
	c, err := c.checked()
	if err != nil {
		return nil, err
	}
	if len(methods) == 0 {
		return nil, &clm.ShapeError{Op: op, Got: "0 methods", Want: "at least 1"}
	}
	seen, err := observe(ctx, op, y)
	if err != nil {
		return nil, err
	}
	if len(y) < c.MinTrain+c.Horizon {
		return nil, fmt.Errorf("%s: %d values, want at least %d, MinTrain and Horizon together: %w", op, len(y), c.MinTrain+c.Horizon, clm.ErrTooFew)
	}
	origins := (len(y)-c.MinTrain-c.Horizon)/c.Step + 1
	if float64(origins)*float64(len(methods))*float64(c.Horizon) > mostForecasts {
		return nil, &clm.LimitError{Op: op, Limit: mostForecasts, What: "forecasts", Hint: "raise Step"}
	}
	r := newBacktestResult(c, methods, y, origins, seen.unit)
	if err := c.compete(ctx, methods, r); err != nil {
		return nil, err
	}
	if err := r.score(ctx); err != nil {
		return nil, err
	}
	r.choose()
	return r, nil
}

// compete lets each method forecast at each origin.
func (c Backtest) compete(ctx context.Context, methods []Method, r *BacktestResult) error {
	var mu sync.Mutex
	done, total := 0, len(r.Origins)*len(methods)
	return par.For(ctx, total, 1, c.Workers, func(job, _, _ int) error {
		at, m := job/len(methods), job%len(methods)
		err := r.attempt(ctx, methods[m], m, at)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if errors.Is(err, clm.ErrConfig) {
			return fmt.Errorf("timeseries.Backtest.Run: method %q: %w", methods[m].Name, err)
		}
		r.failed[m][at] = err
		if c.Progress != nil {
			mu.Lock()
			defer mu.Unlock()
			done++
			c.Progress(done, total)
		}
		return nil
	})
}

// attempt fits one method at one origin and keeps its forecasts.
func (r *BacktestResult) attempt(ctx context.Context, method Method, m, at int) error {
	o, h := r.Origins[at], r.config.Horizon
	model, err := method.Fit(ctx, r.training(at))
	if err != nil {
		return err
	}
	forecast := r.forecasts[m][at*h : (at+1)*h : (at+1)*h]
	model.Forecast(forecast, h)
	for k, v := range forecast {
		if v-v != 0 {
			return fmt.Errorf("timeseries.Backtest.Run: method %q at origin %d: forecast %v of step %d: %w", method.Name, o, v, k+1, clm.ErrDiverged)
		}
	}
	if model, ok := model.(IntervalForecaster); ok {
		r.Methods[m].intervals[at] = true
		model.Interval(r.lower[m][at*h:(at+1)*h:(at+1)*h], r.upper[m][at*h:(at+1)*h:(at+1)*h], h, r.config.Level)
	}
	return nil
}

// training is what is known at an origin.
func (r *BacktestResult) training(at int) []float64 {
	o, first := r.Origins[at], 0
	if w := r.config.Window; w > 0 {
		first = max(0, o-w)
	}
	return r.y[first:o:o]
}

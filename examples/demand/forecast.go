package main

import (
	"context"
	"errors"
	"time"

	"github.com/clm-go/clm/timeseries"
)

// forecast is what comes next, and how good such forecasts were.
type forecast struct {
	name   string // of the series
	test   *timeseries.BacktestResult
	best   int // place of the method that forecasts
	start  []time.Time
	values []float64
	lo, hi [len(levels)][]float64
}

// levels are the probabilities of the bands of the fan, the inner one first.
var levels = [...]float64{0.5, 0.8, 0.95}

// methods are the competitors, from simple to complex. All of them say how sure they
// are, which timeseries.WindowAverage does not.
func (s *series) methods() []timeseries.Method {
	list := []timeseries.Method{
		timeseries.Named("mean", timeseries.Mean{}),
		timeseries.Named("naive", timeseries.Naive{}),
		timeseries.Named("drift", timeseries.Drift{}),
	}
	if s.period > 1 {
		list = append(list, timeseries.Named("seasonal naive", timeseries.SeasonalNaive{Period: s.period}))
	}
	return append(list, timeseries.Named("AutoARIMA", timeseries.AutoARIMA{Period: s.period, Workers: 1}))
}

// forecast tries the methods on the past and forecasts by the one that is recommended.
func (s *series) forecast(ctx context.Context) (*forecast, error) {
	methods := s.methods()
	test, err := timeseries.Backtest{
		Horizon: s.test.horizon, Step: s.test.step, MinTrain: s.test.minTrain, Period: s.period, Level: 0.8,
	}.Run(ctx, methods, s.values)
	if err != nil {
		return nil, err
	}
	if test.Recommended < 0 {
		return nil, errors.New("no method could be tried on the " + s.name)
	}
	f := &forecast{name: s.name, test: test, best: test.Recommended}
	m, err := methods[f.best].Fit(ctx, s.values)
	if err != nil {
		return nil, err
	}
	f.values = m.Forecast(nil, s.test.horizon)
	for i, level := range levels {
		f.lo[i], f.hi[i] = m.(timeseries.IntervalForecaster).Interval(nil, nil, s.test.horizon, level)
	}
	for i := range f.values {
		f.start = append(f.start, s.at(i+1))
	}
	return f, nil
}

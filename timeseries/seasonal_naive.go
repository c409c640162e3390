package timeseries

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// SeasonalNaive says that it will be as it was a year (or a week) ago: each forecast
// is the last observed value of the same season. It is what a method for seasonal
// series must beat.
//
//	y_t = y_{t−m} + ε_t        ŷ_{n+h} = y_{n+h−m·k}        Var = σ²·k        k = ⌈h/m⌉
//
// with m the period. σ² is the mean square of the steps ε from season to season.
//
// NaN is a missing value. Where the last value of a season is missing, the one before
// is taken, and k counts from there; a step over a gap of g seasons has variance
// g·σ².
//
// Time: O(n) for n values. Memory: O(m), as is the model file.
//
// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice,
// 3rd edition, OTexts, 2021, §5.2 and §5.5, https://otexts.com/fpp3.
//
// Differs from R: forecast::snaive fills a gap with the value of the season before, and
// counts the steps from there as if it had been observed. Without missing values the
// numbers are the same.
type SeasonalNaive struct {
	// Period is the number of values in a season, such as 12 for months or 7 for
	// days, at least 1. 0 is not allowed: it is required.
	Period int
}

// Fit learns from the values of y, oldest first.
//
// The errors are a ConfigError, a ValueError for an infinite value, one that wraps
// [clm.ErrTooFew] where there are fewer values than one season or a season was never
// observed, which it names, or the cause of the context.
func (c SeasonalNaive) Fit(ctx context.Context, y []float64) (*SeasonalNaiveModel, error) {
	if err := check.Int("timeseries.SeasonalNaive", "Period", c.Period, 1, math.MaxInt); err != nil {
		return nil, err
	}
	w, err := fitLagWalk(ctx, "timeseries.SeasonalNaive.Fit", y, c.Period, false)
	if err != nil {
		return nil, err
	}
	return &SeasonalNaiveModel{w}, nil
}

// SeasonalNaiveModel is what [SeasonalNaive] learned: the last season and the size of
// the steps. It may be used by any number of goroutines.
type SeasonalNaiveModel struct{ walk lagWalk }

var _ IntervalForecaster = (*SeasonalNaiveModel)(nil)

// Forecast sets dst to the h values that follow and returns it; a nil dst is
// allocated. It panics where h is below 1 or dst has another length.
func (m *SeasonalNaiveModel) Forecast(dst []float64, h int) []float64 {
	return m.walk.forecast("timeseries.SeasonalNaiveModel.Forecast", dst, h)
}

// Interval sets lo and hi to the limits between which each of the next h values lies
// with probability level, and returns them; nil slices are allocated. The steps are
// taken as normal. With one season the limits are NaN. It panics where h is below 1,
// level is not between 0 and 1, or a slice has another length.
func (m *SeasonalNaiveModel) Interval(lo, hi []float64, h int, level float64) (lower, upper []float64) {
	return m.walk.interval("timeseries.SeasonalNaiveModel.Interval", lo, hi, h, level)
}

// Report says how many values there were. Its Objective is σ, NaN where that is
// unknown.
func (m *SeasonalNaiveModel) Report() clm.Report {
	return m.walk.told("timeseries.SeasonalNaiveModel.Report")
}

// MarshalBinary returns the model file. Its error is always nil.
func (m *SeasonalNaiveModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. Its error is always nil.
func (m *SeasonalNaiveModel) AppendBinary(b []byte) ([]byte, error) {
	return m.walk.appendFile("timeseries.SeasonalNaiveModel.AppendBinary", b, "timeseries.SeasonalNaiveModel")
}

// UnmarshalBinary fills a zero model from a model file; it panics for another one.
// Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *SeasonalNaiveModel) UnmarshalBinary(data []byte) error {
	if len(m.walk.last) > 0 {
		panic("timeseries.SeasonalNaiveModel.UnmarshalBinary: the model is not empty")
	}
	w, err := readLagWalk(data, "timeseries.SeasonalNaiveModel", true, false)
	if err != nil {
		return err
	}
	m.walk = w
	return nil
}

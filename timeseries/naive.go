package timeseries

import (
	"context"

	clm "github.com/clm-go/clm"
)

// Naive says that everything stays as it is: each forecast is the last observed
// value. It is what any other method must beat to be worth its trouble, and for
// prices and other random walks nothing does.
//
//	y_t = y_{t−1} + ε_t        ŷ_{n+h} = y_n        Var = σ²·h
//
// σ² is the mean square of the steps ε.
//
// NaN is a missing value. A step over a gap of g observations has variance g·σ²,
// and after k missing values at the end the forecasts have the variance of h+k
// steps.
//
// Time: O(n) for n values. Memory: O(1), as is the model file.
//
// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice,
// 3rd edition, OTexts, 2021, §5.2 and §5.5, https://otexts.com/fpp3.
//
// Differs from R: forecast::naive fills a gap with the value before it, and counts
// the steps from there as if it had been observed. Without missing values the
// numbers are the same.
type Naive struct{}

// Fit learns from the values of y, oldest first.
//
// The errors are a ValueError for an infinite value, one that wraps
// [clm.ErrTooFew] where no value is observed, or the cause of the context.
func (c Naive) Fit(ctx context.Context, y []float64) (*NaiveModel, error) {
	w, err := fitLagWalk(ctx, "timeseries.Naive.Fit", y, 1, false)
	if err != nil {
		return nil, err
	}
	return &NaiveModel{w}, nil
}

// NaiveModel is what [Naive] learned: the last value and the size of the steps. It
// may be used by any number of goroutines.
type NaiveModel struct{ walk lagWalk }

var _ IntervalForecaster = (*NaiveModel)(nil)

// Forecast sets dst to the h values that follow and returns it; a nil dst is
// allocated. It panics where h is below 1 or dst has another length.
func (m *NaiveModel) Forecast(dst []float64, h int) []float64 {
	return m.walk.forecast("timeseries.NaiveModel.Forecast", dst, h)
}

// Interval sets lo and hi to the limits between which each of the next h values lies
// with probability level, and returns them; nil slices are allocated. The steps are
// taken as normal. With one value the limits are NaN. It panics where h is below 1,
// level is not between 0 and 1, or a slice has another length.
func (m *NaiveModel) Interval(lo, hi []float64, h int, level float64) (lower, upper []float64) {
	return m.walk.interval("timeseries.NaiveModel.Interval", lo, hi, h, level)
}

// Report says how many values there were. Its Objective is σ, NaN where that is
// unknown.
func (m *NaiveModel) Report() clm.Report { return m.walk.told("timeseries.NaiveModel.Report") }

// MarshalBinary returns the model file. Its error is always nil.
func (m *NaiveModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. Its error is always nil.
func (m *NaiveModel) AppendBinary(b []byte) ([]byte, error) {
	return m.walk.appendFile("timeseries.NaiveModel.AppendBinary", b, "timeseries.NaiveModel")
}

// UnmarshalBinary fills a zero model from a model file; it panics for another one.
// Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *NaiveModel) UnmarshalBinary(data []byte) error {
	if len(m.walk.last) > 0 {
		panic("timeseries.NaiveModel.UnmarshalBinary: the model is not empty")
	}
	w, err := readLagWalk(data, "timeseries.NaiveModel", false, false)
	if err != nil {
		return err
	}
	m.walk = w
	return nil
}

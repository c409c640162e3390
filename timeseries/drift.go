package timeseries

import (
	"context"

	clm "github.com/clm-go/clm"
)

// Drift says that what went on goes on: the forecasts lie on the line through the
// first and the last value.
//
//	y_t = y_{t−1} + b + ε_t        b = (y_n − y_1)/(n−1)
//	ŷ_{n+h} = y_n + h·b            Var = σ²·(h + h²/(n−1))
//
// σ² is the sum of squares of the n−1 steps less b, divided by n−2.
//
// NaN is a missing value. The line goes through the first and the last observed
// value, a step over a gap of g observations has mean g·b and variance g·σ², and
// after k missing values at the end h+k takes the place of h.
//
// Time: O(n) for n values. Memory: O(1), as is the model file.
//
// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice,
// 3rd edition, OTexts, 2021, §5.2 and §5.5, https://otexts.com/fpp3.
//
// Differs from R: forecast::rwf with drift fills a gap with the value before it, as
// if it had been observed, and divides by n−1 where b is exactly 0. Otherwise the
// numbers are the same without missing values.
type Drift struct{}

// Fit learns from the values of y, oldest first.
//
// The errors are a ValueError for an infinite value, one that wraps
// [clm.ErrTooFew] where fewer than two values are observed, or the cause of the
// context.
func (c Drift) Fit(ctx context.Context, y []float64) (*DriftModel, error) {
	w, err := fitLagWalk(ctx, "timeseries.Drift.Fit", y, 1, true)
	if err != nil {
		return nil, err
	}
	return &DriftModel{w}, nil
}

// DriftModel is what [Drift] learned: the last value, the slope and the size of the
// steps. It may be used by any number of goroutines.
type DriftModel struct{ walk lagWalk }

var _ IntervalForecaster = (*DriftModel)(nil)

// Slope returns b, by how much the series rises from one value to the next.
func (m *DriftModel) Slope() float64 {
	m.walk.room("timeseries.DriftModel.Slope", nil, 1)
	return m.walk.drift
}

// Forecast sets dst to the h values that follow and returns it; a nil dst is
// allocated. It panics where h is below 1 or dst has another length.
func (m *DriftModel) Forecast(dst []float64, h int) []float64 {
	return m.walk.forecast("timeseries.DriftModel.Forecast", dst, h)
}

// Interval sets lo and hi to the limits between which each of the next h values lies
// with probability level, and returns them; nil slices are allocated. The steps are
// taken as normal; that b is estimated is in the variance. With two values the limits are
// NaN. It panics where h is below 1, level is not between 0 and 1, or a slice has
// another length.
func (m *DriftModel) Interval(lo, hi []float64, h int, level float64) (lower, upper []float64) {
	return m.walk.interval("timeseries.DriftModel.Interval", lo, hi, h, level)
}

// Report says how many values there were. Its Objective is σ, NaN where that is
// unknown.
func (m *DriftModel) Report() clm.Report { return m.walk.told("timeseries.DriftModel.Report") }

// MarshalBinary returns the model file. Its error is always nil.
func (m *DriftModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. Its error is always nil.
func (m *DriftModel) AppendBinary(b []byte) ([]byte, error) {
	return m.walk.appendFile("timeseries.DriftModel.AppendBinary", b, "timeseries.DriftModel")
}

// UnmarshalBinary fills a zero model from a model file; it panics for another one.
// Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *DriftModel) UnmarshalBinary(data []byte) error {
	if len(m.walk.last) > 0 {
		panic("timeseries.DriftModel.UnmarshalBinary: the model is not empty")
	}
	w, err := readLagWalk(data, "timeseries.DriftModel", false, true)
	if err != nil {
		return err
	}
	m.walk = w
	return nil
}

package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

// WindowAverage says that the future is like the recent past: each forecast is the
// mean of the last Window values. It is the moving average that many shops reorder
// by.
//
//	ŷ_{n+h} = (y_{n−w+1} + … + y_n)/w
//
// It stands for no model of the series, so it has no interval.
//
// NaN is a missing value: the mean is that of the observed ones in the window.
//
// Time: O(n) for n values, all of which are looked at for infinite ones. Memory:
// O(1), as is the model file.
//
// Source: R. G. Brown, Statistical Forecasting for Inventory Control, McGraw-Hill,
// 1959.
type WindowAverage struct {
	// Window is the number of values that are averaged, at least 1. 0 is not allowed:
	// it is required.
	Window int
}

// Fit learns from the values of y, oldest first.
//
// The errors are a ConfigError, a ValueError for an infinite value, one that wraps
// [clm.ErrTooFew] where there are fewer than Window values or none of the last Window
// is observed, or the cause of the context.
func (c WindowAverage) Fit(ctx context.Context, y []float64) (*WindowAverageModel, error) {
	const op = "timeseries.WindowAverage.Fit"
	if err := check.Int("timeseries.WindowAverage", "Window", c.Window, 1, math.MaxInt); err != nil {
		return nil, err
	}
	o, err := observe(ctx, op, y)
	if err != nil {
		return nil, err
	}
	if len(y) < c.Window {
		return nil, fmt.Errorf("%s: %d values, want at least the window of %d: %w", op, len(y), c.Window, clm.ErrTooFew)
	}
	n := 0
	sum, err := o.sum(ctx, y[len(y)-c.Window:], func(v float64) float64 { n++; return v })
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fmt.Errorf("%s: none of the last %d values is observed: %w", op, c.Window, clm.ErrTooFew)
	}
	return &WindowAverageModel{n: n, mean: sum / float64(n) * o.unit, report: clm.Report{
		Iterations: 1, Converged: true, Reason: fmt.Sprintf("%d of %d values observed", n, c.Window),
	}}, nil
}

// WindowAverageModel is what [WindowAverage] learned: a mean. It may be used by any
// number of goroutines.
type WindowAverageModel struct {
	n      int // 0: not fitted
	mean   float64
	report clm.Report
}

var _ Forecaster = (*WindowAverageModel)(nil)

// Forecast sets dst to the h values that follow and returns it; a nil dst is
// allocated. It panics where h is below 1 or dst has another length.
func (m *WindowAverageModel) Forecast(dst []float64, h int) []float64 {
	const op = "timeseries.WindowAverageModel.Forecast"
	if m.n == 0 {
		panic(op + ": the model is not fitted")
	}
	dst = horizon(op, dst, h)
	for i := range dst {
		dst[i] = m.mean
	}
	return dst
}

// Report says how many values of the window were observed.
func (m *WindowAverageModel) Report() clm.Report {
	if m.n == 0 {
		panic(windowAverageKind + ".Report: the model is not fitted")
	}
	return report.Clone(m.report)
}

const windowAverageKind = "timeseries.WindowAverageModel"

// MarshalBinary returns the model file. Its error is always nil.
func (m *WindowAverageModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. Its error is always nil.
func (m *WindowAverageModel) AppendBinary(b []byte) ([]byte, error) {
	if m.n == 0 {
		panic(windowAverageKind + ".AppendBinary: the model is not fitted")
	}
	w := codec.NewWriter(b, windowAverageKind, baselineVersion)
	w.Int(m.n)
	w.Float64(m.mean)
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero model from a model file; it panics for another one.
// Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *WindowAverageModel) UnmarshalBinary(data []byte) error {
	if m.n != 0 {
		panic(windowAverageKind + ".UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, windowAverageKind, baselineVersion)
	if err != nil {
		return err
	}
	read := WindowAverageModel{n: r.Int(), mean: r.Float64(), report: report.Get(r)}
	if read.n < 1 || read.mean-read.mean != 0 {
		r.Fail("mean %v of %d values", read.mean, read.n)
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = read
	return nil
}

package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

// Mean says that the future is like the average of the past: each forecast is the
// mean of all observed values. It is right for series that only ever swing about a
// level.
//
//	y_t = μ + ε_t        ŷ = ȳ        limits ȳ ± t·s·√(1 + 1/n)
//
// with n observed values, s their standard deviation (n−1) and t the quantile of
// Student's distribution with n−1 degrees of freedom.
//
// NaN is a missing value and is left out.
//
// Time: O(n) for n values. Memory: O(1), as is the model file.
//
// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice,
// 3rd edition, OTexts, 2021, §5.2 and §5.5, https://otexts.com/fpp3.
//
// Differs from R: forecast::meanf counts missing values in n. Without them the numbers
// are the same.
type Mean struct{}

// Fit learns from the values of y; their order does not matter.
//
// The errors are a ValueError for an infinite value, one that wraps
// [clm.ErrTooFew] where no value is observed, or the cause of the context.
func (c Mean) Fit(ctx context.Context, y []float64) (*MeanModel, error) {
	o, err := observe(ctx, "timeseries.Mean.Fit", y)
	if err != nil {
		return nil, err
	}
	n := float64(o.n)
	mean, err := o.sum(ctx, y, func(v float64) float64 { return v })
	if err != nil {
		return nil, err
	}
	mean /= n
	rest, err := o.sum(ctx, y, func(v float64) float64 { return v - mean }) // what rounding left out
	if err != nil {
		return nil, err
	}
	mean += rest / n
	squares, err := o.sum(ctx, y, func(v float64) float64 { return (v - mean) * (v - mean) })
	if err != nil {
		return nil, err
	}
	m := &MeanModel{n: o.n, mean: mean * o.unit, sd: math.NaN()}
	if o.n > 1 {
		m.sd = math.Sqrt(squares/(n-1)) * o.unit
	}
	m.report = clm.Report{Iterations: 1, Converged: true, Objective: m.sd, Reason: fmt.Sprintf("%d of %d values observed", o.n, len(y))}
	if o.n == 1 {
		m.report.Notes = append(m.report.Notes, "too few values for an interval: its limits are NaN")
	}
	return m, nil
}

// MeanModel is what [Mean] learned: mean and standard deviation. It may be used by
// any number of goroutines.
type MeanModel struct {
	n        int // 0: not fitted
	mean, sd float64
	report   clm.Report
}

var _ IntervalForecaster = (*MeanModel)(nil)

func (m *MeanModel) fitted(method string) {
	if m.n == 0 {
		panic("timeseries.MeanModel." + method + ": the model is not fitted")
	}
}

// Forecast sets dst to the h values that follow and returns it; a nil dst is
// allocated. It panics where h is below 1 or dst has another length.
func (m *MeanModel) Forecast(dst []float64, h int) []float64 {
	m.fitted("Forecast")
	dst = horizon("timeseries.MeanModel.Forecast", dst, h)
	for i := range dst {
		dst[i] = m.mean
	}
	return dst
}

// Interval sets lo and hi to the limits between which each of the next h values lies
// with probability level, and returns them; nil slices are allocated. The values are
// taken as normal and independent. With one value the limits are NaN. It panics where
// h is below 1, level is not between 0 and 1, or a slice has another length.
func (m *MeanModel) Interval(lo, hi []float64, h int, level float64) (lower, upper []float64) {
	const op = "timeseries.MeanModel.Interval"
	m.fitted("Interval")
	lo, hi = horizon(op, lo, h), horizon(op, hi, h)
	half := math.NaN()
	if checkLevel(op, level); m.n > 1 {
		half = studentQuantile(level, m.n-1) * m.sd * math.Sqrt(1+1/float64(m.n))
	}
	for i := range lo {
		lo[i], hi[i] = m.mean-float64(half), m.mean+float64(half)
	}
	return lo, hi
}

// Report says how many values there were. Its Objective is their standard deviation,
// NaN where that is unknown.
func (m *MeanModel) Report() clm.Report {
	m.fitted("Report")
	return report.Clone(m.report)
}

const meanKind = "timeseries.MeanModel"

// MarshalBinary returns the model file. Its error is always nil.
func (m *MeanModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. Its error is always nil.
func (m *MeanModel) AppendBinary(b []byte) ([]byte, error) {
	m.fitted("AppendBinary")
	w := codec.NewWriter(b, meanKind, baselineVersion)
	w.Int(m.n)
	w.Float64(m.mean)
	w.Float64(m.sd)
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero model from a model file; it panics for another one.
// Every error wraps [clm.ErrFormat] and leaves the model as it is.
func (m *MeanModel) UnmarshalBinary(data []byte) error {
	if m.n != 0 {
		panic("timeseries.MeanModel.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, meanKind, baselineVersion)
	if err != nil {
		return err
	}
	read := MeanModel{n: r.Int(), mean: r.Float64(), sd: r.Float64(), report: report.Get(r)}
	if read.n < 1 || read.mean-read.mean != 0 || read.sd < 0 || (read.n == 1) != math.IsNaN(read.sd) {
		r.Fail("mean %v and standard deviation %v of %d values", read.mean, read.sd, read.n)
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = read
	return nil
}

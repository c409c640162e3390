package timeseries

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clm-go/clm/internal/check"
)

// BacktestResult is what a [Backtest] found: scores for each method, and which one to
// trust. It may be read by any number of goroutines.
type BacktestResult struct {
	// Origins are where the forecasts began: the place of the first target in y.
	Origins []int
	// Methods are the competitors in the order in which they were given.
	Methods []MethodResult
	// Recommended is the place in Methods of the first one that is about as good as the
	// best, −1 where there is none.
	Recommended int
	// Best is the place in Methods of the one with the lowest mean MASE, −1 where there
	// is none.
	Best int
	// Missing is how many targets were missing, over all origins.
	Missing int
	// ZeroScale is how many origins have no scale for MASE and RMSSE.
	ZeroScale int
	// Notes are what a careful user would want to know.
	Notes []string

	config       Backtest
	y            []float64
	unit         float64 // of y, by which squares are kept small
	scale        []float64
	rootScale    []float64   // for each origin, divided by unit; 0: none
	forecasts    [][]float64 // for each method, origin by origin
	lower, upper [][]float64 // NaN where there is none
	failed       [][]error   // for each method and origin
	mase         [][]float64 // for each method and origin, NaN where there is none
}

// MethodResult is how one method fared.
type MethodResult struct {
	// Name is that of the [Method].
	Name string
	// Total are the scores over all steps: means over origins of the mean over an
	// origin's steps.
	Total Scores
	// Steps are the scores of each step, means over origins; Steps[0] is one step ahead.
	Steps []Scores
	// Failed is the number of origins without a forecast.
	Failed int
	// Err is why, at the first of them; nil where there is none.
	Err error
	// NoInterval is the number of origins with a forecast but without an interval, or
	// with one that is NaN.
	NoInterval int

	intervals []bool
}

// Scores are means over origins, see [Backtest] for the formulas. What could not be
// computed is NaN.
type Scores struct {
	MASE     float64 // mean absolute error in units of the training part's seasonal differences
	RMSSE    float64 // the same with squares and a root
	SMAPE    float64 // mean absolute error in percent of the mean of value and forecast, 0 to 200
	MAE      float64 // mean absolute error
	RMSE     float64 // root mean square error
	Pinball  float64 // mean quantile loss of the two limits
	Coverage float64 // share of targets within the limits
	Width    float64 // mean distance of the limits
	N        int     // number of origins with a forecast and a target
}

func newBacktestResult(c Backtest, methods []Method, y []float64, origins int, unit float64) *BacktestResult {
	r := &BacktestResult{
		Origins: make([]int, origins), Methods: make([]MethodResult, len(methods)), Recommended: -1, Best: -1,
		config: c, y: slices.Clone(y), unit: unit,
		forecasts: make([][]float64, len(methods)), lower: make([][]float64, len(methods)), upper: make([][]float64, len(methods)),
		failed: make([][]error, len(methods)), mase: make([][]float64, len(methods)),
	}
	for at := range r.Origins {
		r.Origins[at] = c.MinTrain + at*c.Step
	}
	unknown := func(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
	for m := range methods {
		r.Methods[m] = MethodResult{Name: methods[m].Name, intervals: make([]bool, origins)}
		r.forecasts[m], r.lower[m], r.upper[m] = unknown(origins*c.Horizon), unknown(origins*c.Horizon), unknown(origins*c.Horizon)
		r.failed[m], r.mase[m] = make([]error, origins), unknown(origins)
	}
	return r
}

// Forecast sets dst to the forecasts of a method at an origin, both given by their
// place in Methods and Origins, and returns it; a nil dst is allocated. They are NaN
// where the method failed. It panics for places that do not exist and where dst has
// not length Horizon.
func (r *BacktestResult) Forecast(dst []float64, method, origin int) []float64 {
	h := r.config.Horizon
	dst = check.Dst("timeseries.BacktestResult.Forecast", dst, h)
	if r.failed[method][origin] != nil {
		return fill(dst, math.NaN())
	}
	copy(dst, r.forecasts[method][origin*h:(origin+1)*h])
	return dst
}

// Interval sets lo and hi to the limits of a method at an origin, as
// [BacktestResult.Forecast] does. They are NaN where there are none.
func (r *BacktestResult) Interval(lo, hi []float64, method, origin int) (lower, upper []float64) {
	const op = "timeseries.BacktestResult.Interval"
	h := r.config.Horizon
	lo, hi = check.Dst(op, lo, h), check.Dst(op, hi, h)
	if r.failed[method][origin] != nil {
		return fill(lo, math.NaN()), fill(hi, math.NaN())
	}
	copy(lo, r.lower[method][origin*h:(origin+1)*h])
	copy(hi, r.upper[method][origin*h:(origin+1)*h])
	return lo, hi
}

// Errors sets dst to the errors y − ŷ of a method at each origin, for a step from 1 to
// Horizon, and returns it; a nil dst is allocated. They are NaN where the method failed
// or the target is missing. It panics for a method or step that does not exist and
// where dst has another length than Origins.
func (r *BacktestResult) Errors(dst []float64, method, step int) []float64 {
	const op = "timeseries.BacktestResult.Errors"
	h := r.config.Horizon
	if step < 1 || step > h {
		panic(fmt.Sprintf("%s: step is %d, want 1 to %d", op, step, h))
	}
	dst = check.Dst(op, dst, len(r.Origins))
	for at, o := range r.Origins {
		dst[at] = math.NaN()
		if r.failed[method][at] == nil {
			dst[at] = r.y[o+step-1] - r.forecasts[method][at*h+step-1]
		}
	}
	return dst
}

// Compare tests for each step whether two methods, given by their place in Methods,
// differ in the mean of their losses |e|^power, with a power of 1 or 2; 0 means 2.
// Entry k−1 is step k, whose errors overlap with those of ⌈k/Step⌉−1 origins before,
// and that is the horizon of the test. Where there are too few origins the statistic
// is NaN and the note says so. It panics for a method or power that does not exist.
func (r *BacktestResult) Compare(a, b, power int) []DMTest {
	tests := make([]DMTest, r.config.Horizon)
	for k := range tests {
		h := (k + r.config.Step) / r.config.Step
		t, err := DieboldMariano{Horizon: h, Power: power}.Of(r.Errors(nil, a, k+1), r.Errors(nil, b, k+1))
		switch {
		case err != nil && power != 0 && power != 1 && power != 2:
			panic("timeseries.BacktestResult.Compare: " + err.Error())
		case err != nil:
			t = DMTest{Statistic: math.NaN(), P: math.NaN(), Difference: math.NaN(), Horizon: h, Note: "too few origins with forecasts of both"}
		}
		tests[k] = t
	}
	return tests
}

// String returns the total scores as a table, one line for each method, with a star
// before the recommended one, and the notes below.
func (r *BacktestResult) String() string {
	wide := len("method")
	for _, m := range r.Methods {
		wide = max(wide, utf8.RuneCountInString(m.Name))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "  %-*s %9s %9s %9s %9s %9s %9s %9s %9s\n", wide, "method",
		"MASE", "RMSSE", "sMAPE", "MAE", "RMSE", "pinball", fmt.Sprintf("in %g%%", 100*r.config.Level), "width")
	for i, m := range r.Methods {
		star := " "
		if i == r.Recommended {
			star = "*"
		}
		fmt.Fprintf(&b, "%s %-*s", star, wide, m.Name)
		s := m.Total
		for _, v := range []float64{s.MASE, s.RMSSE, s.SMAPE, s.MAE, s.RMSE, s.Pinball, 100 * s.Coverage, s.Width} {
			switch {
			case math.IsNaN(v):
				fmt.Fprintf(&b, " %9s", "-")
			case v >= 1000 && v < 1e9:
				fmt.Fprintf(&b, " %9.0f", v)
			default:
				fmt.Fprintf(&b, " %9.4g", v)
			}
		}
		b.WriteByte('\n')
	}
	for _, n := range r.Notes {
		b.WriteString(n + "\n")
	}
	return b.String()
}

func fill(dst []float64, v float64) []float64 {
	for i := range dst {
		dst[i] = v
	}
	return dst
}

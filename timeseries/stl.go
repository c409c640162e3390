package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// STL takes a series apart: what repeats with the season, where it is heading,
// and what is left. Revenue of a Monday in December becomes "so much because it
// is Monday, so much because the shop grows, so much that is news".
//
//	y[t] = Seasonal[t] + Trend[t] + Remainder[t]
//
// All three are found by local regression (LOESS), so the season may change its
// shape over the years and the trend need not be a line. With Robust, values that
// fit badly count less and less, so that a single strange day bends neither trend
// nor season. Take logarithms first where the season grows with the level.
//
// Each inner iteration smooths each cycle-subseries (all Mondays, all Januaries) of
// y − Trend, takes from the result what a low-pass filter (moving averages of Period,
// Period and 3 values, then LOESS) leaves of it, which is the season, and smooths
// y − Seasonal, which is the trend. LOESS fits a line or a constant to the nearest
// values, weighted by tricube, at every Jump-th place and draws lines between. Each
// outer iteration weighs the values by the bisquare of their remainder over six
// times the median of its size, for the next round.
//
// There is nothing to predict and nothing to keep, so Of returns the parts
// themselves and there is no model.
//
// Time: O(n·window/jump) for each smoothing, so O(n) with the default jumps, times
// the iterations. Memory: O(n).
//
// Source: R. B. Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning, STL: A
// Seasonal-Trend Decomposition Procedure Based on Loess, Journal of Official
// Statistics 6(1):3–73, 1990. Defaults are those of R's stl, whose parts these equal;
// as there, the median of an even number of remainders is now and then taken from
// a place somewhat off the middle.
//
// Differs from R: a series of exactly two periods is taken; windows that are even or
// below 3 are errors, where R takes the next odd number.
type STL struct {
	Period int // number of values after which the season comes again, at least 2; required

	// SeasonalWindow is how many cycles the season looks at, an odd number of at
	// least 3; the smaller, the faster it may change. 0 means periodic: all cycles
	// count alike, and the season is the same in each of them.
	SeasonalWindow int
	// TrendWindow is how many values the trend looks at, odd, at least 3. 0 means
	// the first odd number not below 1.5·Period/(1 − 1.5/SeasonalWindow), where a
	// periodic season stands for a window of 10n + 1.
	TrendWindow int
	// LowpassWindow is how many values the low-pass filter looks at, odd, at
	// least 3. 0 means the first odd number not below Period.
	LowpassWindow int

	SeasonalDegree int  // 0 is a constant, 1 a line, in each fit of the season; a periodic season is constant
	TrendDegree    *int // 0 or 1, in each fit of the trend; nil means 1
	LowpassDegree  *int // 0 or 1, in each fit of the low-pass filter; nil means that of the trend

	SeasonalJump int // the season is fitted at every so many cycles; 0 means a tenth of its window, rounded up
	TrendJump    int // the trend is fitted at every so many values; 0 means a tenth of its window, rounded up
	LowpassJump  int // the low-pass filter is fitted at every so many values; 0 means a tenth of its window, rounded up

	Robust          bool // false counts every value alike unless OuterIterations says otherwise; false is the default
	InnerIterations int  // rounds of season and trend for each set of weights; 0 means 2, or 1 with Robust
	OuterIterations int  // times that the weights are computed anew; 0 means none, or 15 with Robust
}

// Decomposition holds the parts of a series, each as long as the series.
type Decomposition struct {
	Period    int       // of the season
	Seasonal  []float64 // what comes again with the season
	Trend     []float64 // where the series is heading
	Remainder []float64 // what is left: the series less season and trend
	Weights   []float64 // how much each value counted in the last round, 0 to 1; all 1 unless there were outer iterations
}

// Of takes y apart. The values follow each other at equal distances; the first
// one may be anywhere in the season.
//
// Errors: ConfigError; ValueError for NaN (use [FillGaps] first), infinities and numbers
// beyond ±1e300; [clm.ErrTooFew] for fewer than two periods; the cause of the context.
func (c STL) Of(ctx context.Context, y []float64) (*Decomposition, error) {
	const op = "timeseries.STL.Of"
	if err := c.check(); err != nil {
		return nil, err
	}
	for i, v := range y {
		if math.IsNaN(v) {
			return nil, &clm.ValueError{Op: op, Row: i, Col: -1, Value: v, Want: "a number, as STL takes no missing values: FillGaps first"}
		}
		if math.Abs(v) > stlMost {
			return nil, &clm.ValueError{Op: op, Row: i, Col: -1, Value: v, Want: "a number within ±1e300"}
		}
	}
	if len(y) < 2 || len(y)/2 < c.Period {
		return nil, fmt.Errorf("%s: %d values, want two periods of %d: %w", op, len(y), c.Period, clm.ErrTooFew)
	}
	r := newSTLRun(ctx, c.filled(len(y)), y)
	if err := r.rounds(); err != nil {
		return nil, err
	}
	return r.parts(), nil
}

// stlMost is the largest number whose sums over a window cannot overflow.
const stlMost = 1e300

// check returns an error for fields that cannot work, whatever the series.
func (c STL) check() error {
	const typ = "timeseries.STL"
	if err := check.Int(typ, "Period", c.Period, 2, math.MaxInt); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		v    int
	}{{"SeasonalWindow", c.SeasonalWindow}, {"TrendWindow", c.TrendWindow}, {"LowpassWindow", c.LowpassWindow}} {
		if f.v != 0 && (f.v < 3 || f.v%2 == 0) {
			return &clm.ConfigError{Type: typ, Field: f.name, Value: f.v, Want: "0 or an odd number of at least 3"}
		}
	}
	if err := check.Int(typ, "SeasonalDegree", c.SeasonalDegree, 0, 1); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		v    *int
	}{{"TrendDegree", c.TrendDegree}, {"LowpassDegree", c.LowpassDegree}} {
		if f.v != nil {
			if err := check.Int(typ, f.name, *f.v, 0, 1); err != nil {
				return err
			}
		}
	}
	for _, f := range []struct {
		name string
		v    int
	}{
		{"SeasonalJump", c.SeasonalJump}, {"TrendJump", c.TrendJump}, {"LowpassJump", c.LowpassJump},
		{"InnerIterations", c.InnerIterations}, {"OuterIterations", c.OuterIterations},
	} {
		if err := check.Int(typ, f.name, f.v, 0, math.MaxInt); err != nil {
			return err
		}
	}
	return nil
}

// stlPlan is a configuration with everything filled in.
type stlPlan struct {
	period                 int
	periodic               bool
	season, trend, lowpass stlSmooth
	inner, outer           int
}

// stlSmooth says how one of the parts is smoothed.
type stlSmooth struct{ window, degree, jump int }

// filled replaces the zeros of a configuration for n values.
func (c STL) filled(n int) stlPlan {
	p := stlPlan{period: c.Period, periodic: c.SeasonalWindow == 0, inner: c.InnerIterations, outer: c.OuterIterations}
	p.season = stlSmooth{c.SeasonalWindow, c.SeasonalDegree, c.SeasonalJump}
	if p.periodic {
		p.season.window, p.season.degree = 10*n+1, 0
	}
	p.trend = stlSmooth{c.TrendWindow, 1, c.TrendJump}
	if p.trend.window == 0 {
		p.trend.window = nextOdd(int(math.Ceil(1.5 * float64(c.Period) / (1 - 1.5/float64(p.season.window)))))
	}
	if c.TrendDegree != nil {
		p.trend.degree = *c.TrendDegree
	}
	p.lowpass = stlSmooth{c.LowpassWindow, p.trend.degree, c.LowpassJump}
	if p.lowpass.window == 0 {
		p.lowpass.window = nextOdd(c.Period)
	}
	if c.LowpassDegree != nil {
		p.lowpass.degree = *c.LowpassDegree
	}
	for _, s := range []*stlSmooth{&p.season, &p.trend, &p.lowpass} {
		if s.jump == 0 {
			s.jump = s.window/10 + 1 // rounded up: no odd number is a multiple of 10
		}
	}
	if p.inner == 0 {
		p.inner = 2
		if c.Robust {
			p.inner = 1
		}
	}
	if p.outer == 0 && c.Robust {
		p.outer = 15
	}
	return p
}

// nextOdd returns the first odd number not below n.
func nextOdd(n int) int { return n | 1 }

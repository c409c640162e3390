package timeseries

import (
	"fmt"
	"math"
	"strings"

	clm "github.com/clm-go/clm"
)

// TestResult says what a test of a series found. A small P speaks against the
// null hypothesis, which each test names.
type TestResult struct {
	Statistic float64
	P         float64 // p-value
	Edge      int     // −1: the table ends here and the p-value is at most P; +1: at least P; else 0
	Lags      int     // lags that were used
	DF        int     // degrees of freedom; 0 where the test has none
	N         int     // values that were used
}

// String returns the result in one line, such as
// "statistic 0.9654, p ≤ 0.01, lags 4, n 100".
func (r TestResult) String() string {
	var b strings.Builder
	sign := [...]string{"≤", "=", "≥"}[r.Edge+1]
	fmt.Fprintf(&b, "statistic %.4g, p %s %.4g, lags %d", r.Statistic, sign, r.P, r.Lags)
	if r.DF > 0 {
		fmt.Fprintf(&b, ", df %d", r.DF)
	}
	fmt.Fprintf(&b, ", n %d", r.N)
	return b.String()
}

// interpolate returns the value at x of the polygon through (xs, ys), xs
// ascending, and on which side x lies outside of it: −1, 0 or +1. Outside it is
// the nearest end.
func interpolate(x float64, xs, ys []float64) (float64, int) {
	last := len(xs) - 1
	switch {
	case x < xs[0]:
		return ys[0], -1
	case x > xs[last]:
		return ys[last], 1
	}
	for i := 1; i <= last; i++ {
		if x <= xs[i] {
			return ys[i-1] + float64((ys[i]-ys[i-1])*((x-xs[i-1])/(xs[i]-xs[i-1]))), 0
		}
	}
	return math.NaN(), 0 // x is NaN
}

// centred returns y minus its mean, times a power of two that makes the largest
// difference at least 1/2 and less than 1, with 0 in the place of NaN, and the
// number of values that are not NaN. No square of it overflows, and what it is
// the first step of does not depend on the unit of y.
//
// It returns an error for an infinite value, for NaN unless gaps is true, for
// fewer than atLeast values, and for values that are all the same.
func centred(op string, y []float64, atLeast int, gaps bool) ([]float64, int, error) {
	n, largest, first, varies := 0, 0.0, math.NaN(), false
	for i, v := range y {
		if math.IsNaN(v) && gaps {
			continue
		}
		if v-v != 0 {
			want := ""
			if math.IsNaN(v) {
				want = "a number: FillGaps first"
			}
			return nil, 0, &clm.ValueError{Op: op, Row: i, Col: -1, Value: v, Want: want}
		}
		if n == 0 {
			first = v
		}
		n++
		largest = max(largest, math.Abs(v))
		varies = varies || v != first
	}
	if n < atLeast {
		return nil, 0, fmt.Errorf("%s: %d values, want at least %d: %w", op, n, atLeast, clm.ErrTooFew)
	}
	if !varies {
		return nil, 0, fmt.Errorf("%s: all %d values are %v, want some that differ: %w", op, n, first, clm.ErrValue)
	}
	z := make([]float64, len(y))
	_, e := math.Frexp(largest)
	sum := 0.0
	for i, v := range y {
		if !math.IsNaN(v) {
			z[i] = math.Ldexp(v, -e)
			sum += z[i]
		}
	}
	mean, largest := sum/float64(n), 0.0
	for i, v := range y {
		if !math.IsNaN(v) {
			z[i] -= mean
			largest = max(largest, math.Abs(z[i]))
		}
	}
	_, e = math.Frexp(largest)
	for i := range z {
		z[i] = math.Ldexp(z[i], -e)
	}
	return z, n, nil
}

package timeseries

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// DieboldMariano asks whether one method is better than another or was merely
// luckier: it tests whether the mean difference between their losses is 0.
//
//	d_t = |e1_t|^p − |e2_t|^p
//	DM  = d̄/√((γ₀ + 2·Σ_{k<h} γ_k)/n) · √((n + 1 − 2h + h(h−1)/n)/n)
//
// with γ_k the autocovariances of d (divided by n) and h the horizon: errors of
// forecasts h steps ahead overlap and depend on each other up to lag h−1. DM is
// compared with Student's distribution with n−1 degrees of freedom. Where the sum of
// the autocovariances is not positive, h = 1 takes its place, and the note says so.
//
// Time: O(n·h) for n errors. Memory: O(n).
//
// Source: F. X. Diebold and R. S. Mariano, Comparing Predictive Accuracy, Journal of
// Business & Economic Statistics 13(3), 1995, DOI 10.1080/07350015.1995.10524599;
// D. Harvey, S. Leybourne and P. Newbold, Testing the equality of prediction mean
// squared errors, International Journal of Forecasting 13(2), 1997,
// DOI 10.1016/S0169-2070(96)00719-4 (the second factor and Student's distribution).
//
// Differs from R: forecast::dm.test counts missing errors in n and stops where the
// differences do not vary; here n counts what is there, and the answer is NaN with a
// note. Otherwise the numbers are the same, for the alternative "two.sided" and the
// estimator "acf".
type DieboldMariano struct {
	// Horizon is how many steps ahead the forecasts were made, at least 1; 0 means 1.
	Horizon int
	// Power is the power p of the loss: 1 for absolute, 2 for squared errors; 0
	// means 2.
	Power int
}

// DMTest is the answer of [DieboldMariano]. Below 0 the first method had the lower
// losses, above 0 the second.
type DMTest struct {
	Statistic  float64 // DM
	P          float64 // two-sided; NaN where the statistic is
	Difference float64 // mean of the differences of the losses, first method less second
	Horizon    int     // with which it was computed
	N          int     // number of pairs of errors
	Note       string  // what to know about it, "" if nothing
}

// Of tests the errors of two methods for the same targets, in order of time. Pairs with
// a NaN are left out.
//
// The errors are a ConfigError, a ShapeError where the lengths differ, a ValueError
// for an infinite error (column 0 or 1), or one that wraps [clm.ErrTooFew] where there
// are fewer than two pairs or no more of them than the horizon.
func (c DieboldMariano) Of(e1, e2 []float64) (DMTest, error) {
	const typ, op = "timeseries.DieboldMariano", "timeseries.DieboldMariano.Of"
	if c.Horizon == 0 {
		c.Horizon = 1
	}
	if c.Power == 0 {
		c.Power = 2
	}
	if err := check.Int(typ, "Horizon", c.Horizon, 1, math.MaxInt); err != nil {
		return DMTest{}, err
	}
	if err := check.Int(typ, "Power", c.Power, 1, 2); err != nil {
		return DMTest{}, err
	}
	if len(e1) != len(e2) {
		return DMTest{}, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d and %d errors", len(e1), len(e2)), Want: "as many of both methods"}
	}
	d := make([]float64, 0, len(e1))
	for i := range e1 {
		for col, e := range [...]float64{e1[i], e2[i]} {
			if math.IsInf(e, 0) {
				return DMTest{}, &clm.ValueError{Op: op, Row: i, Col: col, Value: e}
			}
		}
		if v := loss(e1[i], c.Power) - loss(e2[i], c.Power); v == v {
			d = append(d, v)
		}
	}
	if n := len(d); n < 2 || n <= c.Horizon {
		return DMTest{}, fmt.Errorf("%s: %d pairs of errors, want more than the horizon of %d and at least 2: %w", op, n, c.Horizon, clm.ErrTooFew)
	}
	return dieboldMariano(d, c.Horizon), nil
}

func loss(e float64, power int) float64 {
	if power == 1 {
		return math.Abs(e)
	}
	return float64(e * e)
}

// dieboldMariano tests the differences d, more than h of them.
func dieboldMariano(d []float64, h int) DMTest {
	n := float64(len(d))
	t := DMTest{N: len(d), Horizon: h}
	for _, v := range d {
		t.Difference += v / n
	}
	variance := 0.0
	for k := range h {
		g := 0.0
		for i := k; i < len(d); i++ {
			g += float64((d[i] - t.Difference) * (d[i-k] - t.Difference))
		}
		if k > 0 {
			g *= 2
		}
		variance += g / n
	}
	switch {
	case variance > 0:
		rest := float64(len(d) - h)
		t.Statistic = t.Difference / math.Sqrt(variance/n) * math.Sqrt(rest*(rest+1)/n/n)
		t.P = studentTail(math.Abs(t.Statistic), len(d)-1)
	case h > 1:
		if t = dieboldMariano(d, 1); t.Note == "" {
			t.Note = fmt.Sprintf("the variance with horizon %d is not positive, so 1 took its place", h)
		}
	default:
		t.Statistic, t.P = math.NaN(), math.NaN()
		t.Note = "the differences do not vary"
	}
	return t
}

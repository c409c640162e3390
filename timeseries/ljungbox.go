package timeseries

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	clm "github.com/clm-go/clm"
)

// LjungBox asks whether a model has left something in its residuals: a small P
// says that they still remember their past. The null hypothesis is that the first
// Lags autocorrelations are all zero.
//
//	Q = n(n+2) Σ_{k≤Lags} r_k²/(n−k),   compared with χ² of Lags − Fitted degrees of freedom
//
// NaN is a missing value, as in [ACF], so residuals can be passed as they are. Of takes
// O(n·Lags).
//
// Source: G. M. Ljung, G. E. P. Box, On a measure of lack of fit in time series
// models, 1978, DOI 10.1093/biomet/65.2.297.
//
// Differs from R: Box.test looks at one lag unless told otherwise, and returns NaN where
// a lag has no pair of values.
type LjungBox struct {
	// Lags is the number of autocorrelations; 0 means 10, but at most n/5 and at least
	// Fitted + 1. For a seasonal series take twice the period.
	Lags int
	// Fitted is the number of coefficients of the model whose residuals are
	// tested; 0 means that the values are no residuals.
	Fitted int
}

// Of tests the residuals e, oldest first.
//
// It returns a [clm.ConfigError] for a negative Lags or Fitted or for Lags not above
// Fitted, a [clm.ValueError] for an infinite value, an error that wraps
// [clm.ErrTooFew] for not more than Lags values or a lag without a pair of them, one that wraps
// [clm.ErrValue] for values that are all the same, and the cause of the context.
func (c LjungBox) Of(ctx context.Context, e []float64) (TestResult, error) {
	const op, typ = "timeseries.LjungBox.Of", "timeseries.LjungBox"
	switch {
	case c.Lags < 0:
		return TestResult{}, &clm.ConfigError{Type: typ, Field: "Lags", Value: c.Lags, Want: "at least 0"}
	case c.Fitted < 0:
		return TestResult{}, &clm.ConfigError{Type: typ, Field: "Fitted", Value: c.Fitted, Want: "at least 0"}
	case c.Lags > 0 && c.Lags <= c.Fitted:
		return TestResult{}, &clm.ConfigError{Type: typ, Field: "Lags", Value: c.Lags, Want: fmt.Sprintf("more than Fitted, which is %d", c.Fitted)}
	case ctx.Err() != nil:
		return TestResult{}, context.Cause(ctx)
	}
	lags := c.Lags
	if lags == 0 {
		lags = max(min(10, observedIn(e)/5), min(c.Fitted, len(e))+1)
	}
	lags = min(lags, len(e)) // which is too many already
	z, n, err := centred(op, e, max(2, lags+1), true)
	if err != nil {
		return TestResult{}, err
	}
	sum := 0.0
	for k, r := range autocorrelations(e, z, lags) {
		if k > 0 {
			sum += float64(r*r) / float64(n-k)
		}
	}
	if math.IsNaN(sum) {
		return TestResult{}, fmt.Errorf("%s: a lag up to %d has no pair of values: %w", op, lags, clm.ErrTooFew)
	}
	q := float64(n) * float64(n+2) * sum
	df := lags - c.Fitted
	return TestResult{Statistic: q, P: distuv.ChiSquared{K: float64(df)}.Survival(q), Lags: lags, DF: df, N: n}, nil
}

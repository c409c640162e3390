package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
)

// KPSS asks whether a series stays about its level: a small P says that it does
// not and wants to be differenced. The null hypothesis is that the values are stationary
// about a level, or about a straight line.
//
//	η = n⁻² Σ_t S_t² / s²,   S_t = e_1 + … + e_t
//	s² = c_0 + 2 Σ_{k≤Lags} (1 − k/(Lags+1))·c_k,   c_k = n⁻¹ Σ e_t e_{t+k}
//
// with e the values minus their mean or line. P is interpolated in the table of the paper, which
// goes from 0.01 to 0.1; Edge says when it ends. Of takes O(n·Lags) time.
//
// Source: D. Kwiatkowski, P. C. B. Phillips, P. Schmidt, Y. Shin, Testing the null
// hypothesis of stationarity against the alternative of a unit root, 1992,
// DOI 10.1016/0304-4076(92)90104-Y, table 1.
//
// Differs from R: tseries::kpss.test warns where Edge says it; urca::ur.kpss gives the
// same statistic for the same lags.
type KPSS struct {
	// Trend takes a straight line out of the values; false takes their mean.
	Trend bool
	// Lags is the number of autocovariances in s²; 0 means
	// ⌊4·(n/100)^¼⌋, negative means none.
	Lags int
}

var (
	kpssP     = []float64{0.10, 0.05, 0.025, 0.01}
	kpssLevel = []float64{0.347, 0.463, 0.574, 0.739}
	kpssTrend = []float64{0.119, 0.146, 0.176, 0.216}
)

// Of tests y, oldest value first.
//
// It returns a [clm.ValueError] for NaN (use [FillGaps] first) or an infinite value, an error that wraps
// [clm.ErrTooFew] for fewer than three values or not more than Lags+1, one that wraps
// [clm.ErrValue] for values that are all the same or, with Trend, on a line, and the
// cause of the context.
func (c KPSS) Of(ctx context.Context, y []float64) (TestResult, error) {
	const op = "timeseries.KPSS.Of"
	if ctx.Err() != nil {
		return TestResult{}, context.Cause(ctx)
	}
	lags := c.Lags
	switch {
	case lags == 0:
		lags = int(4 * math.Sqrt(math.Sqrt(float64(len(y))/100)))
	case lags < 0:
		lags = 0
	}
	lags = min(lags, len(y)) // which is too many already
	z, n, err := centred(op, y, max(3, lags+2), false)
	if err != nil {
		return TestResult{}, err
	}
	table := kpssLevel
	if c.Trend {
		table = kpssTrend
		if !detrend(z) {
			return TestResult{}, fmt.Errorf("%s: all %d values lie on a line, want some beside it: %w", op, n, clm.ErrValue)
		}
	}
	r := TestResult{Lags: lags, N: n}
	if r.Statistic, err = kpssStatistic(ctx, z, lags); err != nil {
		return TestResult{}, err
	}
	p, edge := interpolate(r.Statistic, table, kpssP)
	r.P, r.Edge = p, -edge
	return r, nil
}

// kpssStatistic returns η of the residuals e.
func kpssStatistic(ctx context.Context, e []float64, lags int) (float64, error) {
	n := len(e)
	s2 := vec.Dot(e, e)
	for k := 1; k <= lags; k++ {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		s2 += float64(2 * (1 - float64(k)/float64(lags+1)) * vec.Dot(e[:n-k], e[k:]))
	}
	sum, squares := 0.0, 0.0
	for _, v := range e {
		sum += v
		squares += float64(sum * sum)
	}
	return squares / float64(n) / s2, nil
}

// detrend takes the least-squares line out of z, which has mean 0 and values up to
// 1. It returns false where nothing but rounding is left.
func detrend(z []float64) bool {
	n := float64(len(z))
	mid, up := (n-1)/2, 0.0
	for i, v := range z {
		up += float64((float64(i) - mid) * v)
	}
	slope := up / (n * (n*n - 1) / 12)
	left := 0.0
	for i := range z {
		z[i] -= float64(slope * (float64(i) - mid))
		left = max(left, math.Abs(z[i]))
	}
	return left > 1e-13
}

package timeseries

import (
	"fmt"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// A Correlogram says how much a series resembles itself some steps earlier.
type Correlogram struct {
	// Values holds the correlation at each lag: Values[0] is 1, Values[k] is that
	// of lag k.
	Values []float64
	// N is the number of values of the series that are not missing.
	N int
}

// Band returns the height b at which a share level of the correlations of a
// series without any memory lies between −b and b: z/√N with z the normal
// quantile of (1+level)/2. A level outside (0, 1) panics.
//
// Source: G. E. P. Box, G. M. Jenkins, Time Series Analysis: Forecasting and
// Control, 1976, section 2.1.6.
func (c *Correlogram) Band(level float64) float64 {
	return normalQuantile(checkLevel("timeseries.Correlogram.Band", level)) / math.Sqrt(float64(c.N))
}

// ACF says how much a series resembles itself some steps earlier: the
// autocorrelations for lags 0 to lags. A lags of 0 means ⌊10·log₁₀ n⌋; there are
// never more than n−1; a negative one panics.
//
//	r_k = c_k / c_0,   c_k = (1/n) Σ (y_t − ȳ)(y_{t+k} − ȳ)
//
// NaN is a missing value: pairs with one are left out, and c_k is their sum divided by
// the number of the other pairs plus k. That is what R's acf does with na.pass. It
// takes O(n·lags).
//
// ACF returns a [clm.ValueError] for an infinite value, an error that wraps
// [clm.ErrTooFew] for fewer than two values, and one that wraps [clm.ErrValue] for
// values that are all the same.
//
// Source: G. E. P. Box, G. M. Jenkins, Time Series Analysis: Forecasting and
// Control, 1976, section 2.1.5.
func ACF(y []float64, lags int) (*Correlogram, error) {
	const op = "timeseries.ACF"
	z, n, err := centred(op, y, 2, true)
	if err != nil {
		return nil, err
	}
	return &Correlogram{Values: autocorrelations(y, z, lagsOf(op, lags, len(y))), N: n}, nil
}

// lagsOf returns how many lags of a series of n values are to be looked at.
func lagsOf(op string, lags, n int) int {
	if lags < 0 {
		panic(fmt.Sprintf("%s: lags is %d, want at least 0", op, lags))
	}
	if lags == 0 {
		// The small term keeps powers of ten whole.
		lags = int(10*vec.Log(float64(n))/math.Ln10 + 1e-9)
	}
	return min(max(lags, 1), n-1)
}

// autocorrelations returns those of y for lags 0 to lags, from the centred z.
// A lag without a single pair has NaN.
func autocorrelations(y, z []float64, lags int) []float64 {
	n := len(z)
	gaps := n - observedIn(y)
	r := make([]float64, lags+1)
	c0 := vec.Dot(z, z) / float64(n-gaps)
	for k := range r {
		pairs := n - k
		if gaps > 0 {
			pairs = 0
			for i, v := range y[k:] {
				if !math.IsNaN(v) && !math.IsNaN(y[i]) {
					pairs++
				}
			}
		}
		r[k] = math.NaN()
		if pairs > 0 {
			r[k] = vec.Dot(z[:n-k], z[k:]) / float64(pairs+k) / c0
		}
	}
	return r
}

// PACF says how much a series resembles itself some steps earlier beyond what the
// steps between explain: the partial autocorrelations for lags 1 to lags, with 1
// at lag 0. A lags of 0 means ⌊10·log₁₀ n⌋; there are never more than n−1; a
// negative one panics.
//
// It is the last coefficient of the autoregression of order k that the autocorrelations give
// by the recursion of Durbin and Levinson, as R's pacf, in O(n·lags + lags²).
//
// PACF returns a [clm.ValueError] for NaN (use [FillGaps] first) or an infinite value, an error that
// wraps [clm.ErrTooFew] for fewer than two values, and one that wraps
// [clm.ErrValue] for values that are all the same.
//
// Source: J. Durbin, The fitting of time-series models, 1960,
// DOI 10.2307/1401322.
func PACF(y []float64, lags int) (*Correlogram, error) {
	const op = "timeseries.PACF"
	z, n, err := centred(op, y, 2, false)
	if err != nil {
		return nil, err
	}
	r := autocorrelations(y, z, lagsOf(op, lags, len(y)))
	p := make([]float64, len(r))
	phi, old := make([]float64, len(r)), make([]float64, len(r))
	p[0] = 1
	for k := 1; k < len(r); k++ {
		above, below := r[k], 1.0
		for j := 1; j < k; j++ {
			above -= float64(phi[j] * r[k-j])
			below -= float64(phi[j] * r[j])
		}
		p[k] = above / below
		copy(old[:k], phi[:k])
		for j := 1; j < k; j++ {
			phi[j] = old[j] - float64(p[k]*old[k-j])
		}
		phi[k] = p[k]
	}
	return &Correlogram{Values: p, N: n}, nil
}

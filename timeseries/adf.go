package timeseries

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// ADF asks whether a series has a unit root, the mark of values that wander: a small P says
// that it has none. The null hypothesis of the augmented Dickey–Fuller test is
// a unit root, the alternative a series that is stationary about a straight line.
//
//	Δy_t = a + b·t + ρ·y_{t−1} + Σ_{k≤Lags} c_k·Δy_{t−k} + e_t
//
// by least squares; the statistic is ρ divided by its standard error. P is interpolated in the
// table of the book, for n and for the statistic; it goes from 0.01 to 0.99, and
// Edge says when it ends. Of takes O(n·Lags²) time and O(n + Lags²) memory.
//
// Source: S. E. Said, D. A. Dickey, Testing for unit roots in autoregressive-moving
// average models of unknown order, 1984, DOI 10.1093/biomet/71.3.599; A. Banerjee,
// J. J. Dolado, J. W. Galbraith, D. F. Hendry, Cointegration, Error Correction, and the
// Econometric Analysis of Non-Stationary Data, 1993, DOI 10.1093/0198288107.001.0001,
// table 4.2.
//
// Differs from R: tseries::adf.test warns where Edge says it, and gives some number for a
// straight line.
type ADF struct {
	// Lags is the number of earlier differences in the regression; 0 means
	// ⌊(n−1)^⅓⌋, negative means none.
	Lags int
}

// The statistic at each probability (columns) for series of some lengths (rows).
var (
	adfN     = []float64{25, 50, 100, 250, 500, 100000}
	adfP     = []float64{0.01, 0.025, 0.05, 0.10, 0.90, 0.95, 0.975, 0.99}
	adfTable = [...][]float64{
		{-4.38, -4.15, -4.04, -3.99, -3.98, -3.96},
		{-3.95, -3.80, -3.73, -3.69, -3.68, -3.66},
		{-3.60, -3.50, -3.45, -3.43, -3.42, -3.41},
		{-3.24, -3.18, -3.15, -3.13, -3.13, -3.12},
		{-1.14, -1.19, -1.22, -1.23, -1.24, -1.25},
		{-0.80, -0.87, -0.90, -0.92, -0.93, -0.94},
		{-0.50, -0.58, -0.62, -0.64, -0.65, -0.66},
		{-0.15, -0.24, -0.28, -0.31, -0.32, -0.33},
	}
)

// Of tests y, oldest value first.
//
// It returns a [clm.ValueError] for NaN (use [FillGaps] first) or an infinite value, an error that wraps
// [clm.ErrTooFew] for fewer than 2·Lags+5 values, one that wraps [clm.ErrValue]
// for values that are all the same, or whose regression has no single answer (a line,
// a repeated pattern) or no error, and the cause of the context.
func (c ADF) Of(ctx context.Context, y []float64) (TestResult, error) {
	const op = "timeseries.ADF.Of"
	if ctx.Err() != nil {
		return TestResult{}, context.Cause(ctx)
	}
	lags := c.Lags
	switch {
	case lags == 0:
		lags = wholeCubeRoot(len(y) - 1)
	case lags < 0:
		lags = 0
	}
	lags = min(lags, len(y)) // which is too many already
	z, n, err := centred(op, y, 2*lags+5, false)
	if err != nil {
		return TestResult{}, err
	}
	r, err := adfTriangle(ctx, z, lags)
	if err != nil {
		return TestResult{}, err
	}
	p := lags + 3 // columns of the regression; the left side comes after them
	for j := range p {
		if !(math.Abs(r.At(j, j)) > 1e-11*mat.Norm(r.ColView(j), 2)) {
			return TestResult{}, fmt.Errorf("%s: the regression of %d values has no single answer: %w", op, n, clm.ErrValue)
		}
	}
	slope := math.Copysign(r.At(p-1, p), r.At(p-1, p)*r.At(p-1, p-1))
	left := math.Abs(r.At(p, p))
	if !(left > 1e-11*mat.Norm(r.ColView(p), 2)) {
		return TestResult{}, fmt.Errorf("%s: the regression of %d values has no error: %w", op, n, clm.ErrValue)
	}
	res := TestResult{Statistic: slope / left * math.Sqrt(float64(n-1-lags-p)), Lags: lags, N: n}
	at := make([]float64, len(adfP))
	for i, column := range adfTable {
		at[i], _ = interpolate(float64(n-1), adfN, column)
	}
	res.P, res.Edge = interpolate(res.Statistic, at, adfP)
	return res, nil
}

// adfTriangle returns the triangle R of the QR decomposition of the columns of the
// regression, y_{t−1} the last of them, and the left side after it. Its lower right
// corner holds what the other columns leave of these two, which is all that is asked.
func adfTriangle(ctx context.Context, z []float64, lags int) (*mat.Dense, error) {
	const block = 1024 // rows that are added to the triangle at a time
	p, n := lags+4, len(z)
	r := mat.NewDense(p, p, nil)
	for from := lags + 1; from < n; from += block {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		to := min(from+block, n)
		a := mat.NewDense(p+to-from, p, nil)
		a.Copy(r)
		for t := from; t < to; t++ {
			row := a.RawRowView(p + t - from)
			row[0], row[1] = 1, 2*float64(t)/float64(n)-1
			for k := 1; k <= lags; k++ {
				row[1+k] = z[t-k] - z[t-k-1]
			}
			row[p-2], row[p-1] = z[t-1], z[t]-z[t-1]
		}
		var qr mat.QR
		qr.Factorize(a)
		var whole mat.Dense
		qr.RTo(&whole)
		r.Copy(&whole)
	}
	return r, nil
}

// wholeCubeRoot returns ⌊n^⅓⌋, or 0 for a negative n.
func wholeCubeRoot(n int) int {
	k := 0
	for (k+1)*(k+1)*(k+1) <= n {
		k++
	}
	return k
}

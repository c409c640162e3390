package timeseries

import (
	"context"
	"math"
)

// strolled is where a stroll ended, perhaps at a bound.
type strolled struct {
	ending
	edge bool
}

const (
	beside = 0.2 // no number differs by more from those of an end, whose basin that is
	above  = 0.5 // nor is it less likely by more
)

// explore strolls from several starts, and returns where that led: one end for each basin, without those that are
// known. Starts that are less likely than an end by more than margin are left out.
func (t *scout) explore(ctx context.Context, s coefScale, ask func([]float64, [][]float64), starts [][]float64, margin float64, known ...strolled) (ends []strolled, err error) {
	f := make([]float64, len(starts))
	ask(f, starts)
	lowest := math.Inf(1)
	for _, e := range known {
		lowest = min(lowest, e.f)
	}
	d, joined := newDescent(s.orders.coefs(), ask), false
	d.stop = func(x []float64, f float64) bool {
		for _, list := range [2][]strolled{known, ends} {
			for _, e := range list {
				joined = joined || f < e.f+above && apart(x, e.u) < beside
			}
		}
		return joined
	}
	for i, start := range starts {
		if math.IsInf(f[i], 1) || f[i] > lowest+margin {
			continue
		}
		joined = false
		if d.stop(start, f[i]) {
			continue
		}
		edge, err := d.stroll(ctx, start, t.metric(s, start))
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, err
		}
		if !joined {
			ends = append(ends, strolled{d.end(true), edge})
			lowest = min(lowest, d.f)
		}
	}
	return ends, nil
}

// conditional returns the conditional sum of squares of the series without its columns, or nil where too few values
// are left for it. It is good until the next call.
func (t *scout) conditional(o orders) *conditional {
	o.d, o.sd = 0, 0
	if len(t.rest)-o.p-o.sp*o.period <= o.coefs()+1 {
		return nil
	}
	c := &t.plain
	c.orders, c.w = o, t.rest
	c.skip = o.p + o.sp*o.period
	c.used = len(c.w) - c.skip
	c.e = resize(c.e, len(c.w))
	return c
}

// metric is about the inverse of the matrix of second derivatives of the negative log likelihood
// at u, that of Gauss and Newton for the conditional sum of squares, or nil.
func (t *scout) metric(s coefScale, u []float64) []float64 {
	c, k := t.conditional(s.orders), len(u)
	if c == nil {
		return nil
	}
	coef := make([]float64, k)
	s.coefs(coef, u)
	ssq := c.at(coef)
	if !(ssq > 0) || math.IsInf(ssq, 1) {
		return nil
	}
	slopes := c.derivatives(coef)
	// By the numbers of the search: Σ slopes_i·∂coef_i/∂u_j
	jac := make([]float64, k*k)
	s.jacobian(jac, u)
	gram := make([]float64, k*k)
	for i, x := range slopes {
		for j, y := range slopes[:i+1] {
			gram[i*k+j] = c.product(x, y)
			gram[j*k+i] = gram[i*k+j]
		}
	}
	h, column := make([]float64, k*k), make([]float64, k)
	for j := range k {
		for a := range k {
			column[a] = 0
			for b := range k {
				column[a] += float64(gram[a*k+b] * jac[b*k+j])
			}
		}
		for i := range k {
			sum := 0.0
			for a, x := range column {
				sum += float64(jac[a*k+i] * x)
			}
			h[i*k+j] = float64(sum*float64(c.used)) / ssq
		}
	}
	for i := range k {
		h[i*k+i] += float64(1e-6*h[i*k+i]) + 1e-2 // factors that cancel leave nothing
	}
	if !cholesky(h, k) {
		return nil
	}
	return choleskyInverse(h, k)
}

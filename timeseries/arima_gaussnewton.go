package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// improve moves coef towards the least conditional sum of squares by a few steps of
// Gauss and Newton's method. There must be no columns. With
//
//	e = φ(B)Φ(Bˢ) / θ(B)Θ(Bˢ) · w
//
// the derivatives by φ_i, θ_j, Φ_i and Θ_j are four series, shifted:
//
//	−Bⁱ Φ/θΘ·w,  −Bʲ e/θ,  −Bˢⁱ φ/θΘ·w,  −Bˢʲ e/Θ
//
// Source: G. E. P. Box and G. M. Jenkins, Time Series Analysis: Forecasting and
// Control, Holden-Day, 1970, section 7.2.
func (c *conditional) improve(s coefScale, coef []float64) {
	k, n := len(coef), len(c.w)
	best := c.at(coef)
	if !finite(best) {
		return
	}
	slopes := make([][]float64, k)
	base := make([]float64, 4*n)
	gram, step := make([]float64, k*k), make([]float64, k)
	u, next := make([]float64, k), make([]float64, k)
	for range gaussNewtonSteps {
		c.derivatives(slopes, base, coef)
		for i, x := range slopes {
			for j, y := range slopes[:i+1] {
				gram[i*k+j] = vec.Dot(x, y)
			}
			gram[i*k+i] *= 1 + 1e-6
			step[i] = -vec.Dot(x, c.e)
		}
		if !cholesky(gram, k) {
			return
		}
		choleskySolve(gram, k, step)
		better := math.Inf(1)
		for length := 1.0; length > 0.1; length /= 2 {
			for i, v := range step {
				next[i] = coef[i] + float64(length*v)
			}
			s.numbers(u, next) // draws what is beyond into the region
			s.coefs(next, u)
			if better = c.at(next); better < best {
				break
			}
		}
		if !(better < best) {
			c.at(coef)
			return
		}
		copy(coef, next)
		if better > best*(1-1e-4) {
			return
		}
		best = better
	}
}

const gaussNewtonSteps = 6

// derivatives sets slopes to the derivatives of the innovations e by coef. Base is memory for four series.
func (c *conditional) derivatives(slopes [][]float64, base, coef []float64) {
	n, o := len(c.w), c.orders
	take := func() []float64 {
		part := base[:n:n]
		base = base[n:]
		return part
	}
	ar, rest := coef[:o.p], coef[o.p:]
	ma, rest := rest[:o.q], rest[o.q:]
	sar, sma := rest[:o.sp], rest[o.sp:]
	// divide is x by 1 + Σ d_j B^(every·j), and multiply x times 1 − Σ.
	divide := func(x, d []float64, every int) {
		for t := range x {
			v := x[t]
			for j, a := range d {
				if lag := (j + 1) * every; lag <= t {
					v -= float64(a * x[t-lag])
				}
			}
			x[t] = v
		}
	}
	times := func(x, from, d []float64, every int) {
		copy(x, from)
		for j, a := range d {
			if lag := (j + 1) * every; lag < n {
				vec.Axpy(-a, from[:n-lag], x[lag:])
			}
		}
	}
	at := 0
	put := func(x []float64, count, every int) {
		for i := range count {
			lag := (i + 1) * every
			d := make([]float64, n)
			copy(d[min(lag, n):], x)
			clear(d[:c.skip])
			vec.Scale(-1, d)
			slopes[at] = d
			at++
		}
	}
	series := func(used bool, make func(x []float64)) []float64 {
		x := take()
		if used {
			make(x)
		}
		return x
	}
	put(series(o.p > 0, func(x []float64) { times(x, c.w, sar, o.period); divide(x, ma, 1); divide(x, sma, o.period) }), o.p, 1)
	put(series(o.q > 0, func(x []float64) { copy(x, c.e); divide(x, ma, 1) }), o.q, 1)
	put(series(o.sp > 0, func(x []float64) { times(x, c.w, ar, 1); divide(x, ma, 1); divide(x, sma, o.period) }), o.sp, o.period)
	put(series(o.sq > 0, func(x []float64) { copy(x, c.e); divide(x, sma, o.period) }), o.sq, o.period)
}

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
	k := len(coef)
	best := c.at(coef)
	if !finite(best) {
		return
	}
	gram, step := make([]float64, k*k), make([]float64, k)
	u, next := make([]float64, k), make([]float64, k)
	for range gaussNewtonSteps {
		slopes := c.derivatives(coef)
		for i, x := range slopes {
			for j, y := range slopes[:i+1] {
				gram[i*k+j] = c.product(x, y)
			}
			gram[i*k+i] *= 1 + 1e-6
			step[i] = c.product(x, slope{c.e, 0})
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

// slope is the derivative −B^lag of.
type slope struct {
	of  []float64
	lag int
}

// product is Σ x_t·y_t over the innovations that count, with the signs taken out.
func (c *conditional) product(x, y slope) float64 {
	from, n := max(c.skip, x.lag, y.lag), len(c.w)
	if from >= n {
		return 0
	}
	return vec.Dot(x.of[from-x.lag:n-x.lag], y.of[from-y.lag:n-y.lag])
}

// derivatives returns the derivatives of the innovations e by coef, after at. They are good until the next call.
func (c *conditional) derivatives(coef []float64) []slope {
	n, o := len(c.w), c.orders
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
	slopes, used := c.slopes[:0], 0
	c.base = resize(c.base, 4*n)
	put := func(count, every int, fill func(x []float64)) {
		if count == 0 {
			return
		}
		x := c.base[used*n:][:n]
		used++
		fill(x)
		for i := range count {
			slopes = append(slopes, slope{x, (i + 1) * every})
		}
	}
	put(o.p, 1, func(x []float64) { times(x, c.w, sar, o.period); divide(x, ma, 1); divide(x, sma, o.period) })
	put(o.q, 1, func(x []float64) { copy(x, c.e); divide(x, ma, 1) })
	put(o.sp, o.period, func(x []float64) { times(x, c.w, ar, 1); divide(x, ma, 1); divide(x, sma, o.period) })
	put(o.sq, o.period, func(x []float64) { copy(x, c.e); divide(x, sma, o.period) })
	c.slopes = slopes
	return slopes
}

package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// hannanRissanen sets dst to rough coefficients for the differenced series w without
// its mean and columns: a long autoregression gives innovations, and the series is
// regressed on its own past and on theirs. It returns false where that cannot be
// done.
//
// Source: E. J. Hannan and J. Rissanen, Recursive estimation of mixed
// autoregressive-moving average order, 1982, DOI 10.1093/biomet/69.1.81.
func (o orders) hannanRissanen(dst, w []float64) bool {
	n, k := len(w), len(dst)
	long := o.longOrder(n)
	if o.q+o.sq == 0 {
		long = 0
	}
	type column struct {
		of  []float64
		lag int
	}
	e := make([]float64, n)
	if long > 0 && !longInnovations(e, w, long) {
		return false
	}
	var cols []column
	add := func(of []float64, count, every int) {
		for i := 1; i <= count; i++ {
			cols = append(cols, column{of, i * every})
		}
	}
	add(w, o.p, 1)
	add(e, o.q, 1)
	add(w, o.sp, o.period)
	add(e, o.sq, o.period)
	from := 0
	for i, c := range cols {
		lag := c.lag
		if i >= o.p && i < o.p+o.q || i >= o.p+o.q+o.sp {
			lag += long
		}
		from = max(from, lag)
	}
	if n-from < 2*k+2 {
		return false
	}
	at := func(c column) []float64 { return c.of[from-c.lag : n-c.lag] }
	gram := make([]float64, k*k)
	for i, c := range cols {
		for j, d := range cols[:i+1] {
			gram[i*k+j] = vec.Dot(at(c), at(d))
		}
		gram[i*k+i] *= 1 + 1e-8
		dst[i] = vec.Dot(at(c), w[from:])
	}
	if !cholesky(gram, k) {
		return false
	}
	choleskySolve(gram, k, dst)
	for _, v := range dst {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// longOrder is the order of the autoregression that gives innovations.
func (o orders) longOrder(n int) int {
	order := o.p + o.q + 4
	for m := n; m > 8; m /= 2 {
		order += 2
	}
	if o.sp+o.sq > 0 {
		order = max(order, 2*o.period+o.p+o.q+1)
	}
	return min(order, n/3)
}

// longInnovations sets e to the innovations of w for an autoregression of the given
// order, 0 before there are any.
func longInnovations(e, w []float64, order int) bool {
	n := len(w)
	gamma := make([]float64, order+1)
	for lag := range gamma {
		gamma[lag] = vec.Dot(w[lag:], w[:n-lag])
	}
	if !(gamma[0] > 0) || math.IsInf(gamma[0], 1) {
		return false
	}
	a, variance := make([]float64, order), gamma[0]
	for k := range a {
		pac := gamma[k+1]
		for i, v := range a[:k] {
			pac -= float64(v * gamma[k-i])
		}
		pac /= variance
		stepUp(a[:k], pac)
		a[k] = pac
		variance *= (1 - pac) * (1 + pac)
	}
	copy(e[order:], w[order:])
	for i, v := range a {
		vec.Axpy(-v, w[order-i-1:n-i-1], e[order:])
	}
	return true
}

// filled returns y with straight lines through its gaps, which is good enough to
// start from.
func filled(y []float64) []float64 {
	z := append([]float64(nil), y...)
	last := -1 // the last value that is there
	for i, v := range z {
		if math.IsNaN(v) {
			continue
		}
		for j := last + 1; j < i; j++ {
			if last < 0 {
				z[j] = v
			} else {
				z[j] = z[last] + (v-z[last])*float64(j-last)/float64(i-last)
			}
		}
		last = i
	}
	for j := last + 1; j < len(z); j++ {
		z[j] = z[last]
	}
	return z
}

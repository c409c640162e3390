package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// conditional is the sum of squares of the innovations after the first values, which
// are taken as given. It knows the differenced series and columns.
//
// Source: G. E. P. Box and G. M. Jenkins, Time Series Analysis: Forecasting and
// Control, Holden-Day, 1970, section 7.1.2.
type conditional struct {
	orders
	skip int         // leading values of the differenced series that are conditioned on
	w    []float64   // differenced series
	x    [][]float64 // differenced columns
	used int         // innovations that count

	p        process
	lags     []lagTerm // of the moving average, ascending
	e        []float64
	ex       [][]float64
	gram, xy []float64
	beta     []float64

	base   []float64 // of derivatives
	slopes []slope
}

// lagTerm is one term of a recursion that is not zero.
type lagTerm struct {
	lag  int
	coef float64
}

// newConditional takes a complete series and its columns, not differenced.
func newConditional(o orders, y []float64, x [][]float64) *conditional {
	n := len(y) - o.lost()
	c := &conditional{orders: o, skip: o.p + o.sp*o.period, w: make([]float64, n), e: make([]float64, n)}
	c.used = n - c.skip
	o.difference(c.w, y)
	for _, col := range x {
		d := make([]float64, n)
		o.difference(d, col)
		c.x, c.ex = append(c.x, d), append(c.ex, make([]float64, n))
	}
	k := len(x)
	c.gram, c.xy, c.beta = make([]float64, k*k), make([]float64, k), make([]float64, k)
	return c
}

// innovations sets e, from skip on, to what the process makes of w. What was before
// counts as 0.
func (c *conditional) innovations(e, w []float64) {
	clear(e[:c.skip])
	e, from := e[c.skip:], c.skip
	copy(e, w[from:])
	for i, v := range c.p.ar {
		if v != 0 {
			vec.Axpy(-v, w[from-i-1:len(w)-i-1], e)
		}
	}
	for t := range e {
		v := e[t]
		for _, l := range c.lags {
			if l.lag > t {
				break
			}
			v -= float64(l.coef * e[t-l.lag])
		}
		e[t] = v
	}
}

// at returns the sum of squares for coef, and sets beta to the coefficients of the
// columns that make it least. It is +Inf or NaN where the recursion explodes.
func (c *conditional) at(coef []float64) float64 {
	c.expandInto(&c.p, coef)
	c.lags = c.lags[:0]
	for i, v := range c.p.ma {
		if v != 0 {
			c.lags = append(c.lags, lagTerm{i + 1, v})
		}
	}
	c.innovations(c.e, c.w)
	k := len(c.x)
	if k == 0 {
		return vec.Dot(c.e, c.e)
	}
	for i, col := range c.x {
		c.innovations(c.ex[i], col)
	}
	for i := range k {
		for j := range i + 1 {
			c.gram[i*k+j] = vec.Dot(c.ex[i], c.ex[j])
		}
		c.xy[i] = vec.Dot(c.ex[i], c.e)
	}
	if !cholesky(c.gram, k) {
		return math.Inf(1)
	}
	copy(c.beta, c.xy)
	choleskySolve(c.gram, k, c.beta)
	for i, b := range c.beta {
		vec.Axpy(-b, c.ex[i], c.e)
	}
	return vec.Dot(c.e, c.e)
}

// figure is what a search makes small: as far apart for two sets of coefficients as
// their log likelihoods are.
func (c *conditional) figure(coef []float64) float64 {
	return float64(float64(c.used)*vec.Log(c.at(coef)/float64(c.used))) / 2
}

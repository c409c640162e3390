package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

const (
	// largeStart is the variance of the autoregression from which on the recursion loses
	// too many digits.
	largeStart = 1e4

	// steadyPart is how small what the next gains will lose is, beside the variance, where
	// the recursion has come to rest: its square is nothing to a float64.
	steadyPart = 0x1p-27

	// block is the number of steps between looks at what is steady. The product of so many
	// variances does not overflow.
	block = 8

	// aboveOne is how far below 1 a variance may be: that of ε is 1, and nothing predicts
	// better.
	aboveOne = 1e-9
)

// schur is the fast recursion for the innovations of stationary columns.
//
// P_t, the variance of the state, falls by something of rank one at each step,
// P_t − P_{t+1} = l·l′/f. With m = P_tZ′ and f = m_0, in O(r):
//
//	g = l_0/f    m ← m − g·l    l_i ← l_{i+1} − g·m_{i+1}
//
// g is the partial autocorrelation of w, so that f ← f(1−g²).
//
// Source: M. Morf, G. S. Sidhu and T. Kailath, Some new algorithms for recursive estimation
// in constant, linear, discrete-time systems, 1974, DOI 10.1109/TAC.1974.1100576; here for
// a state whose first element is observed, where it is the recursion of I. Schur, Über
// Potenzreihen, die im Innern des Einheitskreises beschränkt sind, 1917,
// DOI 10.1515/crll.1917.147.205.
type schur struct {
	m, l   []float64 // l has n+r elements and begins one further on at each step
	resid  [][]float64
	inv    []float64 // 1/f of each step
	logDet float64   // Σ log f
	ssq    float64   // of the only column, where there is one
}

// run goes through the columns. It returns false where rounding has got the upper hand.
func (c *schur) run(s *start, columns [][]float64) bool {
	n, r := len(columns[0]), s.r
	c.begin(s, columns)
	det, exponent := 1.0, 0
	c.ssq = 0
	steady := false
	for from := 0; from < n; from += block {
		to := min(from+block, n)
		switch {
		case len(columns) > 1:
			det *= c.several(r, from, to)
		case steady:
			det *= c.oneSteady(r, from, to)
		default:
			det *= c.one(r, from, to)
		}
		fraction, e := math.Frexp(det)
		det, exponent = fraction, exponent+e
		if !steady && atRest(c.l[to:to+r], c.m[0]) {
			clear(c.l[to : to+r])
			steady = true
		}
	}
	c.logDet = vec.Log(det) + float64(float64(exponent)*math.Ln2)
	return c.m[0] >= 1-aboveOne && finite(c.logDet)
}

// begin sets m and l, and the columns to w_t − Σ ar·w_{t−i}.
func (c *schur) begin(s *start, columns [][]float64) {
	n, r := len(columns[0]), s.r
	c.m, c.l, c.inv = resize(c.m, r), resize(c.l, n+r), resize(c.inv, n)
	copy(c.m, s.cov)
	for i := range r {
		c.l[i] = float64(s.phi(i+1) * s.cov[0])
		if i+1 < r {
			c.l[i] += s.cov[i+1]
		}
	}
	clear(c.l[r:])
	for len(c.resid) < len(columns) {
		c.resid = append(c.resid, nil)
	}
	for j, w := range columns {
		c.resid[j] = resize(c.resid[j], n+r)
		copy(c.resid[j], w)
		for i, x := range s.ar {
			if x != 0 && i+1 < n {
				vec.Axpy(-x, w[:n-i-1], c.resid[j][i+1:n])
			}
		}
	}
}

// one does the steps of the only column and returns the product of their variances.
func (c *schur) one(r, from, to int) (det float64) {
	m := c.m[:r]
	det = 1
	ssq := c.ssq
	for t := from; t < to; t++ {
		f := m[0]
		inv := 1 / f
		v, first := c.resid[0][t], c.l[t]
		u, g := float64(v*inv), float64(first*inv)
		ssq += float64(v * u)
		det *= f
		m[0] = f - float64(first*g)
		ahead := m[1:]
		e, l := c.resid[0][t+1:][:len(ahead)], c.l[t+1:][:len(ahead)]
		for i, x := range ahead {
			y := l[i]
			e[i] -= float64(x * u)
			l[i] = y - float64(x*g)
			ahead[i] = x - float64(y*g)
		}
	}
	c.ssq = ssq
	return det
}

// oneSteady is one where l is 0.
func (c *schur) oneSteady(r, from, to int) (det float64) {
	m := c.m[:r]
	f := m[0]
	inv := 1 / f
	det = 1
	ssq := c.ssq
	for t := from; t < to; t++ {
		v := c.resid[0][t]
		u := float64(v * inv)
		ssq += float64(v * u)
		det *= f
		ahead := m[1:]
		e := c.resid[0][t+1:][:len(ahead)]
		for i, x := range ahead {
			e[i] -= float64(x * u)
		}
	}
	c.ssq = ssq
	return det
}

// several does the steps of several columns, and keeps the inverse variances.
func (c *schur) several(r, from, to int) (det float64) {
	m := c.m[:r]
	det = 1
	for t := from; t < to; t++ {
		f := m[0]
		inv := 1 / f
		c.inv[t] = inv
		det *= f
		ahead := m[1:]
		for _, resid := range c.resid {
			e := resid[t+1:][:len(ahead)]
			u := float64(resid[t] * inv)
			for i, x := range ahead {
				e[i] -= float64(x * u)
			}
		}
		first := c.l[t]
		g := float64(first * inv)
		m[0] = f - float64(first*g)
		l := c.l[t+1:][:len(ahead)]
		for i, x := range ahead {
			y := l[i]
			l[i] = y - float64(x*g)
			ahead[i] = x - float64(y*g)
		}
	}
	return det
}

// atRest tells whether what is left in l changes nothing any more.
func atRest(l []float64, f float64) bool {
	limit := float64(steadyPart * f)
	for _, x := range l {
		if math.Abs(x) > limit {
			return false
		}
	}
	return true
}

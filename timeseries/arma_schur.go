package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

const (
	// largeStart is the square of the variance of the autoregression, times the crowd of
	// the moving averages, from which on the recursion loses too many digits: the
	// error of a log-likelihood L of some hundred values is then about 10⁻⁹·|L|.
	largeStart = 1e4

	// veryLargeStart is the variance of the autoregression, and veryCrowded the crowd, from which on
	// what the factor rounds is still felt when the recursion could take over. The
	// factor forgets its errors, the recursion does not.
	veryLargeStart = 1e8
	veryCrowded    = 1e5

	// restPart is how small what the next gains will lose is, beside the variance, where
	// the recursion has come to rest: its square is nothing to a float64.
	restPart = 0x1p-27

	// restError is how far the gains at rest are from θ where they are θ.
	restError = 1e-13

	// block is the number of steps between looks at whether the recursion is at rest. It is
	// even, and small enough that the product of so many variances does not overflow where they are
	// not absurd.
	block = 16

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
// g is the partial autocorrelation of w, so that f ← f(1−g²). An innovation v makes the
// prediction of w_{t+i} larger by m_i·v/f. At rest m is θ where the process is invertible: as
// sparse as that of a seasonal process is.
//
// Source: M. Morf, G. S. Sidhu and T. Kailath, Some new algorithms for recursive estimation
// in constant, linear, discrete-time systems, 1974, DOI 10.1109/TAC.1974.1100576; here for
// a state whose first element is observed, where it is the recursion of I. Schur, Über
// Potenzreihen, die im Innern des Einheitskreises beschränkt sind, 1917,
// DOI 10.1515/crll.1917.147.205.
type schur struct {
	width int // of m, at least 2
	m     []float64
	theta []float64   // of length width
	l     []float64   // begins one element further on at each step
	resid [][]float64 // w − Σ ar·w at first, the innovations at the end
	inv   []float64   // 1/f of each step, where there are several columns
	probe int         // where l was not small when it was last looked at
	lags  []int       // at rest: where m is not 0, without m_0
	ssq   float64     // Σ v²/f of the only column, where there is one
}

// run goes through the columns after begin and returns Σ log f. It returns false where
// rounding has got the upper hand, or the watch has stopped.
func (c *schur) run(w *watch) (logDet float64, ok bool) {
	n := len(c.inv)
	det, exponent := 1.0, 0
	c.ssq = 0
	at := 0
	for at < n && !c.atRest(at) {
		to := min(at+block, n)
		if w.stopped((to - at) * c.width * (1 + len(c.resid))) {
			return 0, false
		}
		if len(c.resid) == 1 {
			det *= c.one(at, to)
		} else {
			det *= c.several(at, to)
		}
		fraction, e := math.Frexp(det)
		det, exponent = fraction, exponent+e
		at = to
	}
	c.rest(at, n, w)
	return logProduct(det, exponent, c.m[0], n-at)
}

// logProduct returns log(fraction·2^exponent·fⁿ), where f is the last variance and
// those before it are in the fraction and exponent. It returns false where f or the result shows
// that rounding has got the upper hand.
func logProduct(fraction float64, exponent int, f float64, n int) (logDet float64, ok bool) {
	logDet = vec.Log(fraction) + float64(float64(exponent)*math.Ln2) + float64(float64(n)*vec.Log(f))
	return logDet, f >= 1-aboveOne && finite(logDet)
}

// begin sets m and l, and the columns to w_t − Σ ar·w_{t−i}.
func (c *schur) begin(s *start, columns [][]float64) {
	n := len(columns[0])
	c.makeRoom(s, n, len(columns))
	copy(c.m, s.cov)
	copy(c.l, s.cov[1:])
	for i, x := range s.ar {
		c.l[i] += float64(x * s.cov[0])
	}
	for j, w := range columns {
		s.withoutPast(c.resid[j][:n], w)
	}
}

// makeRoom is begin for a given number of steps, with 0 in m and l.
func (c *schur) makeRoom(s *start, n, columns int) {
	c.width, c.probe = max(s.r, 2), 0
	c.m, c.theta = resize(c.m, c.width), resize(c.theta, c.width)
	c.l, c.inv = resize(c.l, n+c.width+1), resize(c.inv, n)
	for i := range c.theta {
		c.theta[i] = s.theta(i)
	}
	clear(c.m)
	clear(c.l)
	c.resid = columnsOf(c.resid, columns, n+c.width)
	for _, e := range c.resid {
		clear(e[n:])
	}
}

// withoutPast writes w_t − Σ ar·w_{t−i}, with 0 before the first w.
func (p process) withoutPast(dst, w []float64) {
	n := len(w)
	copy(dst, w)
	for i, x := range p.ar {
		if x != 0 && i+1 < n {
			vec.Axpy(-x, w[:n-i-1], dst[i+1:])
		}
	}
}

// one does the steps of the only column and returns the product of their variances.
// Two steps go through memory together: step t is one element ahead of step t+1.
func (c *schur) one(from, to int) (det float64) {
	m := c.m[:c.width]
	last := len(m) - 1
	det = 1
	ssq := c.ssq
	for t := from; t < to; t += 2 {
		e, l := c.resid[0][t:][:len(m)+1], c.l[t:][:len(m)+1]
		f := m[0]
		inv := 1 / f
		u, g := float64(e[0]*inv), float64(l[0]*inv)
		ssq += float64(e[0] * u)
		det *= f
		f -= float64(l[0] * g)
		if t+1 == to {
			m[0] = f
			break // the last step of all
		}
		x, y := m[1], l[1]
		v := e[1] - float64(x*u)
		first := y - float64(x*g)
		x -= float64(y * g)

		inv = 1 / f
		u2, g2 := float64(v*inv), float64(first*inv)
		ssq += float64(v * u2)
		det *= f
		m[0] = f - float64(first*g2)
		e, l = e[2:][:last], l[2:][:last]
		ahead, behind := m[2:][:last-1], m[1:][:last-1]
		for i, x2 := range ahead {
			y := l[i]
			y2 := y - float64(x2*g)
			e[i] = e[i] - float64(x2*u) - float64(x*u2)
			l[i] = y2 - float64(x*g2)
			behind[i] = x - float64(y2*g2)
			x = x2 - float64(y*g)
		}
		e[last-1] -= float64(x * u2)
		l[last-1] = 0 - float64(x*g2)
		m[last] = x
	}
	c.ssq = ssq
	return det
}

// several does the steps of any number of columns, keeps the inverse variances, and returns the
// product of the variances.
func (c *schur) several(from, to int) (det float64) {
	det = 1
	for t := from; t < to; t++ {
		det *= c.m[0]
		c.step(t)
	}
	return det
}

// step does one step.
func (c *schur) step(t int) {
	m := c.m[:c.width]
	f := m[0]
	inv := 1 / f
	c.inv[t] = inv
	ahead := m[1:]
	for _, resid := range c.resid {
		e := resid[t+1:][:len(ahead)]
		u := float64(resid[t] * inv)
		if u == 0 {
			continue // the column of a gap further on
		}
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

// atRest tells whether what is left in l changes nothing any more.
func (c *schur) atRest(t int) bool {
	limit := float64(restPart * c.m[0])
	if c.probe >= t && !(math.Abs(c.l[c.probe]) <= limit) {
		return false
	}
	for i, x := range c.l[t:][:c.width] {
		if !(math.Abs(x) <= limit) {
			c.probe = t + i
			return false
		}
	}
	settle(c.m, c.theta)
	c.lags = c.lags[:0]
	for i := 1; i < len(c.m); i++ {
		if c.m[i] != 0 {
			c.lags = append(c.lags, i)
		}
	}
	return true
}

// settle makes m what it would come to where the process is invertible: θ.
func settle(m, theta []float64) {
	for i, x := range m {
		if !(math.Abs(x-theta[i]) <= restError) {
			return
		}
	}
	copy(m, theta)
}

// rest does the steps where m does not change any more.
func (c *schur) rest(from, to int, w *watch) {
	f := c.m[0]
	inv := 1 / f
	for j, e := range c.resid {
		ssq := c.ssq
		if w.stopped((to - from) * (1 + len(c.lags))) {
			return
		}
		for t := from; t < to; t++ {
			v := e[t]
			u := float64(v * inv)
			ssq += float64(v * u)
			for _, i := range c.lags {
				e[t+i] -= float64(c.m[i] * u)
			}
		}
		if j == 0 {
			c.ssq = ssq
		}
	}
	for t := from; t < to; t++ {
		c.inv[t] = inv
	}
}

// products returns Σ x²/f and Σ xy/f of two columns, after early innovations over their standard
// deviations.
func (c *schur) products(earlyX, earlyY []float64) (xx, xy float64) {
	for t, x := range earlyX {
		xx += float64(x * x)
		xy += float64(earlyY[t] * x)
	}
	x, y := c.resid[0], c.resid[1]
	for t, inv := range c.inv {
		weighted := float64(x[t] * inv)
		xx += float64(x[t] * weighted)
		xy += float64(y[t] * weighted)
	}
	return xx, xy
}

// ssqWithout returns Σ (y−βx)²/f of two columns, after early ones as for products.
func (c *schur) ssqWithout(earlyX, earlyY []float64, beta float64) float64 {
	s := 0.0
	for t, x := range earlyX {
		rest := earlyY[t] - float64(beta*x)
		s += float64(rest * rest)
	}
	x, y := c.resid[0], c.resid[1]
	for t, inv := range c.inv {
		rest := y[t] - float64(beta*x[t])
		s += float64(rest * float64(rest*inv))
	}
	return s
}

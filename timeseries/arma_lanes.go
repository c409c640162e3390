package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/vec"
)

// wideLanes is the width from which on lanes at rest are better gone through one by
// one, where few of their gains are not 0.
const wideLanes = 64

// lanes are recursions of several vectors of coefficients side by side, with the bits that
// each has alone. Element i of lane k stands at 8·i+k.
type lanes struct {
	width         int
	m, l, e, e2   []float64 // as in schur; e2 where there are two columns
	inv           []float64
	ssq, det      [vec.Lanes]float64
	lane          [vec.Lanes]lane
	column, gains []float64 // of one lane
}

// lane is what is one lane's own.
type lane struct {
	active   bool
	resting  bool
	from     int       // where it came to rest
	theta    []float64 // of length width
	fraction float64   // the product of the variances is fraction·2^exponent
	exponent int
}

// atEach is at for several vectors of coefficients: the same bits, in less time.
func (l *likelihood) atEach(v []value, coefs [][]float64) {
	if len(v) != len(coefs) {
		panic("timeseries: numbers of values and of vectors of coefficients")
	}
	for len(coefs) > 0 {
		n := min(len(coefs), vec.Lanes)
		if n == 1 || len(l.columns) > 2 || !cpu.AVX2 {
			for i := range n {
				l.at(&v[i], coefs[i])
			}
		} else {
			l.atLanes(v[:n], coefs[:n])
		}
		v, coefs = v[n:], coefs[n:]
	}
}

// atLanes is at for at most eight vectors of coefficients and at most two columns.
func (l *likelihood) atLanes(v []value, coefs [][]float64) {
	c := &l.lanes
	n := len(l.columns[0])
	c.begin(max(l.orders.states(), 2), n, len(l.columns))
	for k, coef := range coefs {
		v[k] = value{used: l.used, beta: v[k].beta[:0]}
		switch {
		case !l.start.prepare(l.orders, coef):
		case l.start.large():
			l.atRoot(&v[k], coef)
		default:
			c.fill(k, &l.start, l.columns)
		}
	}
	c.run(n, len(l.columns))
	for k := range coefs {
		if !c.lane[k].active {
			continue
		}
		if logDet, ok := c.logDet(k, n); !ok {
			l.at(&v[k], coefs[k])
		} else if len(l.columns) == 1 {
			v[k].ssq = c.ssq[k]
			v[k].finish(logDet)
		} else {
			c.take(k, n, &l.schur)
			l.weigh()
			l.solve(&v[k], logDet)
		}
	}
}

// begin makes room for n steps; all lanes are empty.
func (c *lanes) begin(width, n, columns int) {
	c.width = width
	rows := (n + width + 1) * vec.Lanes
	c.m, c.l, c.e = resize(c.m, width*vec.Lanes), resize(c.l, rows), resize(c.e, rows)
	clear(c.m)
	clear(c.l)
	clear(c.e)
	if columns == 2 {
		c.e2, c.inv = resize(c.e2, rows), resize(c.inv, n*vec.Lanes)
		clear(c.e2)
	}
	c.column, c.gains = resize(c.column, n), resize(c.gains, width)
	for k := range c.lane {
		c.lane[k] = lane{theta: resize(c.lane[k].theta, width), from: n, fraction: 1}
		c.ssq[k] = 0
	}
}

// fill puts a problem into a lane.
func (c *lanes) fill(k int, s *start, columns [][]float64) {
	c.lane[k].active = true
	for i := range c.lane[k].theta {
		c.lane[k].theta[i] = s.theta(i)
	}
	for i, x := range s.cov {
		c.m[i*vec.Lanes+k] = x
		if i > 0 {
			c.l[(i-1)*vec.Lanes+k] = x
		}
	}
	for i, x := range s.ar {
		c.l[i*vec.Lanes+k] += float64(x * s.cov[0])
	}
	e := c.e
	for _, w := range columns {
		s.withoutPast(c.column, w)
		for t, x := range c.column {
			e[t*vec.Lanes+k] = x
		}
		e = c.e2
	}
}

// run goes through the columns.
func (c *lanes) run(n, columns int) {
	at := 0
	for at < n && !c.atRest(at) {
		to := min(at+block, n)
		for k := range c.det {
			c.det[k] = 1
		}
		from, pairs := at*vec.Lanes, (to-at)/2
		if columns == 1 {
			vec.SchurPairs(&c.ssq, &c.det, c.e[from:], c.l[from:], c.m, pairs)
		} else {
			vec.SchurPairsTwo(&c.det, c.inv[from:], c.e[from:], c.e2[from:], c.l[from:], c.m, pairs)
		}
		if (to-at)%2 == 1 {
			c.single(to-1, columns)
		}
		for k := range c.lane {
			if x := &c.lane[k]; x.active && !x.resting {
				fraction, exponent := math.Frexp(float64(x.fraction * c.det[k]))
				x.fraction, x.exponent = fraction, x.exponent+exponent
			}
		}
		at = to
	}
	for k := range c.lane {
		if c.lane[k].active && at < n {
			c.rest(k, at, n, columns)
		}
	}
}

// single does the last step where their number is odd. Nothing comes after it.
func (c *lanes) single(t, columns int) {
	for k := range vec.Lanes {
		f, v := c.m[k], c.e[t*vec.Lanes+k]
		inv := 1 / f
		c.det[k] *= f
		if columns == 1 {
			c.ssq[k] += float64(v * float64(v*inv))
		} else {
			c.inv[t*vec.Lanes+k] = inv
		}
	}
}

// atRest looks which lanes have come to rest, and tells whether all have and going through
// them one by one is better.
func (c *lanes) atRest(t int) bool {
	all := true
	for k := range c.lane {
		x := &c.lane[k]
		if x.active && !x.resting {
			x.resting = c.settle(k, t)
			if x.resting {
				x.from = t
			}
		}
		all = all && (x.resting || !x.active)
	}
	return all && c.width >= wideLanes
}

// settle brings a lane to rest if what is left in l changes nothing any more.
func (c *lanes) settle(k, t int) bool {
	limit := float64(restPart * c.m[k])
	l := c.l[t*vec.Lanes+k:]
	for i := range c.width {
		if !(math.Abs(l[i*vec.Lanes]) <= limit) {
			return false
		}
	}
	for i := range c.width {
		l[i*vec.Lanes] = 0
		c.gains[i] = c.m[i*vec.Lanes+k]
	}
	settle(c.gains, c.lane[k].theta)
	for i, x := range c.gains {
		c.m[i*vec.Lanes+k] = x
	}
	return true
}

// rest does the steps of one lane where m does not change any more.
func (c *lanes) rest(k, from, to, columns int) {
	inv := 1 / c.m[k]
	e := c.e
	for range columns {
		ssq := c.ssq[k]
		for t := from; t < to; t++ {
			v := e[t*vec.Lanes+k]
			u := float64(v * inv)
			ssq += float64(v * u)
			for i := 1; i < c.width; i++ {
				if x := c.m[i*vec.Lanes+k]; x != 0 {
					e[(t+i)*vec.Lanes+k] -= float64(x * u)
				}
			}
		}
		if columns == 1 {
			c.ssq[k] = ssq
			return
		}
		e = c.e2
	}
	for t := from; t < to; t++ {
		c.inv[t*vec.Lanes+k] = inv
	}
}

// logDet returns Σ log f of a lane, and false where rounding has got the upper hand.
func (c *lanes) logDet(k, n int) (logDet float64, ok bool) {
	x := &c.lane[k]
	return logProduct(x.fraction, x.exponent, c.m[k], n-x.from)
}

// take copies the innovations of a lane.
func (c *lanes) take(k, n int, to *schur) {
	to.resid = columnsOf(to.resid, 2, n)
	to.inv = resize(to.inv, n)
	for t := range n {
		to.resid[0][t] = c.e[t*vec.Lanes+k]
		to.resid[1][t] = c.e2[t*vec.Lanes+k]
		to.inv[t] = c.inv[t*vec.Lanes+k]
	}
}

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
	width       int
	m, l, e, e2 []float64 // as in schur; e2 where there are two columns
	inv         []float64
	ssq, det    [vec.Lanes]float64
	xx, xy      [vec.Lanes]float64 // Σ x²/f and Σ xy/f of two columns
	lane        [vec.Lanes]lane
	past        []float64 // −ar of each lane
	gains       []float64 // of one lane
	lags        []int     // of one lane
}

// lane is what is one lane's own.
type lane struct {
	active   bool
	resting  bool
	probe    int       // where l was not small when it was last looked at
	from     int       // where it came to rest
	theta    []float64 // of length width
	fraction float64   // the product of the variances is fraction·2^exponent
	exponent int
	sleep    sleep
}

// sleep is what a lane with a large start begins with, after the steps that a factor of the variance does.
type sleep struct {
	until       int // 0: the lane is awake from the beginning
	m, l        []float64
	e           []float64 // of each column, of length width
	early       []float64 // innovations of each column before, over their standard deviations
	ssq, logDet float64   // of those, the sum of squares of a single column
}

// atEach is at for several vectors of coefficients: the same bits, in less time.
func (l *likelihood) atEach(v []value, coefs [][]float64) {
	if len(v) != len(coefs) {
		panic("timeseries: numbers of values and of vectors of coefficients")
	}
	for len(coefs) > 0 {
		n := min(len(coefs), vec.Lanes)
		if l.missing != nil {
			l.atSkipping(v[:n], coefs[:n])
		} else if n == 1 || len(l.columns) > 2 || !cpu.AVX2 {
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
	c.begin(l.orders, n, len(l.columns))
	for k, coef := range coefs {
		v[k] = value{used: l.used, beta: v[k].beta[:0]}
		switch {
		case !l.finite || !l.start.prepare(l.orders, coef):
		case l.start.large():
			if from := l.usedUp(); from == n || !l.sleep(k, coef, from) {
				l.atRoot(&v[k], coef)
			}
		default:
			c.fill(k, &l.start)
		}
	}
	c.withoutPast(l.columns)
	if !c.run(n, len(l.columns), l.watch) {
		return
	}
	if len(l.columns) == 2 {
		c.takeEarly()
		c.regress()
	}
	for k := range coefs {
		if !c.lane[k].active {
			continue
		}
		logDet, ok := c.logDet(k, n)
		logDet += c.lane[k].sleep.logDet
		switch {
		case !ok:
			l.at(&v[k], coefs[k])
		case len(l.columns) == 1:
			v[k].ssq = c.lane[k].sleep.ssq + c.ssq[k]
			v[k].finish(logDet)
		default:
			l.finishTwo(&v[k], logDet, c.xx[k], c.ssq[k], c.xy[k]/c.xx[k])
		}
	}
}

// begin makes room for n steps; all lanes are empty.
func (c *lanes) begin(o orders, n, columns int) {
	width := max(o.states(), 2)
	c.width = width
	rows := (n + width + 1) * vec.Lanes
	c.m, c.l, c.e = resize(c.m, width*vec.Lanes), resize(c.l, rows), resize(c.e, rows)
	c.past = resize(c.past, (o.p+o.sp*o.period)*vec.Lanes)
	clear(c.m)
	clear(c.l)
	clear(c.past)
	if columns == 2 {
		c.e2, c.inv = resize(c.e2, rows), resize(c.inv, n*vec.Lanes)
	}
	c.gains = resize(c.gains, width)
	for k := range c.lane {
		x := &c.lane[k]
		x.sleep.until, x.sleep.ssq, x.sleep.logDet = 0, 0, 0
		*x = lane{theta: resize(x.theta, width), from: n, fraction: 1, sleep: x.sleep}
		c.ssq[k] = 0
	}
}

// fill puts a problem into a lane.
func (c *lanes) fill(k int, s *start) {
	c.fillProcess(k, s)
	for i, x := range s.cov {
		c.m[i*vec.Lanes+k] = x
		if i > 0 {
			c.l[(i-1)*vec.Lanes+k] = x
		}
	}
	for i, x := range s.ar {
		c.l[i*vec.Lanes+k] += float64(x * s.cov[0])
	}
}

func (c *lanes) fillProcess(k int, s *start) {
	c.lane[k].active = true
	for i := range c.lane[k].theta {
		c.lane[k].theta[i] = s.theta(i)
	}
	for i, x := range s.ar {
		c.past[i*vec.Lanes+k] = -x
	}
}

// sleep lets a factor of the variance do the first steps of a lane. It returns false where that
// cannot be done.
func (l *likelihood) sleep(k int, coef []float64, until int) bool {
	if !l.start.sharpen(l.orders, coef) {
		return false
	}
	c := &l.lanes
	x := &c.lane[k].sleep
	l.white = columnsOf(l.white, len(l.columns), len(l.columns[0]))
	l.root.begin(&l.start, len(l.columns), l.watch)
	x.until, x.logDet = until, l.root.run(l.white, &l.start, l.columns, 0, until, l.watch)
	x.m, x.l = resize(x.m, c.width), resize(x.l, c.width)
	clear(x.m)
	clear(x.l)
	l.root.handOver(x.m, x.l, l.start.r)
	x.e, x.early = resize(x.e, c.width*len(l.columns)), x.early[:0]
	clear(x.e)
	for j, w := range l.columns {
		l.root.ahead(x.e[j*c.width:][:c.width], &l.start, j, w, until)
		x.early = append(x.early, l.white[j][:until]...)
	}
	if len(l.columns) == 1 {
		x.ssq = vec.Dot(x.early, x.early)
	}
	c.fillProcess(k, &l.start)
	c.m[k] = 1 // white noise until then
	return true
}

// wake begins a lane that has slept.
func (c *lanes) wake(k, n int) {
	x := &c.lane[k]
	t := x.sleep.until
	for i := range c.width {
		c.m[i*vec.Lanes+k] = x.sleep.m[i]
		c.l[(t+i)*vec.Lanes+k] = x.sleep.l[i]
		if t+i >= n {
			continue
		}
		c.e[(t+i)*vec.Lanes+k] = x.sleep.e[i]
		if len(x.sleep.e) > c.width {
			c.e2[(t+i)*vec.Lanes+k] = x.sleep.e[c.width+i]
		}
	}
	c.ssq[k], x.fraction, x.exponent, x.probe = 0, 1, 0, 0
}

// takeEarly writes the first innovations of two columns of the lanes that slept to where the others
// are.
func (c *lanes) takeEarly() {
	for k := range c.lane {
		x := &c.lane[k].sleep
		for t := 0; t < x.until; t++ {
			c.e[t*vec.Lanes+k], c.e2[t*vec.Lanes+k], c.inv[t*vec.Lanes+k] = x.early[t], x.early[x.until+t], 1
		}
	}
}

// withoutPast sets the columns to w_t − Σ ar·w_{t−i}.
func (c *lanes) withoutPast(columns [][]float64) {
	ones := [vec.Lanes]float64{1, 1, 1, 1, 1, 1, 1, 1}
	e := c.e
	for _, w := range columns {
		n := len(w)
		clear(e)
		vec.AddOuter(e[:n*vec.Lanes], &ones, w)
		for i := 1; i*vec.Lanes <= len(c.past) && i < n; i++ {
			past := (*[vec.Lanes]float64)(c.past[(i-1)*vec.Lanes:])
			if *past != [vec.Lanes]float64{} {
				vec.AddOuter(e[i*vec.Lanes:n*vec.Lanes], past, w[:n-i])
			}
		}
		e = c.e2
	}
}

// run goes through the columns. It returns false where the watch has stopped.
func (c *lanes) run(n, columns int, w *watch) bool {
	at := 0
	for at < n {
		for k := range c.lane {
			if at > 0 && at == c.lane[k].sleep.until {
				c.wake(k, n)
			}
		}
		if c.atRest(at) {
			break
		}
		to := min(at+block, n)
		if w.stopped((to - at) * len(c.m) / 2) {
			return false
		}
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
			if w.stopped(columns * (n - at) * (1 + len(c.lags))) {
				return false
			}
			c.rest(k, at, n, columns)
		}
	}
	return true
}

// single does the last step where their number is odd. Nothing comes after it.
func (c *lanes) single(t, columns int) {
	for k := range vec.Lanes {
		f, v := c.m[k], c.e[t*vec.Lanes+k]
		inv := 1 / f
		c.det[k] *= f
		c.m[k] = f - float64(c.l[t*vec.Lanes+k]*float64(c.l[t*vec.Lanes+k]*inv))
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
		if x.active && !x.resting && t >= x.sleep.until {
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
	x := &c.lane[k]
	if x.probe >= t && !(math.Abs(c.l[x.probe*vec.Lanes+k]) <= limit) {
		return false
	}
	l := c.l[t*vec.Lanes+k:]
	for i := range c.width {
		if !(math.Abs(l[i*vec.Lanes]) <= limit) {
			x.probe = t + i
			return false
		}
	}
	for i := range c.width {
		l[i*vec.Lanes] = 0
		c.gains[i] = c.m[i*vec.Lanes+k]
	}
	settle(c.gains, x.theta)
	for i, x := range c.gains {
		c.m[i*vec.Lanes+k] = x
	}
	return true
}

// rest does the steps of one lane where m does not change any more.
func (c *lanes) rest(k, from, to, columns int) {
	inv := 1 / c.m[k]
	lags := c.lags[:0]
	for i := 1; i < c.width; i++ {
		if c.m[i*vec.Lanes+k] != 0 {
			lags = append(lags, i*vec.Lanes)
		}
	}
	c.lags = lags
	m, e := c.m[k:], c.e[k:]
	for range columns {
		ssq := c.ssq[k]
		for t := from; t < to; t++ {
			ahead := e[t*vec.Lanes:]
			v := ahead[0]
			u := float64(v * inv)
			ssq += float64(v * u)
			for _, i := range lags {
				ahead[i] -= float64(m[i] * u)
			}
		}
		if columns == 1 {
			c.ssq[k] = ssq
			return
		}
		e = c.e2[k:]
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

// regress computes the sums of squares of y − βx in all lanes.
func (c *lanes) regress() {
	n := len(c.inv)
	c.xx, c.xy, c.ssq = [vec.Lanes]float64{}, [vec.Lanes]float64{}, [vec.Lanes]float64{}
	vec.LaneProducts(&c.xx, &c.xy, c.e[:n], c.e2[:n], c.inv)
	var beta [vec.Lanes]float64
	for k := range beta {
		beta[k] = c.xy[k] / c.xx[k]
	}
	vec.LaneSquares(&c.ssq, &beta, c.e[:n], c.e2[:n], c.inv)
}

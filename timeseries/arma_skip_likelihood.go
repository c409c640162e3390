package timeseries

import (
	"math"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// atSkipping is at for at most eight vectors of coefficients and a series some of whose missing
// values are skipped.
func (l *likelihood) atSkipping(v []value, coefs [][]float64) {
	for k := range coefs {
		v[k] = value{used: l.used, beta: v[k].beta[:0]}
	}
	if !l.finite || !l.runSkipping(coefs) {
		return
	}
	c := &l.skip
	var beta [vec.Lanes]float64
	var xx [vec.Lanes]float64
	if len(l.columns) == 2 {
		var xy [vec.Lanes]float64
		vec.LaneProducts(&xx, &xy, c.e[0], c.e[1], c.inv)
		for k := range beta {
			beta[k] = xy[k] / xx[k]
		}
		c.ssq = [vec.Lanes]float64{}
		vec.LaneSquares(&c.ssq, &beta, c.e[0], c.e[1], c.inv)
	}
	for k := range coefs {
		if !c.lane[k].active {
			continue
		}
		logDet, ok := c.logDet(k)
		switch {
		case !ok && !l.tooLarge():
			if all := l.with(skipNone); all != nil {
				all.at(&v[k], coefs[k])
			}
		case len(l.columns) == 1:
			v[k].ssq = c.ssq[k]
			v[k].finish(logDet)
		case len(l.columns) == 2:
			l.finishTwo(&v[k], logDet, xx[k], c.ssq[k], beta[k])
		default:
			l.gather(k)
			l.solve(&v[k], logDet)
		}
	}
	l.atHoled(v, coefs)
}

// atHoled is at for those lanes whose start is too large for a series with missing values among the first
// r.
func (l *likelihood) atHoled(v []value, coefs [][]float64) {
	var some []value
	var their [][]float64
	for k, coef := range coefs {
		if l.skip.lane[k].holed {
			some, their = append(some, v[k]), append(their, coef)
		}
	}
	if len(some) == 0 {
		return
	}
	mode := skipLate
	if len(l.missing) <= l.skip.r {
		mode = skipNone
	}
	other := l.with(mode)
	if other == nil {
		return
	}
	other.atEach(some, their)
	for k := range coefs {
		if l.skip.lane[k].holed {
			v[k], some = some[0], some[1:]
		}
	}
}

// runSkipping runs the filter for at most eight vectors of coefficients. It returns false
// where the watch has stopped.
func (l *likelihood) runSkipping(coefs [][]float64) bool {
	c := &l.skip
	c.missing = l.missing
	c.begin(l.orders, len(l.missing), len(l.columns))
	for k, coef := range coefs {
		s := &l.start
		if !s.prepare(l.orders, coef) {
			continue
		}
		large := max(s.u[0], s.crowd)
		switch holed := len(l.missing) <= c.r || slices.Contains(l.missing[:c.r], true); {
		case large < skipStart:
			c.fill(k, s)
			c.fillStart(k, s)
		case holed && !(large < skipHoledStart):
			c.lane[k].holed = true
		case !s.sharpen(l.orders, coef):
		case holed:
			c.fill(k, s)
			l.root.begin(s, 0, l.watch)
			c.lane[k].variance = resize(c.lane[k].variance, c.r*c.r)
			l.root.square(c.lane[k].variance, c.r, c.r, l.watch)
			c.setVariance(k, c.r)
		default:
			c.fill(k, s)
			l.handOver(k)
		}
	}
	c.prepare(l.orders, l.columns)
	if !c.run(l.watch) {
		return false
	}
	for k := range c.lane {
		c.takeEarly(k)
	}
	return true
}

// handOver lets a factor of the variance do the first r steps of a lane, as in atRoot.
func (l *likelihood) handOver(k int) {
	s, x, r := &l.start, &l.skip.lane[k], l.skip.r
	l.white = columnsOf(l.white, len(l.columns), len(l.missing))
	l.root.begin(s, len(l.columns), l.watch)
	x.handed = true
	x.known = l.root.run(l.white, s, l.columns, 0, r, l.watch)
	x.variance = resize(x.variance, r*r)
	l.root.square(x.variance, r, r, l.watch)
	x.means, x.early = x.means[:0], x.early[:0]
	for j, w := range l.columns {
		x.early = append(x.early, l.white[j][:r]...)
		for i, mean := range l.root.mean[j*r:][:r] {
			for _, lag := range s.arLags {
				if lag > i {
					mean -= float64(s.phi(lag) * w[r+i-lag])
				}
			}
			x.means = append(x.means, mean)
		}
	}
}

// takeEarly writes the innovations of the first r steps of a lane that was handed over, over their
// standard deviations, to where the others are.
func (c *skipping) takeEarly(k int) {
	x := &c.lane[k]
	if !x.handed {
		return
	}
	for j, e := range c.e {
		for t, v := range x.early[j*c.r:][:c.r] {
			e[t*vec.Lanes+k] = v
			c.inv[t*vec.Lanes+k] = 1
			if len(c.e) == 1 {
				c.ssq[k] += float64(v * v)
			}
		}
	}
}

// gather sets white to the innovations of one lane over their standard deviations.
func (l *likelihood) gather(k int) {
	c, n := &l.skip, len(l.missing)
	l.white = columnsOf(l.white, len(l.columns), n)
	root := l.white[len(l.columns)-1] // its turn is the last one
	for t := range root {
		root[t] = math.Sqrt(c.inv[t*vec.Lanes+k])
	}
	for j, e := range l.white {
		for t, x := range root {
			e[t] = float64(c.e[j][t*vec.Lanes+k] * x)
		}
	}
}

// whiten sets white for one vector of coefficients. It returns false where that is not to be had.
func (l *likelihood) whiten(coef []float64) bool {
	if !l.finite || !l.runSkipping([][]float64{coef}) || !l.skip.lane[0].active {
		return false
	}
	_, ok := l.skip.logDet(0)
	l.gather(0)
	return ok
}

// gram returns the products of the columns, whitened and without what missing values that are
// columns make of them, divided by σ². It returns false where no values are skipped, or that is not to be had.
func (l *likelihood) gram(coef []float64, sigma2 float64) ([]float64, bool) {
	if l.missing == nil || !l.whiten(coef) {
		return nil, false
	}
	triangle(l.white, l.watch)
	k := len(l.x)
	g := make([]float64, k*k)
	for i := range k {
		for j := range i + 1 {
			x := 0.0
			for row := l.gaps; row <= l.gaps+j; row++ {
				x += float64(l.white[l.gaps+i][row] * l.white[l.gaps+j][row])
			}
			x /= sigma2
			g[i*k+j], g[j*k+i] = x, x
		}
	}
	return g, true
}

// mostColumnNumbers bounds the memory for a column for each missing value. Beyond, what skipping gives is
// taken with what digits it has.
const mostColumnNumbers = 1 << 26

// tooLarge tells whether there cannot be a column for each missing value.
func (l *likelihood) tooLarge() bool {
	columns := len(l.columns)
	for _, missing := range l.missing {
		if missing {
			columns++
		}
	}
	return columns > mostColumnNumbers/len(l.missing)
}

// with returns the same likelihood with more columns for missing values, nil where the watch has stopped.
func (l *likelihood) with(mode skipMode) *likelihood {
	other := &l.other[mode-1]
	if *other == nil {
		made, err := prepareLikelihood(l.orders, l.y, l.x, mode, l.watch)
		if err == nil {
			*other = made
		}
	}
	if l.watch.stopped(0) {
		return nil
	}
	return *other
}

package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

const (
	// skipStart is the variance of the autoregression from which on the first steps are those
	// of a factor of the variance, and the crowd of the moving averages.
	skipStart = 1e4

	// skipHoledStart is where it takes such a factor even if some of the first r values are missing, which are
	// columns then. Below, only the start comes from one.
	skipHoledStart = 1e7

	// longGap is the variance of a missing value, in units of σ², beside which too little is
	// left of the digits of what comes after it.
	longGap = 1e6

	// widestSkip bounds the memory for skipping.
	widestSkip = 400
)

// skipping is the filter for series with missing values: several vectors of coefficients side by
// side, with the bits that each has alone. Element i of lane k of a slice stands at 8·i+k.
//
// For the series with any numbers in its gaps let e_t = φ(B)(1−B)ᵈ(1−Bˢ)ᴰy_t, κ the coefficients
// of that product, and b_j what the number in gap j lacks. Then
//
//	e_t = a_0 − Σ κ_{t−j}·b_j
//
// with a the state of the moving average, a_i ← a_{i+1} + θ_i·ε. An observed value tells about the
// right side. A missing value turns it into a new unknown, b_t = a_0 − Σ κ_{t−j}·b_j − e_t, of finite variance,
// which is in the state for as long as κ is: p + P·s + d* steps. That is O(q²) a step, q the lags of the moving average and
// the gaps at hand, whatever the number of gaps is.
//
// Gaps in the first d* values are columns: nothing is known of them before.
//
// Source: V. Gómez and A. Maravall, Estimation, prediction, and interpolation for nonstationary series
// with the Kalman filter, 1994, DOI 10.1080/01621459.1994.10476786 (skipping).
type skipping struct {
	missing []bool // by step
	reach   int    // the last lag of κ
	r       int    // the most that width can be
	width   int    // of a, now
	narrow  int    // of a, once the start is forgotten
	quiet   []span // rows of the variance to which no noise comes, where there are several in a row

	theta, kappa, past []float64
	p                  []float64   // variance of a: element i, j ≥ i at i·r+j
	m                  []float64   // covariances of a and what is seen
	allE, allMean      []float64   // those of one column after the other:
	e                  [][]float64 // of each column, the innovations in the end
	mean               [][]float64 // of a for each column
	inv                []float64   // 1/f of each step, 0 where the value is missing

	gaps    []int       // at hand: their steps
	most    int         // of them
	gapA    [][]float64 // covariances of b_j and a
	gapGap  [][]float64 // and of b_j and all b
	gapM    []float64   // and of all b and what is seen
	gapMean [][]float64 // of all b for each column

	ssq, det, least, largest [vec.Lanes]float64 // least f, and largest variance of a missing value
	lane                     [vec.Lanes]skipLane
}

// skipLane is what is one lane's own.
type skipLane struct {
	active   bool
	holed    bool    // the start is too large for missing values among the first r
	handed   bool    // the first r steps are those of a factor
	fraction float64 // the product of the variances is fraction·2^exponent
	exponent int
	known    float64   // the logarithm of that of the first r steps, if they were handed
	variance []float64 // of a after them
	means    []float64 // of a then, of each column
	early    []float64 // their innovations of each column, over the standard deviations
}

// begin makes room for n steps; all lanes are empty.
func (c *skipping) begin(o orders, n, columns int) {
	r := o.states()
	c.r, c.width, c.narrow = r, r, o.q+o.sq*o.period+1
	c.findQuiet(o)
	c.reach = o.reach()
	c.theta, c.past = resize(c.theta, r*vec.Lanes), resize(c.past, (o.p+o.sp*o.period)*vec.Lanes)
	c.kappa = resize(c.kappa, (c.reach+1)*vec.Lanes)
	c.p, c.m = resize(c.p, r*c.r*vec.Lanes), resize(c.m, r*vec.Lanes)
	c.allE, c.e = oneAfterOther(c.allE, c.e, columns, n*vec.Lanes)
	c.allMean, c.mean = oneAfterOther(c.allMean, c.mean, columns, r*vec.Lanes)
	c.inv = resize(c.inv, n*vec.Lanes)
	for _, x := range [...][]float64{c.theta, c.past, c.p, c.allMean} {
		clear(x)
	}
	c.most = mostGaps(c.missing, c.reach)
	c.gaps = c.gaps[:0]
	c.gapA = columnsOf(c.gapA, c.most, r*vec.Lanes)
	c.gapGap = columnsOf(c.gapGap, c.most, c.most*vec.Lanes)
	c.gapM = resize(c.gapM, c.most*vec.Lanes)
	c.gapMean = columnsOf(c.gapMean, columns, c.most*vec.Lanes)
	for k := range c.lane {
		x := &c.lane[k]
		*x = skipLane{fraction: 1, variance: x.variance, means: x.means, early: x.early}
		c.ssq[k], c.least[k], c.largest[k] = 0, math.Inf(1), 0
		c.theta[k], c.p[k] = 1, 1 // an empty lane is white noise
	}
}

// oneAfterOther returns memory for k columns of n numbers, and the columns.
func oneAfterOther(all []float64, columns [][]float64, k, n int) ([]float64, [][]float64) {
	all, columns = resize(all, k*n), columns[:0]
	for j := range k {
		columns = append(columns, all[j*n:][:n:n])
	}
	return all, columns
}

// span is a range [lo, hi).
type span struct{ lo, hi int }

// findQuiet sets quiet, which depends on the orders alone.
func (c *skipping) findQuiet(o orders) {
	const worthwhile = 8
	c.quiet = c.quiet[:0]
	from := 0
	for i := range c.r + 1 {
		// θ_i is that of B^j·Bˢᵏ.
		k := min(i/o.period, o.sq)
		if j := i - k*o.period; i < c.r && j > o.q {
			continue
		}
		if i-from >= worthwhile {
			c.quiet = append(c.quiet, span{from, i})
		}
		from = i + 1
	}
}

// moveVariance is P ← TPT′ + RR′ after what is seen, if inv is not 0.
func (c *skipping) moveVariance(inv *[vec.Lanes]float64) {
	at := 0
	for _, q := range c.quiet {
		lo, hi := min(q.lo, c.width), min(q.hi, c.width)
		vec.LaneRiccati(c.p, c.theta, c.m, inv, c.r, c.width, at, lo)
		vec.LaneRiccatiQuiet(c.p, c.m, inv, c.r, c.width, lo, hi)
		at = hi
	}
	vec.LaneRiccati(c.p, c.theta, c.m, inv, c.r, c.width, at, c.width)
}

// reach is the last lag of κ.
func (o orders) reach() int { return o.p + o.sp*o.period + o.lost() }

// mostGaps is how many gaps are at hand at most.
func mostGaps(missing []bool, reach int) int {
	most, from, now := 0, 0, 0
	for t, gap := range missing {
		if t-from > reach {
			if missing[from] {
				now--
			}
			from++
		}
		if gap {
			now++
		}
		most = max(most, now)
	}
	return most
}

// fill puts a process into a lane.
func (c *skipping) fill(k int, s *start) {
	c.lane[k].active = true
	for i := range c.narrow {
		c.theta[i*vec.Lanes+k] = s.theta(i)
	}
	for i, x := range s.ar {
		c.past[i*vec.Lanes+k] = -x
	}
}

// fillStart puts the variance at the start into a lane.
func (c *skipping) fillStart(k int, s *start) {
	r := c.r
	x := &c.lane[k]
	x.variance, x.means = resize(x.variance, r*r), resize(x.means, 2*r)
	phi, theta := x.means[:r], x.means[r:]
	for i := range r {
		phi[i], theta[i] = s.phi(i+1), s.theta(i)
	}
	stationaryVariance(x.variance, phi, theta, s.cov)
	c.setVariance(k, r)
}

// setVariance copies the first rows of a lane's own variance to where the steps take it from.
func (c *skipping) setVariance(k, width int) {
	for i := range width {
		for j := i; j < width; j++ {
			c.p[(i*c.r+j)*vec.Lanes+k] = c.lane[k].variance[i*c.r+j]
		}
	}
}

// fillHanded puts a lane that begins at step r where it is then.
func (c *skipping) fillHanded(k int) {
	x, r := &c.lane[k], c.r
	c.setVariance(k, c.narrow)
	for j, mean := range c.mean {
		for i := range c.narrow {
			mean[i*vec.Lanes+k] = x.means[j*r+i]
		}
	}
	x.fraction, x.exponent = 1, 0
	c.ssq[k], c.least[k], c.largest[k] = 0, math.Inf(1), 0
}

// prepare computes κ, and e from the columns.
func (c *skipping) prepare(o orders, columns [][]float64) {
	ones := [vec.Lanes]float64{1, 1, 1, 1, 1, 1, 1, 1}
	for j, w := range columns {
		n, e := len(w), c.e[j]
		clear(e)
		vec.AddOuter(e, &ones, w)
		for i := 1; i*vec.Lanes <= len(c.past) && i < n; i++ {
			past := (*[vec.Lanes]float64)(c.past[(i-1)*vec.Lanes:])
			if *past != [vec.Lanes]float64{} {
				vec.AddOuter(e[i*vec.Lanes:], past, w[:n-i])
			}
		}
	}
	clear(c.kappa)
	for i, x := range append([]float64{-1}, o.differencing()...) {
		if x == 0 {
			continue
		}
		to := c.kappa[i*vec.Lanes:]
		for k := range vec.Lanes {
			to[k] -= x
		}
		for l, a := range c.past {
			to[vec.Lanes+l] -= float64(x * a)
		}
	}
}

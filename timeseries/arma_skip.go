package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

const (
	// skipStart is the variance of the autoregression from which on the first steps are those
	// of a factor of the variance, and the crowd of the moving averages.
	skipStart = 1e4

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
// Gaps in the first d* + r values are columns. So the first r steps, in which the state has
// r elements and the start in it, have none.
//
// Source: V. Gómez and A. Maravall, Estimation, prediction, and interpolation for nonstationary series
// with the Kalman filter, 1994, DOI 10.1080/01621459.1994.10476786 (skipping).
type skipping struct {
	missing []bool // by step
	reach   int    // the last lag of κ
	stride  int    // r, the most that width can be
	width   int    // of a, now
	narrow  int    // of a, once the start is forgotten

	theta, kappa, past []float64
	p                  []float64   // variance of a: element i, j ≥ i at i·stride+j
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
	c.stride, c.width, c.narrow = r, r, o.q+o.sq*o.period+1
	ar := o.p + o.sp*o.period
	c.reach = ar + o.lost()
	c.theta, c.past = resize(c.theta, r*vec.Lanes), resize(c.past, ar*vec.Lanes)
	c.kappa = resize(c.kappa, (c.reach+1)*vec.Lanes)
	c.p, c.m = resize(c.p, r*r*vec.Lanes), resize(c.m, r*vec.Lanes)
	c.allE, c.e = oneAfterOther(c.allE, c.e, columns, n*vec.Lanes)
	c.allMean, c.mean = oneAfterOther(c.allMean, c.mean, columns, r*vec.Lanes)
	c.inv = resize(c.inv, n*vec.Lanes)
	for _, x := range [...][]float64{c.theta, c.past, c.p, c.allMean} {
		clear(x)
	}
	c.most = c.mostGaps()
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

// mostGaps is how many gaps are at hand at most.
func (c *skipping) mostGaps() int {
	most, from, now := 0, 0, 0
	for t, missing := range c.missing {
		if t-from > c.reach {
			if c.missing[from] {
				now--
			}
			from++
		}
		if missing {
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
	r := c.stride
	x := &c.lane[k]
	x.variance, x.means = resize(x.variance, r*r), resize(x.means, 2*r)
	phi, theta := x.means[:r], x.means[r:]
	for i := range r {
		phi[i], theta[i] = s.phi(i+1), s.theta(i)
	}
	stationaryVariance(x.variance, phi, theta, s.cov)
	for i := range r {
		for j := i; j < r; j++ {
			c.p[(i*r+j)*vec.Lanes+k] = x.variance[i*r+j]
		}
	}
}

// fillHanded puts a lane that begins at step r where it is then.
func (c *skipping) fillHanded(k int) {
	x, r := &c.lane[k], c.stride
	for i := range c.narrow {
		for j := i; j < c.narrow; j++ {
			c.p[(i*r+j)*vec.Lanes+k] = x.variance[i*r+j]
		}
	}
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

// run goes through the columns. It returns false where the watch has stopped.
func (c *skipping) run(w *watch) bool {
	n := len(c.missing)
	for k := range c.det {
		c.det[k] = 1
	}
	for t := range n {
		if t == c.stride {
			for k := range c.lane {
				if c.lane[k].handed {
					c.det[k] = 1
					c.fillHanded(k)
				}
			}
		}
		if len(c.gaps) > 0 && t-c.gaps[0] > c.reach {
			c.drop()
		}
		if w.stopped(c.work()) {
			return false
		}
		c.step(t)
		c.width = max(c.narrow, c.width-1)
		if t%block == block-1 || t == n-1 {
			c.normalise()
		}
	}
	return true
}

// work is how many numbers a step computes.
func (c *skipping) work() int {
	all := c.width + len(c.gaps)
	return (all*all/2 + all*len(c.e)) * vec.Lanes / 4
}

// normalise takes the exponents out of the products of the variances.
func (c *skipping) normalise() {
	for k := range c.lane {
		x := &c.lane[k]
		fraction, exponent := math.Frexp(float64(x.fraction * c.det[k]))
		x.fraction, x.exponent, c.det[k] = fraction, x.exponent+exponent, 1
	}
}

// drop takes the oldest gap out of the state.
func (c *skipping) drop() {
	g := len(c.gaps) - 1
	copy(c.gaps, c.gaps[1:])
	c.gaps = c.gaps[:g]
	rotate(c.gapA[:g+1])
	rotate(c.gapGap[:g+1])
	for _, x := range c.gapGap[:g] {
		copy(x, x[vec.Lanes:][:g*vec.Lanes])
	}
	for _, x := range c.gapMean {
		copy(x, x[vec.Lanes:][:g*vec.Lanes])
	}
}

// rotate moves the first one to the end.
func rotate(x [][]float64) {
	first := x[0]
	copy(x, x[1:])
	x[len(x)-1] = first
}

// step does one step.
func (c *skipping) step(t int) {
	a, b := c.width*vec.Lanes, len(c.gaps)*vec.Lanes
	m, gapM := c.m[:a], c.gapM[:b]
	copy(m, c.p)
	if b == 0 && !c.missing[t] {
		c.see(t, (*[vec.Lanes]float64)(m))
		return
	}
	for j := range c.gaps {
		copy(gapM[j*vec.Lanes:], c.gapA[j][:vec.Lanes])
	}
	for j, at := range c.gaps {
		kappa := c.kappaAt(t - at)
		if *kappa == [vec.Lanes]float64{} {
			continue
		}
		var minus [vec.Lanes]float64
		for k, x := range kappa {
			minus[k] = -x
		}
		vec.LaneAxpy(m, m, c.gapA[j][:a], &minus)
		vec.LaneAxpy(gapM, gapM, c.gapGap[j][:b], &minus)
	}
	f := *(*[vec.Lanes]float64)(m)
	for j, at := range c.gaps {
		kappa := c.kappaAt(t - at)
		for k, x := range gapM[j*vec.Lanes:][:vec.Lanes] {
			f[k] -= float64(kappa[k] * x)
		}
	}
	for j := range c.mean {
		v := (*[vec.Lanes]float64)(c.e[j][t*vec.Lanes:])
		for i, at := range c.gaps {
			kappa := c.kappaAt(t - at)
			for k, x := range c.gapMean[j][i*vec.Lanes:][:vec.Lanes] {
				v[k] += float64(kappa[k] * x)
			}
		}
	}
	if c.missing[t] {
		c.skip(t, &f)
	} else {
		c.see(t, &f)
	}
}

func (c *skipping) kappaAt(lag int) *[vec.Lanes]float64 {
	return (*[vec.Lanes]float64)(c.kappa[lag*vec.Lanes:])
}

// see takes an observed value in and moves on.
func (c *skipping) see(t int, f *[vec.Lanes]float64) {
	a, b := c.width*vec.Lanes, len(c.gaps)*vec.Lanes
	m, gapM := c.m[:a], c.gapM[:b]
	inv := (*[vec.Lanes]float64)(c.inv[t*vec.Lanes:])
	vec.LaneSee(&c.ssq, &c.det, &c.least, inv, f, m, vec.LaneView{
		E: c.allE[t*vec.Lanes:], ESkip: len(c.e[0]), Mean: c.allMean, MeanSkip: len(c.mean[0]), Columns: len(c.e),
	})
	var u [vec.Lanes]float64
	if b > 0 {
		for j, e := range c.e {
			for k, v := range e[t*vec.Lanes:][:vec.Lanes] {
				u[k] = float64(v * inv[k])
			}
			vec.LaneAxpy(c.gapMean[j][:b], c.gapMean[j][:b], gapM, &u)
		}
	}
	for j := range c.gaps {
		for k := range u {
			u[k] = -float64(gapM[j*vec.Lanes+k] * inv[k])
		}
		x := c.gapA[j]
		vec.LaneAxpy(x[:a-vec.Lanes], x[vec.Lanes:a], m[vec.Lanes:], &u)
		clear(x[a-vec.Lanes : a])
		vec.LaneAxpy(c.gapGap[j][:b], c.gapGap[j][:b], gapM, &u)
	}
	vec.LaneRiccati(c.p, c.theta, c.m, inv, c.stride, c.width)
}

// skip takes a missing value into the state and moves on.
func (c *skipping) skip(t int, f *[vec.Lanes]float64) {
	a, g := c.width*vec.Lanes, len(c.gaps)
	b := g * vec.Lanes
	inv := (*[vec.Lanes]float64)(c.inv[t*vec.Lanes:])
	*inv = [vec.Lanes]float64{}
	shift := func(x []float64) {
		copy(x, x[vec.Lanes:a])
		clear(x[a-vec.Lanes : a])
	}
	for j, mean := range c.mean {
		v := c.e[j][t*vec.Lanes:][:vec.Lanes]
		for k, x := range v {
			c.gapMean[j][b+k] = mean[k] - x
		}
		clear(v)
		shift(mean)
	}
	for j := range c.gaps {
		shift(c.gapA[j])
		copy(c.gapGap[j][b:], c.gapM[j*vec.Lanes:][:vec.Lanes])
	}
	copy(c.gapA[g], c.m[:a])
	shift(c.gapA[g])
	copy(c.gapGap[g], c.gapM[:b])
	copy(c.gapGap[g][b:], f[:])
	c.gaps = append(c.gaps, t)
	for k, x := range f {
		if !(x <= c.largest[k]) {
			c.largest[k] = x
		}
	}
	vec.LaneRiccati(c.p, c.theta, c.m, inv, c.stride, c.width)
}

// logDet returns Σ log f of a lane, and false where rounding has got the upper hand.
func (c *skipping) logDet(k int) (logDet float64, ok bool) {
	x := &c.lane[k]
	logDet, ok = logProduct(x.fraction, x.exponent, c.least[k], 0)
	return x.known + logDet, ok && c.largest[k] <= longGap
}

package timeseries

import (
	"math"
	"slices"
)

// noDirection is how small the diffuse part of a prediction is, beside the largest
// number in the directions, where the value says nothing about them.
const noDirection = 1e-9

// state is where a series stands after its last observation.
//
// Values before the first one are diffuse: each of the first d* values that tells something
// about them uses up one direction of what is not known, and has no innovation.
//
// Source: J. Durbin and S. J. Koopman, Time Series Analysis by State Space Methods, 2nd
// edition, Oxford University Press, 2012, DOI 10.1093/acprof:oso/9780199641178.001.0001, §5.2
// (the exact initial filter), here with a factor of the diffuse variance.
type state struct {
	*system
	mean     []float64 // r + d*
	variance []float64 // (r + d*)², in units of σ²
	unknown  []float64 // d*×directions: the diffuse variance of the z is unknown·unknown′
	known    int       // how many of the last values are observed, d* at most
	runs     []int     // lengths of the runs of observed and of missing values, by turns, from the first observed one on
	leapt    int       // values that leap took
	scratch  []float64
	live     []int // of uncertain
	factor   *root // of the variance of a, as long as that may be large; then nil
	factored int   // steps of factor so far
}

// newState is the state before anything was seen.
func newState(s *system) *state {
	n := s.r + s.lost
	t := &state{
		system:   s,
		mean:     make([]float64, n),
		variance: make([]float64, n*n),
		unknown:  make([]float64, s.lost*s.lost),
		scratch:  make([]float64, n*n+2*n),
	}
	for i := range s.r {
		copy(t.variance[i*n:][:s.r], s.start[i*s.r:][:s.r])
	}
	for i := range s.lost {
		t.unknown[i*s.lost+i] = 1
	}
	if s.root != nil {
		t.factor = s.root.clone()
	}
	return t
}

// begin sets the first d* values where all are observed: what follows depends on
// their differences alone, and nothing is known of those yet.
func (t *state) begin(z []float64) {
	for i, v := range z {
		t.mean[t.r+len(z)-1-i] = v
	}
	t.known = t.lost
	t.unknown = t.unknown[:0]
	t.record(true, t.lost)
}

// record notes n values more that were observed or not.
func (t *state) record(observed bool, n int) {
	switch {
	case n == 0:
	case observed == (len(t.runs)%2 == 1):
		t.runs[len(t.runs)-1] += n
	default:
		t.runs = append(t.runs, n)
	}
}

func (t *state) clone() *state {
	c := *t
	c.mean = slices.Clone(t.mean)
	c.variance = slices.Clone(t.variance)
	c.unknown = slices.Clone(t.unknown)
	c.runs = slices.Clone(t.runs)
	c.scratch, c.live = make([]float64, len(t.scratch)), nil
	if t.factor != nil {
		c.factor = t.factor.clone()
	}
	return &c
}

// push takes the next value, NaN where it is missing, and returns what it adds to the
// prediction and the variance of the prediction in units of σ². Both are NaN for a
// missing value, and for one that is used up by what was not known before the start.
func (t *state) push(y float64) (innovation, variance float64) {
	t.record(y == y, 1)
	switch {
	case y != y:
		t.skip()
		return math.NaN(), math.NaN()
	case t.known == t.lost:
		return t.pushKnown(y)
	}
	return t.pushOpen(y)
}

// pushKnown is push where the last d* values are observed: w_t is known then, and
// whatever the state was, a_0 is w_t afterwards.
func (t *state) pushKnown(y float64) (innovation, variance float64) {
	n, r := t.r+t.lost, t.r
	z := t.mean[r:]
	ahead := 0.0
	for i, c := range t.diff {
		ahead += float64(c * z[i])
	}
	w := y - ahead
	if t.factor != nil {
		return t.pushFactored(y, w)
	}
	p := t.variance
	v, f := w-t.mean[0], p[0]
	u := v / f
	for i := range r {
		next := float64(t.phi[i] * w)
		if i+1 < r {
			next += t.mean[i+1] + float64(p[i+1]*u)
		}
		t.scratch[i] = next
	}
	copy(t.mean, t.scratch[:r])
	// P ← T(P − PZ′ZP/F)T′ + RR′: row and column 0 of the bracket are 0, so T only shifts.
	// Row i+1 is read before row i+1 is written; row 0 is kept in scratch.
	first := t.scratch[:r]
	copy(first, p[:r])
	for i := range r {
		for j := i; j < r; j++ {
			x := float64(t.theta[i] * t.theta[j])
			if j+1 < r {
				x += p[(i+1)*n+j+1] - float64(first[i+1]*first[j+1])/f
			}
			p[i*n+j], p[j*n+i] = x, x
		}
	}
	t.shift(y)
	return v, f
}

// pushFactored is pushKnown by a factor of the variance. After r steps nothing is left of
// the variance at the start.
func (t *state) pushFactored(y, w float64) (innovation, variance float64) {
	r := t.r
	gain := t.scratch[:r]
	deviation := t.factor.step(t.theta, gain)
	v := w - t.mean[0]
	e := v / deviation
	for i := range r {
		next := float64(t.phi[i] * w)
		if i+1 < r {
			next += t.mean[i+1] + float64(gain[i+1]*e)
		}
		t.mean[i] = next
	}
	t.factor.square(t.variance, r, r+t.lost, nil)
	t.factored++
	if t.factored == r {
		t.factor = nil
	}
	t.shift(y)
	return v, float64(deviation * deviation)
}

// shift makes y the newest of the z.
func (t *state) shift(y float64) {
	if t.lost > 0 {
		z := t.mean[t.r:]
		copy(z[1:], z)
		z[0] = y
	}
}

// pushOpen is push where some of the last d* values are not observed.
func (t *state) pushOpen(y float64) (innovation, variance float64) {
	n, r := t.r+t.lost, t.r
	p := t.variance
	live := t.uncertain()
	cov := t.scratch[:n] // PZ′
	clear(cov)
	for i := range r {
		cov[i] = t.seenUncertain(p[i*n:][:n], live)
	}
	for _, k := range live {
		cov[r+k] = t.seenUncertain(p[(r+k)*n:][:n], live)
	}
	f := t.seen(cov)
	v := y - t.seen(t.mean)
	if direction, ok := t.useDirection(); ok {
		// K = direction has ZK = 1. P ← (I−KZ)P(I−KZ)′.
		for i := range n {
			t.mean[i] += float64(direction[i] * v)
			for j := i; j < n; j++ {
				x := p[i*n+j] + float64(float64(direction[i]*direction[j])*f) - float64(direction[i]*cov[j]) - float64(cov[i]*direction[j])
				p[i*n+j], p[j*n+i] = x, x
			}
		}
		v, f = math.NaN(), math.NaN()
	} else {
		u, inv := v/f, 1/f
		take := func(i int, x float64, j int) {
			y := p[i*n+j] - float64(x*cov[j])
			p[i*n+j], p[j*n+i] = y, y
		}
		for i := range r {
			t.mean[i] += float64(cov[i] * u)
			x := float64(cov[i] * inv)
			for j := i; j < r; j++ {
				take(i, x, j)
			}
		}
		for at, k := range live {
			t.mean[r+k] += float64(cov[r+k] * u)
			x := float64(cov[r+k] * inv)
			for j := range r {
				take(r+k, x, j)
			}
			for _, l := range live[at:] {
				take(r+k, x, r+l)
			}
		}
	}
	t.move()
	t.settle(y)
	t.known = min(t.known+1, t.lost)
	return v, f
}

// uncertain lists the z that are not known for certain. The rows and columns of the variance that
// belong to the others are 0.
func (t *state) uncertain() []int {
	n, r := t.r+t.lost, t.r
	t.live = t.live[:0]
	for k := range t.lost {
		if t.variance[(r+k)*n+r+k] != 0 {
			t.live = append(t.live, k)
		}
	}
	return t.live
}

// seenUncertain is seen for a row of the variance.
func (t *state) seenUncertain(x []float64, live []int) float64 {
	s := x[0]
	for _, k := range live {
		s += float64(t.diff[k] * x[t.r+k])
	}
	return s
}

// seen is the product of Z and a vector of the state.
func (t *state) seen(x []float64) float64 {
	s := x[0]
	for k, c := range t.diff {
		s += float64(c * x[t.r+k])
	}
	return s
}

// useDirection takes one direction out of the diffuse part, if the value at hand says
// something about it, and returns the state's gain.
func (t *state) useDirection() (gain []float64, ok bool) {
	d := t.lost
	k := len(t.unknown) / d
	if k == 0 {
		return nil, false
	}
	g := make([]float64, k)
	largest, norm := 0.0, 0.0
	for i, c := range t.diff {
		for j := range k {
			x := t.unknown[i*k+j]
			g[j] += float64(c * x)
			largest = max(largest, math.Abs(x))
		}
	}
	for _, x := range g {
		norm += float64(x * x)
	}
	norm = math.Sqrt(norm)
	if norm <= noDirection*largest {
		return nil, false
	}
	// A reflection H brings g to (±norm, 0, …): the first column of unknown·H is what
	// the value settles, the others are what is left.
	h := slices.Clone(g)
	if h[0] < 0 {
		norm = -norm
	}
	h[0] += norm // g H = (−norm, 0, …)
	scale := 1 / float64(norm*h[0])
	gain = make([]float64, t.r+d)
	left := t.unknown[:0]
	for i := range d {
		row := t.unknown[i*k:][:k]
		s := 0.0
		for j, x := range row {
			s += float64(x * h[j])
		}
		s *= scale
		gain[t.r+i] = (row[0] - float64(s*h[0])) / -norm
		for j := 1; j < k; j++ {
			left = append(left, row[j]-float64(s*h[j]))
		}
	}
	t.unknown = left
	return gain, true
}

// skip moves on by one value that is missing.
func (t *state) skip() {
	t.move()
	t.known = 0
}

// move is the transition of mean, variance and directions: x ← Tx, P ← TPT′ + RR′.
func (t *state) move() {
	t.factor = nil // the variance is as good
	t.moveVariance()
	t.moveVector(t.mean, 1)
	if d := t.lost; len(t.unknown) > 0 {
		k := len(t.unknown) / d
		for j := range k {
			s := 0.0
			for i, c := range t.diff {
				s += float64(c * t.unknown[i*k+j])
			}
			for i := d - 1; i > 0; i-- {
				t.unknown[i*k+j] = t.unknown[(i-1)*k+j]
			}
			t.unknown[j] = s
		}
	}
}

// moveVariance is P ← TPT′ + RR′, for the a and those z that are uncertain.
func (t *state) moveVariance() {
	n, r := t.r+t.lost, t.r
	p, live := t.variance, t.uncertain()
	set := func(i, j int, x float64) { p[i*n+j], p[j*n+i] = x, x }
	// What is needed later than it is overwritten: row 0, and the covariances of all with the next z and
	// with the z at hand.
	first := t.scratch[:r]
	copy(first, p[:r])
	next := t.scratch[r:][:n]
	for i := range r {
		next[i] = t.seenUncertain(p[i*n:][:n], live)
	}
	for _, k := range live {
		next[r+k] = t.seenUncertain(p[(r+k)*n:][:n], live)
	}
	variance := t.seenUncertain(next, live)
	for i := range r {
		phi := t.phi[i]
		for j := i; j < r; j++ {
			x := float64(phi*float64(t.phi[j]*first[0])) + float64(t.theta[i]*t.theta[j])
			if j+1 < r {
				x += float64(phi * first[j+1])
				x += p[(i+1)*n+j+1]
			}
			if i+1 < r {
				x += float64(t.phi[j] * first[i+1])
			}
			set(i, j, x)
		}
	}
	if t.lost == 0 {
		return
	}
	// The oldest z leaves; the others move by one, the last one first.
	for at := len(live) - 1; at >= 0; at-- {
		k := live[at]
		if k+1 < t.lost {
			for _, l := range live[:at+1] {
				set(r+k+1, r+l+1, p[(r+k)*n+r+l])
			}
			a := p[(r+k)*n:][:r]
			for i := range r {
				x := float64(t.phi[i] * a[0])
				if i+1 < r {
					x += a[i+1]
				}
				p[(r+k+1)*n+i], p[i*n+r+k+1] = x, x
			}
		}
		if at == 0 || live[at-1] != k-1 {
			t.forget(k) // nobody moves there
		}
	}
	for _, k := range live {
		if k+1 < t.lost {
			set(r, r+k+1, next[r+k])
		}
	}
	for i := range r {
		x := float64(t.phi[i] * next[0])
		if i+1 < r {
			x += next[i+1]
		}
		set(i, r, x)
	}
	set(r, r, variance)
}

// forget makes the variance of a z and its covariances 0.
func (t *state) forget(k int) {
	n, at := t.r+t.lost, t.r+k
	for i := range n {
		t.variance[at*n+i], t.variance[i*n+at] = 0, 0
	}
}

// moveVector is x ← Tx for a vector whose elements are stride apart.
func (t *state) moveVector(x []float64, stride int) {
	r := t.r
	z := x[0]
	for k, c := range t.diff {
		z += float64(c * x[(r+k)*stride])
	}
	first := x[0]
	for i := range r {
		next := float64(t.phi[i] * first)
		if i+1 < r {
			next += x[(i+1)*stride]
		}
		x[i*stride] = next
	}
	for k := t.lost - 1; k > 0; k-- {
		x[(r+k)*stride] = x[(r+k-1)*stride]
	}
	if t.lost > 0 {
		x[r*stride] = z
	}
}

// settle writes what is certain after an observation: the newest z is y.
func (t *state) settle(y float64) {
	if t.lost == 0 {
		return
	}
	n, r := t.r+t.lost, t.r
	t.mean[r] = y
	for i := range n {
		t.variance[r*n+i], t.variance[i*n+r] = 0, 0
	}
	k := len(t.unknown) / t.lost
	clear(t.unknown[:k])
}

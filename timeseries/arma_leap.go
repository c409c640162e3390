package timeseries

import "github.com/clm-go/clm/internal/vec"

// longestLeap is how many values the fast recursion takes at once.
const longestLeap = 1 << 16

// leap is push for the values that follow the first d*, with none missing, by the fast recursion: O(r)
// for each, and O(r²) for each of the last r. It changes nothing and returns false where
// that is not to be had.
//
// The variance forgets: what it is, other than by the last r steps, moves up and out at the top.
func (t *state) leap(z, innovations, variances []float64, watch *watch) bool {
	if t.root != nil {
		return false
	}
	n, r := len(z), t.r
	w := t.differenced(z)
	var c schur
	c.begin(&t.lead, [][]float64{w})
	near := max(0, n-r)
	resting := c.advance(0, near, watch)
	variance := make([]float64, r*r)
	if near == 0 {
		copy(variance, t.start)
	}
	if resting {
		clear(c.l[near:])
	}
	for at := near; at < n; at++ {
		if watch.stopped(r * r) {
			return false
		}
		moveVariance(variance, r, c.m[:r], t.theta)
		c.step(at)
	}
	if !(c.m[0] >= 1-aboveOne) {
		return false
	}
	for i := range r {
		copy(t.variance[i*(r+t.lost):], variance[i*r:][:r])
	}
	for i := range r {
		a := -c.resid[0][n+i]
		for j := i + 1; j <= min(r, i+n); j++ {
			a += float64(t.phi[j-1] * w[n+i-j])
		}
		t.mean[i] = a
	}
	for k := range min(t.lost, n) {
		copy(t.mean[r+1:], t.mean[r:r+t.lost-1])
		t.mean[r] = z[n-min(t.lost, n)+k]
	}
	for i, inv := range c.inv {
		innovations[i], variances[i] = c.resid[0][i], 1/inv
	}
	t.record(true, n)
	t.leapt = n
	return true
}

// differenced returns z_t − Σ c_i·z_{t−i}; the values before z are in the state.
func (t *state) differenced(z []float64) []float64 {
	d := t.lost
	all := make([]float64, d+len(z))
	for i := range d {
		all[i] = t.mean[t.r+d-1-i]
	}
	copy(all[d:], z)
	w := make([]float64, len(z))
	copy(w, z)
	for i, x := range t.diff {
		if x != 0 {
			vec.Axpy(-x, all[d-1-i:][:len(z)], w)
		}
	}
	return w
}

// moveVariance is the variance after an observation: without what is known, one
// element up, and with that of ε.
func moveVariance(p []float64, r int, m, theta []float64) {
	f := m[0]
	for i := range r {
		for j := i; j < r; j++ {
			x := float64(theta[i] * theta[j])
			if j+1 < r {
				x += p[(i+1)*r+j+1] - float64(m[i+1]*m[j+1])/f
			}
			p[i*r+j], p[j*r+i] = x, x
		}
	}
}

// advance does the steps of the columns one by one, up to one of them, with what each leaves. It returns
// whether the recursion has come to rest, where l is not what it says any more.
func (c *schur) advance(from, to int, w *watch) (resting bool) {
	for at := from; at < to; {
		if c.atRest(at) {
			c.rest(at, to, w)
			return true
		}
		next := min(at+block, to)
		if w.stopped((next - at) * c.width * 2) {
			return false
		}
		c.several(at, next)
		at = next
	}
	return false
}

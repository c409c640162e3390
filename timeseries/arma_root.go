package timeseries

import (
	"math"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// root is the recursion for processes near a unit root: a factor of the variance
// of the state instead of the variance, so that a start of variance 10¹⁰ costs as many
// digits as one of 10⁵ does without. O(r²) a step.
//
// The factor at the start is one of the autoregression u, whose columns come from
// the predictors of each order, none a difference of large numbers; w = θ(B)u.
//
// Source: G. J. Bierman, Factorization Methods for Discrete Sequential Estimation, Academic
// Press, 1977, ISBN 978-0-12-097350-7 (array form of the filter).
type root struct {
	factor []float64 // r×r, row by row: the variance is factor·factor′
	mirror []float64
	mean   []float64 // of each column

	theta, gain, now, next, saved []float64
}

// begin sets the factor of the stationary variance and the means of the columns.
func (c *root) begin(s *start, columns int, w *watch) {
	r := s.r
	c.factor, c.mirror = resize(c.factor, r*r), resize(c.mirror, r)
	c.theta, c.gain = resize(c.theta, r), resize(c.gain, r)
	for i := range c.theta {
		c.theta[i] = s.theta(i)
	}
	c.mean = resize(c.mean, r*columns)
	clear(c.mean)
	for i := range r {
		row := c.factor[i*r:][:r]
		s.stateRow(row, i)
		// row·A⁻¹, where A takes u_t, u_{t−1} … to their prediction errors.
		if w.stopped(r * r) {
			return
		}
		for k := r - 1; k > 0; k-- {
			for j, a := range s.predictor(min(k, len(s.ar))) {
				row[k-1-j] += float64(a * row[k])
			}
		}
		for k := range row {
			row[k] *= math.Sqrt(s.variances[min(k, len(s.ar))])
		}
	}
}

// stateRow writes what a_i is in terms of u_t, u_{t−1} …:
//
//	a_i = Σ_{j>i} φ_j·w_{t+i−j} + Σ_{j≥i} θ_j·ε_{t+i−j},  w = θ(B)u, ε = φ(B)u
func (s *start) stateRow(dst []float64, i int) {
	clear(dst)
	add := func(k int, x, y float64) {
		if k < len(dst) {
			dst[k] += float64(x * y)
		}
	}
	for _, j := range s.lags {
		if j < i {
			continue
		}
		add(j-i, s.theta(j), 1)
		for lag, x := range s.ar {
			add(j+lag+1-i, s.theta(j), -x)
		}
	}
	for j := i + 1; j <= len(s.ar); j++ {
		for _, lag := range s.lags {
			add(j+lag-i, s.phi(j), s.theta(lag))
		}
	}
}

func (c *root) clone() *root {
	return &root{factor: slices.Clone(c.factor), mirror: slices.Clone(c.mirror)}
}

// square writes factor·factor′ into the upper left of a matrix of the given stride.
func (c *root) square(dst []float64, r, stride int, w *watch) {
	for i := range r {
		if w.stopped(i * r) {
			return
		}
		for j := range i + 1 {
			x := vec.Dot(c.factor[i*r:][:r], c.factor[j*r:][:r])
			dst[i*stride+j], dst[j*stride+i] = x, x
		}
	}
}

// step returns the standard deviation of the next innovation. Afterwards the factor is
// that of the step after it; gain_i is the covariance of a_i and the innovation over
// its standard deviation.
func (c *root) step(theta, gain []float64) float64 {
	r := len(gain)
	// A reflection leaves nothing in row 0 but its first element.
	h := c.mirror
	copy(h, c.factor[:r])
	norm := math.Sqrt(vec.Dot(h, h))
	if h[0] > 0 {
		norm = -norm
	}
	h[0] -= norm
	scale := 1 / float64(norm*h[0]) // −1/(…): h′h = −2·norm·h_0
	for i := 1; i < r; i++ {
		row := c.factor[i*r:][:r]
		d := float64(vec.Dot(row, h) * scale)
		vec.Axpy(d, h, row)
		gain[i] = row[0]
	}
	gain[0] = norm
	// Without its first column the factor is what the observation leaves. The state moves
	// up by one, and ε comes in.
	copy(c.factor, c.factor[r:])
	clear(c.factor[(r-1)*r:])
	for i, x := range theta {
		c.factor[i*r] = x
	}
	return norm
}

// run writes the innovations of the columns over their standard deviations into dst, for
// the steps up to one of them, and returns Σ log f.
func (c *root) run(dst [][]float64, s *start, columns [][]float64, from, to int, watch *watch) (logDet float64) {
	r := s.r
	for t := from; t < to; t++ {
		if watch.stopped(r * (r + len(columns))) {
			return logDet
		}
		deviation := c.step(c.theta, c.gain)
		logDet += 2 * vec.Log(math.Abs(deviation))
		for j, w := range columns {
			a := c.mean[j*r:][:r]
			e := (w[t] - a[0]) / deviation
			dst[j][t] = e
			for i := range r {
				next := float64(s.phi(i+1) * w[t])
				if i+1 < r {
					next += a[i+1] + float64(c.gain[i+1]*e)
				}
				a[i] = next
			}
		}
	}
	return logDet
}

// handOver writes what the fast recursion has at the next step, where nothing is left of the
// variance at the start: P_t − P_{t+1} is of rank one then.
func (c *root) handOver(m, l []float64, r int) {
	c.now, c.next = resize(c.now, r), resize(c.next, r)
	diagonal := func(dst []float64) {
		for i := range dst {
			row := c.factor[i*r:][:r]
			dst[i] = vec.Dot(row, row)
		}
	}
	product := func(dst []float64, at int) {
		for i := range r {
			dst[i] = vec.Dot(c.factor[i*r:][:r], c.factor[at*r:][:r])
		}
	}
	product(m[:r], 0)
	diagonal(c.now)
	c.saved = append(c.saved[:0], c.factor...)
	c.step(c.theta, c.gain)
	diagonal(c.next)
	largest, at := 0.0, 0
	for i, x := range c.now {
		if d := x - c.next[i]; d > largest {
			largest, at = d, i
		}
	}
	product(c.next, at)
	copy(c.factor, c.saved)
	product(c.now, at)
	if largest > 0 {
		scale := math.Sqrt(m[0] / largest)
		for i, x := range c.now {
			l[i] = float64((x - c.next[i]) * scale)
		}
	}
}

// ahead writes w_t − Σ ar·w_{t−i} for the steps from one on, the w before it as the state knows them.
// It is the same from the r-th on as with the w themselves.
func (c *root) ahead(dst []float64, s *start, column int, w []float64, from int) {
	n := min(len(dst), len(w)-from)
	s.withoutPast(dst[:n], w[from:][:n])
	for i, a := range c.mean[column*s.r:][:min(s.r, n)] {
		dst[i] -= a
	}
}

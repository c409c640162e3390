package timeseries

import (
	"context"
	"math"
	"slices"
)

// descent looks for a minimum of a function of a few numbers, such as a negative log
// likelihood: quasi-Newton steps from central differences, and Newton steps at the
// end, where the matrix of second derivatives is wanted anyway.
//
// The function is asked about many points at once: it sets f[i] to its value at
// x[i], NaN or +Inf where it has none.
//
// Source: C. G. Broyden, The convergence of a class of double-rank minimization
// algorithms, 1970, DOI 10.1093/imamat/6.1.76; J. Nocedal and S. J. Wright,
// Numerical Optimization, 2nd edition, Springer, 2006, DOI
// 10.1007/978-0-387-40065-5, chapters 3, 6 and 8.
type descent struct {
	ask     func(f []float64, x [][]float64)
	k       int
	steps   int // taken so far
	points  [][]float64
	values  []float64
	x       []float64 // where it stands
	f       float64
	grad    []float64
	curve   []float64 // second derivatives along the axes
	inverse []float64 // approximate inverse of the matrix of second derivatives
	dir     []float64
	next    []float64
	work    []float64
	hessian []float64 // at x, once polished; nil where it is not positive definite
}

const (
	probe     = 1e-4  // half width of a central difference
	farthest  = 1.5   // a step changes no number by more
	enough    = 1e-10 // a step that promises less is the last one
	stepLimit = 200
)

func newDescent(k int, ask func(f []float64, x [][]float64)) *descent {
	s := &descent{ask: ask, k: k}
	width := max(8, 2*k*k)
	flat := make([]float64, width*k+width+2*k*k+6*k)
	take := func(n int) []float64 {
		part := flat[:n:n]
		flat = flat[n:]
		return part
	}
	s.points = make([][]float64, width)
	for i := range s.points {
		s.points[i] = take(k)
	}
	s.values, s.inverse, s.work = take(width), take(k*k), take(k*k)
	s.x, s.grad, s.curve, s.dir, s.next = take(k), take(k), take(k), take(k), take(k)
	return s
}

// eval asks about the first n points.
func (s *descent) eval(n int) []float64 {
	f := s.values[:n]
	s.ask(f, s.points[:n])
	for i, v := range f {
		if math.IsNaN(v) {
			f[i] = math.Inf(1)
		}
	}
	return f
}

// slope sets grad and curve at x. It returns false where a neighbour has no value.
func (s *descent) slope() bool {
	for i := range s.k {
		for side, h := range [2]float64{probe, -probe} {
			p := s.points[2*i+side]
			copy(p, s.x)
			p[i] += h
		}
	}
	ok := true
	f := s.eval(2 * s.k)
	for i := range s.k {
		up, down := f[2*i], f[2*i+1]
		s.grad[i] = (up - down) / (2 * probe)
		s.curve[i] = (up - s.f + (down - s.f)) / (probe * probe)
		ok = ok && !math.IsInf(up, 1) && !math.IsInf(down, 1)
	}
	return ok
}

// reset makes the inverse matrix a diagonal one.
func (s *descent) reset() {
	clear(s.inverse)
	for i, c := range s.curve {
		s.inverse[i*s.k+i] = 1 / max(math.Abs(c), 1e-3*(1+math.Abs(s.grad[i])))
	}
}

// run goes down from start. It returns whether it arrived; x, f and hessian say
// where.
func (s *descent) run(ctx context.Context, start []float64) (arrived bool, err error) {
	copy(s.x, start)
	s.hessian = nil
	copy(s.points[0], start)
	if s.f = s.eval(1)[0]; math.IsInf(s.f, 1) {
		return false, nil
	}
	if s.k == 0 {
		return true, nil
	}
	if !s.slope() {
		return false, nil
	}
	s.reset()
	fresh := true
	for ; s.steps < stepLimit; s.steps++ {
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		promise := s.direction()
		if promise < enough+1e-15*math.Abs(s.f) || !s.walk(promise) {
			switch better, done := s.polish(); {
			case done:
				return true, nil
			case better || !fresh:
				fresh = !better
				if better && !s.slope() {
					return false, nil
				}
				s.reset()
				continue
			}
			return false, nil
		}
		fresh = false
		if !s.update() {
			return false, nil
		}
	}
	return false, nil
}

// direction sets dir and returns by how much a full step there is to lower the
// function.
func (s *descent) direction() float64 {
	k := s.k
	slope := s.project()
	if !(slope < 0) {
		s.reset()
		slope = s.project()
	}
	longest := 0.0
	for _, d := range s.dir {
		longest = max(longest, math.Abs(d))
	}
	if longest > farthest {
		for i := range k {
			s.dir[i] *= farthest / longest
		}
		slope *= farthest / longest
	}
	return -slope / 2
}

// project sets dir to −inverse·grad and returns the slope there.
func (s *descent) project() float64 {
	slope := 0.0
	for i := range s.k {
		d := 0.0
		for j, g := range s.grad {
			d -= float64(s.inverse[i*s.k+j] * g)
		}
		s.dir[i] = d
		slope += float64(d * s.grad[i])
	}
	return slope
}

// walk moves x along dir: the full step if that is good, else the best of several
// shorter ones, which are tried at once. It returns false where none is lower.
func (s *descent) walk(promise float64) bool {
	lengths := [...]float64{0.5, 0.25, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6}
	along := func(p []float64, t float64) {
		for i, d := range s.dir {
			p[i] = s.x[i] + float64(t*d)
		}
	}
	along(s.points[0], 1)
	f := s.eval(1)[0]
	if f <= s.f-0.02*promise {
		copy(s.next, s.points[0])
		s.move(f)
		return true
	}
	for i, t := range lengths {
		along(s.points[i], t)
	}
	all := s.eval(len(lengths))
	best := 0
	for i, f := range all {
		if f < all[best] {
			best = i
		}
	}
	if !(all[best] < s.f) {
		return false
	}
	copy(s.next, s.points[best])
	s.move(all[best])
	return true
}

// move goes to next and leaves the way there in dir.
func (s *descent) move(f float64) {
	for i := range s.dir {
		s.dir[i] = s.next[i] - s.x[i]
	}
	copy(s.x, s.next)
	s.f = f
}

// update learns from the last step, dir, what the second derivatives are.
func (s *descent) update() bool {
	k := s.k
	was := s.next
	copy(was, s.grad)
	if !s.slope() {
		return false
	}
	y := was
	for i := range y {
		y[i] = s.grad[i] - y[i]
	}
	sy, ss, yy := dot(s.dir, y), dot(s.dir, s.dir), dot(y, y)
	if !(sy > 1e-8*math.Sqrt(float64(ss*yy))) {
		return true
	}
	hy := s.work[:k]
	for i := range k {
		hy[i] = dot(s.inverse[i*k:i*k+k], y)
	}
	c := (1 + dot(y, hy)/sy) / sy
	for i := range k {
		for j := range k {
			s.inverse[i*k+j] += float64(float64(c*s.dir[i])*s.dir[j]) - (float64(hy[i]*s.dir[j])+float64(s.dir[i]*hy[j]))/sy
		}
	}
	return true
}

// polish takes Newton steps from x. It returns whether it found something lower, and
// whether x is a minimum: no step promises anything any more.
func (s *descent) polish() (better, done bool) {
	k := s.k
	for range 8 {
		if better && !s.slope() || !s.second() {
			return better, false
		}
		full := slices.Clone(s.work)
		if !cholesky(s.work, k) {
			return better, false
		}
		copy(s.dir, s.grad)
		choleskySolve(s.work, k, s.dir)
		promise, longest := dot(s.dir, s.grad)/2, 0.0
		for i, d := range s.dir {
			s.dir[i] = -d
			longest = max(longest, math.Abs(d))
		}
		if longest > farthest {
			return better, false
		}
		if promise < enough+1e-15*math.Abs(s.f) || !s.walk(promise) {
			s.hessian = full
			return better, true
		}
		better = true
	}
	return better, false
}

// second sets work to the matrix of second derivatives at x, from the values of
// slope and of further points.
func (s *descent) second() bool {
	k, n := s.k, 0
	for i := range k {
		for j := range i {
			for _, h := range [2]float64{probe, -probe} {
				p := s.points[n]
				copy(p, s.x)
				p[i] += h
				p[j] += h
				n++
			}
		}
	}
	f := s.eval(n)
	n = 0
	for i := range k {
		s.work[i*k+i] = s.curve[i]
	}
	for i := range k {
		for j := range i {
			up, down := f[n], f[n+1]
			n += 2
			if math.IsInf(up, 1) || math.IsInf(down, 1) {
				return false
			}
			both := (up - s.f + (down - s.f)) / (probe * probe)
			h := (both - s.curve[i] - s.curve[j]) / 2
			s.work[i*k+j], s.work[j*k+i] = h, h
		}
	}
	return true
}

func dot(x, y []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += float64(v * y[i])
	}
	return s
}

package timeseries

import (
	"context"
	"math"
	"slices"
)

// descent looks for a minimum of a function of a few numbers, such as a negative log
// likelihood, by central differences: Newton's steps for few numbers; for more of them
// Newton's steps at the beginning and at the end, where the matrix of second derivatives is
// wanted anyway, and quasi-Newton steps in between.
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
	steps   int         // taken so far
	points  [][]float64 // to ask about next, as many as neighbours along the axes; memory stays O(k²)
	values  []float64
	x       []float64 // where it stands
	f       float64
	grad    []float64
	curve   []float64 // second derivatives along the axes
	inverse []float64 // approximate inverse of the matrix of second derivatives
	dir     []float64
	next    []float64
	work    []float64
	vectors []float64
	hessian []float64 // second derivatives at x where they are known and positive definite, else nil

	limit int     // at most so many steps
	width float64 // half that of central differences
	reach float64 // a step changes no number by more

	// stop tells whether the way on from x is known; nil: never
	stop func(x []float64, f float64) bool
}

const (
	enough    = 1e-10 // a step that promises less is the last one
	probe     = 1e-4  // half width of a central difference
	narrower  = 5     // and how much less it may be where second derivatives change fast
	farthest  = 1.5   // the longest reach
	stepLimit = 200   // the usual limit
	few       = 4     // up to so many numbers every step is Newton's
)

func newDescent(k int, ask func(f []float64, x [][]float64)) *descent {
	s := &descent{ask: ask, k: k, limit: stepLimit, reach: farthest}
	width := max(8, 1+k+k*k)
	held := (1 + 2*k + atOnce - 1) / atOnce * atOnce
	flat := make([]float64, held*k+width+3*k*k+5*k)
	take := func(n int) []float64 {
		part := flat[:n:n]
		flat = flat[n:]
		return part
	}
	s.points = make([][]float64, held)
	for i := range s.points {
		s.points[i] = take(k)
	}
	s.values, s.inverse, s.work, s.vectors = take(width), take(k*k), take(k*k), take(k*k)
	s.x, s.grad, s.curve, s.dir, s.next = take(k), take(k), take(k), take(k), take(k)
	return s
}

// eval asks about the first n points.
func (s *descent) eval(n int) []float64 { return s.evalInto(s.values[:n]) }

// evalInto asks about the first len(f) points.
func (s *descent) evalInto(f []float64) []float64 {
	s.ask(f, s.points[:len(f)])
	for i, v := range f {
		if math.IsNaN(v) {
			f[i] = math.Inf(1)
		}
	}
	return f
}

// look asks about x and its neighbours: those along the axes, and with second those along the
// diagonals too. It returns the value at x. Once the context has ended values mean nothing.
func (s *descent) look(ctx context.Context, x []float64, second bool) float64 {
	asked, n := 0, 0 // values, and points for the next ones
	next := func() []float64 {
		if n == len(s.points) && ctx.Err() == nil {
			s.evalInto(s.values[asked:][:n])
			asked, n = asked+n, 0
		}
		n = min(n+1, len(s.points))
		copy(s.points[n-1], x)
		return s.points[n-1]
	}
	next()
	put := func(i, j int) {
		for _, h := range [2]float64{s.width, -s.width} {
			p := next()
			p[i] += h
			if j >= 0 {
				p[j] += h
			}
		}
	}
	for i := range s.k {
		put(i, -1)
	}
	if second {
		for i := 0; i < s.k && ctx.Err() == nil; i++ {
			for j := range i {
				put(i, j)
			}
		}
	}
	s.evalInto(s.values[asked:][:n])
	return s.values[0]
}

// slope sets grad and curve at x from what look saw there. It returns false where a
// neighbour has no value.
func (s *descent) slope() bool {
	ok := true
	f := s.values[1:]
	for i := range s.k {
		up, down := f[2*i], f[2*i+1]
		s.grad[i] = (up - down) / (2 * s.width)
		s.curve[i] = (up - s.f + (down - s.f)) / float64(s.width*s.width)
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
	s.hessian, s.steps, s.width = nil, 0, probe
	s.f = s.look(ctx, start, true)
	if math.IsInf(s.f, 1) || !s.slope() {
		return false, nil
	}
	if s.k == 0 {
		return true, nil
	}
	exact := s.newton() // whether inverse is that of the second derivatives at x
	for ; s.steps < s.limit; s.steps++ {
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if s.stop != nil && s.stop(s.x, s.f) {
			return true, nil
		}
		promise := s.direction()
		done := promise < enough+float64(1e-15*math.Abs(s.f))
		switch {
		case !done && s.walk(ctx, promise):
			was := s.next
			copy(was, s.grad)
			if !s.slope() {
				return false, nil
			}
			if s.k <= few {
				exact = s.newton()
			} else {
				exact = false
				s.update(was)
			}
		case exact:
			// No step promises anything, or rounding hides what one would bring.
			return done || promise < 1e-6, nil
		default:
			if s.k > few {
				s.look(ctx, s.x, true)
				exact = s.newton()
			}
			if !exact && s.width == probe {
				s.width = probe / narrower
				s.look(ctx, s.x, true)
				exact = s.slope() && s.newton()
			}
			if !exact {
				return false, nil
			}
		}
	}
	return false, nil
}

// newton sets inverse from the second derivatives at x, curvatures that are negative with the other
// sign, and tells whether none is; hessian then holds them, and nil otherwise.
func (s *descent) newton() bool {
	k := s.k
	s.hessian = nil
	if !s.second() {
		s.reset()
		return false
	}
	full := slices.Clone(s.work)
	jacobi(s.work, s.vectors, k)
	largest := 0.0
	for i := range k {
		largest = max(largest, math.Abs(s.work[i*k+i]))
	}
	definite := true
	clear(s.inverse)
	for m := range k {
		value := s.work[m*k+m]
		definite = definite && value > 1e-10*largest
		value = max(math.Abs(value), 1e-8*largest)
		for i := range k {
			x := s.vectors[i*k+m] / value
			for j := range k {
				s.inverse[i*k+j] += float64(x * s.vectors[j*k+m])
			}
		}
	}
	if !(largest > 0) || math.IsInf(largest, 1) {
		s.reset()
		return false
	}
	if definite {
		s.hessian = full
	}
	return definite
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
	if longest > s.reach {
		for i := range k {
			s.dir[i] *= s.reach / longest
		}
		slope *= s.reach / longest
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
// shorter ones, which are tried at once. It returns false where none is lower. It looks at the
// neighbours of where it arrives.
func (s *descent) walk(ctx context.Context, promise float64) bool {
	second := s.k <= few
	s.along(s.next, 1)
	if f := s.look(ctx, s.next, second); f <= s.f-0.02*promise {
		s.move(f)
		return true
	}
	if !s.shorter() {
		return false
	}
	s.move(s.look(ctx, s.next, second))
	return true
}

// along sets p to the point at t of the step dir.
func (s *descent) along(p []float64, t float64) {
	for i, d := range s.dir {
		p[i] = s.x[i] + float64(t*d)
	}
}

// shorter sets next to the best of several points of the step dir. It returns false where none is
// lower than x.
func (s *descent) shorter() bool {
	lengths := [...]float64{0.5, 0.25, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6}
	for i, t := range lengths {
		s.along(s.points[i], t)
	}
	all := s.eval(len(lengths))
	best := 0
	for i, f := range all {
		if f < all[best] {
			best = i
		}
	}
	copy(s.next, s.points[best])
	return all[best] < s.f
}

// move goes to next and leaves the way there in dir.
func (s *descent) move(f float64) {
	for i := range s.dir {
		s.dir[i] = s.next[i] - s.x[i]
	}
	copy(s.x, s.next)
	s.f = f
}

// update learns from the last step, dir, and the slope where it began what the second derivatives are.
func (s *descent) update(was []float64) {
	k := s.k
	y := was
	for i := range y {
		y[i] = s.grad[i] - y[i]
	}
	sy, ss, yy := dot(s.dir, y), dot(s.dir, s.dir), dot(y, y)
	if !(sy > 1e-8*math.Sqrt(float64(ss*yy))) {
		return
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
}

// second sets work to the matrix of second derivatives at x, from what look saw there.
func (s *descent) second() bool {
	k := s.k
	f := s.values[1+2*k:]
	for i := range k {
		s.work[i*k+i] = s.curve[i]
		for j := range i {
			up, down := f[0], f[1]
			f = f[2:]
			if math.IsInf(up, 1) || math.IsInf(down, 1) {
				return false
			}
			both := (up - s.f + (down - s.f)) / float64(s.width*s.width)
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

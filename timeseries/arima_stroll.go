package timeseries

import (
	"context"
	"math"
)

const (
	roughly  = 1e-4 // a step that promises less is the last one of a stroll
	nudge    = 1e-4 // width of a difference to one side
	hidden   = 1e-2 // a step that promises less and brings nothing is hidden by rounding
	brink    = 4    // a number of the search as large as that stands for a root at the least modulus
	strides  = 60   // at most so many steps
	briefly  = 0.5  // the first step changes no number by more
	briefest = 1e-2 // and no step has to be shorter than that
)

// stroll is run for a rough minimum, in a third of the values: the slope comes from differences to one
// side, and second derivatives are learned from the way. The scale has bounds, and edge tells whether
// the minimum is at one of them. inverse is about that of the matrix of second derivatives at start, or nil.
//
// Steps are as long as the last ones were good for.
//
// Source: J. Nocedal and S. J. Wright, 2006, DOI 10.1007/978-0-387-40065-5, chapters 4, 6 and 8.
func (s *descent) stroll(ctx context.Context, start, inverse []float64) (edge bool, err error) {
	copy(s.x, start)
	s.hessian, s.steps = nil, 0
	s.f = s.glance(start)
	s.forward()
	learned := inverse != nil
	if learned {
		copy(s.inverse, inverse)
	} else {
		s.reset()
	}
	for s.reach = briefly; s.steps < strides && !math.IsInf(s.f, 1); s.steps++ {
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if s.stop != nil && s.stop(s.x, s.f) {
			return false, nil
		}
		promise := s.direction()
		for i, u := range s.x {
			if math.Abs(u) > brink && u*s.dir[i] > 0 {
				return true, nil
			}
		}
		if promise < roughly {
			break
		}
		whole, lower := s.stride(promise)
		switch {
		case lower:
			s.adapt(whole)
			was := s.next
			copy(was, s.grad)
			s.forward()
			s.update(was)
			learned = true
		case !learned || promise < hidden:
			return s.bounded(), nil
		default:
			s.glance(s.x)
			s.forward()
			s.reset()
			learned = false
		}
	}
	return s.bounded(), nil
}

// adapt sets reach after the step dir, which was as long as wanted or was cut.
func (s *descent) adapt(whole bool) {
	length := 0.0
	for _, d := range s.dir {
		length = max(length, math.Abs(d))
	}
	if whole {
		s.reach = max(s.reach, min(2*length, farthest))
	} else {
		s.reach = max(2*length, briefest)
	}
}

// bounded tells whether the function does not rise from x up to a bound, one number changed
// alone.
func (s *descent) bounded() bool {
	n := 0
	for i, u := range s.x {
		if math.Abs(u) > 1 && math.Abs(u) < brink {
			copy(s.points[n], s.x)
			s.points[n][i] = math.Copysign(brink, u)
			n++
		}
	}
	if n == 0 {
		return false
	}
	for _, f := range s.eval(n) {
		if f < s.f+roughly {
			return true
		}
	}
	return false
}

// glance asks about x and a neighbour along each axis. It returns the value at x.
func (s *descent) glance(x []float64) float64 {
	copy(s.points[0], x)
	for i := range s.k {
		copy(s.points[1+i], x)
		s.points[1+i][i] += nudge
	}
	return s.eval(1 + s.k)[0]
}

// forward sets grad from what glance saw, 0 where a neighbour has no value, and curve to what is good for a
// first step.
func (s *descent) forward() {
	for i := range s.k {
		s.grad[i] = (s.values[1+i] - s.f) / nudge
		if !finite(s.grad[i]) {
			s.grad[i] = 0
		}
		s.curve[i] = 1 + math.Abs(s.grad[i])
	}
}

// stride is walk with glances, and tells whether the whole step was taken.
func (s *descent) stride(promise float64) (whole, lower bool) {
	s.along(s.next, 1)
	if f := s.glance(s.next); f <= s.f-0.02*promise {
		s.move(f)
		return true, true
	}
	if !s.shorter() {
		return false, false
	}
	s.move(s.glance(s.next))
	return false, true
}

package timeseries

import (
	"context"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
)

// ending is where a search ended.
type ending struct {
	u       []float64
	f       float64
	steps   int
	arrived bool
	hessian []float64 // nil where it is not positive definite
}

func (s *descent) end(arrived bool) ending {
	return ending{slices.Clone(s.x), s.f, s.steps, arrived, s.hessian}
}

const (
	nearUnit   = 1.05 // modulus of a root below which it is near a unit root
	nearCancel = 0.05 // distance of two inverse roots that nearly cancel
	mayCancel  = 0.2  // and that up to which there may be other optima
	rival      = 2    // how much less likely than the best an optimum may be, and be told of
	unlikely   = 25   // how much less likely than the first end a start may be, and still be tried
	vague      = 0.3  // standard error of a number of the search above which there may be other optima
)

// optimum searches from the best start, strolls from the other rough ones where there are many coefficients, and from
// many more where the end looks suspicious, and searches again where another basin may be as good. It returns the best end, the first of equally good
// ones, and all. Where p knows a point near the optimum that is the only start.
//
// The scale bounded has an image of each point, and askBounded is ask there.
func (p *problem) optimum(ctx context.Context, s, bounded coefScale, ask, askBounded func([]float64, [][]float64)) (best *ending, all []ending, err error) {
	k := s.orders.coefs()
	var t *scout // where it is not known where to begin
	start, others := make([]float64, k), [][]float64(nil)
	if p.known != nil {
		s.numbers(start, p.known)
	} else if k > 0 {
		t = newScout(p)
		starts := t.rough(askBounded, bounded)
		start, others = s.image(bounded, starts[0]), starts[1:]
	}
	d, same := newDescent(k, ask), false
	d.stop = func(x []float64, f float64) bool {
		for i := range all {
			same = same || s.leadsTo(&all[i], x, f)
		}
		return same
	}
	run := func(start []float64) error {
		same = false
		arrived, err := d.run(ctx, start)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil && !same {
			all = append(all, d.end(arrived))
		}
		return err
	}
	if err := run(start); err != nil {
		return nil, nil, err
	}
	suspicious := !all[0].arrived || s.suspicious(&all[0])
	if t != nil && (suspicious || k > few) {
		first := strolled{ending: all[0]}
		first.u = bounded.image(s, first.u)
		if suspicious {
			others = append(append(others, bounded.opposed(askBounded)...), bounded.waves(askBounded)...)
		}
		ends, err := t.explore(ctx, bounded, askBounded, others, unlikely, first)
		if err != nil {
			return nil, nil, err
		}
		for _, e := range ends {
			if e.f > all[0].f+rival {
				continue
			}
			if err := run(s.image(bounded, e.u)); err != nil {
				return nil, nil, err
			}
		}
	}
	// Ties go to the first, and differences that rounding makes are ties.
	at := 0
	for i, e := range all {
		if !math.IsInf(e.f, 1) && (math.IsInf(all[at].f, 1) || e.f < all[at].f-1e-9*(1+math.Abs(all[at].f))) {
			at = i
		}
	}
	kept := all[at]
	return &kept, all, nil
}

// image returns the numbers on this scale for the coefficients that u stands for on another, invertible and drawn
// into where there are numbers.
func (s coefScale) image(on coefScale, u []float64) []float64 {
	coef := make([]float64, len(u))
	on.mirror(coef, u)
	on.coefs(coef, slices.Clone(coef))
	dst := make([]float64, len(u))
	s.numbers(dst, coef)
	return dst
}

// factorRoots are the roots of the factors, those of the seasonal ones in Bˢ.
type factorRoots struct{ ar, ma, sar, sma []complex128 }

func (o orders) roots(coef []float64) factorRoots {
	part := func(n int, sign float64) []complex128 {
		c := slices.Clone(coef[:n])
		coef = coef[n:]
		for i := range c {
			c[i] *= sign
		}
		return roots(c)
	}
	return factorRoots{ar: part(o.p, -1), ma: part(o.q, 1), sar: part(o.sp, -1), sma: part(o.sq, 1)}
}

// nearest returns the smallest modulus of the roots, and how near an inverse root of one
// side is to one of the other.
func (r factorRoots) nearest() (ar, ma, cancel float64) {
	ar, ma, cancel = math.Inf(1), math.Inf(1), math.Inf(1)
	for _, side := range [2][2][]complex128{{r.ar, r.ma}, {r.sar, r.sma}} {
		for _, z := range side[0] {
			ar = min(ar, modulus(z))
			for _, w := range side[1] {
				cancel = min(cancel, modulus(1/z-1/w))
			}
		}
		for _, w := range side[1] {
			ma = min(ma, modulus(w))
		}
	}
	return ar, ma, cancel
}

// leadsTo tells whether a search at x, with the value f, is where e is the minimum: near, and as far
// above as the second derivatives at e say.
func (s coefScale) leadsTo(e *ending, x []float64, f float64) bool {
	above := f - e.f
	if e.hessian == nil || !(above < 0.5) {
		return false
	}
	at := make([]float64, len(x))
	s.mirror(at, x)
	home := make([]float64, len(x))
	s.mirror(home, e.u)
	for i, v := range home {
		at[i] -= v
	}
	expected := quadratic(e.hessian, at) / 2
	return math.Abs(above-expected) < 0.25*expected+1e-7
}

// suspicious tells whether another start might end elsewhere.
func (s coefScale) suspicious(e *ending) bool {
	k := len(e.u)
	if e.hessian == nil {
		return true
	}
	h := slices.Clone(e.hessian)
	if !cholesky(h, k) {
		return true
	}
	inverse := choleskyInverse(h, k)
	for i := range k {
		if !(inverse[i*k+i] <= vague*vague) {
			return true
		}
	}
	coef := make([]float64, k)
	s.mirror(coef, e.u)
	s.coefs(coef, slices.Clone(coef))
	ar, ma, cancel := s.orders.roots(coef).nearest()
	return ar < nearUnit || ma < nearUnit || cancel < mayCancel
}

// mirror sets dst to u with those roots of the moving averages that are inside the unit
// circle mirrored to the outside, and tells whether there are any.
func (s coefScale) mirror(dst, u []float64) bool {
	copy(dst, u)
	if s.invertible {
		return false
	}
	o, any := s.orders, false
	for _, part := range [2][]float64{dst[o.p:][:o.q], dst[o.p+o.q+o.sp:]} {
		z := roots(part)
		inside := false
		for i, r := range z {
			if modulus(r) < 1 {
				z[i], inside = quotient(1, complex(real(r), -imag(r))), true
			}
		}
		if !inside {
			continue
		}
		any = true
		// ∏ (1 − x/z)
		c := make([]complex128, len(part)+1)
		c[0] = 1
		for n, r := range z {
			for i := n + 1; i > 0; i-- {
				c[i] -= quotient(c[i-1], r)
			}
		}
		for i := range part {
			part[i] = real(c[i+1])
		}
	}
	return any
}

// tell writes the report.
func (p *problem) tell(s coefScale, best *ending, all []ending, loglik float64) clm.Report {
	r := clm.Report{Iterations: best.steps, Converged: best.arrived, Objective: loglik, Reason: "no step promises more"}
	if !best.arrived {
		r.Reason = "the figure is flat or bent the wrong way where no step makes it better"
	}
	if best.steps >= stepLimit {
		r.Reason = "the steps ran out"
	}
	say := func(format string, args ...any) { r.Notes = append(r.Notes, fmt.Sprintf(format, args...)) }
	coef := make([]float64, len(best.u))
	s.coefs(coef, best.u)
	ar, ma, cancel := s.orders.roots(coef).nearest()
	if ar < nearUnit {
		say("near a unit root: an autoregressive root of modulus %.4f; another difference may be wanted", ar)
	}
	if ma < nearUnit {
		say("near a unit root: a moving average root of modulus %.4f; one difference less may be enough", ma)
	}
	if cancel < nearCancel {
		say("an autoregressive and a moving average factor nearly cancel (inverse roots %.2g apart): lower orders may be enough", cancel)
	}
	if best.hessian == nil && len(best.u) > 0 {
		say("the second derivatives are not those of a maximum: there are no standard errors")
	}
	other := make([]float64, len(coef))
	for _, e := range all {
		if e.f-best.f > rival || !e.arrived {
			continue
		}
		s.mirror(other, e.u)
		s.coefs(other, slices.Clone(other))
		if gap := apart(coef, other); gap > 0.05 {
			say("a rival optimum has a log likelihood lower by %.4f, and coefficients that differ by up to %.2f", max(e.f-best.f, 0), gap)
			break
		}
	}
	return r
}

// apart is the largest difference.
func apart(x, y []float64) float64 {
	d := 0.0
	for i, v := range x {
		d = max(d, math.Abs(v-y[i]))
	}
	return d
}

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
	vague      = 0.3  // standard error of a number of the search above which there may be other optima
)

// optimum searches from the best start and, where the end looks suspicious, from
// others too: for mixed processes from those of opposed, else from the other starts.
// It returns the best end, the first of equally good ones, and all.
func (p *problem) optimum(ctx context.Context, s coefScale, ask func([]float64, [][]float64)) (best *ending, all []ending, err error) {
	k := s.orders.coefs()
	starts := [][]float64{make([]float64, k)}
	if k > 0 {
		starts = append(p.rough(s), starts...)
		f := make([]float64, len(starts))
		ask(f, starts)
		for i := range f {
			if f[i] < f[0] {
				f[0], f[i] = f[i], f[0]
				starts[0], starts[i] = starts[i], starts[0]
			}
		}
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
	if err := run(starts[0]); err != nil {
		return nil, nil, err
	}
	if k > 0 && (!all[0].arrived || s.suspicious(&all[0])) {
		others := s.opposed(ask)
		if len(others) == 0 {
			others = starts[1:]
		}
		if len(others) == 0 { // there was no rough start
			halves := make([]float64, k)
			for i := range halves {
				halves[i] = 0.5
			}
			others = append(others, halves)
		}
		for _, start := range others {
			if err := run(start); err != nil {
				return nil, nil, err
			}
		}
	}
	// Ties go to the first, and differences that rounding makes are ties.
	at := 0
	for i, e := range all {
		near, was := p.shuns(s, e), p.shuns(s, all[at])
		if !math.IsInf(e.f, 1) && (math.IsInf(all[at].f, 1) || was && !near || was == near && e.f < all[at].f-1e-9*(1+math.Abs(all[at].f))) {
			at = i
		}
	}
	kept := all[at]
	return &kept, all, nil
}

// opposed returns starts with an autoregressive and a moving average factor of opposite signs, for
// likelihoods of mixed processes with an optimum on both sides of where the factors cancel. Of
// several sizes the one with the best value is taken, for each sign, and for the first lag
// and the second.
func (s coefScale) opposed(ask func([]float64, [][]float64)) [][]float64 {
	o := s.orders
	sizes := [...]struct{ ar, ma float64 }{{0.5, -0.8}, {1, -0.8}, {1.5, -0.6}, {2, -0.9}}
	var list [][]float64
	for lag := range 2 {
		for _, sign := range [2]float64{1, -1} {
			u := make([][]float64, len(sizes))
			f := make([]float64, len(sizes))
			mixed := false
			for i, size := range sizes {
				u[i] = make([]float64, o.coefs())
				for _, pair := range [2]struct{ ar, p, ma, q int }{{0, o.p, o.p, o.q}, {o.p + o.q, o.sp, o.p + o.q + o.sp, o.sq}} {
					if pair.p > lag && pair.q > lag {
						u[i][pair.ar+lag], u[i][pair.ma+lag], mixed = sign*size.ar, sign*size.ma, true
					}
				}
			}
			if !mixed {
				continue
			}
			ask(f, u)
			best := 0
			for i := range f {
				if f[i] < f[best] {
					best = i
				}
			}
			list = append(list, u[best])
		}
	}
	return list
}

// rough returns Hannan and Rissanen's start, and that moved on to about the least conditional sum of
// squares. There may be none.
func (p *problem) rough(s coefScale) [][]float64 {
	o := p.orders
	y, x := p.complete()
	c := newConditional(orders{d: o.d, sd: o.sd, period: o.period}, y, x)
	c.at(nil) // regresses the differenced series on the columns
	coef := make([]float64, o.coefs())
	if !o.hannanRissanen(coef, c.e) {
		return nil
	}
	var list [][]float64
	bounded := coefScale{orders: o, invertible: true}
	put := func() {
		u := make([]float64, len(coef))
		bounded.numbers(u, coef)
		bounded.coefs(coef, u)
		s.numbers(u, coef)
		list = append(list, u)
	}
	put()
	o.d, o.sd = 0, 0
	if w := newConditional(o, c.e, nil); w.used > len(coef)+1 {
		w.improve(bounded, coef)
		put()
	}
	return list
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
				z[i], inside = 1/complex(real(r), -imag(r)), true
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
				c[i] -= c[i-1] / r
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
		if e.f-best.f > 2 || !e.arrived {
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

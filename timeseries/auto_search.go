package timeseries

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
)

// autoOrders are the orders of a candidate that a search may choose.
type autoOrders struct {
	p, q, sp, sq int
	constant     bool
}

// autoSearch looks for the candidate with the lowest criterion.
type autoSearch struct {
	p, q, sp, sq int  // the most of each order
	constant     bool // whether a mean or a drift is possible
	workers      int
	fit          func(ctx context.Context, o autoOrders, near scouted) (scouted, error)
	confirm      func(ctx context.Context, c *scouted) error // of one that is better; it may refuse it
	progress     func(done int)                              // nil is silent

	known map[autoOrders]scouted // fitted, perhaps ahead of need
	trace []autoOrders           // looked at, in this order
	tried map[autoOrders]bool
	best  scouted
}

// scouted is a candidate with its orders and coefficients.
type scouted struct {
	Candidate
	orders orders
	coef   []float64
}

// look takes the candidates that were not looked at yet, one after the other, until
// one is better than the best so far, or limit of them were looked at. It returns the
// place of that one, or −1.
//
// Several are fitted at a time, as many as there are workers. Those behind a better
// one are not looked at, so that the number of workers changes nothing.
func (s *autoSearch) look(ctx context.Context, list []autoOrders, limit int) (int, error) {
	var fresh []int
	for i, o := range list {
		if !s.tried[o] {
			fresh = append(fresh, i)
		}
	}
	fresh = fresh[:min(len(fresh), limit-len(s.trace))]
	for n, i := range fresh {
		if _, ok := s.known[list[i]]; !ok {
			if err := s.fitNext(ctx, list, fresh[n:]); err != nil {
				return -1, err
			}
		}
		o := list[i]
		c := s.known[o]
		s.tried[o] = true
		s.trace = append(s.trace, o)
		if s.progress != nil {
			s.progress(len(s.trace))
		}
		if c.Criterion < s.best.Criterion {
			if err := s.confirm(ctx, &c); err != nil {
				return -1, err
			}
			s.known[o] = c
		}
		if c.Criterion < s.best.Criterion {
			s.best = c
			s.forget()
			return i, nil
		}
	}
	return -1, nil
}

// forget drops what was fitted ahead of need: with another best model to begin from it may come
// out otherwise.
func (s *autoSearch) forget() {
	for o := range s.known {
		if !s.tried[o] {
			delete(s.known, o)
		}
	}
}

// fitNext fits the first candidates of the places given that are not known, one for each
// worker.
func (s *autoSearch) fitNext(ctx context.Context, list []autoOrders, places []int) error {
	var next []autoOrders
	for _, i := range places {
		if _, ok := s.known[list[i]]; !ok && len(next) < s.workers {
			next = append(next, list[i])
		}
	}
	found := make([]scouted, len(next))
	err := par.For(ctx, len(next), 1, s.workers, func(_, i, _ int) (err error) {
		found[i], err = s.fit(ctx, next[i], s.best)
		return err
	})
	if err != nil {
		return err
	}
	for i, o := range next {
		s.known[o] = found[i]
	}
	return nil
}

// within tells whether the orders are allowed.
func (s *autoSearch) within(o autoOrders) bool {
	in := func(v, most int) bool { return v >= 0 && v <= most }
	return in(o.p, s.p) && in(o.q, s.q) && in(o.sp, s.sp) && in(o.sq, s.sq)
}

// steps are the neighbours of a model in the order in which they are looked at.
var autoSteps = [...]autoOrders{
	{sp: -1}, {sq: -1}, {sp: 1}, {sq: 1},
	{sp: -1, sq: -1}, {sp: -1, sq: 1}, {sp: 1, sq: -1}, {sp: 1, sq: 1},
	{p: -1}, {q: -1}, {p: 1}, {q: 1},
	{p: -1, q: -1}, {p: -1, q: 1}, {p: 1, q: -1}, {p: 1, q: 1},
}

// stepwise walks from the best of some models to a better neighbour as long as there
// is one: the seasonal orders up or down by one, one of them or both, then the others
// likewise, then with or without the constant; the first one that is better is taken.
//
// Source: R. J. Hyndman and Y. Khandakar, 2008, DOI 10.18637/jss.v027.i03, section
// 3.2. The order of the neighbours, steps in opposite directions, and the limit of the number of models
// are those of the package forecast 8.20; so is that the walk goes on with a constant
// where the fifth of the first models, the one without anything, was the best.
func (s *autoSearch) stepwise(ctx context.Context, short bool, limit int) error {
	most := func(v, limit int) int { return min(v, limit) }
	start := autoOrders{most(2, s.p), most(2, s.q), most(1, s.sp), most(1, s.sq), s.constant}
	if short {
		start = autoOrders{most(1, s.p), most(1, s.q), 0, 0, s.constant}
	}
	first := []autoOrders{start, {constant: s.constant},
		{p: most(1, s.p), sp: most(1, s.sp), constant: s.constant},
		{q: most(1, s.q), sq: most(1, s.sq), constant: s.constant}}
	if s.constant {
		first = append(first, autoOrders{})
	}
	at := start
	for {
		i, err := s.look(ctx, first, limit)
		if err != nil {
			return err
		}
		if i < 0 {
			break
		}
		at, first = first[i], first[i+1:]
		at.constant = s.constant
	}
	for {
		var near []autoOrders
		for _, d := range autoSteps {
			if o := (autoOrders{at.p + d.p, at.q + d.q, at.sp + d.sp, at.sq + d.sq, at.constant}); s.within(o) {
				near = append(near, o)
			}
		}
		if s.constant {
			o := at
			o.constant = !at.constant
			near = append(near, o)
		}
		i, err := s.look(ctx, near, limit)
		if err != nil {
			return err
		}
		if i < 0 {
			return nil
		}
		at = near[i]
	}
}

// full looks at all models whose orders add up to at most order.
func (s *autoSearch) full(ctx context.Context, order int) error {
	var list []autoOrders
	for p := range s.p + 1 {
		for q := range s.q + 1 {
			for sp := range s.sp + 1 {
				for sq := range s.sq + 1 {
					if p+q+sp+sq > order {
						continue
					}
					list = append(list, autoOrders{p: p, q: q, sp: sp, sq: sq})
					if s.constant {
						list = append(list, autoOrders{p, q, sp, sq, true})
					}
				}
			}
		}
	}
	for {
		i, err := s.look(ctx, list, math.MaxInt)
		if i < 0 {
			return err
		}
	}
}

package timeseries

import (
	"context"
	"math"
)

// scout looks for the greatest likelihood of one candidate after the other, among the
// processes that are not refused. It has its own memory and is for one goroutine.
type scout struct {
	z       []float64
	columns [][]float64
	exact   *likelihood
	rest    []float64 // the differenced series without its columns
	plain   conditional
}

// hopeless is how much less likely than what was found already a start may be, and still be tried.
const hopeless = 8

// newScout takes the problem of any candidate with the differences and columns at hand.
func newScout(p *problem) *scout {
	return &scout{z: p.z, columns: p.columns, exact: p.exact, rest: p.withoutColumns()}
}

// turn makes exact the likelihood for the orders. Only where values are missing it differs by
// more than the orders.
func (t *scout) turn(o orders) {
	if t.exact.complete() {
		t.exact.orders = o
	} else if t.exact.orders != o {
		// What the differences and columns need was checked with the first orders.
		t.exact, _ = prepareLikelihood(o, t.z, t.columns, skipAll, t.exact.watch)
	}
}

// find returns about the best coefficients for the orders and the likelihood there. There are none
// where no likelihood is finite, or where it rises up to where a root is too near to 1, which
// refused says. A neighbour is a model that was found before, or nothing: the search begins from it too.
func (t *scout) find(ctx context.Context, o orders, neighbour scouted) (coef []float64, loglik float64, refused bool, err error) {
	s, k := t.scale(o), o.coefs()
	ask := t.asker(ctx, s)
	if k == 0 {
		f := make([]float64, 1)
		ask(f, [][]float64{{}})
		return []float64{}, -f[0], false, nil
	}
	starts := t.rough(ask, s)[:1]
	if neighbour.coef != nil {
		u := make([]float64, k)
		s.numbers(u, o.adopt(neighbour.orders, neighbour.coef))
		starts = append(starts, u)
	}
	starts = append(starts, s.opposed(ask)...)
	ends, err := t.explore(ctx, s, ask, starts, hopeless)
	if err != nil {
		return nil, 0, false, err
	}
	least := math.Inf(1)
	for _, e := range ends {
		refused = refused || e.edge
		if !e.edge && e.f < least {
			least = e.f
			coef = make([]float64, k)
			s.coefs(coef, e.u)
		}
	}
	return coef, -least, refused && coef == nil, nil
}

// scale is the one of the processes that are not refused.
func (t *scout) scale(o orders) coefScale {
	return coefScale{orders: o, invertible: true, ar: leastAR, ma: leastMA(t.exact.used)}
}

// settles tells whether the likelihood has a maximum about coef with second derivatives that
// give standard errors.
func (t *scout) settles(ctx context.Context, o orders, coef []float64) (bool, error) {
	s, k := t.scale(o), o.coefs()
	u := make([]float64, k)
	s.numbers(u, coef)
	d := newDescent(k, t.asker(ctx, s))
	d.limit = 0
	_, err := d.run(ctx, u)
	if d.hessian == nil && err == nil {
		d.limit = 10 // there may be a better place near by
		_, err = d.run(ctx, d.x)
	}
	return k == 0 || d.hessian != nil, err
}

func (t *scout) asker(ctx context.Context, s coefScale) func(f []float64, u [][]float64) {
	t.turn(s.orders)
	p := &problem{orders: s.orders, exact: t.exact}
	ask, _ := p.asker(ctx, s)
	return ask
}

// adopt returns the coefficients of other orders, cut off or filled up with zeros.
func (o orders) adopt(from orders, coef []float64) []float64 {
	out := make([]float64, 0, o.coefs())
	for _, part := range [...]struct{ n, had int }{{o.p, from.p}, {o.q, from.q}, {o.sp, from.sp}, {o.sq, from.sq}} {
		kept := min(part.n, part.had)
		out = append(append(out, coef[:kept]...), make([]float64, part.n-kept)...)
		coef = coef[part.had:]
	}
	return out
}

package timeseries

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
)

// autoRun is one run of [AutoARIMA] on a series.
type autoRun struct {
	AutoARIMA
	op      string
	y       []float64
	columns [][]float64 // the regressors
	z       []float64   // y on the scale of the model, without missing values at the ends
	d, sd   int
	notes   []string

	lock sync.Mutex
	free map[bool][]*scout // those that nobody uses, without and with a constant
}

// choose finds the orders and fits the model. columns are the regressors.
func (c AutoARIMA) choose(ctx context.Context, op string, y []float64, columns [][]float64) (*estimate, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Period == 1 {
		c.Period = 0
	}
	r := &autoRun{AutoARIMA: c, op: op, y: y, columns: columns, free: map[bool][]*scout{}}
	// What is wrong with the series is found by the smallest model.
	smallest, err := r.arima(autoOrders{}).problem(ctx, op, y, columns)
	if err != nil {
		return nil, err
	}
	var x [][]float64
	r.z, x = smallest.trimmed()
	if err := r.decide(ctx, x); err != nil {
		return nil, err
	}
	if err := r.afford(ctx); err != nil {
		return nil, err
	}
	best, coef, trace, err := r.search(ctx)
	if err != nil {
		return nil, err
	}
	p, err := r.arima(best).problem(ctx, op, y, columns)
	if err != nil {
		return nil, err
	}
	p.known = coef
	e, err := p.estimate(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	e.report.Notes = append(r.notes, e.report.Notes...)
	for i, c := range trace {
		if r.orders(c) == best && c.Refused == "" {
			trace[i].Criterion = r.criterion(e.loglik, e.k(), e.used, len(r.z))
		}
	}
	e.candidates = trace
	if c.Progress != nil {
		c.Progress(len(trace)+1, len(trace)+1)
	}
	return e, nil
}

// arima is the configuration of a candidate.
func (r *autoRun) arima(o autoOrders) ARIMA {
	a := ARIMA{P: o.p, D: r.d, Q: o.q, SP: o.sp, SD: r.sd, SQ: o.sq, Period: r.Period, Constant: WithoutConstant, Lambda: r.Lambda}
	if o.constant {
		a.Constant = WithConstant
	}
	return a
}

// orders are those that the search chose for a candidate.
func (r *autoRun) orders(c Candidate) autoOrders { return autoOrders{c.P, c.Q, c.SP, c.SQ, c.Constant} }

// afford takes differences away, the seasonal one first, until there are values enough
// for the smallest model. Those that the caller asked for stay.
func (r *autoRun) afford(ctx context.Context) error {
	for {
		_, err := r.arima(autoOrders{}).problem(ctx, r.op, r.y, r.columns)
		switch {
		case err == nil:
			return nil
		case r.sd > 0 && r.SD == nil && errors.Is(err, clm.ErrTooFew):
			r.sd--
			r.notes = append(r.notes, "no seasonal difference all the same: "+err.Error())
		case r.d > 0 && r.D == nil && errors.Is(err, clm.ErrTooFew):
			r.d--
			r.notes = append(r.notes, "one difference less all the same: "+err.Error())
		default:
			return err
		}
	}
}

// search returns the orders of the best model, about its coefficients where it was not refused, and what was
// looked at.
func (r *autoRun) search(ctx context.Context) (best autoOrders, coef []float64, trace []Candidate, err error) {
	constant := r.Constant != WithoutConstant && r.d+r.sd < 2
	rest := differenced(r.z, r.d, r.sd, r.Period)
	if unvarying(rest, r.z) {
		r.notes = append(r.notes, "nothing varies once differenced")
		return autoOrders{constant: constant}, nil, nil, nil
	}
	n := observedIn(r.z)
	s := r.limits(n, constant)
	if n/3 < r.Period && r.sd == 0 && (atMost(r.MaxSP, 2) > 0 || atMost(r.MaxSQ, 2) > 0) {
		r.notes = append(r.notes, fmt.Sprintf("the season is left out: %d values, want three periods of %d", n, r.Period))
	}
	if r.Full {
		most := r.MaxOrder
		if most == 0 {
			most = 5
		}
		err = s.full(ctx, most)
	} else {
		most := r.MaxModels
		if most == 0 {
			most = 94
		}
		err = s.stepwise(ctx, len(r.z) < 10, most)
		if len(s.trace) == most {
			r.notes = append(r.notes, fmt.Sprintf("the search ended at its limit of %d models", most))
		}
	}
	if err != nil {
		return best, nil, nil, err
	}
	trace = make([]Candidate, len(s.trace))
	least := math.Inf(1)
	for i, o := range s.trace {
		trace[i] = s.known[o].Candidate
		if trace[i].Criterion < least {
			best, least = o, trace[i].Criterion
		}
	}
	r.notes = append(r.notes, fmt.Sprintf("the best of %d models", len(trace)))
	if math.IsInf(least, 1) {
		r.notes = append(r.notes, "all models were refused: the smallest one is taken")
	}
	return best, s.best.coef, trace, nil
}

// limits returns a search with the largest orders for n observed values.
//
// Source: the package forecast 8.20.
func (r *autoRun) limits(n int, constant bool) *autoSearch {
	s := &autoSearch{
		p: min(atMost(r.MaxP, 5), n/3), q: min(atMost(r.MaxQ, 5), n/3),
		constant: constant, workers: r.Workers,
		fit: r.fit, confirm: r.confirm,
		known: map[autoOrders]scouted{}, tried: map[autoOrders]bool{},
		best: scouted{Candidate: Candidate{Criterion: math.Inf(1)}},
	}
	if s.workers == 0 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	if r.Progress != nil {
		s.progress = func(done int) { r.Progress(done, 0) }
	}
	if r.Period > 1 {
		s.sp, s.sq = min(atMost(r.MaxSP, 2), n/3/r.Period), min(atMost(r.MaxSQ, 2), n/3/r.Period)
		if s.sp > 0 {
			s.p = min(s.p, r.Period-1)
		}
		if s.sq > 0 {
			s.q = min(s.q, r.Period-1)
		}
	}
	return s
}

// fit fits one candidate. The error is that of the context only: a candidate that cannot be
// fitted is refused.
func (r *autoRun) fit(ctx context.Context, o autoOrders, neighbour scouted) (scouted, error) {
	a := r.arima(o)
	c := scouted{
		Candidate: Candidate{P: a.P, D: a.D, Q: a.Q, SP: a.SP, SD: a.SD, SQ: a.SQ, Period: max(a.Period, 1), Constant: o.constant, Criterion: math.Inf(1)},
		orders:    a.orders(),
	}
	k := c.orders.coefs() + len(r.columns)
	if o.constant {
		k++
	}
	switch {
	case observedIn(r.z) < c.orders.lost()+k+3:
		c.Refused = "too few values"
		return c, nil
	case c.orders.states()+c.orders.lost() > mostStates:
		c.Refused = "cannot be fitted"
		return c, nil
	}
	t, err := r.borrow(ctx, o.constant)
	if err != nil {
		c.Refused = "cannot be fitted"
		return c, nil
	}
	defer r.giveBack(o.constant, t)
	coef, loglik, refused, err := t.find(ctx, c.orders, neighbour)
	switch {
	case ctx.Err() != nil:
		return c, context.Cause(ctx)
	case err != nil:
		return c, err
	case refused:
		c.Refused = "a root near 1"
	case coef == nil || math.IsInf(loglik, -1):
		c.Refused = "cannot be fitted"
	default:
		c.coef = coef
		c.Criterion = r.criterion(loglik, k+1, t.exact.used, len(r.z))
	}
	return c, nil
}

// confirm refuses a candidate that has no standard errors.
func (r *autoRun) confirm(ctx context.Context, c *scouted) error {
	t, err := r.borrow(ctx, c.Constant)
	if err != nil {
		return err
	}
	defer r.giveBack(c.Constant, t)
	ok, err := t.settles(ctx, c.orders, c.coef)
	if err == nil && !ok {
		c.Criterion, c.Refused = math.Inf(1), "no standard errors"
	}
	return err
}

// borrow returns a scout that nobody uses.
func (r *autoRun) borrow(ctx context.Context, constant bool) (*scout, error) {
	r.lock.Lock()
	free := r.free[constant]
	if n := len(free); n > 0 {
		t := free[n-1] // before the lock is gone: giveBack writes to this place
		r.free[constant] = free[:n-1]
		r.lock.Unlock()
		return t, nil
	}
	r.lock.Unlock()
	p, err := r.arima(autoOrders{constant: constant}).problem(ctx, r.op, r.y, r.columns)
	if err != nil {
		return nil, err
	}
	return newScout(p), nil
}

func (r *autoRun) giveBack(constant bool, t *scout) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.free[constant] = append(r.free[constant], t)
}

// criterion weighs the likelihood against the number of coefficients and σ². With no more than
// three values that is AIC.
func (r *autoRun) criterion(loglik float64, coefs, used, values int) float64 {
	k, n := float64(coefs), float64(used)
	switch {
	case r.Criterion == AIC || r.Criterion != BIC && values <= 3:
		return 2*k - float64(2*loglik)
	case r.Criterion == BIC:
		return float64(k*vec.Log(n)) - float64(2*loglik)
	case n <= k+1:
		return math.Inf(1)
	}
	return 2*k - float64(2*loglik) + float64(2*k*(k+1))/(n-k-1)
}

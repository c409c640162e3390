package timeseries

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"

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
}

// choose finds the orders and fits the model. columns are the regressors.
func (c AutoARIMA) choose(ctx context.Context, op string, y []float64, columns [][]float64) (*estimate, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Period == 1 {
		c.Period = 0
	}
	r := &autoRun{AutoARIMA: c, op: op, y: y, columns: columns}
	// What is wrong with the series is found by the smallest model.
	smallest, err := r.arima(autoOrders{}).problem(op, y, columns)
	if err != nil {
		return nil, err
	}
	var x [][]float64
	r.z, x = smallest.trimmed()
	if err := r.decide(ctx, x); err != nil {
		return nil, err
	}
	if err := r.afford(); err != nil {
		return nil, err
	}
	best, trace, err := r.search(ctx)
	if err != nil {
		return nil, err
	}
	p, err := r.arima(best).problem(op, y, columns)
	if err != nil {
		return nil, err
	}
	p.shun = true
	e, err := p.estimate(ctx)
	if err != nil {
		return nil, err
	}
	e.report.Notes = append(r.notes, e.report.Notes...)
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

// afford takes differences away, the seasonal one first, until there are values enough
// for the smallest model. Those that the caller asked for stay.
func (r *autoRun) afford() error {
	for {
		_, err := r.arima(autoOrders{}).problem(r.op, r.y, r.columns)
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

// search returns the orders of the best model, and what was looked at.
func (r *autoRun) search(ctx context.Context) (best autoOrders, trace []Candidate, err error) {
	constant := r.Constant != WithoutConstant && r.d+r.sd < 2
	rest := differenced(r.z, r.d, r.sd, r.Period)
	if unvarying(rest, r.z) {
		r.notes = append(r.notes, "nothing varies once differenced")
		return autoOrders{constant: constant}, nil, nil
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
		return best, nil, err
	}
	trace = make([]Candidate, len(s.trace))
	least := math.Inf(1)
	for i, o := range s.trace {
		trace[i] = s.known[o]
		if trace[i].Criterion < least {
			best, least = o, trace[i].Criterion
		}
	}
	r.notes = append(r.notes, fmt.Sprintf("the best of %d models", len(trace)))
	if math.IsInf(least, 1) {
		r.notes = append(r.notes, "all models were refused: the smallest one is taken")
	}
	return best, trace, nil
}

// limits returns a search with the largest orders for n observed values.
//
// Source: the package forecast 8.20.
func (r *autoRun) limits(n int, constant bool) *autoSearch {
	s := &autoSearch{
		p: min(atMost(r.MaxP, 5), n/3), q: min(atMost(r.MaxQ, 5), n/3),
		constant: constant, workers: r.Workers,
		fit:   r.fit,
		known: map[autoOrders]Candidate{}, tried: map[autoOrders]bool{},
		best: Candidate{Criterion: math.Inf(1)},
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
func (r *autoRun) fit(ctx context.Context, o autoOrders) (Candidate, error) {
	a := r.arima(o)
	c := Candidate{P: a.P, D: a.D, Q: a.Q, SP: a.SP, SD: a.SD, SQ: a.SQ, Period: max(a.Period, 1), Constant: o.constant, Criterion: math.Inf(1)}
	p, err := a.problem(r.op, r.y, r.columns)
	var e estimate
	if err == nil {
		p.shun = true
		err = p.likeliest(ctx, &e)
	}
	switch {
	case ctx.Err() != nil:
		return c, context.Cause(ctx)
	case errors.Is(err, clm.ErrTooFew):
		c.Refused = "too few values"
	case err != nil:
		c.Refused = "cannot be fitted"
	case p.orders.nearUnitRoots(e.coef):
		c.Refused = "a root near 1"
	case !allSeen(e.se):
		c.Refused = "no standard errors"
	default:
		c.Criterion = r.criterion(&e, len(r.z))
	}
	return c, nil
}

// criterion weighs the likelihood against the number of coefficients. With no more than
// three values that is AIC.
func (r *autoRun) criterion(e *estimate, values int) float64 {
	k, n := float64(e.k()), float64(e.used)
	switch {
	case r.Criterion == AIC || r.Criterion != BIC && values <= 3:
		return 2*k - float64(2*e.loglik)
	case r.Criterion == BIC:
		return float64(k*vec.Log(n)) - float64(2*e.loglik)
	case n <= k+1:
		return math.Inf(1)
	}
	return 2*k - float64(2*e.loglik) + float64(2*k*(k+1))/(n-k-1)
}

// shuns tells whether a search would be refused that ended there, moving averages taken with
// all roots outside the unit circle.
func (p *problem) shuns(s coefScale, e ending) bool {
	if !p.shun || math.IsInf(e.f, 1) {
		return false
	}
	u := make([]float64, len(e.u))
	if !s.mirror(u, e.u) {
		copy(u, e.u)
	}
	s.coefs(u, append([]float64(nil), u...))
	return p.orders.nearUnitRoots(u)
}

// nearUnitRoots tells whether a root of one of the polynomials has a modulus under the least that is
// accepted.
func (o orders) nearUnitRoots(coef []float64) bool {
	ar := make([]float64, o.p)
	for i := range ar {
		ar[i] = -coef[i]
	}
	sar := make([]float64, o.sp)
	for i := range sar {
		sar[i] = -coef[o.p+o.q+i]
	}
	return nearUnitRoot(ar, sar, o.period, leastAR) || nearUnitRoot(coef[o.p:o.p+o.q], coef[o.p+o.q+o.sp:], o.period, leastMA)
}

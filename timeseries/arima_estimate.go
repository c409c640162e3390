package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
)

// estimate is a fitted ARIMA with or without regressors: all that a model knows.
type estimate struct {
	config  ARIMA
	columns int // the mean or drift, if there is one, and the regressors
	n       int // values so far, those of Append too

	coef, beta []float64
	se         []float64 // of coef, then of beta; NaN where there is none
	loglik     float64
	ssq        float64
	used       int
	state      *state // after the last value of z − x′β
	residuals  []float64
	fitted     []float64
	report     clm.Report
	candidates []Candidate // of AutoARIMA; not in the file
}

// k is the number of estimated coefficients and σ².
func (e *estimate) k() int { return len(e.coef) + len(e.beta) + 1 }

// estimate finds the coefficients and all figures. Where the context ends in the middle, what follows
// of that is not what went wrong.
func (p *problem) estimate(ctx context.Context) (*estimate, error) {
	e, err := p.estimateUnder(ctx)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return e, err
}

func (p *problem) estimateUnder(ctx context.Context) (*estimate, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	e := &estimate{config: p.config, columns: len(p.columns), n: len(p.z)}
	switch {
	case p.flat(e):
	case p.config.Method == CSS:
		if err := p.leastSquares(ctx, e); err != nil {
			return nil, err
		}
	default:
		if err := p.likeliest(ctx, e); err != nil {
			return nil, err
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := p.follow(e); err != nil {
		return nil, err
	}
	return e, nil
}

// flat looks whether nothing is left of the series once it is differenced, and the mean or drift
// and the regressors are taken out.
func (p *problem) flat(e *estimate) bool {
	o := p.orders
	zeros := make([]float64, o.coefs())
	var v value
	p.exact.at(&v, zeros)
	largest := 0.0
	for _, z := range p.z {
		if !math.IsNaN(z) {
			largest = max(largest, math.Abs(z))
		}
	}
	// Each difference may double the rounding errors.
	rounding := 0x1p-51 * largest
	for range o.d + o.sd {
		rounding *= 2
	}
	if !(v.ssq <= float64(rounding*rounding)*float64(v.used)) || len(v.beta) < len(p.columns) {
		return false
	}
	e.coef, e.beta = zeros, v.beta
	e.se = make([]float64, len(zeros)+len(v.beta))
	for i := range e.se {
		e.se[i] = math.NaN()
	}
	e.loglik, e.used = math.Inf(1), v.used
	e.report = clm.Report{Converged: true, Objective: e.loglik, Reason: "nothing varies",
		Notes: []string{"the series is constant once differenced: the variance is 0 and coefficients mean nothing"}}
	return true
}

// likeliest maximises the exact likelihood.
func (p *problem) likeliest(ctx context.Context, e *estimate) error {
	o := p.orders
	s := coefScale{orders: o}
	k := o.coefs()
	ask, last := p.asker(ctx, s)
	bounded := coefScale{orders: o, invertible: true}
	askBounded, _ := p.asker(ctx, bounded)
	best, runs, err := p.optimum(ctx, s, bounded, ask, askBounded)
	if err != nil {
		return err
	}
	if mirrored := make([]float64, k); s.mirror(mirrored, best.u) {
		// The same likelihood, by a moving average that can be inverted.
		d := newDescent(k, ask)
		arrived, err := d.run(ctx, mirrored)
		if err != nil {
			return err
		}
		if d.f <= best.f+1e-6 {
			steps := best.steps
			*best = d.end(arrived)
			best.steps += steps
		}
	}
	e.coef = make([]float64, k)
	s.coefs(e.coef, best.u)
	var v value
	p.exact.at(&v, e.coef)
	if !v.ok {
		return fmt.Errorf("%s: no coefficients have a finite likelihood: %w", p.op, clm.ErrDiverged)
	}
	e.beta, e.loglik, e.ssq, e.used = v.beta, v.loglik, v.ssq, v.used
	gram, err := p.gram(e.coef, v.sigma2)
	if err != nil {
		return err
	}
	betas := func(u [][]float64) [][]float64 {
		ask(make([]float64, len(u)), u)
		out := make([][]float64, len(u))
		for i := range out {
			out[i] = last(i).beta
		}
		return out
	}
	e.se = s.errors(best, gram, len(e.beta), betas)
	e.report = p.tell(s, best, runs, v.loglik)
	return nil
}

// atOnce is how many likelihoods are computed between two looks at the context.
const atOnce = 8

// asker returns the function that a search for the greatest likelihood makes small, and one that returns
// the value at the i-th point of the last call. Once the context has ended values mean nothing.
func (p *problem) asker(ctx context.Context, s coefScale) (ask func(f []float64, u [][]float64), last func(i int) *value) {
	k := p.orders.coefs()
	var values []value
	coefs := columnsOf(nil, atOnce, k)
	ask = func(f []float64, u [][]float64) {
		for len(values) < len(u) {
			values = append(values, value{})
		}
		for lo := 0; lo < len(u); lo += atOnce {
			hi := min(lo+atOnce, len(u))
			if ctx.Err() == nil {
				for i, u := range u[lo:hi] {
					s.coefs(coefs[i], u)
				}
				p.exact.atEach(values[lo:hi], coefs[:hi-lo])
			}
			for i := lo; i < hi; i++ {
				f[i] = math.Inf(1)
				if values[i].ok {
					f[i] = -values[i].loglik
				}
			}
		}
	}
	return ask, func(i int) *value { return &values[i] }
}

// leastSquares minimises the conditional sum of squares.
func (p *problem) leastSquares(ctx context.Context, e *estimate) error {
	o := p.orders
	y, x := p.complete()
	c := newConditional(o, y, x)
	if c.used < o.coefs()+len(x)+1 {
		return fmt.Errorf("%s: %d innovations after the values that are conditioned on, for %d coefficients: %w", p.op, max(c.used, 0), o.coefs()+len(x), clm.ErrTooFew)
	}
	s := coefScale{orders: o, invertible: true}
	coef := make([]float64, o.coefs())
	ask := func(f []float64, u [][]float64) {
		for i, u := range u {
			s.coefs(coef, u)
			if f[i] = c.figure(coef); !finite(f[i]) {
				f[i] = math.Inf(1)
			}
		}
	}
	best, runs, err := p.optimum(ctx, s, s, ask, ask)
	if err != nil {
		return err
	}
	s.coefs(coef, best.u)
	e.coef = coef
	e.ssq, e.used = c.at(coef), c.used
	if !finite(e.ssq) {
		return fmt.Errorf("%s: no coefficients have a finite sum of squares: %w", p.op, clm.ErrDiverged)
	}
	e.beta = append(e.beta, c.beta...)
	n := float64(e.used)
	sigma2 := e.ssq / n
	e.loglik = -float64(n*(vec.Log(2*math.Pi*sigma2)+1)) / 2
	gram := make([]float64, 0, len(x)*len(x))
	for _, a := range c.ex {
		for _, b := range c.ex {
			gram = append(gram, vec.Dot(a, b)/sigma2)
		}
	}
	betas := func(u [][]float64) [][]float64 {
		out := make([][]float64, len(u))
		for i, u := range u {
			s.coefs(coef, u)
			c.at(coef)
			out[i] = append([]float64(nil), c.beta...)
		}
		s.coefs(coef, best.u)
		return out
	}
	e.se = s.errors(best, gram, len(e.beta), betas)
	e.report = p.tell(s, best, runs, e.loglik)
	return nil
}

// trimmed returns the series without its leading and trailing gaps, and the columns there.
func (p *problem) trimmed() (z []float64, x [][]float64) {
	lo, hi := 0, len(p.z)
	for math.IsNaN(p.z[lo]) {
		lo++
	}
	for math.IsNaN(p.z[hi-1]) {
		hi--
	}
	for _, c := range p.columns {
		x = append(x, c[lo:hi])
	}
	return p.z[lo:hi], x
}

// complete is trimmed with the gaps inside filled.
func (p *problem) complete() (y []float64, x [][]float64) {
	z, x := p.trimmed()
	return filled(z), x
}

// withoutColumns is the differenced series, its gaps filled, less its regression on the columns.
func (p *problem) withoutColumns() []float64 {
	y, x := p.complete()
	c := newConditional(orders{d: p.orders.d, sd: p.orders.sd, period: p.orders.period}, y, x)
	c.at(nil)
	return c.e
}

// follow walks through the series with the coefficients found: residuals, fitted values,
// and the state at the end.
func (p *problem) follow(e *estimate) error {
	end, innovations, _ := p.exact.filter(e.coef, e.beta)
	if end == nil {
		return fmt.Errorf("%s: the coefficients found are not those of a stationary process: %w", p.op, clm.ErrDiverged)
	}
	e.state, e.residuals = end, innovations
	e.fitted = make([]float64, len(p.z))
	for i, z := range p.z {
		e.fitted[i] = p.config.fromModel(z - innovations[i])
	}
	return nil
}

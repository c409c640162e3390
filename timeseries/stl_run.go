package timeseries

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// stlRun is one decomposition at work. A series of n values of period p is
// also a table of p columns, one for each cycle-subseries, whose rows are the
// cycles; the columns that the last row does not reach are one shorter.
type stlRun struct {
	stlPlan
	y               []float64
	seasonal, trend []float64
	weights         []float64
	weighted        bool // weights are not all one

	long, short   *loess // of the columns that reach the last row, and of the others
	trends, lows  *loess
	longs         int       // how many columns reach the last row
	cycles        []float64 // the smoothed columns, one cycle further at both ends
	work, product []float64 // what is smoothed, and its product with the weights
	low, sums     []float64
	pace          pace
}

// pace looks at the context now and then.
type pace struct {
	ctx  context.Context
	work int
}

// spend counts work, in multiply-adds, and looks at the context after every
// million of them.
func (p *pace) spend(work int) error {
	if p.work += work; p.work < 1<<20 {
		return nil
	}
	p.work = 0
	if p.ctx.Err() != nil {
		return context.Cause(p.ctx)
	}
	return nil
}

func newSTLRun(ctx context.Context, p stlPlan, y []float64) *stlRun {
	n := len(y)
	r := &stlRun{
		stlPlan: p, y: y, pace: pace{ctx: ctx, work: 1 << 20},
		seasonal: make([]float64, n), trend: make([]float64, n), weights: make([]float64, n),
		cycles: make([]float64, n+2*p.period), work: make([]float64, n+2*p.period), sums: make([]float64, n+2*p.period),
		low: make([]float64, n),
	}
	if p.outer > 0 {
		r.product = make([]float64, n)
	}
	for i := range r.weights {
		r.weights[i] = 1
	}
	rows := (n + p.period - 1) / p.period
	r.longs = n - (rows-1)*p.period
	r.long = newLoess(rows, p.season)
	if r.longs < p.period {
		r.short = newLoess(rows-1, p.season)
	}
	r.trends, r.lows = newLoess(n, p.trend), newLoess(n, p.lowpass)
	return r
}

// rounds does all iterations.
func (r *stlRun) rounds() error {
	for outer := 0; ; outer++ {
		for range r.inner {
			if err := r.round(); err != nil {
				return err
			}
		}
		if outer >= r.outer {
			return nil
		}
		r.weigh()
		r.weighted = true
	}
}

// round finds the season from the trend and the trend from the season.
func (r *stlRun) round() error {
	n := len(r.y)
	work := r.work[:n]
	subtract(work, r.y, r.trend)
	if err := r.columns(work); err != nil {
		return err
	}
	if err := r.lowpassed(); err != nil {
		return err
	}
	subtract(r.seasonal, r.cycles[r.period:r.period+n], r.low)
	subtract(work, r.y, r.seasonal)
	u, v := r.weighting(work)
	return r.trends.line(&r.pace, r.trend, work, u, v)
}

// weighting returns the weights and their products with x, or nil where all
// values count alike.
func (r *stlRun) weighting(x []float64) (u, v []float64) {
	if !r.weighted {
		return nil, nil
	}
	for i, w := range r.weights {
		r.product[i] = w * x[i]
	}
	return r.weights, r.product
}

// columns smooths each cycle-subseries of x into cycles.
func (r *stlRun) columns(x []float64) error {
	u, v := r.weighting(x)
	if err := r.long.columns(&r.pace, r.cycles, x, u, v, r.period, r.longs); err != nil || r.short == nil {
		return err
	}
	from := r.longs
	if u != nil {
		u, v = u[from:], v[from:]
	}
	return r.short.columns(&r.pace, r.cycles[from:], x[from:], u, v, r.period, r.period-from)
}

// lowpassed computes what the low-pass filter leaves of cycles.
func (r *stlRun) lowpassed() error {
	n := len(r.y)
	a, b := r.work, r.sums
	m := copy(a, r.cycles)
	for _, k := range []int{r.period, r.period, 3} {
		movingMeans(b[:m-k+1], a[:m], k)
		a, b = b, a
		m += 1 - k
	}
	if err := r.pace.spend(8 * n); err != nil {
		return err
	}
	return r.lows.line(&r.pace, r.low, a[:n], nil, nil)
}

// weigh computes how much each value counts from how well it fits.
func (r *stlRun) weigh() {
	n := len(r.y)
	size := r.work[:n]
	for i, y := range r.y {
		size[i] = math.Abs(y - r.trend[i] - r.seasonal[i])
	}
	copied := r.sums[:n]
	copy(copied, size)
	lower, upper := middles(copied)
	six := 3 * (lower + upper)
	near, far := 0.001*six, 0.999*six
	for i, s := range size {
		switch {
		case s <= near:
			r.weights[i] = 1
		case s <= far:
			q := s / six
			b := 1 - float64(q*q)
			r.weights[i] = b * b
		default:
			r.weights[i] = 0
		}
	}
}

// parts returns the result.
func (r *stlRun) parts() *Decomposition {
	if r.periodic {
		averageCycles(r.seasonal, r.period)
	}
	d := &Decomposition{Period: r.period, Seasonal: r.seasonal, Trend: r.trend, Weights: r.weights, Remainder: make([]float64, len(r.y))}
	for i, y := range r.y {
		d.Remainder[i] = y - d.Seasonal[i] - d.Trend[i]
	}
	return d
}

// averageCycles replaces each value by the mean of those that are whole periods
// away.
func averageCycles(x []float64, period int) {
	mean := make([]float64, period)
	for lo := 0; lo < len(x); lo += period {
		row := x[lo:min(lo+period, len(x))]
		vec.Add(mean[:len(row)], row)
	}
	for j := range mean {
		mean[j] /= float64((len(x) - j + period - 1) / period)
	}
	for lo := 0; lo < len(x); lo += period {
		copy(x[lo:], mean)
	}
}

// movingMeans computes the means of each k values of x that follow each other;
// dst is k−1 shorter. It changes x. Sums of 1, 2, 4, ... values are made from
// one another, and those that k consists of are added.
//
// Time: O(n·log k).
func movingMeans(dst, x []float64, k int) {
	at := 0
	for p := 1; ; p *= 2 {
		if k&p != 0 {
			part := x[at : at+len(dst)]
			if at == 0 {
				copy(dst, part)
			} else {
				vec.Add(dst, part)
			}
			at += p
		}
		if at == k {
			break
		}
		ahead := x[p:]
		x = x[:len(ahead)]
		vec.Add(x, ahead)
	}
	vec.Scale(1/float64(k), dst)
}

// subtract computes dst = x − y.
func subtract(dst, x, y []float64) {
	x, y = x[:len(dst)], y[:len(dst)]
	for i := range dst {
		dst[i] = x[i] - y[i]
	}
}

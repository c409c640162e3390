package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/report"
)

// lagWalk is what is known of a random walk from season to season,
//
//	y_t = y_{t−m} + b + ε_t
//
// with m = 1 and b = 0 for the naive method. The zero lagWalk is not fitted.
type lagWalk struct {
	last   []float64 // the last value of each of the m seasons, in the order in which they come next
	ago    []int     // how many seasons lie from that value to the first forecast, at least 1
	drift  float64   // b
	sigma  float64   // standard deviation of ε; NaN where there is no pair of values to tell
	span   int       // over how many steps b was estimated; 0: b is known to be 0
	report clm.Report
}

// fitLagWalk learns from y with m seasons. With a gap of g seasons between two
// values their difference has mean g·b and variance g·σ², which is what the sums
// divide by.
func fitLagWalk(ctx context.Context, op string, y []float64, m int, withDrift bool) (lagWalk, error) {
	o, err := observe(ctx, op, y)
	if err != nil {
		return lagWalk{}, err
	}
	if len(y) < m {
		return lagWalk{}, fmt.Errorf("%s: %d values, want at least one season of %d: %w", op, len(y), m, clm.ErrTooFew)
	}
	w := lagWalk{last: make([]float64, m), ago: make([]int, m)}
	if withDrift {
		w.span = o.last - o.first
		if w.span == 0 {
			return lagWalk{}, fmt.Errorf("%s: 1 observed value, want at least 2: %w", op, clm.ErrTooFew)
		}
		w.drift = (y[o.last]/o.unit - y[o.first]/o.unit) / float64(w.span) * o.unit
	}
	at := make([]int, m) // the place of the last value of each season, counted from 1
	pairs, squares := 0, 0.0
	b := w.drift / o.unit
	season := 0
	err = par.For(ctx, len(y), 16*par.Block, 1, func(_, lo, hi int) error {
		for i := lo; i < hi; i++ {
			if v := y[i]; v == v {
				if p := at[season]; p > 0 {
					g := float64((i + 1 - p) / m)
					d := v/o.unit - w.last[season]/o.unit - float64(b*g)
					squares += float64(d / g * d)
					pairs++
				}
				w.last[season], at[season] = v, i+1
			}
			if season++; season == m {
				season = 0
			}
		}
		return nil
	})
	if err != nil {
		return lagWalk{}, err
	}
	for s, p := range at {
		if p == 0 {
			return lagWalk{}, fmt.Errorf("%s: season %d of %d (rows %d, %d, ...) has no observed value: %w", op, s, m, s, s+m, clm.ErrTooFew)
		}
	}
	free := pairs
	if withDrift {
		free--
	}
	w.sigma = math.NaN()
	if free > 0 {
		w.sigma = math.Sqrt(squares/float64(free)) * o.unit
	}
	w.turn(len(y), at)
	w.report = clm.Report{Iterations: 1, Converged: true, Objective: w.sigma, Reason: fmt.Sprintf("%d of %d values observed", o.n, len(y))}
	if free <= 0 {
		w.report.Notes = append(w.report.Notes, "too few values for an interval: its limits are NaN")
	}
	return w, nil
}

// turn puts the seasons into the order in which they come after n values, the last
// ones of which are at those places.
func (w *lagWalk) turn(n int, at []int) {
	m := len(at)
	last := make([]float64, m)
	for i := range m {
		s := (n + i) % m
		last[i] = w.last[s]
		w.ago[i] = (n + i + 1 - at[s]) / m
	}
	w.last = last
}

// forecast is the question of the models. An op is like "timeseries.NaiveModel.Forecast".
func (w *lagWalk) forecast(op string, dst []float64, h int) []float64 {
	dst = w.room(op, dst, h)
	m := len(w.last)
	for i := range dst {
		steps := float64(i/m + w.ago[i%m])
		dst[i] = w.last[i%m] + float64(steps*w.drift)
	}
	return dst
}

// interval is the question of the models. The variance of a forecast k steps ahead
// is σ²·(k + k²/span), the second part for the drift that was estimated.
func (w *lagWalk) interval(op string, lo, hi []float64, h int, level float64) (lower, upper []float64) {
	lo, hi = w.room(op, lo, h), w.room(op, hi, h)
	z := normalQuantile(checkLevel(op, level)) * w.sigma
	m := len(w.last)
	for i := range lo {
		steps := float64(i/m + w.ago[i%m])
		variance := steps
		if w.span > 0 {
			variance = steps + steps*steps/float64(w.span)
		}
		middle := w.last[i%m] + float64(steps*w.drift)
		half := z * math.Sqrt(variance)
		lo[i], hi[i] = middle-float64(half), middle+float64(half)
	}
	return lo, hi
}

// told is the report of the models.
func (w *lagWalk) told(op string) clm.Report {
	if len(w.last) == 0 {
		panic(op + ": the model is not fitted")
	}
	return report.Clone(w.report)
}

func (w *lagWalk) room(op string, dst []float64, h int) []float64 {
	if len(w.last) == 0 {
		panic(op + ": the model is not fitted")
	}
	return horizon(op, dst, h)
}

// horizon returns dst, or a new slice where it is nil, for h values.
func horizon(op string, dst []float64, h int) []float64 {
	if h < 1 {
		panic(fmt.Sprintf("%s: h is %d, want at least 1", op, h))
	}
	return check.Dst(op, dst, h)
}

// checkLevel returns the level of an interval, and panics where it is none.
func checkLevel(op string, level float64) float64 {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("%s: level is %v, want between 0 and 1", op, level))
	}
	return level
}

func (w *lagWalk) appendFile(op string, b []byte, kind string) ([]byte, error) {
	if len(w.last) == 0 {
		panic(op + ": the model is not fitted")
	}
	f := codec.NewWriter(b, kind, baselineVersion)
	f.Float64s(w.last)
	f.Ints(w.ago)
	f.Float64(w.drift)
	f.Float64(w.sigma)
	f.Int(w.span)
	report.Put(f, w.report)
	return f.Finish(), nil
}

// baselineVersion is the version of the files of all baselines.
const baselineVersion = 1

// readLagWalk reads what appendFile wrote, for a method of one season or of many,
// with drift or without.
func readLagWalk(data []byte, kind string, seasonal, withDrift bool) (lagWalk, error) {
	r, err := codec.NewReader(data, kind, baselineVersion)
	if err != nil {
		return lagWalk{}, err
	}
	w := lagWalk{last: r.Float64s(), ago: r.Ints(), drift: r.Float64(), sigma: r.Float64(), span: r.Int(), report: report.Get(r)}
	switch {
	case len(w.last) == 0 || len(w.last) != len(w.ago) || !seasonal && len(w.last) != 1:
		r.Fail("%d values of %d seasons", len(w.last), len(w.ago))
	case withDrift != (w.span > 0) || w.span < 0 || !withDrift && w.drift != 0:
		r.Fail("drift %v over %d steps", w.drift, w.span)
	case math.IsNaN(w.drift) || w.sigma < 0:
		r.Fail("drift %v, standard deviation %v", w.drift, w.sigma)
	}
	for i := range w.last {
		if r.Err() == nil && (w.last[i]-w.last[i] != 0 || w.ago[i] < 1 || w.ago[i] > math.MaxInt/2) {
			r.Fail("value %v of %d seasons ago", w.last[i], w.ago[i])
		}
	}
	if err := r.Close(); err != nil {
		return lagWalk{}, err
	}
	return w, nil
}

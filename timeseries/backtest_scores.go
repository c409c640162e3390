package timeseries

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
)

// tally adds up what scores are means of. Errors, scales and limits are divided by the
// unit of the series.
type tally struct {
	n                       int
	abs, square, smape      float64
	scaledN                 int
	scaled, scaledSquare    float64
	intervalN               int
	pinball, covered, width float64
}

// add scores one forecast f of y.
func (t *tally) add(y, f, scale, rootScale float64) {
	e := math.Abs(y - f)
	t.n++
	t.abs += e
	t.square += float64(e * e)
	if size := math.Abs(y) + math.Abs(f); size > 0 {
		t.smape += float64(200 * (e / size))
	}
	if scale > 0 && rootScale > 0 {
		t.scaledN++
		t.scaled += e / scale
		t.scaledSquare += float64((e / rootScale) * (e / rootScale))
	}
}

// addInterval scores the limits of y at a level.
func (t *tally) addInterval(y, lo, hi, level float64) {
	pinball := func(q, tau float64) float64 {
		if y >= q {
			return float64(tau * (y - q))
		}
		return float64((1 - tau) * (q - y))
	}
	tail := (1 - level) / 2
	t.intervalN++
	t.pinball += (pinball(lo, tail) + pinball(hi, 1-tail)) / 2
	t.width += hi - lo
	if lo <= y && y <= hi {
		t.covered++
	}
}

// addMeans adds the means of another tally, as if they were one forecast.
func (t *tally) addMeans(o *tally) {
	if n := float64(o.n); n > 0 {
		t.n++
		t.abs += o.abs / n
		t.square += o.square / n
		t.smape += o.smape / n
	}
	if n := float64(o.scaledN); n > 0 {
		t.scaledN++
		t.scaled += o.scaled / n
		t.scaledSquare += o.scaledSquare / n
	}
	if n := float64(o.intervalN); n > 0 {
		t.intervalN++
		t.pinball += o.pinball / n
		t.covered += o.covered / n
		t.width += o.width / n
	}
}

func (t *tally) scores(unit float64) Scores {
	n, scaledN, intervalN := float64(t.n), float64(t.scaledN), float64(t.intervalN) // 0/0 is NaN
	return Scores{
		MASE:     t.scaled / scaledN,
		RMSSE:    math.Sqrt(t.scaledSquare / scaledN),
		SMAPE:    t.smape / n,
		MAE:      t.abs / n * unit,
		RMSE:     math.Sqrt(t.square/n) * unit,
		Pinball:  t.pinball / intervalN * unit,
		Coverage: t.covered / intervalN,
		Width:    t.width / intervalN * unit,
		N:        t.n,
	}
}

// score fills in the scores of all methods.
func (r *BacktestResult) score(ctx context.Context) error {
	if err := r.scales(ctx); err != nil {
		return err
	}
	for _, s := range r.scale {
		if s == 0 {
			r.ZeroScale++
		}
	}
	h := r.config.Horizon
	for _, o := range r.Origins {
		for _, v := range r.y[o : o+h] {
			if v != v {
				r.Missing++
			}
		}
	}
	return par.For(ctx, len(r.Methods), 1, 1, func(m, _, _ int) error { return r.scoreMethod(ctx, m) })
}

func (r *BacktestResult) scoreMethod(ctx context.Context, m int) error {
	h, unit := r.config.Horizon, r.unit
	out := &r.Methods[m]
	steps := make([]tally, h)
	var total tally
	err := par.For(ctx, len(r.Origins), max(1, 1<<16/h), 1, func(_, first, end int) error {
		for at := first; at < end; at++ {
			if err := r.failed[m][at]; err != nil {
				if out.Failed++; out.Failed == 1 {
					out.Err = err
				}
				continue
			}
			var own tally
			limits := out.intervals[at]
			for k := range h {
				i := at*h + k
				y, lo, hi := r.y[r.Origins[at]+k]/unit, r.lower[m][i]/unit, r.upper[m][i]/unit
				if lo != lo || hi != hi {
					limits = false
				}
				if y != y {
					continue
				}
				for _, t := range []*tally{&own, &steps[k]} {
					t.add(y, r.forecasts[m][i]/unit, r.scale[at], r.rootScale[at])
					if lo == lo && hi == hi {
						t.addInterval(y, lo, hi, r.config.Level)
					}
				}
			}
			if !limits {
				out.NoInterval++
			}
			total.addMeans(&own)
			if own.scaledN > 0 {
				r.mase[m][at] = own.scaled / float64(own.scaledN)
			}
		}
		return nil
	})
	out.Total = total.scores(unit)
	out.Steps = make([]Scores, h)
	for k := range steps {
		out.Steps[k] = steps[k].scores(unit)
	}
	return err
}

// scales computes the mean absolute and the root mean square seasonal difference of
// the training part of each origin, divided by the unit. All values before an origin
// are its training part: the sums go on from the origin before. Otherwise they begin
// anew in each window.
func (r *BacktestResult) scales(ctx context.Context) error {
	r.scale, r.rootScale = make([]float64, len(r.Origins)), make([]float64, len(r.Origins))
	p, from := r.config.Period, 0
	var n, abs, square float64
	for at, o := range r.Origins {
		if w := r.config.Window; w > 0 {
			from, n, abs, square = max(0, o-w), 0, 0, 0
		}
		err := par.For(ctx, o-from, 16*par.Block, 1, func(_, lo, hi int) error {
			first := 0
			if w := r.config.Window; w > 0 {
				first = max(0, o-w)
			}
			for i := max(from+lo, first+p); i < from+hi; i++ {
				if d := math.Abs(r.y[i]/r.unit - r.y[i-p]/r.unit); d == d {
					n++
					abs += d
					square += float64(d * d)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if from = o; abs > 0 && square > 0 {
			r.scale[at], r.rootScale[at] = abs/n, math.Sqrt(square/n)
		}
	}
	return nil
}

package feature

import (
	"context"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// momentsOf checks the rows of v and collects their moments: by blocks, which
// are merged in order.
func momentsOf(ctx context.Context, op string, v view.Rows, logs []bool, workers int) (*Moments, error) {
	n, _ := v.Dims()
	parts := make([]*Moments, par.Blocks(n, par.Block))
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		m, buf := newMoments(logs), v.Buffer()
		for i := lo; i < hi; i++ {
			row := v.Row(i, buf)
			if err := scalableRow(op, i, row, logs); err != nil {
				return err
			}
			m.add(row)
		}
		parts[b] = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := newMoments(logs)
	for _, m := range parts {
		if err := all.Merge(m); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// solve sets centres and scales from the moments, but for Robust, which has
// set them before.
func (m *ScalerModel) solve(op string, method Method, all *Moments) error {
	m.report.Iterations, m.report.Converged, m.report.Reason = 1, true, "closed form"
	for j, c := range all.col {
		switch method {
		case Robust:
		case MinMax:
			m.center[j], m.scale[j] = c.lo, c.hi-c.lo
		case None:
			m.center[j], m.scale[j] = 0, 1
			continue
		default:
			m.center[j], m.scale[j] = c.first+c.mean, math.Sqrt(c.squares/float64(c.n))
		}
		note := ""
		switch {
		case c.n == 0:
			m.center[j], note = 0, "has no numbers"
		case c.lo == c.hi:
			m.center[j], note = c.lo, "is constant, its scale is 1"
		case m.scale[j] == 0:
			note = "has no spread, its scale is 1"
		}
		if note != "" {
			m.scale[j] = 1
			m.report.Notes = append(m.report.Notes, fmt.Sprintf("column %d %s", j, note))
		}
		if z := m.center[j] + m.scale[j]; z-z != 0 {
			return fmt.Errorf("%s: column %d with values from %v to %v has a scale beyond what can be computed: %w", op, j, c.lo, c.hi, clm.ErrDiverged)
		}
	}
	return nil
}

// robust takes medians and distances between quartiles, a column at a time.
func (m *ScalerModel) robust(ctx context.Context, v view.Rows, workers int) error {
	n, d := v.Dims()
	all := make([]float64, n*d) // column by column
	err := par.For(ctx, n, par.Block, workers, func(_, lo, hi int) error {
		buf := v.Buffer()
		for i := lo; i < hi; i++ {
			for j, x := range v.Row(i, buf) {
				if m.logs[j] {
					x = vec.Log1p(x)
				}
				all[j*n+i] = x
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return par.For(ctx, d, 1, workers, func(j, _, _ int) error {
		x := slices.DeleteFunc(all[j*n:(j+1)*n:(j+1)*n], func(v float64) bool { return v != v })
		slices.Sort(x)
		if len(x) > 0 {
			m.center[j] = quantile(x, 0.5)
			m.scale[j] = quantile(x, 0.75) - quantile(x, 0.25)
		}
		return nil
	})
}

// quantile returns the quantile p of ascending numbers, linear between the
// two nearest ones.
func quantile(x []float64, p float64) float64 {
	at := float64(p * float64(len(x)-1))
	k := int(at)
	if k+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[k] + float64((at-float64(k))*(x[k+1]-x[k]))
}

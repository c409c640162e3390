package feature

import (
	"context"
	"math"
	"slices"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// standard takes means, and then variances about them.
func (s *scaling) standard(ctx context.Context, m *ScalerModel) error {
	sum, err := s.sums(ctx, func(j int, x float64) float64 { return x })
	if err != nil {
		return err
	}
	for j, t := range sum {
		m.center[j] = t / float64(s.count[j])
		if s.lo[j] == s.hi[j] {
			m.center[j] = s.lo[j]
		}
	}
	sum, err = s.sums(ctx, func(j int, x float64) float64 {
		t := x - m.center[j]
		return float64(t * t)
	})
	if err != nil {
		return err
	}
	for j, t := range sum {
		m.scale[j] = math.Sqrt(t / float64(s.count[j]))
	}
	return nil
}

// sums adds up f of the numbers of each column: by blocks, and these in order.
func (s *scaling) sums(ctx context.Context, f func(j int, x float64) float64) ([]float64, error) {
	n, d := s.view.Dims()
	parts := make([][]float64, par.Blocks(n, par.Block))
	for b := range parts {
		parts[b] = make([]float64, d)
	}
	err := s.each(ctx, func(b, _ int, row []float64) error {
		for j, x := range row {
			if x == x {
				parts[b][j] += f(j, x)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sum := make([]float64, d)
	for _, p := range parts {
		for j, t := range p {
			sum[j] += t
		}
	}
	return sum, nil
}

// robust takes medians and distances between quartiles, a column at a time.
func (s *scaling) robust(ctx context.Context, m *ScalerModel) error {
	n, d := s.view.Dims()
	columns := make([][]float64, d)
	for j := range columns {
		columns[j] = make([]float64, n)
	}
	err := s.each(ctx, func(_, i int, row []float64) error {
		for j, x := range row {
			columns[j][i] = x
		}
		return nil
	})
	if err != nil {
		return err
	}
	return par.For(ctx, d, 1, s.workers, func(j, _, _ int) error {
		x := slices.DeleteFunc(columns[j], func(v float64) bool { return v != v })
		slices.Sort(x)
		if len(x) > 0 {
			m.center[j] = quantile(x, 0.5)
			m.scale[j] = quantile(x, 0.75) - quantile(x, 0.25)
		}
		columns[j] = nil
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

func (s *scaling) minMax(m *ScalerModel) {
	for j := range m.scale {
		m.center[j] = s.lo[j]
		m.scale[j] = s.hi[j] - s.lo[j]
	}
}

func (s *scaling) none(m *ScalerModel) *ScalerModel {
	for j := range m.scale {
		m.scale[j] = 1
	}
	return m
}

// expm1 returns eˣ − 1 with its small digits where x is near 0: what rounding
// did to u = eˣ is undone by the same factor, x / ln u.
//
// Source: W. Kahan, as told in N. J. Higham, "Accuracy and stability of
// numerical algorithms", 2nd edition (2002), section 1.14.1, DOI
// 10.1137/1.9780898718027.
func expm1(x float64) float64 {
	u := vec.Exp(x)
	switch {
	case u == 1:
		return x
	case u-1 == -1 || math.IsInf(u, 1):
		return u - 1
	}
	return float64((u-1)*x) / vec.Log(u)
}

package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// observed tells of a series how many values there are, where the first and last of
// them stand, and a power of two by which to divide, so that squares do not overflow;
// it is 1 for numbers of usual size. NaN is a missing value.
type observed struct {
	n           int
	first, last int
	unit        float64
}

// observe looks at a series of which at least one value must be there, and none
// infinite.
func observe(ctx context.Context, op string, y []float64) (observed, error) {
	o := observed{first: -1, unit: 1}
	most := 0.0
	err := par.For(ctx, max(len(y), 1), 16*par.Block, 1, func(_, lo, hi int) error {
		for i := lo; i < min(hi, len(y)); i++ {
			v := y[i]
			switch {
			case v != v:
				continue
			case math.IsInf(v, 0):
				return &clm.ValueError{Op: op, Row: i, Col: -1, Value: v}
			case o.first < 0:
				o.first = i
			}
			o.n++
			o.last = i
			most = max(most, math.Abs(v))
		}
		return nil
	})
	if err == nil && o.n == 0 {
		err = fmt.Errorf("%s: no observed value among %d, want at least 1: %w", op, len(y), clm.ErrTooFew)
	}
	if most > 1e140 || most > 0 && most < 1e-140 {
		_, e := math.Frexp(most)
		o.unit = math.Ldexp(1, min(e, 1023))
	}
	return o, err
}

// sum adds up f of each observed value of y, or of a part of it, divided by the unit.
func (o observed) sum(ctx context.Context, y []float64, f func(v float64) float64) (float64, error) {
	s := 0.0
	err := par.For(ctx, len(y), 16*par.Block, 1, func(_, lo, hi int) error {
		for _, v := range y[lo:hi] {
			if v == v {
				s += float64(f(v / o.unit))
			}
		}
		return nil
	})
	return s, err
}

// observedIn returns how many values are not missing.
func observedIn(z []float64) int {
	n := 0
	for _, v := range z {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

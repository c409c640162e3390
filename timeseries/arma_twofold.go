package timeseries

import "math"

// twofold is an unevaluated sum of two numbers, the second one small: about 32 digits.
//
// Source: T. J. Dekker, A floating-point technique for extending the available
// precision, 1971, DOI 10.1007/BF01397083.
type twofold struct{ hi, lo float64 }

func (a twofold) plus(b twofold) twofold {
	s := a.hi + b.hi
	t := s - a.hi
	rest := (a.hi - (s - t)) + (b.hi - t)
	rest += a.lo + b.lo
	hi := s + rest
	return twofold{hi, rest - (hi - s)}
}

func (a twofold) times(b twofold) twofold {
	p := float64(a.hi * b.hi)
	rest := math.FMA(a.hi, b.hi, -p)
	rest += float64(a.hi*b.lo) + float64(a.lo*b.hi)
	hi := p + rest
	return twofold{hi, rest - (hi - p)}
}

func (a twofold) over(b twofold) twofold {
	q := a.hi / b.hi
	rest := a.plus(b.times(twofold{-q, 0}))
	q2 := rest.hi / b.hi
	hi := q + q2
	return twofold{hi, q2 - (hi - q)}
}

// sharpen computes the predictors of the autoregression and the variances of their errors again,
// with twice the digits: near a unit root, what 1 − φ₁ − … leaves is small beside the
// rounding of the coefficients of the product. It returns false where the process turns
// out not to be stationary.
func (s *start) sharpen(o orders, coef []float64) bool {
	n := len(s.ar)
	ar, sar := coef[:o.p], coef[o.p+o.q:][:o.sp]
	if cap(s.sharp) < n {
		s.sharp = make([]twofold, n)
	}
	row := s.sharp[:n]
	clear(row)
	for i, x := range ar {
		row[i].hi = x
	}
	for j, y := range sar {
		at := (j + 1) * o.period
		row[at-1] = row[at-1].plus(twofold{y, 0})
		for i, x := range ar {
			row[at+i] = row[at+i].plus(twofold{-x, 0}.times(twofold{y, 0}))
		}
	}
	variance := twofold{1, 0}
	for k := n; k > 0; k-- {
		pac := row[k-1]
		left := twofold{1, 0}.plus(twofold{-pac.hi, -pac.lo}).times(twofold{1, 0}.plus(pac))
		if !(left.hi > 0) {
			return false
		}
		variance = variance.over(left)
		s.variances[k-1] = variance.hi
		for i, j := 0, k-2; i <= j; i, j = i+1, j-1 {
			x, y := row[i], row[j]
			row[i] = x.plus(pac.times(y)).over(left)
			row[j] = y.plus(pac.times(x)).over(left)
		}
		below := s.predictor(k - 1)
		for i := range below {
			below[i] = row[i].hi
		}
	}
	return finite(variance.hi)
}

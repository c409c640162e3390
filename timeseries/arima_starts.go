package timeseries

import "slices"

// rough returns the best of zeros, Hannan and Rissanen's coefficients and those with about the least conditional
// sum of squares, then the others.
func (t *scout) rough(ask func([]float64, [][]float64), s coefScale) (list [][]float64) {
	k := s.orders.coefs()
	list = [][]float64{make([]float64, k)}
	coef := make([]float64, k)
	if k > 0 && s.orders.hannanRissanen(coef, t.rest) {
		u := make([]float64, k)
		s.numbers(u, coef)
		list = append(list, u)
		if c := t.conditional(s.orders); c != nil {
			s.coefs(coef, u) // which are in bounds
			c.improve(s, coef)
			u = make([]float64, k)
			s.numbers(u, coef)
			list = append(list, u)
		}
	}
	f := make([]float64, len(list))
	ask(f, list)
	for i, x := range f {
		if x < f[0] {
			f[0], f[i] = x, f[0]
			list[0], list[i] = list[i], list[0]
		}
	}
	return list
}

// opposed returns starts with an autoregressive and a moving average factor that nearly cancel, for
// likelihoods of mixed processes with an optimum on each side of where they do: for each side, each sign, and the
// first lag and the second, the one of several sizes with the best value.
func (s coefScale) opposed(ask func([]float64, [][]float64)) [][]float64 {
	o := s.orders
	type size struct{ ar, ma float64 }
	var groups [][][]float64
	for _, sizes := range [2][]size{{{0.5, 1.1}, {1, 1.5}, {1.5, 2}}, {{1.1, 0.5}, {1.5, 0.8}, {2, 1.5}}} {
		for lag := range 2 {
			for _, sign := range [2]float64{1, -1} {
				var u [][]float64
				for _, size := range sizes {
					x, mixed := make([]float64, o.coefs()), false
					for _, pair := range [2]struct{ ar, p, ma, q int }{{0, o.p, o.p, o.q}, {o.p + o.q, o.sp, o.p + o.q + o.sp, o.sq}} {
						if pair.p > lag && pair.q > lag {
							x[pair.ar+lag], x[pair.ma+lag], mixed = sign*size.ar, sign*size.ma, true
						}
					}
					if mixed {
						u = append(u, x)
					}
				}
				groups = append(groups, u)
			}
		}
	}
	return bestOf(ask, groups)
}

// bestOf returns the point with the least value of each group, the first of them.
func bestOf(ask func([]float64, [][]float64), groups [][][]float64) (list [][]float64) {
	all := slices.Concat(groups...)
	f := make([]float64, len(all))
	ask(f, all)
	for _, u := range groups {
		if len(u) == 0 {
			continue
		}
		best := 0
		for i, x := range f[:len(u)] {
			if x < f[best] {
				best = i
			}
		}
		list, f = append(list, u[best]), f[len(u):]
	}
	return list
}

// cosines are those of the middles of eight equal parts of the frequencies.
var cosines = [...]float64{
	0.9807852804032304, 0.8314696123025452, 0.5555702330196022, 0.1950903220161283,
	-0.1950903220161283, -0.5555702330196022, -0.8314696123025452, -0.9807852804032304,
}

// waves returns starts with a cycle: complex roots of an autoregression, and of a moving average where
// it is mixed, of the same frequency and on both sides of where they cancel. Of several frequencies the one with the
// best value is taken.
func (s coefScale) waves(ask func([]float64, [][]float64)) [][]float64 {
	o := s.orders
	if o.p < 2 {
		return nil
	}
	sizes := [][2]float64{{0.95, 0.7}, {0.7, 0.95}}
	if o.q < 2 {
		sizes = sizes[:1]
	}
	var groups [][][]float64
	for _, size := range sizes {
		u := make([][]float64, len(cosines))
		for i := range u {
			coef := make([]float64, o.coefs())
			coef[0], coef[1] = 2*size[0]*cosines[i], -size[0]*size[0]
			if o.q >= 2 {
				coef[o.p], coef[o.p+1] = -2*size[1]*cosines[i], size[1]*size[1]
			}
			u[i] = make([]float64, o.coefs())
			s.numbers(u[i], coef)
		}
		groups = append(groups, u)
	}
	return bestOf(ask, groups)
}

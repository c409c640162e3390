package timeseries

import "math"

// stationary tells whether 1 − Σ ar·Bⁱ has all its roots outside of the unit circle.
// a is overwritten: a copy of ar.
//
// Source: J. Durbin, The fitting of time-series models, 1960, DOI 10.2307/1401322
// (the recursion, here backwards); the partial autocorrelations are below 1 in
// absolute value if and only if the process is stationary: O. Barndorff-Nielsen and
// G. Schou, On the parametrization of autoregressive models by partial
// autocorrelations, 1973, DOI 10.1016/0047-259X(73)90030-4.
func stationary(a []float64) bool {
	for k := len(a); k > 0; k-- {
		pac := a[k-1]
		if !(math.Abs(pac) < 1) {
			return false
		}
		stepDown(a[:k-1], pac)
	}
	return true
}

// stepDown turns the first coefficients of the predictor of order k+1, whose last one
// is pac, into those of the predictor of order k = len(a).
func stepDown(a []float64, pac float64) {
	scale := 1 / float64((1-pac)*(1+pac))
	for i, j := 0, len(a)-1; i <= j; i, j = i+1, j-1 {
		x, y := a[i], a[j]
		a[i] = float64((x + float64(pac*y)) * scale)
		a[j] = float64((y + float64(pac*x)) * scale)
	}
}

// autocovariances writes γ_0…γ_m of the process with innovation variance 1 and m =
// len(dst)−1. It returns false where the process is not stationary.
//
// With u the autoregression of ε, w = θ(B) u. The autocovariances of u come from its
// partial autocorrelations in O(p²), and no system of equations is solved.
func (p process) autocovariances(dst []float64) bool {
	q := len(p.ma)
	u := make([]float64, len(dst)+q)
	if !autoregression(u, p.ar) {
		return false
	}
	// γ_w(k) = Σ_i Σ_j θ_i θ_j γ_u(k+i−j): first the autocorrelation of θ.
	for k := range dst {
		s := 0.0
		for lag := -q; lag <= q; lag++ {
			at := k + lag
			if at < 0 {
				at = -at
			}
			s += float64(p.thetaProduct(lag) * u[at])
		}
		dst[k] = s
	}
	return true
}

// thetaProduct is Σ θ_i·θ_{i+|lag|} with θ_0 = 1.
func (p process) thetaProduct(lag int) float64 {
	if lag < 0 {
		lag = -lag
	}
	s := p.theta(lag)
	for i := 1; i+lag <= len(p.ma); i++ {
		s += float64(p.ma[i-1] * p.ma[i+lag-1])
	}
	return s
}

func (p process) theta(j int) float64 {
	switch {
	case j == 0:
		return 1
	case j <= len(p.ma):
		return p.ma[j-1]
	}
	return 0
}

// autoregression writes the autocovariances γ_0… of u_t = Σ ar·u_{t−i} + ε_t.
func autoregression(dst, ar []float64) bool {
	n := len(ar)
	// Row k holds the predictor of order k.
	rows := make([]float64, n*(n+1)/2)
	row := func(k int) []float64 { return rows[k*(k-1)/2:][:k] }
	variance := 1.0
	if n > 0 {
		copy(row(n), ar)
	}
	for k := n; k > 0; k-- {
		pac := row(k)[k-1]
		if !(math.Abs(pac) < 1) {
			return false
		}
		variance /= float64((1 - pac) * (1 + pac))
		if k > 1 {
			copy(row(k-1), row(k))
			stepDown(row(k-1), pac)
		}
	}
	// γ_k = Σ_{i<k} a_{k,i}·γ_{k−i}, with γ_0 the last term of the predictor of order k.
	dst[0] = variance
	for k := 1; k < len(dst); k++ {
		a := ar
		if k < n {
			a = row(k)
		}
		s := 0.0
		for i, x := range a {
			s += float64(x * dst[k-1-i])
		}
		dst[k] = s
	}
	return true
}

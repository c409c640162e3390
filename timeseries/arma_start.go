package timeseries

import "math"

// start is where the recursions of a likelihood begin, with the memory for it. All is in
// units of σ².
type start struct {
	process
	r         int
	levinson  []float64 // row k at k(k−1)/2: the predictor of order k of the autoregression
	u         []float64 // autocovariances of the autoregression u, where w = θ(B)u
	gamma     []float64 // autocovariances of w
	lags      []int     // of the θ that are not 0, with θ_0
	arLags    []int     // of the φ that are not 0
	product   []float64 // Σ θ_i·θ_{i+lag}
	psi       []float64
	cov       []float64 // covariances of w_t with the state a_0…a_{r−1}
	sharp     []twofold // of sharpen
	ring      []float64 // of measureCrowd
	crowd     float64   // how many roots of the moving averages are near the unit circle
	variances []float64 // of the prediction errors of u of order 0…p
}

// prepare computes all up to cov. It returns false where the process is not stationary,
// or its variance not finite.
func (s *start) prepare(o orders, coef []float64) bool {
	o.expandInto(&s.process, coef)
	s.r = o.states()
	p, q := len(s.ar), len(s.ma)
	s.u = resize(s.u, p+q+1)
	if !s.autoregression(s.u) {
		return false
	}
	s.multiplyTheta()
	s.gamma = resize(s.gamma, p+1)
	s.autocovariances(s.gamma)
	s.weights()
	s.covariances()
	s.measureCrowd(o, coef)
	return finite(s.cov[0])
}

// resize returns x with length n and nothing kept.
func resize(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// phi is the coefficient of w_{t−i}.
func (p process) phi(i int) float64 {
	if i < 1 || i > len(p.ar) {
		return 0
	}
	return p.ar[i-1]
}

// theta is the coefficient of ε_{t−j}.
func (p process) theta(j int) float64 {
	switch {
	case j == 0:
		return 1
	case j <= len(p.ma):
		return p.ma[j-1]
	}
	return 0
}

// autoregression writes the autocovariances γ_0… of u_t = Σ ar·u_{t−i} + ε_t. They come
// from the partial autocorrelations in O(p²): no system of equations is solved. It
// returns false where one of those is not below 1 in absolute value, which is where the
// process is not stationary.
//
// Source: J. Durbin, The fitting of time-series models, 1960, DOI 10.2307/1401322
// (the recursion, here first backwards); O. Barndorff-Nielsen and G. Schou, On the
// parametrization of autoregressive models by partial autocorrelations, 1973,
// DOI 10.1016/0047-259X(73)90030-4.
func (s *start) autoregression(dst []float64) bool {
	n := len(s.ar)
	s.arLags = s.arLags[:0]
	for i, x := range s.ar {
		if x != 0 {
			s.arLags = append(s.arLags, i+1)
		}
	}
	s.levinson = resize(s.levinson, n*(n+1)/2)
	s.variances = resize(s.variances, n+1)
	if n > 0 {
		copy(s.predictor(n), s.ar)
	}
	s.variances[n] = 1
	for k := n; k > 0; k-- {
		row := s.predictor(k)
		pac := row[k-1]
		left := float64((1 - pac) * (1 + pac))
		if !(left > 0) {
			return false
		}
		s.variances[k-1] = s.variances[k] / left
		scale := 1 / left
		below := s.predictor(k - 1)
		for i := range below {
			below[i] = float64((row[i] + float64(pac*row[k-2-i])) * scale)
		}
	}
	dst[0] = s.variances[0]
	for k := 1; k < min(n, len(dst)); k++ {
		dst[k] = predict(s.predictor(k), dst[:k])
	}
	for k := max(n, 1); k < len(dst); k++ {
		dst[k] = s.predictLast(dst[:k])
	}
	return finite(dst[0])
}

// predict applies a predictor to the values before, of which there are as many.
func predict(a, past []float64) float64 {
	sum := 0.0
	last := len(past) - 1
	for i, x := range a {
		sum += float64(x * past[last-i])
	}
	return sum
}

// predictLast is Σ ar·w_{t−i} over as many values before as there are.
func (s *start) predictLast(past []float64) float64 {
	sum := 0.0
	for _, i := range s.arLags {
		if i > len(past) {
			break
		}
		sum += float64(s.ar[i-1] * past[len(past)-i])
	}
	return sum
}

// predictor is the predictor of order k.
func (s *start) predictor(k int) []float64 { return s.levinson[k*(k-1)/2:][:k] }

// multiplyTheta computes product.
func (s *start) multiplyTheta() {
	s.lags = append(s.lags[:0], 0)
	for j, x := range s.ma {
		if x != 0 {
			s.lags = append(s.lags, j+1)
		}
	}
	s.product = resize(s.product, len(s.ma)+1)
	clear(s.product)
	for a, i := range s.lags {
		for _, j := range s.lags[a:] {
			s.product[j-i] += float64(s.theta(i) * s.theta(j))
		}
	}
}

// autocovariances writes those of w, γ_0…, from those of u.
func (s *start) autocovariances(dst []float64) {
	for k := range dst {
		sum := float64(s.product[0] * s.u[k])
		for lag := 1; lag < len(s.product); lag++ {
			if x := s.product[lag]; x != 0 {
				sum += float64(x * (s.u[k+lag] + s.u[max(k-lag, lag-k)]))
			}
		}
		dst[k] = sum
	}
}

// weights computes ψ, the first r weights of w in terms of ε.
func (s *start) weights() {
	s.psi = resize(s.psi, s.r)
	s.psi[0] = 1
	copy(s.psi[1:], s.ma)
	clear(s.psi[1+len(s.ma):])
	for j := range s.psi {
		s.psi[j] += s.predictLast(s.psi[:j])
	}
}

// covariances computes cov. a_j holds what is known of w_{t+j} from φ_{j+1}w_{t−1} … and
// θ_jε_t ….
func (s *start) covariances() {
	s.cov = resize(s.cov, s.r)
	clear(s.cov)
	for _, k := range s.arLags {
		x := s.phi(k)
		for j := range k {
			s.cov[j] += float64(x * s.gamma[k-j])
		}
	}
	for _, k := range s.lags {
		x := s.theta(k)
		for j := range k + 1 {
			s.cov[j] += float64(x * s.psi[k-j])
		}
	}
}

// large tells whether the variances at the start are so much larger than 1 that taking what is
// known from them leaves too few digits. How many are needed depends on how many roots of
// the moving averages are near the unit circle: with two of them an error at the start grows
// with every step.
func (s *start) large() bool { return !(float64(s.u[0]*s.u[0])*s.crowd < largeStart) }

// measureCrowd computes crowd, the variance that moving averages with the coefficients of
// the inverse process have, without the largest factor of it.
func (s *start) measureCrowd(o orders, coef []float64) {
	product, largest := 1.0, 1.0
	for _, ma := range [][]float64{coef[o.p:][:o.q], coef[o.p+o.q+o.sp:]} {
		a := append(s.ring[:0], ma...)
		for k := len(a); k > 0; k-- {
			pac := -a[k-1]
			left := float64((1 - pac) * (1 + pac))
			if math.Abs(left) < 0x1p-52 {
				left = 0x1p-52
			}
			factor := math.Abs(1 / left)
			product *= factor
			largest = max(largest, factor)
			for i, j := 0, k-2; i <= j; i, j = i+1, j-1 {
				x, y := a[i], a[j]
				a[i] = (x + float64(pac*y)) / left
				a[j] = (y + float64(pac*x)) / left
			}
		}
		s.ring = a
	}
	s.crowd = product / largest
}

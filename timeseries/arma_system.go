package timeseries

// system is what stays the same while the state of a series moves on. The state is
// a_0…a_{r−1} of the ARMA process, then z_{t−1}…z_{t−d*}:
//
//	z_t = a_0 + Σ c_i·z_{t−i}
//	a_i ← phi_i·a_0 + a_{i+1} + theta_i·ε
//
// Source: A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter,
// Cambridge University Press, 1989, DOI 10.1017/CBO9781107049994, §3.3; with the values
// themselves as further states, as R does.
type system struct {
	r, lost    int
	phi, theta []float64 // of length r; theta_0 is 1
	diff       []float64 // c, of length lost
	start      []float64 // r×r, the variance of a stationary state
}

// newSystem returns false where the process is not stationary.
func newSystem(o orders, coef []float64) (*system, bool) {
	p := o.expand(coef)
	s := &system{r: o.states(), lost: o.lost(), diff: o.differencing()}
	s.phi, s.theta = make([]float64, s.r), make([]float64, s.r)
	copy(s.phi, p.ar)
	s.theta[0] = 1
	copy(s.theta[1:], p.ma)
	gamma := make([]float64, s.r+1)
	if !p.autocovariances(gamma) {
		return nil, false
	}
	s.start = s.stationaryVariance(gamma)
	return s, true
}

// firstRow returns the covariances of w_t with a_0…a_{r−1}, given γ_0…γ_r.
func (s *system) firstRow(gamma []float64) []float64 {
	psi := make([]float64, s.r)
	for j := range psi {
		psi[j] = s.theta[j]
		for i := 0; i < j; i++ {
			psi[j] += float64(s.phi[i] * psi[j-1-i])
		}
	}
	row := make([]float64, s.r)
	for j := range row {
		sum := 0.0
		for k := j; k < s.r; k++ {
			sum += float64(s.phi[k] * gamma[k-j+1])
			sum += float64(s.theta[k] * psi[k-j])
		}
		row[j] = sum
	}
	return row
}

// stationaryVariance returns the variance P of the state before anything is known:
// P = TPT′ + RR′. The first row is known from the autocovariances, and each
// element follows from the one below it to the right.
func (s *system) stationaryVariance(gamma []float64) []float64 {
	r := s.r
	row := s.firstRow(gamma)
	at := func(j int) float64 {
		if j < r {
			return row[j]
		}
		return 0
	}
	p := make([]float64, r*r)
	for i := r - 1; i >= 0; i-- {
		for j := r - 1; j >= i; j-- {
			v := float64(s.theta[i] * s.theta[j])
			v += float64(float64(s.phi[i]*s.phi[j]) * row[0])
			v += float64(s.phi[i] * at(j+1))
			v += float64(s.phi[j] * at(i+1))
			if j+1 < r {
				v += p[(i+1)*r+j+1]
			}
			p[i*r+j], p[j*r+i] = v, v
		}
	}
	for j, v := range row {
		p[j], p[j*r] = v, v
	}
	return p
}

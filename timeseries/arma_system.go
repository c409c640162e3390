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
	root       *root     // its factor, where the variance is large
	lead       start     // of the fast recursion
}

// newSystem returns false where the process is not stationary. What it is is not known where the watch has
// stopped.
func newSystem(o orders, coef []float64, w *watch) (*system, bool) {
	var b start
	if !b.prepare(o, coef) {
		return nil, false
	}
	s := &system{r: b.r, lost: o.lost(), diff: o.differencing()}
	s.phi, s.theta = make([]float64, s.r), make([]float64, s.r)
	copy(s.phi, b.ar)
	s.theta[0] = 1
	copy(s.theta[1:], b.ma)
	if !b.large() {
		s.lead = start{process: b.process, r: b.r, cov: b.cov}
		s.start = make([]float64, s.r*s.r)
		stationaryVariance(s.start, s.phi, s.theta, b.cov)
		return s, true
	}
	if !b.sharpen(o, coef) {
		return nil, false
	}
	s.root = new(root)
	s.root.begin(&b, 0, w)
	s.start = make([]float64, s.r*s.r)
	s.root.square(s.start, s.r, s.r, w)
	return s, true
}

// stationaryVariance writes the variance P of the state before anything is known:
// P = TPT′ + RR′. The first row is known, and each element follows from the one
// below it to the right.
func stationaryVariance(p, phi, theta, row []float64) {
	r := len(row)
	at := func(j int) float64 {
		if j < r {
			return row[j]
		}
		return 0
	}
	for i := r - 1; i >= 0; i-- {
		for j := r - 1; j >= i; j-- {
			v := float64(theta[i] * theta[j])
			v += float64(float64(phi[i]*phi[j]) * row[0])
			v += float64(phi[i] * at(j+1))
			v += float64(phi[j] * at(i+1))
			if j+1 < r {
				v += p[(i+1)*r+j+1]
			}
			p[i*r+j], p[j*r+i] = v, v
		}
	}
	for j, v := range row {
		p[j], p[j*r] = v, v
	}
}

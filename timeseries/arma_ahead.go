package timeseries

// forecast writes the means of the next len(dst) values.
func (t *state) forecast(dst []float64) {
	r := t.r
	for h := range dst {
		s := 0.0
		if h < r {
			s = t.mean[h]
		}
		for i := 0; i < min(h, r); i++ {
			s += float64(t.phi[i] * dst[h-1-i])
		}
		dst[h] = s // ŵ
	}
	z := t.mean[r:]
	for h := range dst {
		s := dst[h]
		for i, c := range t.diff {
			if i < h {
				s += float64(c * dst[h-1-i])
			} else {
				s += float64(c * z[i-h])
			}
		}
		dst[h] = s
	}
}

// variances writes the variances of the errors of forecast in units of σ².
func (t *state) variances(dst []float64) {
	n, r := t.r+t.lost, t.r
	var small [512]float64
	g := small[:] // what a state now adds to the value h steps on: Z·T^h
	if n > len(g) {
		g = make([]float64, n)
	}
	g = g[:n]
	g[0] = 1
	copy(g[r:], t.diff)
	noise := 0.0
	for h := range dst {
		s := noise
		for i := range n {
			row := 0.0
			for j, x := range g {
				row += float64(t.variance[i*n+j] * x)
			}
			s += float64(g[i] * row)
		}
		dst[h] = s
		psi := 0.0
		for i, x := range t.theta {
			psi += float64(x * g[i])
		}
		noise += float64(psi * psi)
		t.moveBack(g)
	}
}

// moveBack is g ← gT.
func (t *state) moveBack(g []float64) {
	r := t.r
	zero := 0.0
	for i, x := range t.phi {
		zero += float64(x * g[i])
	}
	newest := 0.0
	if t.lost > 0 {
		newest = g[r]
	}
	copy(g[1:r], g[:r-1])
	g[0] = zero + newest
	for k, c := range t.diff {
		older := 0.0
		if k+1 < t.lost {
			older = g[r+k+1]
		}
		g[r+k] = float64(newest*c) + older
	}
}

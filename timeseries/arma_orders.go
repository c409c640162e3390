package timeseries

// orders are the orders of a seasonal ARIMA process:
//
//	φ(B)·Φ(Bˢ)·(1−B)ᵈ·(1−Bˢ)ᴰ y_t = θ(B)·Θ(Bˢ) ε_t
//	φ(B) = 1 − φ₁B − … − φ_pBᵖ    θ(B) = 1 + θ₁B + … + θ_qB^q
//
// and Φ and Θ with the same signs.
type orders struct{ p, d, q, sp, sd, sq, period int }

// lost is d* = d + D·s, the number of values that differencing takes away.
func (o orders) lost() int { return o.d + o.sd*o.period }

// coefs is the number of coefficients. A vector of them holds
// φ₁…φ_p, θ₁…θ_q, Φ₁…Φ_P, Θ₁…Θ_Q, as R has it.
func (o orders) coefs() int { return o.p + o.q + o.sp + o.sq }

// states is r, the length of the state of the ARMA process: max(p+P·s, q+Q·s+1).
func (o orders) states() int {
	return max(o.p+o.sp*o.period, o.q+o.sq*o.period+1)
}

// process is an ARMA process with its polynomials multiplied out:
//
//	w_t = Σ ar[i−1]·w_{t−i} + ε_t + Σ ma[j−1]·ε_{t−j}
type process struct{ ar, ma []float64 }

// expand returns the process that the coefficients stand for.
func (o orders) expand(coef []float64) process {
	var p process
	o.expandInto(&p, coef)
	return p
}

// expandInto is expand in the memory that p already has.
func (o orders) expandInto(p *process, coef []float64) {
	if len(coef) != o.coefs() {
		panic("timeseries: number of coefficients")
	}
	ar, rest := coef[:o.p], coef[o.p:]
	ma, rest := rest[:o.q], rest[o.q:]
	sar, sma := rest[:o.sp], rest[o.sp:]
	// (1 − Σφ)(1 − ΣΦ) has −φ·−Φ where the sign of all is turned round.
	p.ar = multiply(p.ar[:0], ar, sar, o.period, -1)
	p.ma = multiply(p.ma[:0], ma, sma, o.period, 1)
}

// multiply appends the coefficients of the product of a polynomial in B and one in
// Bˢ, both with 1 in front and the sign of the others taken out.
func multiply(dst, a, b []float64, s int, sign float64) []float64 {
	n := len(a)
	if len(b) > 0 {
		n += len(b) * s
	}
	for range n {
		dst = append(dst, 0)
	}
	copy(dst, a)
	for j, y := range b {
		at := (j + 1) * s
		dst[at-1] += y
		for i, x := range a {
			dst[at+i] += float64(sign * float64(x*y))
		}
	}
	return dst
}

// differencing returns c₁…c_{d*} with y_t = w_t + Σ c_i·y_{t−i}.
func (o orders) differencing() []float64 {
	c := make([]float64, o.lost()+1) // the polynomial with its leading 1
	c[0] = 1
	degree := 0
	times := func(lag int) {
		degree += lag
		for i := degree; i >= lag; i-- {
			c[i] -= c[i-lag]
		}
	}
	for range o.d {
		times(1)
	}
	for range o.sd {
		times(o.period)
	}
	c = c[1:]
	for i := range c {
		c[i] = -c[i]
	}
	return c
}

// difference writes the differenced series into dst, which has lost() values less.
func (o orders) difference(dst, y []float64) {
	// The lags one after the other keep numbers as small as they can be: the sum over
	// the polynomial multiplied out would cancel more.
	w := append([]float64(nil), y...)
	apply := func(lag int) {
		for i := len(w) - 1; i >= lag; i-- {
			w[i] -= w[i-lag]
		}
		w = w[lag:]
	}
	for range o.d {
		apply(1)
	}
	for range o.sd {
		apply(o.period)
	}
	copy(dst, w)
}

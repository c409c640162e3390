package vec

import "math"

// Sigmoid returns 1/(1+e^−x) with an error below 1 ulp. Small results keep their
// precision: Sigmoid(−50) is about e^−50, not 0.
//
//	Sigmoid(NaN) = NaN
//	Sigmoid(+Inf) = 1
//	Sigmoid(−Inf) = 0
//	Sigmoid(±0) = 0.5
//
// Source: the definition, in terms of e^−|x| so that nothing overflows; e^−|x|,
// the denominator and the quotient are kept with their rounding errors as in
// T. J. Dekker, A floating-point technique for extending the available
// precision, 1971, DOI 10.1007/BF01397083.
func Sigmoid(x float64) float64 {
	a := math.Abs(x)
	if !(a <= 40) {
		// Here e^−a is below 2⁻⁵⁷, so 1 + e^−a is 1 to well below half an ulp.
		if x > 0 {
			return 1
		}
		return Exp(x)
	}
	k, r, s := expReduce(-a)
	m := 1 + r
	mRest := ((1 - m) + r) + s
	scale := pow2(k)
	hi := m + mRest
	lo := float64(((m - hi) + mRest) * scale) // exact: scale is a power of two
	hi = float64(hi * scale)

	den := 1 + hi
	denRest := ((1 - den) + hi) + lo
	if x >= 0 {
		return quotient(1, 0, den, denRest)
	}
	return quotient(hi, lo, den, denRest)
}

// Tanh returns the hyperbolic tangent of x with an error below 1 ulp, also where
// x is small.
//
//	Tanh(NaN) = NaN
//	Tanh(±Inf) = ±1
//	Tanh(±0) = ±0
//
// Source: tanh |x| = −t/(2+t) with t = e^(−2|x|) − 1; t, the denominator
// and the quotient are kept with their rounding errors as in Sigmoid.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case a < 0x1p-28:
		return x // the next term, x³/3, is below half an ulp
	case a > 22:
		return math.Copysign(1, x) // 1 − tanh is below 2⁻⁶¹
	case a != a:
		return x
	}
	k, r, s := expReduce(-2 * a)
	scale := pow2(k)
	// t = (scale − 1) + scale·r + scale·s: the first two terms with
	// their rounding errors, so that nothing is lost where they nearly cancel.
	one := scale - 1
	oneRest := scale - (one + 1)
	sr := float64(scale * r)
	sum := one + sr
	sumRest := ((one - sum) + sr) + (oneRest + float64(scale*s))
	t := sum + sumRest
	tRest := (sum - t) + sumRest

	den := 2 + t
	denRest := ((2 - den) + t) + tRest
	return math.Copysign(quotient(t, tRest, den, denRest), x)
}

// quotient returns (n+nRest)/(d+dRest) with hardly more than the rounding of the
// result, given rests that are small beside n and d.
func quotient(n, nRest, d, dRest float64) float64 {
	inv := 1 / d
	q := float64(n * inv)
	res := math.FMA(-q, d, n) + (nRest - float64(q*dRest))
	return q + float64(res*inv)
}

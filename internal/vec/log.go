package vec

import "math"

const (
	sqrtHalfBits = 0x3fe6a09e667f3bcd // bits of √½
	minNormal    = 0x1p-1022

	// (2·atanh(s) − 2s)/s³ as a polynomial in s² for |s| ≤ (√2−1)/(√2+1), from
	// testdata/coefficients.py; the relative error of the logarithm is 2⁻⁵⁸.
	log0 = 0x1.5555555555592p-1
	log1 = 0x1.999999997fd36p-2
	log2 = 0x1.24924941f8d3cp-2
	log3 = 0x1.c71c5202b1f03p-3
	log4 = 0x1.7466405bf9d5cp-3
	log5 = 0x1.39a19335a234ap-3
	log6 = 0x1.2f07058c910dep-3
)

// Log returns the natural logarithm of x with an error below 1 ulp.
//
//	Log(NaN) = NaN
//	Log(x) = NaN for x < 0
//	Log(±0) = −Inf
//	Log(+Inf) = +Inf
//	Log(1) = +0
//
// Source: J.-M. Muller, Elementary Functions: Algorithms and Implementation,
// 3rd edition, Birkhäuser, 2016, DOI 10.1007/978-1-4899-7983-4 (reduction to
// [√½, √2) and the series of atanh); T. J. Dekker, A floating-point technique for
// extending the available precision, 1971, DOI 10.1007/BF01397083 (sums with
// their rounding errors).
func Log(x float64) float64 {
	if !(x > 0 && x <= math.MaxFloat64) {
		switch {
		case x == 0:
			return math.Inf(-1)
		case x < 0:
			return math.NaN()
		}
		return x
	}
	hi, lo := logParts(x)
	return hi + lo
}

// Log1p returns log(1+x) with an error below 1 ulp, also where x is so small that
// 1+x is 1.
//
//	Log1p(NaN) = NaN
//	Log1p(x) = NaN for x < −1
//	Log1p(−1) = −Inf
//	Log1p(±0) = ±0
//	Log1p(+Inf) = +Inf
//
// Source: as for Log; the rounding error c of u = 1+x is put back as
// log(u+c) ≈ log(u) + c/u.
func Log1p(x float64) float64 {
	if !(x > -1 && x <= math.MaxFloat64) {
		switch {
		case x == -1:
			return math.Inf(-1)
		case x < -1:
			return math.NaN()
		}
		return x
	}
	if math.Abs(x) < 0x1p-53 {
		return x // the next term, x²/2, is below half an ulp
	}
	u := 1 + x
	var c float64
	if x < 1 {
		c = x - (u - 1)
	} else {
		c = 1 - (u - x)
	}
	hi, lo := logParts(u)
	return hi + (lo + c/u)
}

// logParts returns log(x) as hi + lo with |lo| small beside |hi|, for a positive
// finite x.
func logParts(x float64) (hi, lo float64) {
	var k int64
	if x < minNormal {
		x *= 0x1p54
		k = -54
	}
	// x = 2^e·m with √½ ≤ m < √2.
	bits := math.Float64bits(x)
	e := int64(bits-sqrtHalfBits) >> 52
	f := math.Float64frombits(bits-uint64(e)<<52) - 1
	n := float64(k + e)

	// With s = f/(2+f): log(1+f) = f − h + s·(h + R(s²)), h = f²/2.
	// f − h is kept to about 106 bits, the last term is small beside it.
	halfF := 0.5 * f
	h := float64(halfF * f)
	hRest := math.FMA(halfF, f, -h)
	a := f - h
	aRest := (f - a) - h - hRest

	s := f / (2 + f)
	z := float64(s * s)
	z2 := float64(z * z)
	p03 := math.FMA(z2, math.FMA(z, log3, log2), math.FMA(z, log1, log0))
	p46 := math.FMA(z2, log6, math.FMA(z, log5, log4))
	p := math.FMA(float64(z2*z2), p46, p03)
	tail := float64(s * math.FMA(z, p, h))

	nHi := float64(n * ln2hi) // exact
	hi = nHi + a
	return hi, ((nHi - hi) + a) + (float64(n*ln2lo) + (aRest + tail))
}

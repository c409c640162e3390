package vec

import "math"

const (
	log2e = 0x1.71547652b82fep+0 // 1/ln 2

	// ln 2 = ln2hi + ln2lo. ln2hi has 40 bits, so that its product with an
	// exponent (11 bits) is exact.
	ln2hi = 0x1.62e42fefa2000p-1
	ln2lo = 0x1.9ef35793c7673p-41

	// Adding shifter to a number below 2⁵¹ rounds it to the nearest integer, which
	// then stands in the low bits of the sum.
	shifter = 0x1.8p52

	// e^x overflows above 709.79, and below −745.14 it is nearer to 0
	// than to the smallest number. Between these and the limits here
	// the arithmetic comes to the right result by itself.
	expMax = 710
	expMin = -746

	// (e^r − 1 − r)/r² for |r| ≤ ln(2)/2, from testdata/coefficients.py; the
	// relative error of e^r is 2⁻⁶².
	exp0  = 0.5
	exp1  = 0x1.5555555555555p-3
	exp2  = 0x1.555555555552fp-5
	exp3  = 0x1.11111111104b3p-7
	exp4  = 0x1.6c16c16c2967dp-10
	exp5  = 0x1.a01a01ab8bfaep-13
	exp6  = 0x1.a01a013f7bf4fp-16
	exp7  = 0x1.71de015ffb7aep-19
	exp8  = 0x1.27e5c01a17ac2p-22
	exp9  = 0x1.af513e28ec393p-26
	exp10 = 0x1.1e0c7fe8de8c3p-29
)

// Exp returns e^x with an error below 1 ulp, also where the result is subnormal.
//
//	Exp(NaN) = NaN
//	Exp(+Inf) = +Inf
//	Exp(−Inf) = 0
//	Exp(±0) = 1
//	Exp(x) = +Inf for x > 709.782712893384 (0x40862e42fefa39ef), the last x with a finite result
//	Exp(x) = 0 for x < −745.1332191019411 (0xc0874910d52d3051), the last x with a positive result
//
// Source: W. J. Cody and W. Waite, Software Manual for the Elementary Functions,
// Prentice-Hall, 1980 (reduction by multiples of ln 2 in two parts); G. Estrin,
// Organization of computer systems: the fixed plus variable structure
// computer, 1960, DOI 10.1145/1460361.1460365 (order of the polynomial);
// T. J. Dekker, A floating-point technique for extending the available precision,
// 1971, DOI 10.1007/BF01397083 (the sum 1 + r with its rounding error).
func Exp(x float64) float64 {
	switch {
	case x > expMax:
		return math.Inf(1)
	case x < expMin:
		return 0
	case x != x:
		return x
	}
	k, r, s := expReduce(x)
	m := 1 + r
	m += ((1 - m) + r) + s
	// Two steps, because 2^k itself may be too large or too small. The first product
	// is exact, so only the second one rounds a subnormal result.
	half := k >> 1
	return float64(m*pow2(half)) * pow2(k-half)
}

// expReduce returns k, r and s with e^x = 2^k·(1 + r + s), |r| ≤ 0.347 and s the
// small rest. x must lie between expMin and expMax.
func expReduce(x float64) (k int64, r, s float64) {
	shifted := float64(x*log2e) + shifter
	n := shifted - shifter
	t := x - float64(n*ln2hi) // exact
	low := float64(n * ln2lo)
	r = t - low
	rest := (t - r) - low

	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	q03 := math.FMA(r2, math.FMA(r, exp3, exp2), math.FMA(r, exp1, exp0))
	q47 := math.FMA(r2, math.FMA(r, exp7, exp6), math.FMA(r, exp5, exp4))
	q810 := math.FMA(r2, exp10, math.FMA(r, exp9, exp8))
	q := math.FMA(r4, math.FMA(r4, q810, q47), q03)
	return int64(int32(math.Float64bits(shifted))), r, math.FMA(r2, q, rest)
}

// pow2 returns 2^k for −1022 ≤ k ≤ 1023.
func pow2(k int64) float64 {
	return math.Float64frombits(uint64(k+1023) << 52)
}

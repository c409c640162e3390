package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// exponential holds the constants of exp.go.
type exponential struct {
	log2e, shifter, ln2hi, ln2lo, one Op
	poly                              []Op
	least, most                       Op // beyond these the result is 0 or +Inf
}

// mantissa returns m, n and the shifted n with e^x = 2^n·m.
func (e exponential) mantissa(v width, x Op) (m, n, shifted Op) {
	shifted = v.add(v.mul(x, e.log2e), e.shifter)
	n = v.sub(shifted, e.shifter)
	t := v.copy(x)
	VFNMADD231PD(e.ln2hi, n, t) // n·ln2hi is exact, fused or not
	low := v.mul(n, e.ln2lo)
	r := v.sub(t, low)
	rest := v.sub(v.sub(t, r), low)

	c := e.poly
	r2 := v.mul(r, r)
	r4 := v.mul(r2, r2)
	q03 := v.fmaTo(v.pair(c[3], r, c[2]), r2, v.pair(c[1], r, c[0]))
	q47 := v.fmaTo(v.pair(c[7], r, c[6]), r2, v.pair(c[5], r, c[4]))
	q810 := v.pair(c[9], r, c[8])
	VFMADD231PD(c[10], r2, q810)
	q := v.fmaTo(v.fmaTo(q810, r4, q47), r4, q03)
	s := v.fmaTo(r2, q, rest)
	m = v.add(e.one, r)
	return v.add(m, v.add(v.add(v.sub(e.one, m), r), s)), n, shifted
}

// expAVX2 writes expAVX2.
func expAVX2(e exponential) {
	magnitude := integer("magnitude", 1<<63-1)
	plain := float("plain", 708)
	bias := integer("expBias", 1023)

	dst, src, n := begin("expAVX2", "e^src")
	v := width{YMM}
	keep(YMM, &e.log2e, &e.shifter, &e.ln2hi, &e.ln2lo, &e.one)
	fours(dst, src, n, func(x Op) Op {
		large := YMM()
		VANDPD(magnitude, x, large)
		VCMPPD(Imm(6), plain, large, large) // not ≤, so NaN is large
		return large
	}, func(x Op) Op {
		m, _, shifted := e.mantissa(v, x)
		// 2^n and 2^n·m are normal numbers: n is added to the exponent.
		power := YMM()
		VPSLLQ(Imm(52), shifted, power)
		VPADDQ(power, m, power)
		return power
	}, func(x Op) Op {
		// 2^n itself may be too large or too small: two factors.
		VMINPD(x, v.copy(e.most), x) // NaN stays
		VMAXPD(x, v.copy(e.least), x)
		m, _, shifted := e.mantissa(v, x)
		k, half := YMM(), YMM()
		// The low halves of 64 bits hold what is wanted; the shift to the left drops the rest.
		VPSRAD(Imm(1), shifted, half)
		VPSUBD(half, shifted, k)
		for _, p := range []Op{half, k} {
			VPADDD(bias, p, p)
			VPSLLQ(Imm(52), p, p)
		}
		VMULPD(half, m, m)
		VMULPD(k, m, m)
		return m
	})
}

// expAVX512 writes expAVX512.
func expAVX512(e exponential) {
	dst, src, n := begin("expAVX512", "e^src")
	v := width{ZMM}
	keep(ZMM, &e.log2e, &e.shifter, &e.ln2hi, &e.ln2lo, &e.one, &e.least, &e.most)
	e.poly = keepAll(ZMM, e.poly)
	eights(dst, src, n, func(x Op) Op {
		VMINPD(x, e.most, x) // NaN stays
		VMAXPD(x, e.least, x)
		m, n, _ := e.mantissa(v, x)
		VSCALEFPD(n, m, m) // one rounding, as in exp.go
		return m
	})
}

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

	TEXT("expAVX2", NOSPLIT, "func(dst, src []float64)")
	Doc("expAVX2 sets dst to e^src. The slices have the same length.")
	Pragma("noescape")
	dst, src, n := slices()
	v := width{YMM}
	keep(YMM, &e.log2e, &e.shifter, &e.ln2hi, &e.ln2lo, &e.one)

	SUBQ(Imm(4), n)
	JL(LabelRef("tail"))
	Label("loop")
	x := YMM()
	VMOVUPD(src, x)
	large := YMM()
	VANDPD(magnitude, x, large)
	VCMPPD(Imm(6), plain, large, large) // not ≤, so NaN is large
	special := GP32()
	VMOVMSKPD(large, special)
	TESTL(special, special)
	JNZ(LabelRef("special"))
	m, _, shifted := e.mantissa(v, x)
	// 2^n and 2^n·m are normal numbers: n is added to the exponent.
	power := YMM()
	VPSLLQ(Imm(52), shifted, power)
	VPADDQ(power, m, power)
	VMOVUPD(power, dst)
	Label("next")
	ADDQ(Imm(32), src.Base)
	ADDQ(Imm(32), dst.Base)
	SUBQ(Imm(4), n)
	JGE(LabelRef("loop"))

	Label("tail")
	ADDQ(Imm(4), n)
	JLE(LabelRef("done"))
	mask := YMM()
	z := YMM()
	tailMask(v, n, mask)
	VMASKMOVPD(src, mask, z)
	XORQ(n, n)
	JMP(LabelRef("full"))
	Label("special")
	VPCMPEQD(mask, mask, mask)
	VMOVAPD(x, z)
	Label("full")
	// 2^n itself may be too large or too small: two factors.
	VMINPD(z, v.copy(e.most), z) // NaN stays
	VMAXPD(z, v.copy(e.least), z)
	m, _, shifted = e.mantissa(v, z)
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
	VMASKMOVPD(m, mask, dst)
	JMP(LabelRef("next"))
	Label("done")
	VZEROUPPER()
	RET()
}

// expAVX512 writes expAVX512.
func expAVX512(e exponential) {
	TEXT("expAVX512", NOSPLIT, "func(dst, src []float64)")
	Doc("expAVX512 sets dst to e^src. The slices have the same length.")
	Pragma("noescape")
	dst, src, n := slices()
	v := width{ZMM}
	keep(ZMM, &e.log2e, &e.shifter, &e.ln2hi, &e.ln2lo, &e.one, &e.least, &e.most)
	e.poly = keepAll(ZMM, e.poly)
	body := func(x Op) Op {
		VMINPD(x, e.most, x) // NaN stays
		VMAXPD(x, e.least, x)
		m, n, _ := e.mantissa(v, x)
		VSCALEFPD(n, m, m) // one rounding, as in exp.go
		return m
	}

	SUBQ(Imm(8), n)
	JL(LabelRef("tail"))
	Label("loop")
	x := ZMM()
	VMOVUPD(src, x)
	VMOVUPD(body(x), dst)
	ADDQ(Imm(64), src.Base)
	ADDQ(Imm(64), dst.Base)
	SUBQ(Imm(8), n)
	JGE(LabelRef("loop"))

	Label("tail")
	ADDQ(Imm(8), n)
	JZ(LabelRef("done"))
	k := K()
	tailMask(v, n, k)
	VMOVUPD_Z(src, k, x)
	VMOVUPD(body(x), k, dst)
	Label("done")
	VZEROUPPER()
	RET()
}

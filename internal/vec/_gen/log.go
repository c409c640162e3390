package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

const (
	sqrtHalfBits = 0x3fe6a09e667f3bcd
	maxBits      = 0x7ff<<52 - 1
	infBits      = 0x7ff << 52
	signBit      = 1 << 63
)

// logarithm holds the constants of log.go and those of its reduction. With
// d = bits + 2⁶² − sqrtHalfBits, the exponent e is (d >> 52) − 1024, and m has the
// bits (d mod 2⁵²) + sqrtHalfBits.
type logarithm struct {
	offset, low52, half, two52, bias Op
	ln2hi, ln2lo, one, two, point5   Op
	poly                             []Op
	minNormal, two54, bias54         Op // for subnormal numbers
}

// value returns log(x) of positive normal numbers. bias is 2⁵² + 1024, and 54 more where
// x was multiplied by 2⁵⁴.
func (l logarithm) value(v width, x, bias Op) Op {
	d, e, f := v.register(), v.register(), v.register()
	VPADDQ(l.offset, x, d)
	VPSRLQ(Imm(52), d, e)
	VORPD(l.two52, e, e) // the number 2⁵² + 1024 + e
	VSUBPD(bias, e, e)
	VANDPD(l.low52, d, f)
	VPADDQ(l.half, f, f)
	VSUBPD(l.one, f, f)

	hRest := v.mul(f, l.point5)
	h := v.mul(hRest, f)
	VFMSUB213PD(h, f, hRest)
	a := v.sub(f, h)
	aRest := v.sub(v.sub(v.sub(f, a), h), hRest)

	s := v.add(f, l.two)
	VDIVPD(s, f, s)
	z := v.mul(s, s)
	z2 := v.mul(z, z)
	c := l.poly
	p03 := v.fmaTo(v.pair(c[3], z, c[2]), z2, v.pair(c[1], z, c[0]))
	p46 := v.pair(c[5], z, c[4])
	VFMADD231PD(c[6], z2, p46)
	p := v.fmaTo(v.mul(z2, z2), p46, p03)
	tail := v.mul(s, v.fma(p, z, h))

	nHi := v.mul(e, l.ln2hi)
	hi := v.add(nHi, a)
	lo := v.add(v.mul(e, l.ln2lo), v.add(aRest, tail))
	return v.add(hi, v.add(v.add(v.sub(nHi, hi), a), lo))
}

// logAVX2 writes logAVX2.
func logAVX2(l logarithm) {
	last := integer("last", maxBits)
	minusInf := integer("minusInf", signBit|infBits)
	nan := integer("nan", infBits|1<<51)

	dst, src, n := begin("logAVX2", "log(src)")
	v := width{YMM}
	zero := YMM()
	VXORPD(zero, zero, zero)
	keep(YMM, &l.bias, &l.one)
	fours(dst, src, n, func(x Op) Op {
		// As integers, the numbers that are not positive are below, infinity and NaN above.
		low, high := v.copy(l.minNormal), YMM()
		VPCMPGTQ(x, low, low)
		VPCMPGTQ(last, x, high)
		VORPD(low, high, high)
		return high
	}, func(x Op) Op {
		return l.value(v, x, l.bias)
	}, func(x Op) Op {
		is, scaled, bias := YMM(), YMM(), YMM()
		VCMPPD(Imm(1), l.minNormal, x, is) // <
		VMULPD(l.two54, x, scaled)
		VBLENDVPD(is, scaled, x, scaled)
		VBLENDVPD(is, l.bias54, l.bias, bias)
		r := l.value(v, scaled, bias)
		other := v.copy(nan)
		VCMPPD(Imm(0), zero, x, is) // =
		VBLENDVPD(is, minusInf, other, other)
		VCMPPD(Imm(2), zero, x, is) // ≤
		VBLENDVPD(is, other, r, r)
		VCMPPD(Imm(6), last, x, is) // not ≤, infinity or NaN
		VBLENDVPD(is, x, r, r)
		return r
	})
}

// logAVX512 writes logAVX512.
func logAVX512(l logarithm) {
	// Four bits for each class of arguments, from the lowest: quiet NaN and signalling NaN
	// stay NaN, 0 gives −Inf, 1 is computed, −Inf gives NaN, +Inf stays, negative numbers
	// give NaN, positive ones are computed.
	answers := integer("answers", 0x03530422)

	dst, src, n := begin("logAVX512", "log(src)")
	v := width{ZMM}
	keep(ZMM, &l.offset, &l.low52, &l.half, &l.two52, &l.bias, &l.ln2hi, &l.ln2lo, &l.one, &l.two, &l.point5,
		&l.minNormal, &l.two54, &l.bias54, &answers)
	l.poly = keepAll(ZMM, l.poly)
	eights(dst, src, n, func(x Op) Op {
		bias, small := v.copy(l.bias), K()
		VCMPPD(Imm(1), l.minNormal, x, small) // <
		VMULPD(l.two54, x, small, x)
		VMOVAPD(l.bias54, small, bias)
		r := l.value(v, x, bias)
		VFIXUPIMMPD(Imm(0), answers, x, r)
		return r
	})
}

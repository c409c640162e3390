package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// twoLowest writes the search for the two smallest elements of float32.
func twoLowest() {
	for _, wide := range []bool{false, true} {
		twoSmallest(vector{f32: true, wide: wide})
	}
}

// any returns a register of v.
func (v vector) any() VecVirtual { return pick(v.wide, ZMM, YMM)() }

// twoSmallest writes twoLowest32, which goes through x twice: for the two smallest
// values, and for the first element that equals the smallest.
func twoSmallest(v vector) {
	name := "twoLowest" + v.suffix()
	TEXT(name, NOSPLIT, "func(x *float32, n int) (at int, low, second float32)")
	Doc(name+" returns the index of the smallest of n elements, its value and the",
		"smallest value of the others; −1 if all are NaN. n is a multiple of 16 and not 0.")
	Pragma("noescape")
	x, at := Mem{Base: Load(Param("x"), GP64())}, Mem{Base: GP64()}
	n, count := Load(Param("n"), GP64()), GP64()

	var low, second [4]VecVirtual
	for i := range low {
		low[i], second[i] = v.any(), v.any()
	}
	infinity := GP64()
	MOVQ(U64(v.infinity()), infinity)
	VMOVQ(infinity, low[0].AsX())
	v.broadcast(low[0].AsX(), low[0])
	v.move(low[0], second[0])
	for i := 1; i < 4; i++ {
		v.move(low[0], low[i])
		v.move(low[0], second[i])
	}
	// Where an element is NaN, it is also the result of the maximum, and the minima
	// leave it out: the result of both is their first operand here if one is NaN.
	take := func(from Mem, i int) {
		p, high := v.any(), v.any()
		v.loadNumbers(from, p)
		v.max(p, low[i], high)
		v.min(low[i], p, low[i])
		v.min(second[i], high, second[i])
	}
	start := func(label string) {
		MOVQ(x.Base, at.Base)
		MOVQ(n, count)
		SHRQ(Imm(log2(4*v.lanes())), count)
		JZ(LabelRef(label))
	}
	start("restLow")
	Label("fourLow")
	for i := range low {
		take(at.Offset(v.bytes()*i), i)
	}
	ADDQ(U32(uint32(4*v.bytes())), at.Base)
	DECQ(count)
	JNZ(LabelRef("fourLow"))
	Label("restLow")
	MOVQ(n, count)
	ANDQ(Imm(uint64(4*v.lanes()-1)), count)
	SHRQ(Imm(log2(v.lanes())), count)
	JZ(LabelRef("endLow"))
	Label("oneLow")
	take(at, 0)
	ADDQ(Imm(uint64(v.bytes())), at.Base)
	DECQ(count)
	JNZ(LabelRef("oneLow"))
	Label("endLow")

	// merge takes other elements than those of l and s into account.
	merge := func(l, s, otherLow, otherSecond, high Register) {
		v.max(otherLow, l, high)
		v.min(otherLow, l, l)
		v.min(otherSecond, s, s)
		v.min(high, s, s)
	}
	high := v.any()
	merge(low[0], second[0], low[1], second[1], high)
	merge(low[2], second[2], low[3], second[3], high)
	merge(low[0], second[0], low[2], second[2], high)
	if v.wide {
		VEXTRACTF64X4(Imm(1), low[0], low[1].AsY())
		VEXTRACTF64X4(Imm(1), second[0], second[1].AsY())
		merge(low[0].AsY(), second[0].AsY(), low[1].AsY(), second[1].AsY(), high.AsY())
	}
	l, s, l1, s1, h := low[0].AsX(), second[0].AsX(), low[1].AsX(), second[1].AsX(), high.AsX()
	VEXTRACTF128(Imm(1), low[0].AsY(), l1)
	VEXTRACTF128(Imm(1), second[0].AsY(), s1)
	merge(l, s, l1, s1, h)
	VPERMILPD(Imm(1), l, l1)
	VPERMILPD(Imm(1), s, s1)
	merge(l, s, l1, s1, h)
	VMOVSHDUP(l, l1)
	VMOVSHDUP(s, s1)
	merge(l, s, l1, s1, h)
	v.moveOne(l, address(Return("low")))
	v.moveOne(s, address(Return("second")))
	v.broadcast(l, low[0])

	// The first element that equals the smallest.
	bits := GP32()
	equal := func(from Mem, e Register) { v.test(isEqual, from, low[0], e) }
	start("one")
	Label("four")
	if v.wide {
		e := []OpmaskVirtual{K(), K(), K(), K()}
		for i := range e {
			equal(at.Offset(v.bytes()*i), e[i])
		}
		KORW(e[0], e[1], e[0])
		KORW(e[2], e[3], e[2])
		KORTESTW(e[0], e[2])
	} else {
		e := []VecVirtual{YMM(), YMM(), YMM(), YMM()}
		for i := range e {
			equal(at.Offset(v.bytes()*i), e[i])
		}
		VORPD(e[1], e[0], e[0])
		VORPD(e[3], e[2], e[2])
		VORPD(e[2], e[0], e[0])
		v.signs(e[0], bits)
		TESTL(bits, bits)
	}
	JNZ(LabelRef("one"))
	ADDQ(U32(uint32(4*v.bytes())), at.Base)
	DECQ(count)
	JNZ(LabelRef("four"))
	Label("one")
	last, index := GP64(), GP64()
	LEAQ(Mem{Base: x.Base, Index: n, Scale: uint8(v.elem())}, last)
	Label("next")
	CMPQ(at.Base, last)
	JAE(LabelRef("none"))
	if v.wide {
		k := K()
		equal(at, k)
		KMOVW(k, bits)
	} else {
		e := YMM()
		equal(at, e)
		v.signs(e, bits)
	}
	TESTL(bits, bits)
	JNZ(LabelRef("found"))
	ADDQ(Imm(uint64(v.bytes())), at.Base)
	JMP(LabelRef("next"))
	Label("none")
	MOVQ(I64(-1), index)
	JMP(LabelRef("return"))
	Label("found")
	lane := GP64()
	BSFL(bits, lane.As32())
	MOVQ(at.Base, index)
	SUBQ(x.Base, index)
	SHRQ(Imm(v.shift()), index)
	ADDQ(lane, index)
	Label("return")
	Store(index, Return("at"))
	VZEROUPPER()
	RET()
}

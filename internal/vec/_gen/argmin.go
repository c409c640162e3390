package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// argMin writes the search for the smallest element.
func argMin() {
	for _, v := range both {
		smallest(v)
	}
}

// smallest writes argMinAVX2, which goes through x twice: for the smallest value,
// and for the first element that equals it. The last register of both overlaps
// the one before, which changes neither answer.
func smallest(v vector) {
	name := "argMin" + v.suffix()
	lanes := v.lanes()
	TEXT(name, NOSPLIT, "func(x []"+v.number()+") int")
	Doc(name+" returns the index of the smallest element of x, −1 if all are NaN.",
		"There is at least a register of elements.")
	Pragma("noescape")
	x := slice("x")
	n := length("x")
	last := Mem{Base: GP64()}
	LEAQ(Mem{Base: x.Base, Index: n, Scale: uint8(v.elem())}.Offset(-32), last.Base)

	// The smallest value. The result of a minimum is its first operand here if one
	// is NaN, so NaN never gets into low.
	low := []VecVirtual{YMM(), YMM(), YMM(), YMM()}
	infinity := GP64()
	MOVQ(U64(v.infinity()), infinity)
	VMOVQ(infinity, low[0].AsX())
	v.broadcast(low[0].AsX(), low[0])
	for _, l := range low[1:] {
		VMOVAPD(low[0], l)
	}
	take := func(from Mem, l VecVirtual) {
		p := YMM()
		v.loadNumbers(from, p)
		v.min(l, p, l)
	}
	at := Mem{Base: GP64()}
	MOVQ(x.Base, at.Base)
	count := GP64()
	MOVQ(n, count)
	SHRQ(Imm(log2(4*lanes)), count)
	JZ(LabelRef("oneLow"))
	Label("fourLow")
	for i, l := range low {
		take(at.Offset(32*i), l)
	}
	ADDQ(Imm(128), at.Base)
	DECQ(count)
	JNZ(LabelRef("fourLow"))
	Label("oneLow")
	CMPQ(at.Base, last.Base)
	JAE(LabelRef("lastLow"))
	take(at, low[0])
	ADDQ(Imm(32), at.Base)
	JMP(LabelRef("oneLow"))
	Label("lastLow")
	take(last, low[1])
	v.min(low[1], low[0], low[0])
	v.min(low[3], low[2], low[2])
	v.min(low[2], low[0], low[0])
	h, l := XMM(), low[0].AsX()
	VEXTRACTF128(Imm(1), low[0], h)
	v.min(h, l, l)
	VPERMILPD(Imm(1), l, h)
	v.min(h, l, l)
	if v.elem() == 4 {
		VMOVSHDUP(l, h)
		v.min(h, l, l)
	}
	v.broadcast(l, low[0])

	// The first element that equals it.
	bits := GP32()
	MOVQ(x.Base, at.Base)
	MOVQ(n, count)
	SHRQ(Imm(log2(4*lanes)), count)
	JZ(LabelRef("one"))
	Label("four")
	e := []VecVirtual{YMM(), YMM(), YMM(), YMM()}
	for i := range e {
		v.test(isEqual, at.Offset(32*i), low[0], e[i])
	}
	VORPD(e[1], e[0], e[0])
	VORPD(e[3], e[2], e[2])
	VORPD(e[2], e[0], e[0])
	v.signs(e[0], bits)
	TESTL(bits, bits)
	JNZ(LabelRef("one"))
	ADDQ(Imm(128), at.Base)
	DECQ(count)
	JNZ(LabelRef("four"))
	Label("one")
	CMPQ(at.Base, last.Base)
	JAE(LabelRef("last"))
	v.test(isEqual, at, low[0], e[0])
	v.signs(e[0], bits)
	TESTL(bits, bits)
	JNZ(LabelRef("found"))
	ADDQ(Imm(32), at.Base)
	JMP(LabelRef("one"))
	Label("last")
	MOVQ(last.Base, at.Base)
	v.test(isEqual, at, low[0], e[0])
	v.signs(e[0], bits)
	TESTL(bits, bits)
	JNZ(LabelRef("found"))
	index := GP64()
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
	Store(index, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

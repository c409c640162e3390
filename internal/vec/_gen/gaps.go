package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// gaps writes the kernels that look up a number for the label of each element.
func gaps() {
	for _, wide := range []bool{false, true} {
		looker{vector{f32: true, wide: wide}}.gaps()
		looker{vector{f32: true, wide: wide}}.notAbove()
	}
}

// A looker is one kernel. A label is never followed beyond the last number, and the
// kernel says in the end whether one was out of range.
type looker struct{ vector }

// What both kernels keep in registers.
func (l looker) last() VecPhysical    { return l.register(0) } // the number of the last number
func (l looker) largest() VecPhysical { return l.register(1) } // label so far, as an unsigned one
func (l looker) ones() VecPhysical    { return l.register(2) }

func (l looker) begin(last GPVirtual) {
	l.broadcastNumber(last, l.last())
	if l.wide {
		VPXORD(l.largest(), l.largest(), l.largest())
		return
	}
	VPXOR(l.largest(), l.largest(), l.largest())
	VPCMPEQD(l.ones(), l.ones(), l.ones())
}

// lookUp loads labels and their numbers. It takes three registers.
func (l looker) lookUp(label Mem, numbers GPVirtual, index, to, scratch VecPhysical) {
	l.loadLabels(label, index)
	VPMAXUD(index, l.largest(), l.largest())
	VPMINUD(index, l.last(), index)
	at := Mem{Base: numbers, Index: index, Scale: 4}
	if l.wide {
		k := K()
		KXNORW(k, k, k)
		VGATHERDPS(at, k, to)
		return
	}
	l.move(l.ones(), scratch)
	VGATHERDPS(scratch, at, to)
}

// finish returns what is not 0 if a label was out of range.
func (l looker) finish(result int) {
	out := GP64()
	XORQ(out, out)
	if l.wide {
		k := K()
		VPCMPUD(Imm(6), l.last(), l.largest(), k) // above
		KMOVW(k, out.As32())
	} else {
		VPMINUD(l.last(), l.largest(), l.last())
		VPCMPEQD(l.last(), l.largest(), l.last())
		l.signs(l.last(), out.As32())
		XORL(Imm(0xff), out.As32())
	}
	Store(out, ReturnIndex(result))
	VZEROUPPER()
	RET()
}

func (l looker) gaps() {
	name := "gaps" + l.suffix()
	TEXT(name, NOSPLIT, "func(gap, nearest, second *float32, label *int32, base *float32, n, last int, a, b float32) int")
	Doc(fmt.Sprintf("%s writes the gaps of n elements, a multiple of %d above 0. The last number of base is", name, l.lanes()),
		"base[last]. The result is not 0 if a label is out of range.")
	Pragma("noescape")
	gap, nearest, second, label, base := param("gap"), param("nearest"), param("second"), param("label"), param("base")
	n := param("n")
	l.begin(param("last"))
	a, b := l.register(3), l.register(4)
	l.broadcast(address(Param("a")), a)
	l.broadcast(address(Param("b")), b)
	index, number, scratch := l.register(5), l.register(6), l.register(7)
	s, t := l.register(8), l.register(9)
	at := GP64()
	XORQ(at, at)
	Label("loop")
	of := func(p GPVirtual) Mem { return Mem{Base: p, Index: at, Scale: 4} }
	VSQRTPS(of(second), s)
	VSQRTPS(of(nearest), t)
	l.lookUp(of(label), base, index, number, scratch)
	l.mul(b, s, s)
	l.mul(a, t, t)
	l.sub(t, s, s)
	l.add(number, s, s)
	l.storeNumbers(s, of(gap))
	ADDQ(Imm(uint64(l.lanes())), at)
	CMPQ(at, n)
	JL(LabelRef("loop"))
	l.finish(0)
}

// notAbove writes one number for every 32 elements, as scanRow does.
func (l looker) notAbove() {
	name := "notAbove" + l.suffix()
	TEXT(name, NOSPLIT, "func(found *[32]uint64, x *float32, label *int32, t *float32, groups, last int) (n, wrong int)")
	Doc(name+" writes one number for every group of 32 elements in which some are not above the",
		"number of their label, and returns how many. The upper half of the number is the index of the",
		"group's first element, the lower half has a bit for every element. There are at most",
		"32 groups. The second result is not 0 if a label is out of range.")
	Pragma("noescape")
	found, x, label, t := Mem{Base: param("found")}, param("x"), param("label"), param("t")
	groups := param("groups")
	l.begin(param("last"))
	index, number, scratch, value := l.register(3), l.register(4), l.register(5), l.register(6)
	next, at, step := Mem{Base: GP64()}, GP64(), GP64()
	MOVQ(found.Base, next.Base)
	XORQ(at, at)
	Label("loop")
	bits := GP64()
	vectors := 32 / l.lanes()
	for i := vectors - 1; i >= 0; i-- {
		of := func(p GPVirtual) Mem { return Mem{Base: p, Index: at, Scale: 4}.Offset(i * l.bytes()) }
		l.lookUp(of(label), t, index, number, scratch)
		l.loadNumbers(of(x), value)
		part := GP64()
		if l.wide {
			k := K()
			l.test(isNotAbove, number, value, k)
			KMOVW(k, part.As32())
		} else {
			l.test(isNotAbove, number, value, value)
			l.signs(value, part.As32())
		}
		if i == vectors-1 {
			MOVQ(part, bits)
			continue
		}
		SHLL(Imm(uint64(l.lanes())), bits.As32())
		ORL(part.As32(), bits.As32())
	}
	TESTL(bits.As32(), bits.As32())
	JZ(LabelRef("none"))
	MOVQ(at, step)
	SHLQ(Imm(32), step)
	ORQ(step, bits)
	MOVQ(bits, next)
	ADDQ(Imm(8), next.Base)
	Label("none")
	ADDQ(Imm(32), at)
	DECQ(groups)
	JNZ(LabelRef("loop"))
	SUBQ(found.Base, next.Base)
	SHRQ(Imm(3), next.Base)
	Store(next.Base, ReturnIndex(0))
	l.finish(1)
}

// isNotAbove holds where one is NaN.
const isNotAbove relation = 26

package main

import (
	"strconv"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// atMost writes the threshold scan.
func atMost() {
	table := tails("tails", 128)
	for _, v := range both {
		scanRow(v, table)
	}
}

// scanRow writes atMostAVX2: four registers at a time are compared with t, and only if
// one of their elements is a hit are the bits of the hits put together.
func scanRow(v vector, table Mem) {
	name := "atMost" + v.suffix()
	lanes := v.lanes()
	TEXT(name, NOSPLIT, "func(found *[32]uint64, x []"+v.number()+", t "+v.number()+") int")
	Doc(name+" writes one number for every group of "+strconv.Itoa(4*lanes)+" elements in which some are at",
		"most t, and returns how many. The upper half of the number is the index of the",
		"group's first element, the lower half has a bit for every element. x has at most",
		"32 groups.")
	Pragma("noescape")
	found := Mem{Base: Load(Param("found"), GP64())}
	x := slice("x")
	n := length("x")
	t := YMM()
	v.broadcast(address(Param("t")), t)
	next, first, step := Mem{Base: GP64()}, GP64(), GP64()
	MOVQ(found.Base, next.Base)
	XORQ(first, first)
	MOVQ(U64(uint64(4*lanes)<<32), step)

	// record goes to a label if no element is a hit, else it writes the number.
	h := []VecVirtual{YMM(), YMM(), YMM(), YMM()}
	record := func(none string) {
		some, rest := YMM(), YMM()
		VORPD(h[1], h[0], some)
		VORPD(h[3], h[2], rest)
		VORPD(rest, some, some)
		bits := GP64()
		v.signs(some, bits.As32())
		TESTL(bits.As32(), bits.As32())
		JZ(LabelRef(none))
		v.signs(h[3], bits.As32())
		for i := 2; i >= 0; i-- {
			more := GP32()
			SHLL(Imm(uint64(lanes)), bits.As32())
			v.signs(h[i], more)
			ORL(more, bits.As32())
		}
		ORQ(first, bits)
		MOVQ(bits, next)
		ADDQ(Imm(8), next.Base)
	}
	count := GP64()
	MOVQ(n, count)
	SHRQ(Imm(log2(4*lanes)), count)
	JZ(LabelRef("tail"))
	Label("loop")
	for i := range h {
		v.test(isAtLeast, x.Offset(32*i), t, h[i])
	}
	record("next")
	Label("next")
	ADDQ(Imm(128), x.Base)
	ADDQ(step, first)
	DECQ(count)
	JNZ(LabelRef("loop"))
	Label("tail")
	ANDQ(Imm(uint64(4*lanes-1)), n)
	JZ(LabelRef("done"))
	for i, mask := range v.tail(table, 128, n) {
		v.loadMasked(x.Offset(32*i), mask, h[i])
		v.test(isAtLeast, h[i], t, h[i])
		VANDPD(mask, h[i], h[i])
	}
	record("done")
	Label("done")
	SUBQ(found.Base, next.Base)
	SHRQ(Imm(3), next.Base)
	Store(next.Base, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

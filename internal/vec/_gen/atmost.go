package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// atMost writes the threshold scan.
func atMost() {
	table := tails("tails", 128)
	for _, k := range kinds {
		scan(k, table)
	}
}

// scan writes atMostAVX2: four registers at a time are compared with t, and only if
// one of their elements is a hit are the bits of the hits put together.
func scan(k kind, table Mem) {
	name := "atMost" + k.suffix + "AVX2"
	lanes := k.perRegister()
	TEXT(name, NOSPLIT, "func(hits *[16]uint64, x []"+k.name+", t "+k.name+") bool")
	Doc(name+" sets bit i of hits, which come in as zeros, if x[i] <= t, and tells",
		"whether it set any. There are at most 1024 elements.")
	Pragma("noescape")
	hits := Mem{Base: Load(Param("hits"), GP64())}
	x := slice("x")
	n := Load(Param("x").Len(), GP64())
	t := YMM()
	k.broadcast(address(Param("t")), t)
	found := GP32()
	XORL(found, found)

	// skip goes to a label if no element is a hit, else it writes the bits.
	h := []VecVirtual{YMM(), YMM(), YMM(), YMM()}
	skip := func(label string) {
		any, rest := YMM(), YMM()
		VORPD(h[1], h[0], any)
		VORPD(h[3], h[2], rest)
		VORPD(rest, any, any)
		bits := GP32()
		k.signs(any, bits)
		TESTL(bits, bits)
		JZ(LabelRef(label))
		MOVL(U32(1), found)
		k.signs(h[3], bits)
		for i := 2; i >= 0; i-- {
			more := GP32()
			SHLL(Imm(uint64(lanes)), bits)
			k.signs(h[i], more)
			ORL(more, bits)
		}
		if k.size == 8 {
			MOVW(bits.As16(), hits)
		} else {
			MOVL(bits, hits)
		}
	}
	const atLeast = 0x1d // ordered, without an exception for NaN
	count := GP64()
	MOVQ(n, count)
	SHRQ(Imm(log2(4*lanes)), count)
	JZ(LabelRef("tail"))
	Label("loop")
	for i := range h {
		k.compare(Imm(atLeast), x.Offset(32*i), t, h[i])
	}
	skip("next")
	Label("next")
	ADDQ(Imm(128), x.Base)
	ADDQ(Imm(uint64(4*lanes/8)), hits.Base)
	DECQ(count)
	JNZ(LabelRef("loop"))
	Label("tail")
	ANDQ(Imm(uint64(4*lanes-1)), n)
	JZ(LabelRef("done"))
	for i, mask := range k.tail(table, 128, n) {
		k.masked(x.Offset(32*i), mask, h[i])
		k.compare(Imm(atLeast), h[i], t, h[i])
		VANDPD(mask, h[i], h[i])
	}
	skip("done")
	Label("done")
	Store(found.As8(), ReturnIndex(0))
	VZEROUPPER()
	RET()
}

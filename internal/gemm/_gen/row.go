package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// rowRegisters is the number of registers of C in a kernel of one row: enough chains to
// keep the processor busy while each waits for its last step.
const rowRegisters = 12

// rows writes the kernels of one row of C for numbers of a size. Their columns lie in several
// panels of the width of 192 bytes.
func rows(size int) func() {
	return func() {
		row(kernel{size: size}, 2)
		row(kernel{size: size, avx512: true}, 4)
	}
}

func row(t kernel, panels int) {
	number := map[int]string{4: "float32", 8: "float64"}[t.size]
	name := map[int]string{4: "rowf32", 8: "row"}[t.size] + map[bool]string{false: "AVX2", true: "AVX512"}[t.avx512]
	TEXT(name, NOSPLIT, fmt.Sprintf("func(c, a *%[1]s, csa int, b *%[1]s, ldb, psb, k, add int)", number))
	Doc(fmt.Sprintf("%s computes %d numbers of one row of C, those of %d panels of B that begin psb from one to the next.", name, panels*192/t.size, panels))
	Pragma("noescape")
	load := func(name string) Register { return Load(Param(name), GP64()) }
	c, a, csa := load("c"), load("a"), load("csa")
	b, ldb, psb, k := load("b"), load("ldb"), load("psb"), load("k")
	for _, stride := range []Register{csa, ldb, psb} {
		SHLQ(Imm(map[int]uint64{4: 2, 8: 3}[t.size]), stride)
	}
	psb3 := GP64()
	LEAQ(Mem{Base: psb, Index: psb, Scale: 2}, psb3)

	add := load("add")
	TESTQ(add, add)
	JZ(LabelRef("zero"))
	for i := range rowRegisters {
		VMOVUPS(Mem{Base: c, Disp: i * t.width()}, t.vector(i))
	}
	JMP(LabelRef("ready"))
	Label("zero")
	for i := range rowRegisters {
		t.clear(t.vector(i))
	}
	Label("ready")

	TESTQ(k, k)
	JZ(LabelRef("store"))
	Label("loop")
	x := t.vector(rowRegisters)
	t.broadcast(Mem{Base: a}, x)
	each := rowRegisters / panels
	for i := range rowRegisters {
		at := Mem{Base: b, Disp: i % each * t.width()}
		switch i / each {
		case 1:
			at.Index, at.Scale = psb, 1
		case 2:
			at.Index, at.Scale = psb, 2
		case 3:
			at.Index, at.Scale = psb3, 1
		}
		if t.size == 8 {
			VFMADD231PD(at, x, t.vector(i))
		} else {
			VFMADD231PS(at, x, t.vector(i))
		}
	}
	ADDQ(csa, a)
	ADDQ(ldb, b)
	DECQ(k)
	JNZ(LabelRef("loop"))

	Label("store")
	for i := range rowRegisters {
		VMOVUPS(t.vector(i), Mem{Base: c, Disp: i * t.width()})
	}
	VZEROUPPER()
	RET()
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// reduce writes the reductions along vectors of float64: eight lanes in two registers.
func reduce() {
	dot()
}

// dot writes dotAVX2: for a multiple of eight elements it adds the products
// to the lanes.
func dot() {
	TEXT("dotAVX2", NOSPLIT, "func(lanes *[8]float64, x, y []float64)")
	Doc("dotAVX2 adds the products of x and y, a multiple of eight, to the lanes.")
	Pragma("noescape")
	lanes := Mem{Base: Load(Param("lanes"), GP64())}
	x := Mem{Base: Load(Param("x").Base(), GP64())}
	y := Mem{Base: Load(Param("y").Base(), GP64())}
	n := Load(Param("x").Len(), GP64())
	l := []VecVirtual{YMM(), YMM()}
	for i := range l {
		VMOVUPD(lanes.Offset(32*i), l[i])
	}
	SHRQ(Imm(3), n)
	JZ(LabelRef("done"))
	Label("loop")
	for i := range l {
		p := YMM()
		VMOVUPD(x.Offset(32*i), p)
		VMULPD(y.Offset(32*i), p, p)
		VADDPD(p, l[i], l[i])
	}
	ADDQ(Imm(64), x.Base)
	ADDQ(Imm(64), y.Base)
	DECQ(n)
	JNZ(LabelRef("loop"))
	Label("done")
	for i := range l {
		VMOVUPD(l[i], lanes.Offset(32*i))
	}
	VZEROUPPER()
	RET()
}

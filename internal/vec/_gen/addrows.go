package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// addRows writes the kernel that adds rows of a block to sums chosen by labels.
// Four columns of four rows are turned in registers, then each row is added.
func addRows() {
	const turned = 4 // rows and columns
	TEXT("addRowsAVX2", NOSPLIT, "func(sum *float64, label *int32, x *float64, groups, d, cols int)")
	Doc("addRowsAVX2 adds groups of four rows of a block, one row after the other, to the",
		"first cols numbers at sum[label*d]. Groups and cols are not 0, cols is a multiple of 4.")
	Pragma("noescape")
	sum, label, x := param("sum"), param("label"), param("x")
	groups, d, cols := param("groups"), param("d"), param("cols")
	SHLQ(Imm(3), d)
	SHLQ(Imm(3), cols)
	to := []GPVirtual{GP64(), GP64(), GP64(), GP64()}
	from, j := GP64(), GP64()

	Label("group")
	for i, p := range to {
		MOVLQSX(Mem{Base: label}.Offset(4*i), p)
		IMULQ(d, p)
		ADDQ(sum, p)
	}
	MOVQ(x, from)
	XORQ(j, j)

	Label("columns")
	in := []VecPhysical{Y0, Y1, Y2, Y3}
	for i, r := range in {
		VMOVUPD(Mem{Base: from}.Offset(i*columnBytes), r)
	}
	low, high := []VecPhysical{Y4, Y5}, []VecPhysical{Y6, Y7}
	for i := range 2 { // low: of even rows, high: of odd ones
		VUNPCKLPD(in[2*i+1], in[2*i], low[i])
		VUNPCKHPD(in[2*i+1], in[2*i], high[i])
	}
	rows := []VecPhysical{Y8, Y9, Y10, Y11}
	VPERM2F128(Imm(0x20), low[1], low[0], rows[0])
	VPERM2F128(Imm(0x20), high[1], high[0], rows[1])
	VPERM2F128(Imm(0x31), low[1], low[0], rows[2])
	VPERM2F128(Imm(0x31), high[1], high[0], rows[3])
	for i, r := range rows {
		at := Mem{Base: to[i], Index: j, Scale: 1}
		VADDPD(at, r, r)
		VMOVUPD(r, at)
	}
	ADDQ(U32(turned*columnBytes), from)
	ADDQ(Imm(8*turned), j)
	CMPQ(j, cols)
	JL(LabelRef("columns"))

	ADDQ(Imm(8*turned), x)
	ADDQ(Imm(4*turned), label)
	DECQ(groups)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

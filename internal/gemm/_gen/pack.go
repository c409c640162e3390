package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// packing writes what fills panels.
func packing() {
	copyRows()
	transpose64()
	transpose32()
}

// copyRows writes copyRows: one loop for each width.
func copyRows() {
	TEXT("copyRows", NOSPLIT, "func(dst *byte, ldd int, src *byte, lds, rows, width int)")
	Doc("copyRows copies rows of width bytes, which is 16, 32, 64, 128 or 192, between strides in bytes.")
	Pragma("noescape")
	dst, ldd := Load(Param("dst"), GP64()), Load(Param("ldd"), GP64())
	src, lds := Load(Param("src"), GP64()), Load(Param("lds"), GP64())
	rows, width := Load(Param("rows"), GP64()), Load(Param("width"), GP64())
	for _, w := range []int{192, 128, 64, 32, 16} {
		next, loop := fmt.Sprintf("not%d", w), fmt.Sprintf("copy%d", w)
		CMPQ(width, U32(w))
		JNE(LabelRef(next))
		Label(loop)
		for at := 0; at < w; at += 32 {
			var x Register = YMM()
			if w == 16 {
				x = XMM()
			}
			VMOVUPS(Mem{Base: src, Disp: at}, x)
			VMOVUPS(x, Mem{Base: dst, Disp: at})
		}
		ADDQ(lds, src)
		ADDQ(ldd, dst)
		DECQ(rows)
		JNZ(LabelRef(loop))
		JMP(LabelRef("done"))
		Label(next)
	}
	Label("done")
	VZEROUPPER()
	RET()
}

// transposing writes the frame of the transposes; body turns the four registers of 4
// rows into those of 4 columns.
func transposing(name, number string, size int, body func(in []Register) (out []Register), register func() Register) {
	TEXT(name, NOSPLIT, fmt.Sprintf("func(dst *%[1]s, ldd int, src *%[1]s, lds, cols int)", number))
	Doc(name + " turns 4 rows of cols numbers, a multiple of 4, into as many rows of 4.")
	Pragma("noescape")
	dst, ldd := Load(Param("dst"), GP64()), Load(Param("ldd"), GP64())
	src, lds := Load(Param("src"), GP64()), Load(Param("lds"), GP64())
	n := Load(Param("cols"), GP64())
	shift := Imm(map[int]uint64{4: 2, 8: 3}[size])
	SHLQ(shift, ldd)
	SHLQ(shift, lds)
	lds3, ldd3 := GP64(), GP64()
	LEAQ(Mem{Base: lds, Index: lds, Scale: 2}, lds3)
	LEAQ(Mem{Base: ldd, Index: ldd, Scale: 2}, ldd3)
	rows := func(base, stride, stride3 Register) []Mem {
		return []Mem{{Base: base}, {Base: base, Index: stride, Scale: 1}, {Base: base, Index: stride, Scale: 2}, {Base: base, Index: stride3, Scale: 1}}
	}
	SHRQ(Imm(2), n)
	JZ(LabelRef("done"))
	Label("loop")
	in := make([]Register, 4)
	for i, at := range rows(src, lds, lds3) {
		in[i] = register()
		VMOVUPS(at, in[i])
	}
	out := body(in)
	for i, at := range rows(dst, ldd, ldd3) {
		VMOVUPS(out[i], at)
	}
	ADDQ(Imm(uint64(4*size)), src)
	LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	Label("done")
	VZEROUPPER()
	RET()
}

func transpose64() {
	transposing("transpose", "float64", 8, turn64, func() Register { return YMM() })
}

func transpose32() {
	register := func() Register { return XMM() }
	transposing("transpose32", "float32", 4, func(in []Register) []Register { return turn32(in, register) }, register)
}

// turn64 turns four rows of four numbers.
func turn64(in []Register) []Register {
	t := []Register{YMM(), YMM(), YMM(), YMM()}
	VUNPCKLPD(in[1], in[0], t[0]) // a0 b0 a2 b2
	VUNPCKHPD(in[1], in[0], t[1]) // a1 b1 a3 b3
	VUNPCKLPD(in[3], in[2], t[2])
	VUNPCKHPD(in[3], in[2], t[3])
	out := []Register{YMM(), YMM(), YMM(), YMM()}
	for i := range 2 {
		VPERM2F128(Imm(0x20), t[2+i], t[i], out[i])
		VPERM2F128(Imm(0x31), t[2+i], t[i], out[2+i])
	}
	return out
}

// turn32 turns four rows of four numbers, in each half of a register.
func turn32(in []Register, register func() Register) []Register {
	t := []Register{register(), register(), register(), register()}
	VUNPCKLPS(in[1], in[0], t[0]) // a0 b0 a1 b1
	VUNPCKHPS(in[1], in[0], t[1]) // a2 b2 a3 b3
	VUNPCKLPS(in[3], in[2], t[2])
	VUNPCKHPS(in[3], in[2], t[3])
	out := []Register{register(), register(), register(), register()}
	for i := range 2 {
		VUNPCKLPD(t[2+i], t[i], out[2*i])
		VUNPCKHPD(t[2+i], t[i], out[2*i+1])
	}
	return out
}

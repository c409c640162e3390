package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// numbers is the list 0, 1, ... 7 in memory.
var numbers Op

// mathematics writes exp and log of slices. The operations and their order are
// those of exp.go and log.go, and so are the constants: the tests compare bits.
func mathematics() {
	numbers = GLOBL("numbers", RODATA|NOPTR)
	for i := range 8 {
		DATA(8*i, U64(i))
	}
	e := exponential{
		log2e:   float("log2e", 0x1.71547652b82fep+0),
		shifter: float("shifter", 0x1.8p52),
		poly: floats("exp", 0.5, 0x1.5555555555555p-3, 0x1.555555555552fp-5, 0x1.11111111104b3p-7,
			0x1.6c16c16c2967dp-10, 0x1.a01a01ab8bfaep-13, 0x1.a01a013f7bf4fp-16, 0x1.71de015ffb7aep-19,
			0x1.27e5c01a17ac2p-22, 0x1.af513e28ec393p-26, 0x1.1e0c7fe8de8c3p-29),
		least: float("least", -747),
		most:  float("most", 711),
	}
	l := logarithm{
		offset: integer("offset", 1<<62-sqrtHalfBits),
		low52:  integer("low52", 1<<52-1),
		half:   integer("half", sqrtHalfBits),
		two52:  float("two52", 0x1p52),
		bias:   float("bias", 0x1p52+1024),
		poly: floats("log", 0x1.5555555555592p-1, 0x1.999999997fd36p-2, 0x1.24924941f8d3cp-2,
			0x1.c71c5202b1f03p-3, 0x1.7466405bf9d5cp-3, 0x1.39a19335a234ap-3, 0x1.2f07058c910dep-3),
		two:       float("two", 2),
		point5:    float("point5", 0.5),
		minNormal: float("minNormal", 0x1p-1022),
		two54:     float("two54", 0x1p54),
		bias54:    float("bias54", 0x1p52+1024+54),
	}
	e.ln2hi, e.ln2lo, e.one = float("ln2hi", 0x1.62e42fefa2000p-1), float("ln2lo", 0x1.9ef35793c7673p-41), float("one", 1)
	l.ln2hi, l.ln2lo, l.one = e.ln2hi, e.ln2lo, e.one

	expAVX2(e)
	expAVX512(e)
	logAVX2(l)
	logAVX512(l)
}

// integer makes a constant of memory that fills a register of AVX2.
func integer(name string, bits uint64) Op {
	m := GLOBL(name, RODATA|NOPTR)
	for i := range 4 {
		DATA(8*i, U64(bits))
	}
	return m
}

func float(name string, x float64) Op { return integer(name, math.Float64bits(x)) }

func floats(name string, xs ...float64) []Op {
	out := make([]Op, len(xs))
	for i, x := range xs {
		out[i] = float(fmt.Sprint(name, i), x)
	}
	return out
}

// keep replaces constants of memory by registers that hold them.
func keep(register func() VecVirtual, constants ...*Op) {
	for _, c := range constants {
		r := register()
		VBROADCASTSD(*c, r)
		*c = r
	}
}

// keepAll keeps a whole list, as a new one.
func keepAll(register func() VecVirtual, constants []Op) []Op {
	out := append([]Op(nil), constants...)
	for i := range out {
		keep(register, &out[i])
	}
	return out
}

// width computes with float64 in registers of one width. Each method takes new registers
// for its results, except where a comment says which one it overwrites.
type width struct {
	register func() VecVirtual
}

func (v width) copy(x Op) Op {
	d := v.register()
	VMOVAPD(x, d)
	return d
}

func (v width) mul(x, y Op) Op {
	d := v.register()
	VMULPD(y, x, d)
	return d
}

func (v width) add(x, y Op) Op {
	d := v.register()
	VADDPD(y, x, d)
	return d
}

// sub returns x − y.
func (v width) sub(x, y Op) Op {
	d := v.register()
	VSUBPD(y, x, d)
	return d
}

// fma returns x·y + z in the register of x.
func (v width) fma(x, y, z Op) Op {
	VFMADD213PD(z, y, x)
	return x
}

// fmaTo returns x·y + z in the register of z.
func (v width) fmaTo(x, y, z Op) Op {
	VFMADD231PD(x, y, z)
	return z
}

// pair returns hi·r + lo.
func (v width) pair(hi, r, lo Op) Op { return v.fma(v.copy(hi), r, lo) }

// begin begins a function of slices.
func begin(name, does string) (dst, src Mem, n Register) {
	TEXT(name, NOSPLIT, "func(dst, src []float64)")
	Doc(name + " sets dst to " + does + ". The slices have the same length.")
	Pragma("noescape")
	return slice("dst"), slice("src"), length("src")
}

// fours writes a function of slices in AVX2, four elements at a time. Where the sign
// of rare(x) is set for none of them, usual(x) is the result, else, and for the
// elements that are left, any(x), which may overwrite x.
func fours(dst, src Mem, n Register, rare, usual, any func(x Op) Op) {
	SUBQ(Imm(4), n)
	JL(LabelRef("tail"))
	Label("loop")
	x := YMM()
	VMOVUPD(src, x)
	signs := rare(x)
	special := GP32()
	VMOVMSKPD(signs, special)
	TESTL(special, special)
	JNZ(LabelRef("special"))
	VMOVUPD(usual(x), dst)
	Label("next")
	ADDQ(Imm(32), src.Base)
	ADDQ(Imm(32), dst.Base)
	SUBQ(Imm(4), n)
	JGE(LabelRef("loop"))

	Label("tail")
	ADDQ(Imm(4), n)
	JLE(LabelRef("done"))
	mask, y := YMM(), YMM()
	tailMask(width{YMM}, n, mask)
	VMASKMOVPD(src, mask, y)
	XORQ(n, n)
	JMP(LabelRef("full"))
	Label("special")
	VPCMPEQD(mask, mask, mask)
	VMOVAPD(x, y)
	Label("full")
	VMASKMOVPD(any(y), mask, dst)
	JMP(LabelRef("next"))
	Label("done")
	VZEROUPPER()
	RET()
}

// eights writes a function of slices in AVX-512, eight elements at a time. The value
// may overwrite x.
func eights(dst, src Mem, n Register, value func(x Op) Op) {
	SUBQ(Imm(8), n)
	JL(LabelRef("tail"))
	Label("loop")
	x := ZMM()
	VMOVUPD(src, x)
	VMOVUPD(value(x), dst)
	ADDQ(Imm(64), src.Base)
	ADDQ(Imm(64), dst.Base)
	SUBQ(Imm(8), n)
	JGE(LabelRef("loop"))

	Label("tail")
	ADDQ(Imm(8), n)
	JZ(LabelRef("done"))
	mask := K()
	tailMask(width{ZMM}, n, mask)
	VMOVUPD_Z(src, mask, x)
	VMOVUPD(value(x), mask, dst)
	Label("done")
	VZEROUPPER()
	RET()
}

// tailMask sets the first n lanes of a mask.
func tailMask(v width, n, mask Op) {
	xn, all := XMM(), v.register()
	VMOVQ(n, xn)
	VPBROADCASTQ(xn, all)
	VPCMPGTQ(numbers, all, mask)
}

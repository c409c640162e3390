package main

import (
	"math"
	"math/bits"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A vector is a kind of register and of number, so that one kernel is written once
// for float64 and float32, AVX2 and AVX-512. Operands are in the order of Go's
// assembler: the result is the last one.
type vector struct {
	f32  bool
	wide bool // AVX-512
}

// both are the types of numbers, in the registers of AVX2.
var both = []vector{{}, {f32: true}}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func (v vector) number() string  { return pick(v.f32, "float32", "float64") }
func (v vector) suffix() string  { return pick(v.f32, "32", "") + pick(v.wide, "AVX512", "AVX2") }
func (v vector) bytes() int      { return pick(v.wide, 64, 32) }
func (v vector) elem() int       { return pick(v.f32, 4, 8) }
func (v vector) shift() uint64   { return log2(v.elem()) }
func (v vector) lanes() int      { return v.bytes() / v.elem() }
func (v vector) labelBytes() int { return v.lanes() * 4 }

// infinity returns the bits of +Inf.
func (v vector) infinity() uint64 {
	return pick(v.f32, uint64(math.Float32bits(float32(math.Inf(1)))), math.Float64bits(math.Inf(1)))
}

// log2 returns the exponent of a power of two.
func log2(n int) uint64 { return uint64(bits.TrailingZeros(uint(n))) }

var registers = []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15,
	Y16, Y17, Y18, Y19, Y20, Y21, Y22, Y23, Y24, Y25, Y26, Y27, Y28, Y29, Y30, Y31}

// register returns a register by number: there are none to spare, and avo's own
// allocation would take those that AVX2 does not have.
func (v vector) register(i int) VecPhysical {
	if v.wide {
		return registers[i].AsZ().(VecPhysical)
	}
	return registers[:16][i]
}

// Numbers in memory and in registers.
func (v vector) loadNumbers(from Mem, to Register)  { pick(v.f32, VMOVUPS, VMOVUPD)(from, to) }
func (v vector) storeNumbers(from Register, to Mem) { pick(v.f32, VMOVUPS, VMOVUPD)(from, to) }
func (v vector) loadMasked(from Mem, mask, to Op) {
	pick(v.f32, VMASKMOVPS, VMASKMOVPD)(from, mask, to)
}
func (v vector) move(from, to Register) { pick(v.f32, VMOVAPS, VMOVAPD)(from, to) }
func (v vector) broadcast(from, to Op)  { pick(v.f32, VBROADCASTSS, VBROADCASTSD)(from, to) }

// All lanes.
func (v vector) add(b, a, to Op)  { pick(v.f32, VADDPS, VADDPD)(b, a, to) }
func (v vector) sub(b, a, to Op)  { pick(v.f32, VSUBPS, VSUBPD)(b, a, to) }
func (v vector) mul(b, a, to Op)  { pick(v.f32, VMULPS, VMULPD)(b, a, to) }
func (v vector) min(b, a, to Op)  { pick(v.f32, VMINPS, VMINPD)(b, a, to) }
func (v vector) max(b, a, to Op)  { pick(v.f32, VMAXPS, VMAXPD)(b, a, to) }
func (v vector) fma(b, a, sum Op) { pick(v.f32, VFMADD231PS, VFMADD231PD)(b, a, sum) }

// The first lane alone.
func (v vector) moveOne(from, to Op) { pick(v.f32, VMOVSS, VMOVSD)(from, to) }
func (v vector) addOne(b, a, to Op)  { pick(v.f32, VADDSS, VADDSD)(b, a, to) }
func (v vector) mulOne(b, a, to Op)  { pick(v.f32, VMULSS, VMULSD)(b, a, to) }

// A relation of two numbers that does not hold if one is NaN, by its number in the
// instruction.
type relation int

const (
	isEqual   relation = 0
	isBelow   relation = 17
	isAtMost  relation = 18
	isAtLeast relation = 29
)

// test finds where a is in a relation to b.
func (v vector) test(is relation, b, a, to Op) {
	pick(v.f32, VCMPPS, VCMPPD)(Imm(uint64(is)), b, a, to)
}

// signs takes the sign bits of the lanes of a register of AVX2.
func (v vector) signs(from, to Op) { pick(v.f32, VMOVMSKPS, VMOVMSKPD)(from, to) }

// tails writes a table of masks: bytes of ones and as many of zeros. Read from
// where the last n ones begin, it selects the first n bytes.
func tails(name string, bytes int) Mem {
	table := GLOBL(name, RODATA|NOPTR)
	for at := 0; at < 2*bytes; at += 8 {
		DATA(at, U64(pick(at < bytes, ^uint64(0), 0)))
	}
	return table
}

// tail loads the masks for the n numbers that are left; bytes is the size of the
// table.
func (v vector) tail(table Mem, bytes int, n Register) []VecVirtual {
	at, back := GP64(), GP64()
	LEAQ(table.Offset(bytes), at)
	MOVQ(n, back)
	SHLQ(Imm(v.shift()), back)
	SUBQ(back, at)
	masks := make([]VecVirtual, bytes/32)
	for i := range masks {
		masks[i] = YMM()
		VMOVUPD(Mem{Base: at}.Offset(32*i), masks[i])
	}
	return masks
}

func (v vector) or(a, to Register) {
	if v.wide {
		VPORQ(a, to, to)
	} else {
		VPOR(a, to, to)
	}
}

// broadcastNumber fills a register with an integer of the width of a lane.
func (v vector) broadcastNumber(from GPVirtual, to VecPhysical) {
	switch {
	case v.wide && v.f32:
		VPBROADCASTD(from.As32(), to)
	case v.wide:
		VPBROADCASTQ(from, to)
	case v.f32:
		x := to.AsX()
		VMOVD(from.As32(), x)
		VPBROADCASTD(x, to)
	default:
		x := to.AsX()
		VMOVQ(from, x)
		VPBROADCASTQ(x, to)
	}
}

// less returns where a is below b, neither of them NaN: in a mask register, or in
// scratch.
func (v vector) less(a, b, scratch VecPhysical) Register {
	var where Register = scratch
	if v.wide {
		where = K()
	}
	v.test(isBelow, b, a, where)
	return where
}

// choose copies a to the lanes of to that where names.
func (v vector) choose(where Register, a, to VecPhysical) {
	switch {
	case v.wide && v.f32:
		VMOVDQA32(a, where, to)
	case v.wide:
		VMOVDQA64(a, where, to)
	case v.f32:
		VBLENDVPS(where, a, to, to)
	default:
		VBLENDVPD(where, a, to, to)
	}
}

// loadLabels and storeLabels go between int32 in memory and integers of the width of
// a lane.
func (v vector) loadLabels(from Mem, to VecPhysical) {
	if v.f32 {
		v.loadNumbers(from, to)
	} else {
		VPMOVSXDQ(from, to)
	}
}

func (v vector) storeLabels(from, scratch VecPhysical, to Mem) {
	switch {
	case v.f32:
		v.storeNumbers(from, to)
	case v.wide:
		VPMOVQD(from, to)
	default:
		high := scratch.AsX()
		VEXTRACTI128(Imm(1), from, high)
		VSHUFPS(Imm(0x88), high, from.AsX(), high)
		VMOVUPS(high, to)
	}
}

// orSigns adds the sign bits of the lanes to a register.
func (v vector) orSigns(r VecPhysical, to Op) {
	signs := GP64()
	switch {
	case v.wide && v.f32:
		k := K()
		VPMOVD2M(r, k)
		KMOVW(k, signs.As32())
	case v.wide:
		k := K()
		VPMOVQ2M(r, k)
		KMOVB(k, signs.As32())
	default:
		v.signs(r, signs.As32())
	}
	ORQ(signs, to)
}

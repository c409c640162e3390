package main

import (
	"math/bits"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// kind is a type of number with its instructions: for the elements of a
// register, and (one) for the first of them alone.
type kind struct {
	suffix string // of the functions' names
	name   string // of the type in Go
	size   int    // bytes of a number

	move, add, sub, mul, minimum func(...Op)
	moveOne, addOne, mulOne      func(...Op)

	masked    func(memory, mask, to Op)
	compare   func(...Op)
	signs     func(from, to Op) // the sign bits as an integer
	broadcast func(...Op)
}

var kinds = []kind{{
	suffix: "", name: "float64", size: 8,
	move: VMOVUPD, add: VADDPD, sub: VSUBPD, mul: VMULPD, minimum: VMINPD,
	moveOne: VMOVSD, addOne: VADDSD, mulOne: VMULSD,
	masked: VMASKMOVPD, compare: VCMPPD, signs: VMOVMSKPD, broadcast: VBROADCASTSD,
}, {
	suffix: "32", name: "float32", size: 4,
	move: VMOVUPS, add: VADDPS, sub: VSUBPS, mul: VMULPS, minimum: VMINPS,
	moveOne: VMOVSS, addOne: VADDSS, mulOne: VMULSS,
	masked: VMASKMOVPS, compare: VCMPPS, signs: VMOVMSKPS, broadcast: VBROADCASTSS,
}}

// perRegister is how many numbers a register of 32 bytes holds.
func (k kind) perRegister() int { return 32 / k.size }

// slice loads the base of a slice that is a parameter.
func slice(name string) Mem { return Mem{Base: Load(Param(name).Base(), GP64())} }

// address returns where a parameter or result is.
func address(c gotypes.Component) Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// tails writes a table of masks: bytes of ones and as many of zeros. Read from
// where the last n ones begin, it selects the first n bytes.
func tails(name string, bytes int) Mem {
	table := GLOBL(name, RODATA|NOPTR)
	for at := 0; at < bytes; at += 8 {
		DATA(at, U64(^uint64(0)))
	}
	for at := bytes; at < 2*bytes; at += 8 {
		DATA(at, U64(0))
	}
	return table
}

// tail loads the masks for the n numbers that are left; bytes is the
// size of the table.
func (k kind) tail(table Mem, bytes int, n Register) []VecVirtual {
	at, back := GP64(), GP64()
	LEAQ(table.Offset(bytes), at)
	MOVQ(n, back)
	SHLQ(Imm(log2(k.size)), back)
	SUBQ(back, at)
	masks := make([]VecVirtual, bytes/32)
	for i := range masks {
		masks[i] = YMM()
		VMOVUPD(Mem{Base: at}.Offset(32*i), masks[i])
	}
	return masks
}

// log2 returns the exponent of a power of two.
func log2(n int) uint64 { return uint64(bits.TrailingZeros(uint(n))) }

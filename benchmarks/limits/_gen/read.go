package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// step is how many bytes the loop reads at a time.
const step = 1024

// read writes the kernel that reads memory, several times over, and does as
// little with it as can be checked.
func read(w width) {
	name := "read" + w.name
	TEXT(name, NOSPLIT, "func(times int, words []uint64, bits *[8]uint64)")
	Doc(fmt.Sprintf("%s sets in bits what is set in words, a multiple of %d of them.", name, step/8))
	Pragma("noescape")
	times := Load(Param("times"), GP64())
	start := Load(Param("words").Base(), GP64())
	n := Load(Param("words").Len(), GP64())
	bits := Mem{Base: Load(Param("bits"), GP64())}
	all := make([]VecVirtual, 8)
	for i := range all {
		all[i] = w.register()
		VMOVUPD(bits.Offset(i*w.bytes%64), all[i])
	}
	SHRQ(Imm(7), n) // words to steps
	JZ(LabelRef("done"))
	TESTQ(times, times)
	JLE(LabelRef("done"))
	Label("again")
	words, left := Mem{Base: GP64()}, GP64()
	MOVQ(start, words.Base)
	MOVQ(n, left)
	Label("loop")
	for at := 0; at < step; at += w.bytes {
		VORPD(words.Offset(at), all[at/w.bytes%8], all[at/w.bytes%8])
	}
	ADDQ(U32(step), words.Base)
	DECQ(left)
	JNZ(LabelRef("loop"))
	DECQ(times)
	JNZ(LabelRef("again"))
	Label("done")
	for i := len(all) / 2; i*w.bytes >= 64; i /= 2 {
		for j := range i {
			VORPD(all[j+i], all[j], all[j])
		}
	}
	for at := 0; at < 64; at += w.bytes {
		VMOVUPD(all[at/w.bytes], bits.Offset(at))
	}
	VZEROUPPER()
	RET()
}

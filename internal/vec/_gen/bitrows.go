package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// bitRows writes the kernel that intersects one bitmap with rows of a table. It
// counts with POPCNT, which every machine with AVX2 has: it is faster
// than looking up half bytes.
func bitRows() {
	TEXT("andRowsAVX2", NOSPLIT, "func(dst *uint64, count *int32, a, table *uint64, rows *int32, n, words int)")
	Doc("andRowsAVX2 sets n rows of dst to what a has in common with rows of a table, and",
		"count to how many bits these are. N and words are not 0.")
	Pragma("noescape")
	dst, count, a, table := param("dst"), param("count"), param("a"), param("table")
	rows, n, words := param("rows"), param("n"), param("words")
	stride, row, sum := GP64(), GP64(), GP64()
	MOVQ(words, stride)
	SHLQ(Imm(3), stride)

	Label("row")
	MOVLQSX(Mem{Base: rows}, row)
	IMULQ(stride, row)
	ADDQ(table, row)
	j, left := GP64(), GP64()
	w := []GPVirtual{GP64(), GP64()}
	XORQ(sum, sum)
	XORQ(j, j)
	MOVQ(words, left)
	SUBQ(Imm(4), left)
	JL(LabelRef("few"))
	Label("four")
	x := YMM()
	VMOVDQU(Mem{Base: a, Index: j, Scale: 8}, x)
	VPAND(Mem{Base: row, Index: j, Scale: 8}, x, x)
	VMOVDQU(x, Mem{Base: dst, Index: j, Scale: 8})
	for i := range 4 {
		r := w[i%2]
		POPCNTQ(Mem{Base: dst, Index: j, Scale: 8}.Offset(8*i), r)
		ADDQ(r, sum)
	}
	ADDQ(Imm(4), j)
	SUBQ(Imm(4), left)
	JGE(LabelRef("four"))
	Label("few")
	ADDQ(Imm(4), left)
	JZ(LabelRef("end"))
	Label("one")
	MOVQ(Mem{Base: a, Index: j, Scale: 8}, w[0])
	ANDQ(Mem{Base: row, Index: j, Scale: 8}, w[0])
	MOVQ(w[0], Mem{Base: dst, Index: j, Scale: 8})
	POPCNTQ(w[0], w[0])
	ADDQ(w[0], sum)
	INCQ(j)
	DECQ(left)
	JNZ(LabelRef("one"))
	Label("end")
	MOVL(sum.As32(), Mem{Base: count})
	ADDQ(stride, dst)
	ADDQ(Imm(4), rows)
	ADDQ(Imm(4), count)
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

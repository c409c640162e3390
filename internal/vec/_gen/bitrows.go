package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// bitRows writes the kernels that intersect one bitmap with rows of a table.
func bitRows() {
	bitRowsAVX2()
	bitRowsVPOPCNT()
}

// bitRowsVPOPCNT counts eight words at once. What does not fill a register is read
// and written under a mask.
func bitRowsVPOPCNT() {
	TEXT("andRowsVPOPCNT", NOSPLIT, "func(dst *uint64, count *int32, a, table *uint64, rows *int32, n, words int)")
	Doc("andRowsVPOPCNT is andRowsAVX2 with AVX-512 and its VPOPCNTQ.")
	Pragma("noescape")
	dst, count, a, table := param("dst"), param("count"), param("a"), param("table")
	rows, n, words := param("rows"), param("n"), param("words")
	stride, row, full, rest := GP64(), GP64(), GP64(), GP64()
	MOVQ(words, stride)
	SHLQ(Imm(3), stride)
	Comment("Words in full registers, and a mask of the 1 to 8 that follow.")
	MOVQ(words, full)
	DECQ(full)
	ANDQ(I32(-8), full)
	MOVQ(words, rest)
	SUBQ(full, rest)
	ones, tail := GP64(), K()
	MOVL(U32(255), ones.As32())
	BZHIL(rest.As32(), ones.As32(), ones.As32())
	KMOVB(ones.As32(), tail)

	Label("wideRow")
	MOVLQSX(Mem{Base: rows}, row)
	IMULQ(stride, row)
	ADDQ(table, row)
	j := GP64()
	sum, x := ZMM(), ZMM()
	VPXORQ(sum, sum, sum)
	XORQ(j, j)
	CMPQ(full, j)
	JE(LabelRef("wideTail"))
	Label("eight")
	VMOVDQU64(Mem{Base: a, Index: j, Scale: 8}, x)
	VPANDQ(Mem{Base: row, Index: j, Scale: 8}, x, x)
	VMOVDQU64(x, Mem{Base: dst, Index: j, Scale: 8})
	VPOPCNTQ(x, x)
	VPADDQ(x, sum, sum)
	ADDQ(Imm(8), j)
	CMPQ(j, full)
	JNE(LabelRef("eight"))
	Label("wideTail")
	VMOVDQU64_Z(Mem{Base: a, Index: j, Scale: 8}, tail, x)
	VPANDQ_Z(Mem{Base: row, Index: j, Scale: 8}, x, tail, x)
	VMOVDQU64(x, tail, Mem{Base: dst, Index: j, Scale: 8})
	VPOPCNTQ(x, x)
	VPADDQ(x, sum, sum)
	half := ZMM()
	VEXTRACTI64X4(Imm(1), sum, half.AsY())
	VPADDQ(half.AsY(), sum.AsY(), sum.AsY())
	VEXTRACTI128(Imm(1), sum.AsY(), half.AsX())
	VPADDQ(half.AsX(), sum.AsX(), sum.AsX())
	VPSHUFD(Imm(0xee), sum.AsX(), half.AsX())
	VPADDQ(half.AsX(), sum.AsX(), sum.AsX())
	VMOVD(sum.AsX(), Mem{Base: count})
	ADDQ(stride, dst)
	ADDQ(Imm(4), rows)
	ADDQ(Imm(4), count)
	DECQ(n)
	JNZ(LabelRef("wideRow"))
	VZEROUPPER()
	RET()
}

// bitRowsAVX2 counts with POPCNT, which every machine with AVX2 has: it is faster
// than looking up half bytes.
func bitRowsAVX2() {
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

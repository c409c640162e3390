package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// scans writes the kernels that measure a point against blocks of rows and do more with
// the distances.
func scans() {
	weigh(vector{})
	relax(vector{})
	relax(vector{wide: true})
}

// chains computes the squared distances of the rows of a block to q, in the first registers.
func (v vector) chains(x GPVirtual, q, t VecPhysical) {
	column, qj, j := GP64(), GP64(), GP64()
	MOVQ(x, column)
	Load(Param("q"), qj)
	Load(Param("d"), j)
	step := func(add func(t, sum Op)) {
		v.broadcast(Mem{Base: qj}, q)
		for i := range columnBytes / v.bytes() {
			v.sub(Mem{Base: column}.Offset(v.bytes()*i), q, t)
			add(t, v.register(i))
		}
		ADDQ(U32(columnBytes), column)
		ADDQ(Imm(8), qj)
		DECQ(j)
	}
	step(func(t, sum Op) { v.mul(t, t, sum) }) // the square is what fma adds to 0
	JZ(LabelRef("measured"))
	Label("column")
	step(func(t, sum Op) { v.fma(t, t, sum) })
	JNZ(LabelRef("column"))
	Label("measured")
}

func weigh(v vector) {
	TEXT("weighAVX2", NOSPLIT, "func(dst, x, q *float64, d int, weight *float64, w float64, least *float64)")
	Doc("weighAVX2 sets dst for a block of rows, and least to the least number in each of four lanes.")
	Pragma("noescape")
	q, t, w, two, low, product := v.register(8), v.register(9), v.register(10), v.register(11), v.register(12), v.register(13)
	dst, x, weight := param("dst"), param("x"), param("weight")
	v.broadcast(address(Param("w")), w)
	r := GP64()
	MOVQ(U64(math.Float64bits(2)), r)
	v.broadcastNumber(r, two)
	MOVQ(U64(v.infinity()), r)
	v.broadcastNumber(r, low)
	v.chains(x, q, t)
	for i := range columnBytes / v.bytes() {
		s := v.register(i)
		v.loadNumbers(Mem{Base: weight}.Offset(32*i), t)
		v.mul(t, w, product)
		VADDPD(t, w, t)
		VDIVPD(t, product, product)
		v.mul(two, product, product)
		v.mul(product, s, s)
		v.storeNumbers(s, Mem{Base: dst}.Offset(32*i))
		v.min(low, s, low) // low where s is NaN
	}
	least := param("least")
	v.storeNumbers(low, Mem{Base: least})
	VZEROUPPER()
	RET()
}

func relax(v vector) {
	lanes := v.bytes() / 8
	name := "relax" + v.suffix()
	TEXT(name, NOSPLIT, "func(near *float64, from *int32, x *float64, blocks int, q *float64, d int, label int32, first int, least *float64, at *int)")
	Doc(name+" is Relax for blocks of rows. It reads and writes the least number and its row in each lane.",
		"The first row has the number first.")
	Pragma("noescape")
	q, t := v.register(8), v.register(9)
	low, lowAt, row, step, mark, old := v.register(10), v.register(11), v.register(12), v.register(13), v.register(14), v.register(15)
	near, from, x, blocks := param("near"), param("from"), param("x"), param("blocks")
	least, at := param("least"), param("at")
	v.loadNumbers(Mem{Base: least}, low)
	v.loadNumbers(Mem{Base: at}, lowAt)
	v.broadcastNumber(param("first"), row)
	count := GLOBL("count"+v.suffix(), RODATA|NOPTR)
	for i := range lanes {
		DATA(8*i, U64(uint64(i)))
	}
	VPADDQ(count, row, row)
	r := GP64()
	MOVQ(U32(lanes), r)
	v.broadcastNumber(r, step)
	label := GP32()
	Load(Param("label"), label)
	VMOVD(label, mark.AsX())
	VPBROADCASTD(mark.AsX(), mark)
	bytes := GP64()
	Load(Param("d"), bytes)
	SHLQ(Imm(8), bytes) // of a block: 32 rows of 8 bytes

	Label("block")
	v.chains(x, q, t)
	for i := range columnBytes / v.bytes() {
		s := v.register(i)
		n, f := Mem{Base: near}.Offset(v.bytes()*i), Mem{Base: from}.Offset(v.labelBytes()*i)
		v.loadNumbers(n, old)
		where := v.less(s, old, t)
		v.choose(where, s, old)
		v.storeNumbers(old, n)
		if v.wide {
			VMOVDQU32(mark.AsY(), where, f)
		} else { // the same for int32
			high, low := q.AsX(), t.AsX()
			VEXTRACTF128(Imm(1), t, high)
			VSHUFPS(Imm(0x88), high, low, low)
			VMOVUPS(f, high)
			VBLENDVPS(low, mark.AsX(), high, high)
			VMOVUPS(high, f)
		}
		where = v.less(old, low, t)
		v.choose(where, old, low)
		v.choose(where, row, lowAt)
		VPADDQ(step, row, row)
	}
	ADDQ(bytes, x)
	ADDQ(U32(columnBytes), near)
	ADDQ(U32(columnBytes/2), from)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	v.storeNumbers(low, Mem{Base: least})
	v.storeNumbers(lowAt, Mem{Base: at})
	VZEROUPPER()
	RET()
}

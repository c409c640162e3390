package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// chains is how many sums run beside each other. Two units with a latency of
// four or five cycles want ten at least; of sixteen registers twelve hold
// sums, two what goes into them, two are left for differences.
const chains = 12

// width is one width of registers.
type width struct {
	name     string
	bytes    int
	register func() VecVirtual
}

var (
	avx2   = width{"AVX2", 32, YMM}
	avx512 = width{"AVX512", 64, ZMM}
)

// precision is one kind of numbers with its instructions.
type precision struct {
	bits               int
	load, add, sub, ma func(ops ...Op)
}

var (
	f64 = precision{64, VMOVUPD, VADDPD, VSUBPD, VFMADD231PD}
	f32 = precision{32, VMOVUPS, VADDPS, VSUBPS, VFMADD231PS}
)

// fma writes the kernel that does nothing but fused multiply-adds.
func fma(w width, p precision) {
	sums(w, p, "fma", "x*y", func(x, y, sum VecVirtual) { p.ma(x, y, sum) })
}

// difference writes the kernel of squared distances: one difference, then one
// fused multiply-add, as in the assignment to centres.
func difference(w width, p precision) {
	sums(w, p, "difference", "(x-y)*(x-y)", func(x, y, sum VecVirtual) {
		d := w.register()
		p.sub(y, x, d)
		p.ma(d, d, sum)
	})
}

// sums writes a kernel that in every round adds a term to each of the chains,
// and at the end the chains up. It uses as many of the lanes as one register
// has.
func sums(w width, p precision, name, what string, term func(x, y, sum VecVirtual)) {
	name = fmt.Sprintf("%s%d%s", name, p.bits, w.name)
	lanes := fmt.Sprintf("*[%d]float%d", 512/p.bits, p.bits)
	TEXT(name, NOSPLIT, fmt.Sprintf("func(rounds int, x, y, sum %s)", lanes))
	Doc(fmt.Sprintf("%s sets sum to %d times %s for each round, in each of %d lanes.", name, chains, what, 8*w.bytes/p.bits))
	Pragma("noescape")
	n := Load(Param("rounds"), GP64())
	x, y := w.register(), w.register()
	p.load(Mem{Base: Load(Param("x"), GP64())}, x)
	p.load(Mem{Base: Load(Param("y"), GP64())}, y)
	sum := make([]VecVirtual, chains)
	for i := range sum {
		sum[i] = w.register()
		p.sub(x, x, sum[i])
	}
	TESTQ(n, n)
	JLE(LabelRef("done"))
	Label("loop")
	for _, s := range sum {
		term(x, y, s)
	}
	DECQ(n)
	JNZ(LabelRef("loop"))
	Label("done")
	for _, s := range sum[1:] {
		p.add(s, sum[0], sum[0])
	}
	p.load(sum[0], Mem{Base: Load(Param("sum"), GP64())})
	VZEROUPPER()
	RET()
}

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// kernel describes one function: it computes any number of rows of a panel whose
// width is vecs registers, a block of rows at a time.
type kernel struct {
	avx512 bool
	size   int  // bytes of a number
	rows   int  // of a block
	vecs   int  // registers in a row
	masked bool // the last register may be partly outside
}

// panels writes the kernels for numbers of a size.
func panels(size int) func() {
	return func() {
		for vecs := 1; vecs <= 3; vecs++ {
			kernel{size: size, rows: 4, vecs: vecs}.write()
			kernel{size: size, rows: 4, vecs: vecs, masked: true}.write()
			kernel{avx512: true, size: size, rows: 8, vecs: vecs, masked: true}.write()
		}
	}
}

func (t kernel) name() string {
	name := fmt.Sprintf("panel%d", t.vecs)
	if t.size == 4 {
		name += "f32"
	}
	switch {
	case t.avx512:
		return name + "AVX512"
	case t.masked:
		return name + "MaskAVX2"
	}
	return name + "AVX2"
}

func (t kernel) width() int {
	if t.avx512 {
		return 64
	}
	return 32
}

// vector is vector register number i. The blocks use every one, so that they are not left
// to the allocator: first those of C, then those of B, then one for A and masks.
func (t kernel) vector(i int) Register {
	if t.avx512 {
		return Vector.Lookup(Index(i), S512)
	}
	return Vector.Lookup(Index(i), S256)
}

func (t kernel) scratch() Register { return t.vector((t.rows + 1) * t.vecs) }

// registers are what all blocks of a function share.
type registers struct {
	a, b, c, m               Register // where the block begins; rows that are left
	rsa, rsa3, csa, ldb, ldc Register // strides in bytes
	ahead                    Register // how far to prefetch B, in bytes
	a0, a4, row, k           Register // of the loops of a block
	mask                     OpmaskVirtual
}

func (t kernel) write() {
	number := map[int]string{4: "float32", 8: "float64"}[t.size]
	mask := ""
	switch {
	case t.avx512:
		mask = ", mask uint64"
	case t.masked:
		mask = ", mask *byte"
	}
	TEXT(t.name(), NOSPLIT, fmt.Sprintf("func(c *%[1]s, ldc int, a *%[1]s, rsa, csa, psa int, b *%[1]s, ldb, m, k, add, ahead int%s)", number, mask))
	lanes := t.width() / t.size
	if t.masked {
		Doc(fmt.Sprintf("%s computes m rows of %d columns and as many more as the mask has, 1 to %d.", t.name(), (t.vecs-1)*lanes, lanes))
	} else {
		Doc(fmt.Sprintf("%s computes m rows of %d columns.", t.name(), t.vecs*lanes))
	}
	Pragma("noescape")

	var r registers
	load := func(name string) Register { return Load(Param(name), GP64()) }
	r.c, r.ldc = load("c"), load("ldc")
	r.a, r.rsa, r.csa = load("a"), load("rsa"), load("csa")
	r.ldb, r.m, r.ahead = load("ldb"), load("m"), load("ahead")
	for _, stride := range []Register{r.ldc, r.rsa, r.csa, r.ldb, r.ahead} {
		SHLQ(Imm(map[int]uint64{4: 2, 8: 3}[t.size]), stride)
	}
	r.rsa3, r.a0, r.a4, r.b, r.row, r.k = GP64(), GP64(), GP64(), GP64(), GP64(), GP64()
	LEAQ(Mem{Base: r.rsa, Index: r.rsa, Scale: 2}, r.rsa3)
	if t.avx512 {
		r.mask = K()
		KMOVW(Load(Param("mask"), GP64()).(GPVirtual).As32(), r.mask)
	}

	Label("rows")
	CMPQ(r.m, Imm(uint64(t.rows)))
	JLT(LabelRef("tail"))
	t.block(r, t.rows)
	step := r.row
	Load(Param("psa"), step)
	LEAQ(Mem{Base: r.a, Index: step, Scale: uint8(t.size)}, r.a)
	LEAQ(Mem{Base: r.c, Index: r.ldc, Scale: 4}, r.c)
	if t.rows == 8 {
		LEAQ(Mem{Base: r.c, Index: r.ldc, Scale: 4}, r.c)
	}
	SUBQ(Imm(uint64(t.rows)), r.m)
	JMP(LabelRef("rows"))

	Label("tail")
	for n := t.rows - 1; n >= 1; n-- {
		next := fmt.Sprintf("not%d", n)
		CMPQ(r.m, Imm(uint64(n)))
		JNE(LabelRef(next))
		t.block(r, n)
		JMP(LabelRef("done"))
		Label(next)
	}
	Label("done")
	VZEROUPPER()
	RET()
}

// block writes the computation of n rows.
func (t kernel) block(r registers, n int) {
	label := func(name string) string { return fmt.Sprintf("%s%d", name, n) }
	acc := make([][]Register, n)
	for i := range acc {
		acc[i] = make([]Register, t.vecs)
		for v := range acc[i] {
			acc[i][v] = t.vector(i*t.vecs + v)
		}
	}

	MOVQ(r.c, r.row)
	Load(Param("add"), r.k)
	TESTQ(r.k, r.k)
	JZ(LabelRef(label("zero")))
	t.eachRow(r, acc, func(v int, at Mem, x Register, mask Register) { t.load(r, v, at, x, mask) })
	JMP(LabelRef(label("ready")))
	Label(label("zero"))
	for _, row := range acc {
		for _, x := range row {
			t.clear(x)
		}
	}
	Label(label("ready"))

	if n == t.rows {
		t.prefetch(r)
	}
	MOVQ(r.a, r.a0)
	if n > 4 {
		LEAQ(Mem{Base: r.a, Index: r.rsa, Scale: 4}, r.a4)
	}
	Load(Param("b"), r.b)
	Load(Param("k"), r.k)
	TESTQ(r.k, r.k)
	JZ(LabelRef(label("store")))

	Label(label("loop"))
	b := make([]Register, t.vecs)
	x := t.scratch()
	for v := range b {
		b[v] = t.vector(t.rows*t.vecs + v)
		t.load(r, v, Mem{Base: r.b, Disp: v * t.width()}, b[v], x)
	}
	if t.vecs == 3 {
		PREFETCHT0(Mem{Base: r.b, Index: r.ahead, Scale: 1})
	}
	for i := range n {
		t.broadcast(t.element(r, i), x)
		for v := range b {
			if t.size == 8 {
				VFMADD231PD(b[v], x, acc[i][v])
			} else {
				VFMADD231PS(b[v], x, acc[i][v])
			}
		}
	}
	ADDQ(r.csa, r.a0)
	if n > 4 {
		ADDQ(r.csa, r.a4)
	}
	ADDQ(r.ldb, r.b)
	DECQ(r.k)
	JNZ(LabelRef(label("loop")))

	Label(label("store"))
	MOVQ(r.c, r.row)
	t.eachRow(r, acc, func(v int, at Mem, x Register, mask Register) { t.store(r, v, x, at, mask) })
}

// prefetch asks for the next block of C, which is wanted when this one is done.
func (t kernel) prefetch(r registers) {
	Load(Param("k"), r.k)
	CMPQ(r.k, U32(128))
	JLT(LabelRef("short"))
	LEAQ(Mem{Base: r.c, Index: r.ldc, Scale: 4}, r.row)
	if t.rows == 8 {
		LEAQ(Mem{Base: r.row, Index: r.ldc, Scale: 4}, r.row)
	}
	for i := range t.rows {
		for at := 0; at < t.vecs*t.width(); at += 64 {
			PREFETCHT0(Mem{Base: r.row, Disp: at})
		}
		if i < t.rows-1 {
			ADDQ(r.ldc, r.row)
		}
	}
	Label("short")
}

// element is the number of A in row i of the block.
func (t kernel) element(r registers, i int) Mem {
	base := r.a0
	if i >= 4 {
		base = r.a4
	}
	switch i % 4 {
	case 1:
		return Mem{Base: base, Index: r.rsa, Scale: 1}
	case 2:
		return Mem{Base: base, Index: r.rsa, Scale: 2}
	case 3:
		return Mem{Base: base, Index: r.rsa3, Scale: 1}
	}
	return Mem{Base: base}
}

func (t kernel) clear(x Register) {
	if t.avx512 {
		VPXORQ(x, x, x)
	} else {
		VXORPS(x, x, x)
	}
}

func (t kernel) broadcast(from Mem, to Register) {
	if t.size == 8 {
		VBROADCASTSD(from, to)
	} else {
		VBROADCASTSS(from, to)
	}
}

// eachRow calls f for every register of C.
func (t kernel) eachRow(r registers, acc [][]Register, f func(v int, at Mem, x, mask Register)) {
	mask := t.scratch()
	for i, row := range acc {
		for v, x := range row {
			f(v, Mem{Base: r.row, Disp: v * t.width()}, x, mask)
		}
		if i < len(acc)-1 {
			ADDQ(r.ldc, r.row)
		}
	}
}

// load reads register v of a row.
func (t kernel) load(r registers, v int, from Mem, to, scratch Register) {
	last := t.masked && v == t.vecs-1
	switch {
	case t.avx512 && last && t.size == 8:
		VMOVUPD_Z(from, r.mask, to)
	case t.avx512 && last:
		VMOVUPS_Z(from, r.mask, to)
	case last && t.size == 8:
		t.maskAVX2(scratch)
		VMASKMOVPD(from, scratch, to)
	case last:
		t.maskAVX2(scratch)
		VMASKMOVPS(from, scratch, to)
	case t.size == 8:
		VMOVUPD(from, to)
	default:
		VMOVUPS(from, to)
	}
}

// store writes register v of a row.
func (t kernel) store(r registers, v int, from Register, to Mem, scratch Register) {
	last := t.masked && v == t.vecs-1
	switch {
	case t.avx512 && last && t.size == 8:
		VMOVUPD(from, r.mask, to)
	case t.avx512 && last:
		VMOVUPS(from, r.mask, to)
	case last && t.size == 8:
		t.maskAVX2(scratch)
		VMASKMOVPD(from, scratch, to)
	case last:
		t.maskAVX2(scratch)
		VMASKMOVPS(from, scratch, to)
	case t.size == 8:
		VMOVUPD(from, to)
	default:
		VMOVUPS(from, to)
	}
}

// maskAVX2 puts ones into the lanes that are inside: all registers hold
// something else, so it reads them from the parameter's table again.
func (t kernel) maskAVX2(to Register) {
	at := GP64()
	Load(Param("mask"), at)
	VMOVUPD(Mem{Base: at}, to)
}

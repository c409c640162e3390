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
	panel  int  // rows of a panel of A
	rows   int  // of a block: one panel or two
	vecs   int  // registers in a row
	masked bool // the last register may be partly outside
}

// panels writes the kernels for numbers of a size. A block of one register in a row has
// twice the rows, or too few sums would be under way at a time.
func panels(size int) func() {
	return func() {
		for vecs := 1; vecs <= 3; vecs++ {
			blocks := 1
			if vecs == 1 {
				blocks = 2
			}
			kernel{size: size, panel: 4, rows: 4 * blocks, vecs: vecs}.write()
			kernel{size: size, panel: 4, rows: 4 * blocks, vecs: vecs, masked: true}.write()
			kernel{avx512: true, size: size, panel: 8, rows: 8 * blocks, vecs: vecs, masked: true}.write()
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
	a, b, c, m               Register   // where the block begins; rows that are left
	rsa, rsa3, csa, ldb, ldc Register   // strides in bytes
	ahead                    Register   // how far to prefetch B, in bytes
	row, k                   Register   // of the loops of a block; row is b outside of the innermost one
	quads                    []Register // where each four rows of A are
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
	r.ldb, r.m = load("ldb"), load("m")
	strides := []Register{r.ldc, r.rsa, r.csa, r.ldb}
	if t.vecs == 3 {
		r.ahead = load("ahead")
		strides = append(strides, r.ahead)
	}
	for _, stride := range strides {
		SHLQ(Imm(map[int]uint64{4: 2, 8: 3}[t.size]), stride)
	}
	r.rsa3, r.b, r.k = GP64(), GP64(), GP64()
	r.row = r.b
	for range t.rows / 4 {
		r.quads = append(r.quads, GP64())
	}
	LEAQ(Mem{Base: r.rsa, Index: r.rsa, Scale: 2}, r.rsa3)
	if t.avx512 {
		r.mask = K()
		KMOVW(Load(Param("mask"), GP64()).(GPVirtual).As32(), r.mask)
	}

	Label("rows")
	CMPQ(r.m, Imm(uint64(t.rows)))
	JLT(LabelRef("panel"))
	t.block(r, t.rows)
	t.next(r, t.rows)
	JMP(LabelRef("rows"))
	Label("panel")
	if t.rows > t.panel {
		CMPQ(r.m, Imm(uint64(t.panel)))
		JLT(LabelRef("tail"))
		t.block(r, t.panel)
		t.next(r, t.panel)
	}

	Label("tail")
	for n := t.panel - 1; n >= 1; n-- {
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

// next writes the steps to the rows behind a block, of whose rows r.row is the last one.
func (t kernel) next(r registers, n int) {
	LEAQ(Mem{Base: r.row, Index: r.ldc, Scale: 1}, r.c)
	Load(Param("psa"), r.k)
	for range n / t.panel {
		LEAQ(Mem{Base: r.a, Index: r.k, Scale: uint8(t.size)}, r.a)
	}
	SUBQ(Imm(uint64(n)), r.m)
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
	quads := r.quads[:(n+3)/4]
	for i, at := range quads {
		switch {
		case i == 0:
			MOVQ(r.a, at)
		case 4*i%t.panel == 0:
			Load(Param("psa"), at)
			LEAQ(Mem{Base: r.a, Index: at, Scale: uint8(t.size)}, at)
		default:
			LEAQ(Mem{Base: quads[i-1], Index: r.rsa, Scale: 4}, at)
		}
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
		if t.avx512 && t.vecs == 1 {
			t.fmaBroadcast(t.element(r, i), b[0], acc[i][0])
			continue
		}
		t.broadcast(t.element(r, i), x)
		for v := range b {
			if t.size == 8 {
				VFMADD231PD(b[v], x, acc[i][v])
			} else {
				VFMADD231PS(b[v], x, acc[i][v])
			}
		}
	}
	for _, at := range quads {
		ADDQ(r.csa, at)
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
	at := r.c
	for range t.rows / 4 {
		LEAQ(Mem{Base: at, Index: r.ldc, Scale: 4}, r.row)
		at = r.row
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
	base := r.quads[i/4]
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

// fmaBroadcast adds the products of a number in memory and a register.
func (t kernel) fmaBroadcast(from Mem, b, sum Register) {
	if t.size == 8 {
		VFMADD231PD_BCST(from, b, sum)
	} else {
		VFMADD231PS_BCST(from, b, sum)
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

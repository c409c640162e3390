package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// roots writes the kernels that add up distances. Points are in lanes.
func roots() {
	eight := tails("eight", 64)
	for _, wide := range []bool{false, true} {
		rooter{vector{wide: wide}}.write(eight)
	}
}

// A rooter is one kernel. Its registers are the eight vectors of a tile, two for
// what is at hand, those of the lanes, and those of the mask.
type rooter struct{ vector }

const rootVectors = 8

func (r rooter) query() VecPhysical      { return r.register(rootVectors) }
func (r rooter) difference() VecPhysical { return r.register(rootVectors + 1) }

// lanes are the eight sums, in one register or in two.
func (r rooter) lanes() []VecPhysical {
	out := make([]VecPhysical, 64/r.bytes())
	for i := range out {
		out[i] = r.register(rootVectors + 2 + i)
	}
	return out
}

func (r rooter) write(eight Mem) {
	name := "sumRoots" + r.suffix()
	TEXT(name, NOSPLIT, "func(lanes *[8]float64, acc, x *float64, stride, n int, q *float64, d int)")
	Doc(name + " adds the distances of n points from q to the lanes and each to its place in acc.")
	Pragma("noescape")
	sums, acc, x, stride, n := param("lanes"), param("acc"), param("x"), param("stride"), param("n")
	SHLQ(Imm(r.shift()), stride)
	for i, l := range r.lanes() {
		r.loadNumbers(Mem{Base: sums}.Offset(i*r.bytes()), l)
	}
	tile := rootVectors * r.bytes() / r.elem()

	Label("tiles")
	SUBQ(Imm(uint64(tile)), n)
	JL(LabelRef("rest"))
	r.tile("tile", acc, x, stride, rootVectors, nil)
	ADDQ(U32(uint32(tile*r.elem())), x)
	ADDQ(U32(uint32(tile*r.elem())), acc)
	JMP(LabelRef("tiles"))

	// The last points by eight. Lanes without a point are neither read nor written.
	Label("rest")
	ADDQ(Imm(uint64(tile)), n)
	JZ(LabelRef("done"))
	Label("eights")
	few := len(r.lanes())
	r.tile("eight", acc, x, stride, few, r.masks(eight, n))
	ADDQ(Imm(64), x)
	ADDQ(Imm(64), acc)
	SUBQ(Imm(8), n)
	JG(LabelRef("eights"))

	Label("done")
	for i, l := range r.lanes() {
		r.storeNumbers(l, Mem{Base: sums}.Offset(i*r.bytes()))
	}
	VZEROUPPER()
	RET()
}

// masks selects the first n of eight lanes.
func (r rooter) masks(eight Mem, n GPVirtual) []Register {
	count := GP64()
	MOVQ(n, count)
	full := GP64()
	MOVQ(U32(8), full)
	CMPQ(count, full)
	CMOVQGT(full, count)
	if r.wide {
		k, bits := K(), GP64()
		MOVQ(I32(-1), bits)
		BZHIQ(count, bits, bits)
		KMOVB(bits.As32(), k)
		return []Register{k}
	}
	at := GP64()
	LEAQ(eight.Offset(64), at)
	SHLQ(Imm(3), count)
	SUBQ(count, at)
	var out []Register
	for i := range r.lanes() {
		m := r.register(rootVectors + 4 + i)
		VMOVUPD(Mem{Base: at}.Offset(32*i), m)
		out = append(out, m)
	}
	return out
}

// tile adds the distances of the points in some vectors, of all or of the masked
// lanes.
func (r rooter) tile(label string, acc, x, stride GPVirtual, vectors int, masks []Register) {
	q, t, lanes := r.query(), r.difference(), r.lanes()
	column, qj, j := GP64(), GP64(), GP64()
	MOVQ(x, column)
	Load(Param("q"), qj)
	Load(Param("d"), j)
	step := func(add func(t, sum Op)) {
		r.broadcast(Mem{Base: qj}, q)
		for v := range vectors {
			at := Mem{Base: column}.Offset(v * r.bytes())
			switch {
			case masks == nil:
				r.sub(at, q, t) // q − x, the square is the same
			case r.wide:
				VMOVUPD_Z(at, masks[v], t)
				VSUBPD(t, q, t)
			default:
				VMASKMOVPD(at, masks[v], t)
				VSUBPD(t, q, t)
			}
			add(t, r.register(v))
		}
		ADDQ(stride, column)
		ADDQ(Imm(8), qj)
		DECQ(j)
	}
	step(func(t, sum Op) { r.mul(t, t, sum) }) // the square is what fma adds to 0
	JZ(LabelRef(label + "roots"))
	Label(label)
	step(func(t, sum Op) { r.fma(t, t, sum) })
	JNZ(LabelRef(label))

	Label(label + "roots")
	for v := range vectors {
		root, at := r.register(v), Mem{Base: acc}.Offset(v*r.bytes())
		lane := lanes[v%len(lanes)]
		switch {
		case masks == nil:
			VSQRTPD(root, root)
			VADDPD(root, lane, lane)
			VADDPD(at, root, root)
			VMOVUPD(root, at)
		case r.wide:
			VSQRTPD_Z(root, masks[v], root)
			VADDPD(root, lane, lane)
			VMOVUPD_Z(at, masks[v], t)
			VADDPD(t, root, root)
			VMOVUPD(root, masks[v], at)
		default:
			VSQRTPD(root, root)
			VANDPD(masks[v], root, root)
			VADDPD(root, lane, lane)
			VMASKMOVPD(at, masks[v], t)
			VADDPD(t, root, root)
			VMASKMOVPD(root, masks[v], at)
		}
	}
}

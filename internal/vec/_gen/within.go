package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// within writes the kernels that compare the distances of points with a bound.
// Points are in lanes.
func within() {
	lanes := tails("lanes", tileBytes)
	for _, v := range both {
		for _, mask := range []bool{false, true} {
			scan{v, mask}.write(lanes)
		}
	}
}

// A tile is four registers.
const (
	tileVectors = 4
	tileBytes   = 32 * tileVectors
)

// A scan is one kernel.
type scan struct {
	vector
	mask bool // write the bits, do not count them
}

func (s scan) write(lanes Mem) {
	name := pick(s.mask, "mask", "count") + "Within" + s.suffix()
	number := s.number()
	if s.mask {
		TEXT(name, NOSPLIT, fmt.Sprintf("func(mask *uint64, x *%s, stride, n int, q *%s, d int, r2 %s)", number, number, number))
		Doc(name + " writes a bit for each of n points, and 0 up to a multiple of " + fmt.Sprint(tileBytes/s.elem()) + ".")
	} else {
		TEXT(name, NOSPLIT, fmt.Sprintf("func(x *%s, stride, n int, q *%s, d int, r2 %s) int", number, number, number))
		Doc(name + " counts the points among n whose distance to q is at most r2.")
	}
	Pragma("noescape")
	x, stride, n := param("x"), param("stride"), param("n")
	SHLQ(Imm(s.shift()), stride)
	r2 := s.register(2*tileVectors + 2)
	s.broadcast(address(Param("r2")), r2)
	out := GP64()
	if s.mask {
		Load(Param("mask"), out)
	} else {
		XORQ(out, out)
	}

	Label("tiles")
	SUBQ(Imm(uint64(tileBytes/s.elem())), n)
	JL(LabelRef("rest"))
	s.tile("tile", x, stride, r2, out, nil)
	ADDQ(U32(tileBytes), x)
	JMP(LabelRef("tiles"))

	// The last points: n is how many, less a tile. Lanes without a point are not read.
	Label("rest")
	ADDQ(Imm(uint64(tileBytes/s.elem())), n)
	JZ(LabelRef("done"))
	table := GP64()
	LEAQ(lanes.Offset(tileBytes), table)
	SHLQ(Imm(s.shift()), n)
	SUBQ(n, table)
	used := make([]VecPhysical, tileVectors)
	for v := range used {
		used[v] = s.register(tileVectors + v)
		s.loadNumbers(Mem{Base: table}.Offset(32*v), used[v])
	}
	s.tile("last", x, stride, r2, out, used)
	Label("done")
	if !s.mask {
		Store(out, ReturnIndex(0))
	}
	VZEROUPPER()
	RET()
}

// tile computes the distances of a tile of points, of all or of the used lanes, and
// counts them or writes their bits.
func (s scan) tile(label string, x, stride GPVirtual, r2 VecPhysical, out GPVirtual, used []VecPhysical) {
	q, t := s.register(2*tileVectors), s.register(2*tileVectors+1)
	column, qj, j := GP64(), GP64(), GP64()
	MOVQ(x, column)
	Load(Param("q"), qj)
	Load(Param("d"), j)
	step := func(add func(t, sum Op)) {
		s.broadcast(Mem{Base: qj}, q)
		for v := range tileVectors {
			at := Mem{Base: column}.Offset(32 * v)
			if used == nil {
				s.sub(at, q, t)
			} else {
				s.loadMasked(at, used[v], t)
				s.sub(t, q, t)
			}
			add(t, s.register(v))
		}
		ADDQ(stride, column)
		ADDQ(Imm(uint64(s.elem())), qj)
		DECQ(j)
	}
	step(func(t, sum Op) { s.mul(t, t, sum) }) // the square is what fma adds to 0
	JZ(LabelRef(label + "compare"))
	Label(label)
	step(func(t, sum Op) { s.fma(t, t, sum) })
	JNZ(LabelRef(label))

	Label(label + "compare")
	bits, more := GP64(), GP64()
	for v := range tileVectors {
		s.test(isAtMost, r2, s.register(v), s.register(v))
		if used != nil {
			VANDPD(used[v], s.register(v), s.register(v))
		}
		to := pick(v == 0, bits, more)
		s.signs(s.register(v), to.As32())
		if v > 0 {
			SHLQ(Imm(uint64(v*32/s.elem())), more)
			ORQ(more, bits)
		}
	}
	switch {
	case !s.mask:
		POPCNTL(bits.As32(), bits.As32())
		ADDQ(bits, out)
	case s.f32:
		MOVL(bits.As32(), Mem{Base: out})
		ADDQ(Imm(4), out)
	default:
		MOVW(bits.As16(), Mem{Base: out})
		ADDQ(Imm(2), out)
	}
}

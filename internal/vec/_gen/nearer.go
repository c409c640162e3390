package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// nearer writes the kernels that add up distances to the nearest of the centres so
// far and one more. Rows are in lanes, as in assign.
func nearer() {
	for _, n := range []nearing{{vector{}, 2}, {vector{wide: true}, 4}} {
		n.write()
	}
	fillBlock()
}

// A nearing is one kernel. Its registers are the sums of a tile and what a tile and
// the comparison use in turn: rows or the distances so far, a centre or lanes, and a
// difference.
type nearing struct {
	vector
	rows int // vectors of rows in a tile
}

func (s nearing) sum(i, v int) VecPhysical { return s.register(i*s.rows + v) }
func (s nearing) row(v int) VecPhysical    { return s.register(s.rows*tileCenters + v) }
func (s nearing) center() VecPhysical      { return s.register(s.rows*tileCenters + s.rows) }
func (s nearing) difference() VecPhysical  { return s.register(s.rows*tileCenters + s.rows + 1) }

func (s nearing) write() {
	name := "sumNearer" + s.suffix()
	TEXT(name, NOSPLIT, "func(lanes, dist, weight, x, newest, centers *float64, blocks, k, d int)")
	Doc(name+" brings dist down to the distances to newest, if there is one, for the rows of",
		"some full blocks. Then it adds to the eight lanes of each of k centres what dist",
		"would be with that one, times the weights if there are any.")
	Pragma("noescape")
	dist, weight, x := param("dist"), param("weight"), param("x")
	d1, d3 := param("d"), GP64() // bytes of a centre, and three times that
	SHLQ(Imm(3), d1)
	LEAQ(Mem{Base: d1, Index: d1, Scale: 2}, d3)
	lanes, left, c, part, ahead := GP64(), GP64(), GP64(), GP64(), GP64()
	blocks := address(Param("blocks"))

	Label("block")
	MOVQ(U32(columnBytes/s.bytes()/s.rows), part)
	Label("part")
	// The first tile asks for the next block, the others for what is there.
	Load(Param("d"), ahead)
	SHLQ(Imm(8), ahead)
	Load(Param("newest"), c)
	TESTQ(c, c)
	JZ(LabelRef("candidates"))
	s.tile(1, "newest", x, c, d1, d3, ahead)
	XORQ(ahead, ahead)
	for v := range s.rows {
		at := Mem{Base: dist}.Offset(v * s.bytes())
		s.min(at, s.sum(0, v), s.sum(0, v)) // NaN is not nearer
		s.storeNumbers(s.sum(0, v), at)
	}

	Label("candidates")
	Load(Param("lanes"), lanes)
	Load(Param("centers"), c)
	Load(Param("k"), left)
	Label("tiles")
	CMPQ(left, Imm(tileCenters))
	JL(LabelRef("rest"))
	s.tile(tileCenters, "tile", x, c, d1, d3, ahead)
	s.addUp(tileCenters, "tile", lanes, dist, weight)
	ADDQ(d3, c)
	XORQ(ahead, ahead)
	SUBQ(Imm(tileCenters), left)
	JMP(LabelRef("tiles"))
	Label("rest")
	for r := tileCenters - 1; r > 0; r-- {
		CMPQ(left, Imm(uint64(r)))
		JE(LabelRef(fmt.Sprintf("rest%d", r)))
	}
	JMP(LabelRef("next"))
	for r := tileCenters - 1; r > 0; r-- {
		Label(fmt.Sprintf("rest%d", r))
		s.tile(r, fmt.Sprintf("tile%d", r), x, c, d1, d3, ahead)
		s.addUp(r, fmt.Sprintf("tile%d", r), lanes, dist, weight)
		if r > 1 {
			JMP(LabelRef("next"))
		}
	}

	Label("next")
	step := s.rows * s.bytes()
	ADDQ(U32(step), x)
	ADDQ(U32(step), dist)
	ADDQ(U32(step), weight)
	DECQ(part)
	JNZ(LabelRef("part"))

	// To the next block: over all columns but the first.
	Load(Param("d"), left)
	DECQ(left)
	SHLQ(Imm(8), left)
	ADDQ(left, x)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// tile computes the distances to r centres. It leaves c one centre further on.
func (s nearing) tile(r int, label string, x, c, d1, d3, ahead GPVirtual) {
	at := []Mem{{Base: c}, {Base: c, Index: d1, Scale: 1}, {Base: c, Index: d1, Scale: 2}, {Base: c, Index: d3, Scale: 1}}
	column, j := GP64(), GP64()
	MOVQ(x, column)
	Load(Param("d"), j)
	center, t := s.center(), s.difference()
	step := func(add func(t, sum Op)) {
		for v := range s.rows {
			s.loadNumbers(Mem{Base: column}.Offset(v*s.bytes()), s.row(v))
		}
		for i := range r {
			s.broadcast(at[i], center)
			for v := range s.rows {
				s.sub(center, s.row(v), t)
				add(t, s.sum(i, v))
			}
		}
		for line := range s.rows * s.bytes() / 64 {
			PREFETCHT0(Mem{Base: column, Index: ahead, Scale: 1}.Offset(64 * line))
		}
		ADDQ(U32(columnBytes), column)
		ADDQ(Imm(8), c)
		DECQ(j)
	}
	step(func(t, sum Op) { s.mul(t, t, sum) }) // the square is what fma adds to 0
	JZ(LabelRef(label + "done"))
	Label(label)
	step(func(t, sum Op) { s.fma(t, t, sum) })
	JNZ(LabelRef(label))
	Label(label + "done")
}

// addUp adds the smaller ones of dist and of the sums of r centres to their lanes, row
// by row. It leaves lanes behind those of the last of the centres.
func (s nearing) addUp(r int, label string, lanes, dist, weight GPVirtual) {
	for v := range s.rows {
		s.loadNumbers(Mem{Base: dist}.Offset(v*s.bytes()), s.row(v))
	}
	for i := range r {
		for v := range s.rows {
			s.min(s.row(v), s.sum(i, v), s.sum(i, v))
		}
	}
	CMPQ(address(Param("weight")), Imm(0))
	JE(LabelRef(label + "add"))
	for v := range s.rows {
		s.loadNumbers(Mem{Base: weight}.Offset(v*s.bytes()), s.row(v))
	}
	for i := range r {
		for v := range s.rows {
			s.mul(s.row(v), s.sum(i, v), s.sum(i, v))
		}
	}
	Label(label + "add")
	lane := s.center()
	for i := range r {
		half := 64 / s.bytes() // registers in the eight lanes of a centre
		for h := range half {
			at := Mem{Base: lanes}.Offset(64*i + h*s.bytes())
			s.loadNumbers(at, lane)
			for v := h; v < s.rows; v += half {
				s.add(s.sum(i, v), lane, lane)
			}
			s.storeNumbers(lane, at)
		}
	}
	ADDQ(U32(uint32(64*r)), lanes)
}

// fillBlock writes the kernel that lays rows out in a block. Four columns of four
// rows are turned on the way through the registers.
func fillBlock() {
	const turned = 4 // rows and columns
	TEXT("fillBlockAVX2", NOSPLIT, "func(x, rows *float64, index, next *int32, groups, d, cols int)")
	Doc("fillBlockAVX2 lays groups of four rows out in a block, the first cols columns of them,",
		"and asks for as many that come next. Groups and cols are not 0, cols is a multiple of 4.")
	Pragma("noescape")
	x, index, next := param("x"), param("index"), param("next")
	groups, d, cols := address(Param("groups")), param("d"), address(Param("cols"))
	SHLQ(Imm(3), d)
	SHLQ(Imm(3), cols)
	from := []GPVirtual{GP64(), GP64(), GP64(), GP64()}
	ahead := []GPVirtual{GP64(), GP64(), GP64(), GP64()}
	to, j := GP64(), GP64()

	Label("group")
	for i, p := range from {
		MOVLQSX(Mem{Base: index}.Offset(4*i), p)
		MOVLQSX(Mem{Base: next}.Offset(4*i), ahead[i])
		for _, p := range []GPVirtual{p, ahead[i]} {
			IMULQ(d, p)
			ADDQ(address(Param("rows")), p)
		}
	}
	MOVQ(x, to)
	XORQ(j, j)
	Label("columns")
	// Two columns of rows 0 and 2, and of rows 1 and 3, beside each other.
	even, odd := []VecPhysical{Y0, Y1}, []VecPhysical{Y2, Y3}
	at := func(i, half int) Mem { return Mem{Base: from[i], Index: j, Scale: 1}.Offset(16 * half) }
	for i := range 2 {
		VMOVUPD(at(0, i), even[i].AsX())
		VMOVUPD(at(1, i), odd[i].AsX())
		VINSERTF128(Imm(1), at(2, i), even[i], even[i])
		VINSERTF128(Imm(1), at(3, i), odd[i], odd[i])
	}
	for i := range 2 {
		VUNPCKLPD(odd[i], even[i], Y4)
		VUNPCKHPD(odd[i], even[i], Y5)
		VMOVUPD(Y4, Mem{Base: to}.Offset(2*i*columnBytes))
		VMOVUPD(Y5, Mem{Base: to}.Offset((2*i+1)*columnBytes))
	}
	for _, p := range ahead {
		PREFETCHT0(Mem{Base: p, Index: j, Scale: 1})
	}
	ADDQ(U32(turned*columnBytes), to)
	ADDQ(Imm(8*turned), j)
	CMPQ(j, cols)
	JL(LabelRef("columns"))

	ADDQ(Imm(8*turned), x)
	ADDQ(Imm(4*turned), index)
	ADDQ(Imm(4*turned), next)
	DECQ(groups)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// assign writes the kernels that look for the nearest centres. Rows are in lanes:
// a block has as many bytes in a column for both types of numbers.
func assign() {
	for _, f32 := range []bool{false, true} {
		for _, s := range []search{
			{vector: vector{f32: f32}, rows: 2},
			{vector: vector{f32: f32, wide: true}, rows: 4},
			{vector: vector{f32: f32}, rows: 2, two: true, spill: everything},
			{vector: vector{f32: f32, wide: true}, rows: 4, two: true, spill: labels},
		} {
			s.write()
		}
	}
}

const (
	columnBytes = 256 // what a column of a block takes
	tileCenters = 4   // centres in a tile; fewer in the last one
)

// A search is one kernel: a tile of the distances of some vectors of rows to some
// centres is computed in registers, and each distance is compared with the nearest
// so far, in ascending order of the centres.
type search struct {
	vector
	rows  int  // vectors of rows in a tile
	two   bool // look for the second nearest too
	spill spill
}

// spill is what of the two nearest so far is in memory while a tile is computed.
type spill int

const (
	nothing spill = iota
	labels
	everything
)

// state is the nearest so far of the lanes of one vector: in registers, or in
// memory while the next tile is computed.
type state struct {
	dist, label, distSecond, second VecPhysical
}

func (s search) name() string {
	name := "assign"
	if s.two {
		name += "Two"
	}
	return name + s.suffix()
}

func (s search) write() {
	what := "the nearest"
	ints, dists := "label *int32", "dist"
	if s.two {
		what = "the two nearest"
		ints, dists = "label, second *int32", "dist, distSecond"
	}
	TEXT(s.name(), NOSPLIT, fmt.Sprintf("func(%s, %s, x, centers *%s, blocks, k, d, first int) int", ints, dists, s.number()))
	Doc(s.name()+" finds "+what+" of k > 0 centres for the rows of some full blocks.",
		"The number of the first centre is first; if it is not 0, the search goes on from",
		"what label and dist hold. The result is not 0 if some label is −1 afterwards.")
	Pragma("noescape")

	label, dist := param("label"), param("dist")
	var second, distSecond GPVirtual
	if s.two {
		second, distSecond = param("second"), param("distSecond")
	}
	x := param("x")
	d1, d3 := param("d"), GP64() // bytes of a centre, and three times that
	SHLQ(Imm(s.shift()), d1)
	LEAQ(Mem{Base: d1, Index: d1, Scale: 2}, d3)
	number, left, c, part := GP64(), GP64(), GP64(), GP64()
	blocks, missing := address(Param("blocks")), address(ReturnIndex(0))
	MOVQ(I32(0), missing)
	parts := columnBytes / s.bytes() / s.rows

	st, slots := s.states()
	scratch := s.scratch()

	Label("block")
	MOVQ(U32(parts), part)
	Label("part")
	{
		Load(Param("centers"), c)
		Load(Param("k"), left)
		Load(Param("first"), number)
		TESTQ(number, number)
		JNZ(LabelRef("resume"))
		for v := range st {
			s.start(st[v])
			s.park(slots, v, st[v])
		}
		JMP(LabelRef("tiles"))
		Label("resume")
		for v := range st {
			s.loadNumbers(Mem{Base: dist}.Offset(v*s.bytes()), st[v].dist)
			s.loadLabels(Mem{Base: label}.Offset(v*s.labelBytes()), st[v].label)
			if s.two {
				s.loadNumbers(Mem{Base: distSecond}.Offset(v*s.bytes()), st[v].distSecond)
				s.loadLabels(Mem{Base: second}.Offset(v*s.labelBytes()), st[v].second)
			}
			s.park(slots, v, st[v])
		}

		Label("tiles")
		CMPQ(left, Imm(tileCenters))
		JL(LabelRef("rest"))
		s.tile(tileCenters, "tile", x, c, d1, d3, number, st, slots)
		ADDQ(d3, c)
		SUBQ(Imm(uint64(tileCenters)), left)
		JMP(LabelRef("tiles"))
		Label("rest")
		for r := tileCenters - 1; r > 0; r-- {
			CMPQ(left, Imm(uint64(r)))
			JE(LabelRef(fmt.Sprintf("rest%d", r)))
		}
		JMP(LabelRef("finish"))
		for r := tileCenters - 1; r > 0; r-- {
			Label(fmt.Sprintf("rest%d", r))
			s.tile(r, fmt.Sprintf("tile%d", r), x, c, d1, d3, number, st, slots)
			if r > 1 {
				JMP(LabelRef("finish"))
			}
		}

		Label("finish")
		sign := scratch[0]
		for v := range st {
			s.fetch(slots, v, st[v])
			last := st[v].label
			if s.two {
				last = st[v].second
			}
			if v == 0 {
				s.move(last, sign)
			} else {
				s.or(last, sign)
			}
			s.storeNumbers(st[v].dist, Mem{Base: dist}.Offset(v*s.bytes()))
			s.storeLabels(st[v].label, scratch[1], Mem{Base: label}.Offset(v*s.labelBytes()))
			if s.two {
				s.storeNumbers(st[v].distSecond, Mem{Base: distSecond}.Offset(v*s.bytes()))
				s.storeLabels(st[v].second, scratch[1], Mem{Base: second}.Offset(v*s.labelBytes()))
			}
		}
		s.orSigns(sign, missing)
	}
	ADDQ(U32(s.rows*s.bytes()), x)
	ADDQ(U32(s.rows*s.bytes()), dist)
	ADDQ(U32(s.rows*s.labelBytes()), label)
	if s.two {
		ADDQ(U32(s.rows*s.bytes()), distSecond)
		ADDQ(U32(s.rows*s.labelBytes()), second)
	}
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

// tile computes the distances to the next r centres and compares them. It leaves c
// one centre further on.
func (s search) tile(r int, label string, x, c, d1, d3, number GPVirtual, st []state, slots []slot) {
	at := []Mem{{Base: c}, {Base: c, Index: d1, Scale: 1}, {Base: c, Index: d1, Scale: 2}, {Base: c, Index: d3, Scale: 1}}
	scratch := s.scratch()
	rows, center, t := scratch[:s.rows], scratch[s.rows], scratch[s.rows+1]
	sum := func(i, v int) VecPhysical { return s.register(i*s.rows + v) }
	column, j, ahead := GP64(), GP64(), GP64()
	MOVQ(x, column)
	Load(Param("d"), j)

	// On the way, the first tile asks for the next block, or the first two do so, two
	// cache lines a column each; those that follow ask for what is there.
	lines := s.rows * s.bytes() / 64
	XORQ(ahead, ahead)
	CMPQ(number, Imm(uint64(tileCenters*max(1, lines/2))))
	JGE(LabelRef(label + "first"))
	MOVQ(j, ahead)
	SHLQ(Imm(8), ahead)
	if lines > 2 {
		TESTQ(number, number)
		JZ(LabelRef(label + "first"))
		ADDQ(U32(128), ahead)
	}
	Label(label + "first")
	step := func(add func(t, sum Op)) {
		for v := range rows {
			s.loadNumbers(Mem{Base: column}.Offset(v*s.bytes()), rows[v])
		}
		for i := range r {
			s.broadcast(at[i], center)
			for v := range rows {
				s.sub(center, rows[v], t)
				add(t, sum(i, v))
			}
		}
		for line := range min(lines, 2) {
			PREFETCHT0(Mem{Base: column, Index: ahead, Scale: 1}.Offset(64 * line))
		}
		ADDQ(U32(columnBytes), column)
		ADDQ(Imm(uint64(s.elem())), c)
		DECQ(j)
	}
	step(func(t, sum Op) { s.mul(t, t, sum) }) // the square is what fma adds to 0
	JZ(LabelRef(label + "compare"))
	Label(label)
	step(func(t, sum Op) { s.fma(t, t, sum) })
	JNZ(LabelRef(label))

	Label(label + "compare")
	k := scratch[0]
	if s.spill == nothing {
		for i := range r {
			s.broadcastNumber(number, k)
			INCQ(number)
			for v := range st {
				s.compare(sum(i, v), k, st[v], scratch[1:])
			}
		}
		return
	}
	for v := range st {
		s.fetch(slots, v, st[v])
		for i := range r {
			s.broadcastNumber(number, k)
			INCQ(number)
			s.compare(sum(i, v), k, st[v], scratch[1:])
		}
		s.park(slots, v, st[v])
		if v < len(st)-1 {
			SUBQ(Imm(uint64(r)), number)
		}
	}
}

// compare makes centre k the nearest in the lanes where its distance is below that of
// the nearest so far, or the second nearest. NaN is below nothing: the smaller
// of two is the second operand (the first in this order) if one of them is NaN.
func (s search) compare(dist, k VecPhysical, st state, scratch []VecPhysical) {
	less := s.less(dist, st.dist, scratch[0])
	if s.two {
		s.choose(s.less(dist, st.distSecond, scratch[1]), k, st.second)
		s.choose(less, st.label, st.second)
		s.max(dist, st.dist, scratch[1])
		s.min(st.distSecond, scratch[1], st.distSecond)
	}
	s.choose(less, k, st.label)
	s.min(st.dist, dist, st.dist)
}

// The registers of a kernel: the sums of a tile, then what a tile and the comparison
// use in turn (rows, a centre, a difference), then the nearest so far.

func (s search) scratch() []VecPhysical {
	out := make([]VecPhysical, s.rows+2)
	for i := range out {
		out[i] = s.register(s.rows*tileCenters + i)
	}
	return out
}

// states returns where the nearest so far of each vector is. All have the same
// registers if they are in memory between their turns.
func (s search) states() ([]state, []slot) {
	scratch := s.scratch()
	next := s.rows*tileCenters + len(scratch)
	take := func() VecPhysical {
		next++
		return s.register(next - 1)
	}
	st := make([]state, s.rows)
	for v := range st {
		if s.spill == everything && v > 0 {
			st[v] = st[0]
			continue
		}
		st[v].dist = take()
		if s.two {
			st[v].distSecond = take()
		}
		if s.spill == labels {
			st[v].label, st[v].second = scratch[3], scratch[4]
			continue
		}
		st[v].label = take()
		if s.two {
			st[v].second = take()
		}
	}
	if s.spill == nothing {
		return st, nil
	}
	slots := make([]slot, s.rows)
	n := len(s.spilled(st[0]))
	local, room := AllocLocal((n*s.rows+1)*s.bytes()), GP64() // the stack is not aligned
	LEAQ(local.Offset(s.bytes()-1), room)
	ANDQ(I8(-s.bytes()), room)
	for v := range slots {
		for i := range n {
			slots[v] = append(slots[v], Mem{Base: room}.Offset((n*v+i)*s.bytes()))
		}
	}
	return st, slots
}

// A slot is the place of a state in memory.
type slot []Mem

// spilled returns the parts of a state that are in memory between tiles.
func (s search) spilled(st state) []VecPhysical {
	switch {
	case s.spill == nothing:
		return nil
	case s.spill == labels:
		return []VecPhysical{st.label, st.second}
	}
	return []VecPhysical{st.label, st.second, st.dist, st.distSecond}
}

func (s search) park(slots []slot, v int, st state) {
	for i, r := range s.spilled(st) {
		s.storeNumbers(r, slots[v][i])
	}
}

func (s search) fetch(slots []slot, v int, st state) {
	for i, r := range s.spilled(st) {
		s.loadNumbers(slots[v][i], r)
	}
}

// start sets the distances to +Inf and the labels to −1.
func (s search) start(st state) {
	value := GP64()
	MOVQ(U64(s.infinity()), value)
	s.broadcastNumber(value, st.dist)
	MOVQ(I32(-1), value)
	s.broadcastNumber(value, st.label)
	if s.two {
		s.move(st.dist, st.distSecond)
		s.move(st.label, st.second)
	}
}

package main

import (
	"strconv"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// reduce writes the reductions along vectors: eight lanes of float64 or sixteen
// of float32, in two registers or in a wide one.
func reduce() {
	table := tails("tails", 64)
	for _, v := range both {
		for _, kind := range []struct{ wide, more bool }{{}, {more: true}, {wide: true}} {
			v.wide = kind.wide
			reduction(v, "dot", "x, y", kind.more, table, func(p, y Op) { v.mul(y, p, p) })
			reduction(v, "sqDist", "x, y", kind.more, table, func(p, y Op) {
				v.sub(y, p, p)
				v.mul(p, p, p)
			})
			reduction(v, "sum", "x", kind.more, table, nil)
		}
	}
}

// reduction writes one reduction of one kind; with more it goes on from lanes in memory.
// term makes an element of x into the term that is added to its lane, with the element of
// y if there is one.
func reduction(v vector, name, params string, more bool, table Mem, term func(p, y Op)) {
	group := 64 / v.elem()
	if more {
		name += "More"
	}
	name += v.suffix()
	if !more {
		TEXT(name, NOSPLIT, "func("+params+" []"+v.number()+") "+v.number())
		Doc(name + " returns the sum of the terms.")
	} else {
		TEXT(name, NOSPLIT, "func(lanes *["+strconv.Itoa(group)+"]"+v.number()+", "+params+" []"+v.number()+") "+v.number())
		Doc(name+" returns the sum of the terms and of the lanes, which are left as they were",
			"before they were summed.")
	}
	Pragma("noescape")
	inputs := []Mem{slice("x")}
	if term != nil {
		inputs = append(inputs, slice("y"))
	}
	n := length("x")

	l := []VecVirtual{YMM(), YMM()}
	var lanes Mem
	if more {
		lanes = Mem{Base: Load(Param("lanes"), GP64())}
	}
	for i := range l {
		if more {
			v.loadNumbers(lanes.Offset(32*i), l[i])
		} else {
			VXORPD(l[i], l[i], l[i])
		}
	}

	// Two groups at a time, one group, what is left of a group.
	addGroups := func(groups int) {
		for at := 0; at < 64*groups; {
			p, lane := YMM(), l[at/32%2]
			next := at + 32
			if v.wide {
				p, lane, next = ZMM(), l[0].AsZ().(VecVirtual), at+64
			}
			v.loadNumbers(inputs[0].Offset(at), p)
			if term != nil {
				term(p, inputs[1].Offset(at))
			}
			v.add(p, lane, lane)
			at = next
		}
		for _, in := range inputs {
			ADDQ(Imm(uint64(64*groups)), in.Base)
		}
	}
	pairs := GP64()
	MOVQ(n, pairs)
	SHRQ(Imm(log2(2*group)), pairs)
	JZ(LabelRef("one"))
	Label("two")
	addGroups(2)
	DECQ(pairs)
	JNZ(LabelRef("two"))
	if !v.wide {
		ANDQ(Imm(uint64(2*group-1)), n)
		JZ(LabelRef("done"))
	}
	Label("one")
	TESTQ(U32(group), n)
	JZ(LabelRef("tail"))
	addGroups(1)
	Label("tail")
	if v.wide {
		VEXTRACTF64X4(Imm(1), l[0].AsZ(), l[1])
	}
	ANDQ(Imm(uint64(group-1)), n)
	JZ(LabelRef("done"))
	for i, mask := range v.tail(table, 64, n) {
		// The terms of what is masked off are +0, and a lane is never −0.
		p := YMM()
		v.loadMasked(inputs[0].Offset(32*i), mask, p)
		if term != nil {
			q := YMM()
			v.loadMasked(inputs[1].Offset(32*i), mask, q)
			term(p, q)
		}
		v.add(p, l[i], l[i])
	}
	Label("done")
	if more {
		for i := range l {
			v.storeNumbers(l[i], lanes.Offset(32*i))
		}
	}
	addLanes(v, l)
	v.moveOne(l[0].AsX(), address(ReturnIndex(0)))
	VZEROUPPER()
	RET()
}

// addLanes adds the upper half of the lanes to the lower one until one is left.
func addLanes(v vector, l []VecVirtual) {
	x, h := l[0].AsX(), XMM()
	v.add(l[1], l[0], l[0])
	VEXTRACTF128(Imm(1), l[0], h)
	v.add(h, x, x)
	VPERMILPD(Imm(1), x, h)
	if v.elem() == 4 {
		v.add(h, x, x)
		VMOVSHDUP(x, h)
	}
	v.addOne(h, x, x)
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// elementwise writes what treats each element by itself.
func elementwise() {
	for _, v := range both {
		axpy(v)
		scale(v)
	}
	add(both[0])
}

func axpy(v vector) {
	name := "axpy" + v.suffix()
	TEXT(name, NOSPLIT, "func(alpha "+v.number()+", x, y []"+v.number()+")")
	Doc(name + " adds alpha·x to y.")
	Pragma("noescape")
	alpha := factor(v)
	x, y := slice("x"), slice("y")
	each(v, length("x"), []Mem{x, y}, func(at int) {
		p := YMM()
		v.loadNumbers(x.Offset(at), p)
		v.mul(alpha, p, p)
		v.add(y.Offset(at), p, p)
		v.storeNumbers(p, y.Offset(at))
	}, func() {
		p := XMM()
		v.moveOne(x, p)
		v.mulOne(alpha.AsX(), p, p)
		v.addOne(y, p, p)
		v.moveOne(p, y)
	})
}

func scale(v vector) {
	name := "scale" + v.suffix()
	TEXT(name, NOSPLIT, "func(alpha "+v.number()+", x []"+v.number()+")")
	Doc(name + " multiplies x by alpha.")
	Pragma("noescape")
	alpha := factor(v)
	x := slice("x")
	each(v, length("x"), []Mem{x}, func(at int) {
		p := YMM()
		v.mul(x.Offset(at), alpha, p)
		v.storeNumbers(p, x.Offset(at))
	}, func() {
		p := XMM()
		v.mulOne(x, alpha.AsX(), p)
		v.moveOne(p, x)
	})
}

func add(v vector) {
	name := "add" + v.suffix()
	TEXT(name, NOSPLIT, "func(dst, x []"+v.number()+")")
	Doc(name + " adds x to dst.")
	Pragma("noescape")
	dst, x := slice("dst"), slice("x")
	each(v, length("x"), []Mem{dst, x}, func(at int) {
		p := YMM()
		v.loadNumbers(dst.Offset(at), p)
		v.add(x.Offset(at), p, p)
		v.storeNumbers(p, dst.Offset(at))
	}, func() {
		p := XMM()
		v.moveOne(dst, p)
		v.addOne(x, p, p)
		v.moveOne(p, dst)
	})
}

// factor loads alpha into all elements of a register.
func factor(v vector) VecVirtual {
	a := YMM()
	v.broadcast(address(Param("alpha")), a)
	return a
}

// each goes through n elements: four registers at a time, one register, one
// element. register works on the one at a distance in bytes, single on the
// first element.
func each(v vector, n Register, slices []Mem, register func(at int), single func()) {
	loop := func(name string, elements int, body func()) {
		count := GP64()
		MOVQ(n, count)
		if elements > 1 {
			SHRQ(Imm(log2(elements)), count)
			ANDQ(Imm(uint64(elements-1)), n)
		}
		TESTQ(count, count)
		JZ(LabelRef(name + "Done"))
		Label(name)
		body()
		for _, s := range slices {
			ADDQ(Imm(uint64(elements*v.elem())), s.Base)
		}
		DECQ(count)
		JNZ(LabelRef(name))
		Label(name + "Done")
	}
	loop("four", 4*v.lanes(), func() {
		for i := range 4 {
			register(32 * i)
		}
	})
	loop("one", v.lanes(), func() { register(0) })
	loop("single", 1, single)
	VZEROUPPER()
	RET()
}

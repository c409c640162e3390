package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// elementwise writes what treats each element by itself.
func elementwise() {
	for _, k := range kinds {
		axpy(k)
		scale(k)
		add(k)
	}
}

func axpy(k kind) {
	name := "axpy" + k.suffix + "AVX2"
	TEXT(name, NOSPLIT, "func(alpha "+k.name+", x, y []"+k.name+")")
	Doc(name + " adds alpha·x to y.")
	Pragma("noescape")
	alpha := factor(k)
	x, y := slice("x"), slice("y")
	each(k, Load(Param("x").Len(), GP64()), []Mem{x, y}, func(at int) {
		p := YMM()
		k.move(x.Offset(at), p)
		k.mul(alpha, p, p)
		k.add(y.Offset(at), p, p)
		k.move(p, y.Offset(at))
	}, func() {
		p := XMM()
		k.moveOne(x, p)
		k.mulOne(alpha.AsX(), p, p)
		k.addOne(y, p, p)
		k.moveOne(p, y)
	})
}

func scale(k kind) {
	name := "scale" + k.suffix + "AVX2"
	TEXT(name, NOSPLIT, "func(alpha "+k.name+", x []"+k.name+")")
	Doc(name + " multiplies x by alpha.")
	Pragma("noescape")
	alpha := factor(k)
	x := slice("x")
	each(k, Load(Param("x").Len(), GP64()), []Mem{x}, func(at int) {
		p := YMM()
		k.mul(x.Offset(at), alpha, p)
		k.move(p, x.Offset(at))
	}, func() {
		p := XMM()
		k.mulOne(x, alpha.AsX(), p)
		k.moveOne(p, x)
	})
}

func add(k kind) {
	name := "add" + k.suffix + "AVX2"
	TEXT(name, NOSPLIT, "func(dst, x []"+k.name+")")
	Doc(name + " adds x to dst.")
	Pragma("noescape")
	dst, x := slice("dst"), slice("x")
	each(k, Load(Param("x").Len(), GP64()), []Mem{dst, x}, func(at int) {
		p := YMM()
		k.move(dst.Offset(at), p)
		k.add(x.Offset(at), p, p)
		k.move(p, dst.Offset(at))
	}, func() {
		p := XMM()
		k.moveOne(dst, p)
		k.addOne(x, p, p)
		k.moveOne(p, dst)
	})
}

// factor loads alpha into all elements of a register.
func factor(k kind) VecVirtual {
	a := YMM()
	k.broadcast(address(Param("alpha")), a)
	return a
}

// each goes through n elements: four registers at a time, one register, one
// element. register works on the one at a distance in bytes, single on the
// first element.
func each(k kind, n Register, slices []Mem, register func(at int), single func()) {
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
			ADDQ(Imm(uint64(elements*k.size)), s.Base)
		}
		DECQ(count)
		JNZ(LabelRef(name))
		Label(name + "Done")
	}
	loop("four", 4*k.perRegister(), func() {
		for i := range 4 {
			register(32 * i)
		}
	})
	loop("one", k.perRegister(), func() { register(0) })
	loop("single", 1, single)
	VZEROUPPER()
	RET()
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// riccati writes LaneAxpy and LaneRiccati.
func riccati() {
	for _, v := range []vector{{}, {wide: true}} {
		laneAxpy(v)
		laneRiccati(v)
	}
}

// laneAxpy writes the kernel of LaneAxpy.
func laneAxpy(v vector) {
	name := "laneAxpy" + v.suffix()
	TEXT(name, NOSPLIT, "func(dst, src, x, a *float64, n int)")
	Doc(name + " sets n rows of eight numbers to src + x·a, n > 0.")
	Pragma("noescape")
	dst, src, x, a, n := param("dst"), param("src"), param("x"), param("a"), param("n")
	parts := schurRow / v.bytes()
	row := func(p int) Op { return v.register(parts + p) }
	for p := range parts {
		v.loadNumbers(Mem{Base: a}.Offset(p*v.bytes()), v.register(p))
	}
	Label("row")
	for p := range parts {
		at := p * v.bytes()
		v.mul(Mem{Base: x}.Offset(at), v.register(p), row(p))
		v.add(Mem{Base: src}.Offset(at), row(p), row(p))
	}
	for p := range parts {
		v.storeNumbers(v.register(parts+p), Mem{Base: dst}.Offset(p*v.bytes()))
	}
	ADDQ(Imm(schurRow), dst)
	ADDQ(Imm(schurRow), src)
	ADDQ(Imm(schurRow), x)
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// laneRiccati writes the kernel of LaneRiccati for some rows.
func laneRiccati(v vector) {
	name := "laneRiccati" + v.suffix()
	TEXT(name, NOSPLIT, "func(p, theta, m, inv *float64, stride, width, rows int)")
	Doc(name + " is LaneRiccati for the lanes of one register and the first rows, rows > 0.")
	Pragma("noescape")
	p, theta, m, next, n, rows := param("p"), param("theta"), param("m"), param("stride"), param("width"), param("rows")
	inv, u, x, y, noise := v.register(0), v.register(1), v.register(2), v.register(3), v.register(4)
	v.loadNumbers(Mem{Base: param("inv")}, inv)
	INCQ(next)
	SHLQ(Imm(log2(schurRow)), next)
	SHLQ(Imm(log2(schurRow)), n)
	from, i := GP64(), GP64()
	at := func(base, index GPVirtual) Mem { return Mem{Base: base, Index: index, Scale: 1} }

	Label("row")
	v.loadNumbers(Mem{Base: theta}, noise)
	SUBQ(Imm(schurRow), n)
	JZ(LabelRef("last"))
	v.mul(Mem{Base: m}.Offset(schurRow), inv, u)
	LEAQ(at(p, next), from)
	XORQ(i, i)
	Label("element")
	v.mul(at(m, i).Offset(schurRow), u, x)
	v.loadNumbers(at(from, i), y)
	v.sub(x, y, x)
	v.mul(at(theta, i), noise, y)
	v.add(y, x, x)
	v.storeNumbers(x, at(p, i))
	ADDQ(Imm(schurRow), i)
	CMPQ(i, n)
	JNE(LabelRef("element"))
	Label("last")
	v.mul(at(theta, n), noise, x)
	v.storeNumbers(x, at(p, n))
	ADDQ(next, p)
	ADDQ(Imm(schurRow), theta)
	ADDQ(Imm(schurRow), m)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// riccati writes LaneAxpy, LaneRiccati and LaneSee.
func riccati() {
	for _, v := range []vector{{}, {wide: true}} {
		laneAxpy(v)
		laneRiccati(v, false)
		laneRiccati(v, true)
		laneSee(v)
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

// laneRiccati writes the kernel of LaneRiccati for some rows, or that of LaneRiccatiQuiet.
func laneRiccati(v vector, quiet bool) {
	name, noisy := "laneRiccati", "theta, "
	if quiet {
		name, noisy = "laneRiccatiQuiet", ""
	}
	TEXT(name+v.suffix(), NOSPLIT, "func(p, "+noisy+"m, inv *float64, stride, width, rows int)")
	Doc(name + v.suffix() + " is " + "L" + name[1:] + " for the lanes of one register and the first rows, rows > 0.")
	Pragma("noescape")
	p, m, next, n, rows := param("p"), param("m"), param("stride"), param("width"), param("rows")
	inv, u, x, y, noise := v.register(0), v.register(1), v.register(2), v.register(3), v.register(4)
	v.loadNumbers(Mem{Base: param("inv")}, inv)
	var theta GPVirtual
	if !quiet {
		theta = param("theta")
	}
	INCQ(next)
	SHLQ(Imm(log2(schurRow)), next)
	SHLQ(Imm(log2(schurRow)), n)
	from, i := GP64(), GP64()
	at := func(base, index GPVirtual) Mem { return Mem{Base: base, Index: index, Scale: 1} }

	Label("row")
	if !quiet {
		v.loadNumbers(Mem{Base: theta}, noise)
	}
	SUBQ(Imm(schurRow), n)
	JZ(LabelRef("last"))
	v.mul(Mem{Base: m}.Offset(schurRow), inv, u)
	LEAQ(at(p, next), from)
	XORQ(i, i)
	Label("element")
	v.mul(at(m, i).Offset(schurRow), u, x)
	v.loadNumbers(at(from, i), y)
	v.sub(x, y, x)
	if !quiet {
		v.mul(at(theta, i), noise, y)
		v.add(y, x, x)
	}
	v.storeNumbers(x, at(p, i))
	ADDQ(Imm(schurRow), i)
	CMPQ(i, n)
	JNE(LabelRef("element"))
	Label("last")
	if quiet {
		v.clear(x)
	} else {
		v.mul(at(theta, n), noise, x)
		ADDQ(Imm(schurRow), theta)
	}
	v.storeNumbers(x, at(p, n))
	ADDQ(next, p)
	ADDQ(Imm(schurRow), m)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// clear makes the lanes 0.
func (v vector) clear(r VecPhysical) {
	if v.wide {
		VPXORQ(r, r, r)
	} else {
		VXORPD(r, r, r)
	}
}

// laneSee writes the kernel of LaneSee.
func laneSee(v vector) {
	name := "laneSee" + v.suffix()
	TEXT(name, NOSPLIT, "func(sum, det, least, inv, f, m, e, mean *float64, eSkip, meanSkip, width, columns int)")
	Doc(name + " is LaneSee for the lanes of one register.")
	Pragma("noescape")
	f, inv, x, u, sum := v.register(0), v.register(1), v.register(2), v.register(3), v.register(4)
	v.loadNumbers(Mem{Base: param("f")}, f)
	bits := GP64()
	MOVQ(U64(math.Float64bits(1)), bits)
	v.broadcastNumber(bits, x)
	VDIVPD(f, x, inv)
	v.storeNumbers(inv, Mem{Base: param("inv")})
	det, least := param("det"), param("least")
	v.mul(Mem{Base: det}, f, x)
	v.storeNumbers(x, Mem{Base: det})
	v.loadNumbers(Mem{Base: least}, x)
	v.min(f, x, x)
	v.storeNumbers(x, Mem{Base: least})

	sums, m, e, mean := param("sum"), param("m"), param("e"), param("mean")
	eSkip, meanSkip, n, columns := param("eSkip"), param("meanSkip"), param("width"), param("columns")
	SHLQ(Imm(3), eSkip)
	SHLQ(Imm(3), meanSkip)
	DECQ(n)
	SHLQ(Imm(log2(schurRow)), n)
	v.loadNumbers(Mem{Base: sums}, sum)
	i := GP64()
	at := func(base GPVirtual, rows int) Mem { return Mem{Base: base, Index: i, Scale: 1}.Offset(rows * schurRow) }

	Label("column")
	v.loadNumbers(Mem{Base: e}, x)
	v.sub(Mem{Base: mean}, x, x)
	v.storeNumbers(x, Mem{Base: e})
	v.mul(inv, x, u)
	v.mul(x, u, x)
	v.add(x, sum, sum)
	XORQ(i, i)
	CMPQ(i, n)
	JE(LabelRef("last"))
	Label("element")
	v.mul(at(m, 1), u, x)
	v.add(at(mean, 1), x, x)
	v.storeNumbers(x, at(mean, 0))
	ADDQ(Imm(schurRow), i)
	CMPQ(i, n)
	JNE(LabelRef("element"))
	Label("last")
	v.clear(x)
	v.storeNumbers(x, at(mean, 0))
	ADDQ(eSkip, e)
	ADDQ(meanSkip, mean)
	DECQ(columns)
	JNZ(LabelRef("column"))
	v.storeNumbers(sum, Mem{Base: sums})
	VZEROUPPER()
	RET()
}

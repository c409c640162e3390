package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// schurRow is the distance in bytes from an element of eight lanes to the next one.
const schurRow = 64

// schur writes the recursions of SchurPairs, for all lanes or half of them.
func schur() {
	for _, v := range []vector{{}, {wide: true}} {
		pairOfSteps{v, 1}.write()
		pairOfSteps{v, 2}.write()
		addOuter(v)
		laneProducts(v)
		laneSquares(v)
	}
}

// pairOfSteps is one kernel. With a second column it keeps the innovations and inverse variances
// instead of the sum of squares.
type pairOfSteps struct {
	vector
	columns int
}

// Registers. What ends in 2 belongs to the second step.
func (s pairOfSteps) one() VecPhysical       { return s.register(0) }
func (s pairOfSteps) sum() VecPhysical       { return s.register(1) }
func (s pairOfSteps) det() VecPhysical       { return s.register(2) }
func (s pairOfSteps) g() VecPhysical         { return s.register(3) }
func (s pairOfSteps) g2() VecPhysical        { return s.register(4) }
func (s pairOfSteps) u(c int) VecPhysical    { return s.register(5 + c) }
func (s pairOfSteps) u2(c int) VecPhysical   { return s.register(7 + c) }
func (s pairOfSteps) x() VecPhysical         { return s.register(9) }
func (s pairOfSteps) x2() VecPhysical        { return s.register(10) }
func (s pairOfSteps) y() VecPhysical         { return s.register(11) }
func (s pairOfSteps) y2() VecPhysical        { return s.register(12) }
func (s pairOfSteps) t() VecPhysical         { return s.register(13) }
func (s pairOfSteps) f() VecPhysical         { return s.register(14) }
func (s pairOfSteps) inv() VecPhysical       { return s.register(15) }
func (s pairOfSteps) take(a, b, to Register) { s.mul(a, b, s.t()); s.sub(s.t(), to, to) } // to −= a·b

func (s pairOfSteps) write() {
	name, sums, columns := "schurPairs", "sum, det", "e"
	if s.columns == 2 {
		name, sums, columns = "schurPairsTwo", "det, inv", "e, e2"
	}
	name += s.suffix()
	TEXT(name, NOSPLIT, "func("+sums+", "+columns+", l, m *float64, width, pairs int)")
	Doc(name + " is SchurPairs for the lanes of one register.")
	Pragma("noescape")
	e := []GPVirtual{param("e")}
	var sum, invs GPVirtual
	if s.columns == 2 {
		e = append(e, param("e2"))
		invs = param("inv")
	} else {
		sum = param("sum")
	}
	det, l, m := param("det"), param("l"), param("m")
	width, pairs := param("width"), param("pairs")

	// Inside of a step, i runs from −(width−2) rows to 0 behind the ends.
	SUBQ(Imm(2), width)
	SHLQ(Imm(log2(schurRow)), width)
	ADDQ(width, m)
	bits := GP64()
	MOVQ(U64(math.Float64bits(1)), bits)
	s.broadcastNumber(bits, s.one())
	s.loadNumbers(Mem{Base: det}, s.det())
	if s.columns == 1 {
		s.loadNumbers(Mem{Base: sum}, s.sum())
	}
	start, i := GP64(), GP64()
	MOVQ(width, start)
	NEGQ(start)
	ahead := func(base GPVirtual, rows int) Mem {
		return Mem{Base: base, Index: i, Scale: 1}.Offset(rows * schurRow)
	}

	Label("pair")
	MOVQ(start, i)
	// The first step up to element 1, and the second one's innovation.
	s.loadNumbers(ahead(m, 0), s.f())
	s.invert(invs, 0)
	s.loadNumbers(Mem{Base: l}, s.y())
	s.mul(s.inv(), s.y(), s.g())
	s.innovate(e, 0, s.u)
	s.mul(s.f(), s.det(), s.det())
	s.take(s.y(), s.g(), s.f())
	s.loadNumbers(ahead(m, 1), s.x())
	s.loadNumbers(Mem{Base: l}.Offset(schurRow), s.y())
	s.mul(s.x(), s.g(), s.t())
	s.sub(s.t(), s.y(), s.y2())
	for c, at := range e {
		s.loadNumbers(Mem{Base: at}.Offset(schurRow), s.x2())
		s.take(s.x(), s.u(c), s.x2())
		s.storeNumbers(s.x2(), Mem{Base: at}.Offset(schurRow))
	}
	s.take(s.y(), s.g(), s.x())
	// The second step.
	s.invert(invs, 1)
	s.mul(s.inv(), s.y2(), s.g2())
	s.innovate(e, 1, s.u2)
	s.mul(s.f(), s.det(), s.det())
	s.take(s.y2(), s.g2(), s.f())
	s.storeNumbers(s.f(), ahead(m, 0))
	for _, base := range append(e, l) {
		ADDQ(width, base)
	}
	TESTQ(i, i)
	JZ(LabelRef("last"))

	Label("element")
	s.loadNumbers(ahead(m, 2), s.x2())
	s.loadNumbers(ahead(l, 2), s.y())
	s.mul(s.x2(), s.g(), s.t())
	s.sub(s.t(), s.y(), s.y2())
	for c, at := range e {
		s.loadNumbers(ahead(at, 2), s.f())
		s.take(s.x2(), s.u(c), s.f())
		s.take(s.x(), s.u2(c), s.f())
		s.storeNumbers(s.f(), ahead(at, 2))
	}
	s.take(s.y(), s.g(), s.x2()) // the x of the next element
	s.mul(s.x(), s.g2(), s.t())
	s.sub(s.t(), s.y2(), s.inv())
	s.storeNumbers(s.inv(), ahead(l, 2))
	s.take(s.y2(), s.g2(), s.x())
	s.storeNumbers(s.x(), ahead(m, 1))
	s.move(s.x2(), s.x())
	ADDQ(Imm(schurRow), i)
	JNZ(LabelRef("element"))

	Label("last")
	for c, at := range e {
		s.loadNumbers(ahead(at, 2), s.f())
		s.take(s.x(), s.u2(c), s.f())
		s.storeNumbers(s.f(), ahead(at, 2))
	}
	s.zero(s.y())
	s.take(s.x(), s.g2(), s.y())
	s.storeNumbers(s.y(), ahead(l, 2))
	s.storeNumbers(s.x(), ahead(m, 1))
	for _, base := range append(e, l) {
		SUBQ(width, base)
		ADDQ(U32(2*schurRow), base)
	}
	if s.columns == 2 {
		ADDQ(U32(2*schurRow), invs)
	}
	DECQ(pairs)
	JNZ(LabelRef("pair"))

	s.storeNumbers(s.det(), Mem{Base: det})
	if s.columns == 1 {
		s.storeNumbers(s.sum(), Mem{Base: sum})
	}
	VZEROUPPER()
	RET()
}

// invert computes 1/f of a step.
func (s pairOfSteps) invert(invs GPVirtual, step int) {
	VDIVPD(s.f(), s.one(), s.inv())
	if s.columns == 2 {
		s.storeNumbers(s.inv(), Mem{Base: invs}.Offset(step*schurRow))
	}
}

// innovate computes u of a step for each column.
func (s pairOfSteps) innovate(e []GPVirtual, step int, u func(int) VecPhysical) {
	for c, at := range e {
		s.loadNumbers(Mem{Base: at}.Offset(step*schurRow), s.x2())
		s.mul(s.inv(), s.x2(), u(c))
		if s.columns == 1 {
			s.mul(s.x2(), u(c), s.t())
			s.add(s.t(), s.sum(), s.sum())
		}
	}
}

func (s pairOfSteps) zero(r VecPhysical) {
	if s.wide {
		VPXORQ(r, r, r)
	} else {
		VXORPD(r, r, r)
	}
}

// addOuter writes the kernel that adds x[i]·a to row i.
func addOuter(v vector) {
	name := "addOuter" + v.suffix()
	TEXT(name, NOSPLIT, "func(dst, a, x *float64, n int)")
	Doc(name + " adds x[i]·a to each of n rows of eight numbers, n > 0.")
	Pragma("noescape")
	dst, a, x, n := param("dst"), param("a"), param("x"), param("n")
	parts := schurRow / v.bytes()
	number, row := v.register(2), v.register(3)
	for p := range parts {
		v.loadNumbers(Mem{Base: a}.Offset(p*v.bytes()), v.register(p))
	}
	Label("row")
	v.broadcast(Mem{Base: x}, number)
	for p := range parts {
		at := Mem{Base: dst}.Offset(p * v.bytes())
		v.mul(number, v.register(p), row)
		v.add(at, row, row)
		v.storeNumbers(row, at)
	}
	ADDQ(Imm(schurRow), dst)
	ADDQ(Imm(8), x)
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// laneProducts writes the kernel of LaneProducts.
func laneProducts(v vector) {
	name := "laneProducts" + v.suffix()
	TEXT(name, NOSPLIT, "func(xx, xy, x, y, w *float64, n int)")
	Doc(name + " is LaneProducts for the lanes of one register and n rows, n > 0.")
	Pragma("noescape")
	xx, xy := param("xx"), param("xy")
	sumXX, sumXY, x, weighted, t := v.register(0), v.register(1), v.register(2), v.register(3), v.register(4)
	v.loadNumbers(Mem{Base: xx}, sumXX)
	v.loadNumbers(Mem{Base: xy}, sumXY)
	eachRow(func(atX, atY, atW Mem) {
		v.loadNumbers(atX, x)
		v.mul(atW, x, weighted)
		v.mul(x, weighted, x)
		v.add(x, sumXX, sumXX)
		v.mul(atY, weighted, t)
		v.add(t, sumXY, sumXY)
	})
	v.storeNumbers(sumXX, Mem{Base: xx})
	v.storeNumbers(sumXY, Mem{Base: xy})
	VZEROUPPER()
	RET()
}

// laneSquares writes the kernel of LaneSquares.
func laneSquares(v vector) {
	name := "laneSquares" + v.suffix()
	TEXT(name, NOSPLIT, "func(sum, beta, x, y, w *float64, n int)")
	Doc(name + " is LaneSquares for the lanes of one register and n rows, n > 0.")
	Pragma("noescape")
	sum, factor := param("sum"), param("beta")
	total, beta, rest, t := v.register(0), v.register(1), v.register(2), v.register(3)
	v.loadNumbers(Mem{Base: sum}, total)
	v.loadNumbers(Mem{Base: factor}, beta)
	eachRow(func(atX, atY, atW Mem) {
		v.mul(atX, beta, t)
		v.loadNumbers(atY, rest)
		v.sub(t, rest, rest)
		v.mul(atW, rest, t)
		v.mul(rest, t, t)
		v.add(t, total, total)
	})
	v.storeNumbers(total, Mem{Base: sum})
	VZEROUPPER()
	RET()
}

// eachRow goes through the n rows of x, y and w, which are parameters.
func eachRow(body func(x, y, w Mem)) {
	x, y, w, n := param("x"), param("y"), param("w"), param("n")
	Label("row")
	body(Mem{Base: x}, Mem{Base: y}, Mem{Base: w})
	for _, base := range []GPVirtual{x, y, w} {
		ADDQ(Imm(schurRow), base)
	}
	DECQ(n)
	JNZ(LabelRef("row"))
}

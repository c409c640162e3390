package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// groups is the number of registers of C in a kernel of one column.
const groups = 4

// columns writes the kernel of one column of C for numbers of a size: a register holds as
// many rows as it has lanes, so the rows of A are turned, four columns at a time.
func columns(size int) func() {
	return func() {
		number := map[int]string{4: "float32", 8: "float64"}[size]
		name := map[int]string{4: "columnf32AVX2", 8: "columnAVX2"}[size]
		lanes := 32 / size
		TEXT(name, NOSPLIT, fmt.Sprintf("func(c *[%[2]d]%[1]s, a *%[1]s, rsa int, x *%[1]s, k int)", number, groups*lanes))
		Doc(fmt.Sprintf("%s goes k steps, a multiple of 4, on in %d chains: row i of A begins at i*rsa.", name, groups*lanes))
		Pragma("noescape")
		c, x, k := Load(Param("c"), GP64()), Load(Param("x"), GP64()), Load(Param("k"), GP64())
		rs := Load(Param("rsa"), GP64())
		SHLQ(Imm(map[int]uint64{4: 2, 8: 3}[size]), rs)
		rs3, rs5, rs7 := GP64(), GP64(), GP64()
		LEAQ(Mem{Base: rs, Index: rs, Scale: 2}, rs3)
		if size == 4 {
			LEAQ(Mem{Base: rs, Index: rs, Scale: 4}, rs5)
			LEAQ(Mem{Base: rs3, Index: rs, Scale: 4}, rs7)
		}
		a := make([]Register, groups)
		acc := make([]Register, groups)
		for g := range a {
			if g == 0 {
				a[g] = Load(Param("a"), GP64())
			} else {
				a[g] = GP64()
				LEAQ(Mem{Base: a[g-1], Index: rs, Scale: 4}, a[g])
				if size == 4 {
					LEAQ(Mem{Base: a[g], Index: rs, Scale: 4}, a[g])
				}
			}
			acc[g] = YMM()
			VMOVUPS(Mem{Base: c, Disp: 32 * g}, acc[g])
		}
		SHRQ(Imm(2), k)
		JZ(LabelRef("done"))
		Label("loop")
		factor := make([]Register, 4)
		for q := range factor {
			factor[q] = YMM()
			if size == 8 {
				VBROADCASTSD(Mem{Base: x, Disp: 8 * q}, factor[q])
			} else {
				VBROADCASTSS(Mem{Base: x, Disp: 4 * q}, factor[q])
			}
		}
		for g := range a {
			rows := []Mem{{Base: a[g]}, {Base: a[g], Index: rs, Scale: 1}, {Base: a[g], Index: rs, Scale: 2}, {Base: a[g], Index: rs3, Scale: 1}}
			more := []Mem{{Base: a[g], Index: rs, Scale: 4}, {Base: a[g], Index: rs5, Scale: 1}, {Base: a[g], Index: rs3, Scale: 2}, {Base: a[g], Index: rs7, Scale: 1}}
			in := make([]Register, 4)
			for i := range in {
				y := YMM()
				if size == 8 {
					VMOVUPS(rows[i], y)
				} else {
					VBROADCASTF128(rows[i], y)
					VINSERTF128(Imm(1), more[i], y, y)
				}
				in[i] = y
			}
			var out []Register
			if size == 8 {
				out = turn64(in)
			} else {
				out = turn32(in, func() Register { return YMM() })
			}
			for q, column := range out {
				if size == 8 {
					VFMADD231PD(column, factor[q], acc[g])
				} else {
					VFMADD231PS(column, factor[q], acc[g])
				}
			}
			ADDQ(Imm(uint64(4*size)), a[g])
		}
		ADDQ(Imm(uint64(4*size)), x)
		DECQ(k)
		JNZ(LabelRef("loop"))
		Label("done")
		for g := range acc {
			VMOVUPS(acc[g], Mem{Base: c, Disp: 32 * g})
		}
		VZEROUPPER()
		RET()
	}
}

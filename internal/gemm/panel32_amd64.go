// Code generated from panel_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/cpu"
)

// zmmRows32 and ymmRows32 are the rows of C that a kernel computes side by side, and the rows
// of a panel of packed A.
const (
	zmmRows32 = 8
	ymmRows32 = 4
)

// ymmLanes32 is how many numbers a register of AVX2 holds.
const ymmLanes32 = panelUnit32 / 2

// panelRows32 returns the rows of a panel of packed A.
func panelRows32() int {
	if cpu.AVX512 {
		return zmmRows32
	}
	return ymmRows32
}

// left32 is op(A) from some row and column on: the number in row i and column p of it is
// i*rs+p*cs further on than first within the first panelRows32 rows, and as far from ps,
// 2*ps ... for the rows that follow.
type left32 struct {
	first      *float32
	rs, cs, ps int
}

// right32 is op(B) from some row and column on: with ld above 0 row by row where it lies, the
// rows ld apart; with ld 0 in packed panels of panelCols32 columns, each ps after the one
// before it and as wide as it needs to be, and skip rows come before the first one.
type right32 struct {
	first        *float32
	ld, ps, skip int
}

// strip32 computes m×n numbers of C as chains of k steps that start from +0 or, with add 1, from
// what C holds.
func strip32(c *float32, ldc int, a *left32, b *right32, m, n, k, add int) {
	j := 0
	switch {
	case m == 1:
		j = row32(c, a, b, n, k, add)
	case n == 1 && a.cs == 1:
		i := column32(c, ldc, a, b, m, k, add)
		if i == m {
			return
		}
		rest := left32{after32(a.first, i*a.rs), a.rs, a.cs, a.ps}
		c, a, m = after32(c, i*ldc), &rest, m-i
	}
	if b.ld == 0 {
		for ; j < n; j += panelCols32 {
			ld := min(panelCols32, up32(n-j, panelUnit32))
			panel32(after32(c, j), ldc, a, after32(b.first, j/panelCols32*b.ps+b.skip*ld), ld, m, min(panelCols32, n-j), k, add, 0)
		}
		return
	}
	for j < n {
		width := min(panelCols32, n-j)
		if rest := n - j; cpu.AVX512 && rest > panelCols32 && rest <= panelCols32+panelUnit32 {
			width = 2 * panelUnit32 // two of two registers are faster than three and one
		}
		panel32(after32(c, j), ldc, a, after32(b.first, j), b.ld, m, width, k, add, panelCols32)
		j += width
	}
}

// panel32 is strip for at most panelCols32 columns. Row p of op(B) begins p*ldb after b; the row of
// each step is prefetched ahead numbers further on.
func panel32(c *float32, ldc int, a *left32, b *float32, ldb, m, n, k, add, ahead int) {
	first := a.first
	for m*k > work/panelCols32 {
		mr := panelRows32()
		rows := max(mr, work/(panelCols32*k)/mr*mr)
		if rows >= m {
			break
		}
		panelPart32(c, ldc, first, a, b, ldb, rows, n, k, add, ahead)
		c, first, m = after32(c, rows*ldc), after32(first, rows/mr*a.ps), m-rows
	}
	panelPart32(c, ldc, first, a, b, ldb, m, n, k, add, ahead)
}

// panelPart32 is panel for so few rows that one call into assembly may compute them. They
// begin at first, not at a.first.
func panelPart32(c *float32, ldc int, first *float32, a *left32, b *float32, ldb, m, n, k, add, ahead int) {
	if cpu.AVX512 {
		switch {
		case n > 2*panelUnit32:
			panel3f32AVX512(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, 1<<(n-2*panelUnit32)-1)
		case n > panelUnit32:
			panel2f32AVX512(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, 1<<(n-panelUnit32)-1)
		case n == ymmLanes32 && a.ps == zmmRows32*a.rs: // half a register takes longer to write; A is not packed
			panel1f32AVX2(c, ldc, first, a.rs, a.cs, ymmRows32*a.rs, b, ldb, m, k, add, ahead)
		default:
			panel1f32AVX512(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, 1<<n-1)
		}
		return
	}
	width := n
	switch {
	case n > 4*ymmLanes32:
		width = 3 * ymmLanes32
	case n > 3*ymmLanes32:
		width = 2 * ymmLanes32 // so are these
	}
	panelYMM32(c, ldc, first, a, b, ldb, m, width, k, add, ahead)
	if n > width {
		panelYMM32(after32(c, width), ldc, first, a, after32(b, width), ldb, m, n-width, k, add, ahead)
	}
}

// after32 returns the place n numbers after p, which its caller knows to be in the same array.
func after32(p *float32, n int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(p), n*int(unsafe.Sizeof(*p))))
}

// panelYMM32 is panelPart32 for at most three registers of AVX2.
func panelYMM32(c *float32, ldc int, first *float32, a *left32, b *float32, ldb, m, n, k, add, ahead int) {
	switch n {
	case ymmLanes32:
		panel1f32AVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead)
		return
	case 2 * ymmLanes32:
		panel2f32AVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead)
		return
	case 3 * ymmLanes32:
		panel3f32AVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead)
		return
	}
	mask := &ones[32-n%ymmLanes32*int(unsafe.Sizeof(*c))]
	switch n / ymmLanes32 {
	case 0:
		panel1f32MaskAVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, mask)
	case 1:
		panel2f32MaskAVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, mask)
	default:
		panel3f32MaskAVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, mask)
	}
}

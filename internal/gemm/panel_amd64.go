//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/cpu"
)

// zmmRows and ymmRows are the rows of C that a kernel computes side by side, and the rows
// of a panel of packed A.
const (
	zmmRows = 8
	ymmRows = 4
)

// ymmLanes is how many numbers a register of AVX2 holds.
const ymmLanes = panelUnit / 2

// panelRows returns the rows of a panel of packed A.
func panelRows() int {
	if cpu.AVX512 {
		return zmmRows
	}
	return ymmRows
}

// left is op(A) from some row and column on: the number in row i and column p of it is
// i*rs+p*cs further on than first within the first panelRows rows, and as far from ps,
// 2*ps ... for the rows that follow.
type left struct {
	first      *float64
	rs, cs, ps int
}

// right is op(B) from some row and column on: with ld above 0 row by row where it lies, the
// rows ld apart; with ld 0 in packed panels of panelCols columns, each ps after the one
// before it and as wide as it needs to be, and skip rows come before the first one.
type right struct {
	first        *float64
	ld, ps, skip int
}

// strip computes m×n numbers of C as chains of k steps that start from +0 or, with add 1, from
// what C holds.
func strip(c *float64, ldc int, a *left, b *right, m, n, k, add int) {
	j := 0
	switch {
	case m == 1:
		j = row(c, a, b, n, k, add)
	case n == 1 && a.cs == 1:
		i := column(c, ldc, a, b, m, k, add)
		if i == m {
			return
		}
		rest := left{after(a.first, i*a.rs), a.rs, a.cs, a.ps}
		c, a, m = after(c, i*ldc), &rest, m-i
	}
	if b.ld == 0 {
		for ; j < n; j += panelCols {
			ld := min(panelCols, up(n-j, panelUnit))
			panel(after(c, j), ldc, a, after(b.first, j/panelCols*b.ps+b.skip*ld), ld, m, min(panelCols, n-j), k, add, 0)
		}
		return
	}
	for j < n {
		width := min(panelCols, n-j)
		if rest := n - j; cpu.AVX512 && rest > panelCols && rest <= panelCols+panelUnit {
			width = 2 * panelUnit // two of two registers are faster than three and one
		}
		panel(after(c, j), ldc, a, after(b.first, j), b.ld, m, width, k, add, panelCols)
		j += width
	}
}

// panel is strip for at most panelCols columns. Row p of op(B) begins p*ldb after b; the row of
// each step is prefetched ahead numbers further on.
func panel(c *float64, ldc int, a *left, b *float64, ldb, m, n, k, add, ahead int) {
	first := a.first
	for m*k > work/panelCols {
		mr := panelRows()
		rows := max(mr, work/(panelCols*k)/mr*mr)
		if rows >= m {
			break
		}
		panelPart(c, ldc, first, a, b, ldb, rows, n, k, add, ahead)
		c, first, m = after(c, rows*ldc), after(first, rows/mr*a.ps), m-rows
	}
	panelPart(c, ldc, first, a, b, ldb, m, n, k, add, ahead)
}

// panelPart is panel for so few rows that one call into assembly may compute them. They
// begin at first, not at a.first.
func panelPart(c *float64, ldc int, first *float64, a *left, b *float64, ldb, m, n, k, add, ahead int) {
	if cpu.AVX512 {
		switch {
		case n > 2*panelUnit:
			panel3AVX512(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, 1<<(n-2*panelUnit)-1)
		case n > panelUnit:
			panel2AVX512(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, 1<<(n-panelUnit)-1)
		case n == ymmLanes && a.ps == zmmRows*a.rs: // half a register takes longer to write; A is not packed
			panel1AVX2(c, ldc, first, a.rs, a.cs, ymmRows*a.rs, b, ldb, m, k, add, ahead)
		default:
			panel1AVX512(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, 1<<n-1)
		}
		return
	}
	width := n
	switch {
	case n > 4*ymmLanes:
		width = 3 * ymmLanes
	case n > 3*ymmLanes:
		width = 2 * ymmLanes // so are these
	}
	panelYMM(c, ldc, first, a, b, ldb, m, width, k, add, ahead)
	if n > width {
		panelYMM(after(c, width), ldc, first, a, after(b, width), ldb, m, n-width, k, add, ahead)
	}
}

// after returns the place n numbers after p, which its caller knows to be in the same array.
func after(p *float64, n int) *float64 {
	return (*float64)(unsafe.Add(unsafe.Pointer(p), n*int(unsafe.Sizeof(*p))))
}

// panelYMM is panelPart for at most three registers of AVX2.
func panelYMM(c *float64, ldc int, first *float64, a *left, b *float64, ldb, m, n, k, add, ahead int) {
	switch n {
	case ymmLanes:
		panel1AVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead)
		return
	case 2 * ymmLanes:
		panel2AVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead)
		return
	case 3 * ymmLanes:
		panel3AVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead)
		return
	}
	mask := &ones[32-n%ymmLanes*int(unsafe.Sizeof(*c))]
	switch n / ymmLanes {
	case 0:
		panel1MaskAVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, mask)
	case 1:
		panel2MaskAVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, mask)
	default:
		panel3MaskAVX2(c, ldc, first, a.rs, a.cs, a.ps, b, ldb, m, k, add, ahead, mask)
	}
}

//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/cpu"
)

// rowsAVX512 and rowsAVX2 are the rows of C that a kernel computes side by side, and the rows
// of a panel of packed A.
const (
	rowsAVX512 = 8
	rowsAVX2   = 4
)

// lanesAVX2 is how many numbers a register of AVX2 holds.
const lanesAVX2 = panelUnit / 2

// panelRows returns the rows of a panel of packed A.
func panelRows() int {
	if cpu.AVX512 {
		return rowsAVX512
	}
	return rowsAVX2
}

// left is op(A), from some element on: the one in row i and column p is
// data[i*rs+p*cs] within the first panelRows rows, and so on from data[ps], data[2*ps] ...
// for the rows that follow.
type left struct {
	data       []float64
	rs, cs, ps int
}

// from returns op(A) from row i on, a multiple of rows, the number of rows in a panel.
func (a left) from(i, rows int) left {
	a.data = a.data[i/rows*a.ps:]
	return a
}

// panel computes m×n numbers of C, n at most panelCols, as chains of k steps that start
// from +0 or, with add 1, from what C holds. Row p of op(B) begins at b[p*ldb]; the row of
// each step is prefetched ahead numbers further on.
func panel(c []float64, ldc int, a left, b []float64, ldb, m, n, k, add, ahead int) {
	if cpu.AVX512 {
		step := max(rowsAVX512, work/(panelCols*k)&^(rowsAVX512-1))
		for i := 0; i < m; i += step {
			panelAVX512(c[i*ldc:], ldc, a.from(i, rowsAVX512), b, ldb, min(step, m-i), n, k, add, ahead)
		}
		return
	}
	step := max(rowsAVX2, work/(panelCols*k)&^(rowsAVX2-1))
	for i := 0; i < m; i += step {
		for j := 0; j < n; j += 3 * lanesAVX2 {
			panelAVX2(c[i*ldc+j:], ldc, a.from(i, rowsAVX2), b[j:], ldb, min(step, m-i), min(3*lanesAVX2, n-j), k, add, ahead)
		}
	}
}

func panelAVX512(c []float64, ldc int, a left, b []float64, ldb, m, n, k, add, ahead int) {
	pc, pa, pb := unsafe.SliceData(c), unsafe.SliceData(a.data), unsafe.SliceData(b)
	switch {
	case n <= panelUnit:
		panel1AVX512(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, 1<<n-1)
	case n <= 2*panelUnit:
		panel2AVX512(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, 1<<(n-panelUnit)-1)
	default:
		panel3AVX512(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, 1<<(n-2*panelUnit)-1)
	}
}

func panelAVX2(c []float64, ldc int, a left, b []float64, ldb, m, n, k, add, ahead int) {
	pc, pa, pb := unsafe.SliceData(c), unsafe.SliceData(a.data), unsafe.SliceData(b)
	switch n {
	case lanesAVX2:
		panel1AVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead)
		return
	case 2 * lanesAVX2:
		panel2AVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead)
		return
	case 3 * lanesAVX2:
		panel3AVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead)
		return
	}
	last := n % lanesAVX2
	mask := &ones[32-last*int(unsafe.Sizeof(*pc))]
	switch n / lanesAVX2 {
	case 0:
		panel1MaskAVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, mask)
	case 1:
		panel2MaskAVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, mask)
	default:
		panel3MaskAVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, mask)
	}
}

// Code generated from panel_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/cpu"
)

// rowsAVX51232 and rowsAVX232 are the rows of C that a kernel computes side by side, and the rows
// of a panel32 of packed A.
const (
	rowsAVX51232 = 8
	rowsAVX232   = 4
)

// lanesAVX232 is how many numbers a register of AVX2 holds.
const lanesAVX232 = panelUnit32 / 2

// panelRows32 returns the rows of a panel32 of packed A.
func panelRows32() int {
	if cpu.AVX512 {
		return rowsAVX51232
	}
	return rowsAVX232
}

// left32 is op(A), from some element on: the one in row i and column p is
// data[i*rs+p*cs] within the first panelRows32 rows, and so on from data[ps], data[2*ps] ...
// for the rows that follow.
type left32 struct {
	data       []float32
	rs, cs, ps int
}

// from returns op(A) from row i on, a multiple of rows, the number of rows in a panel32.
func (a left32) from(i, rows int) left32 {
	a.data = a.data[i/rows*a.ps:]
	return a
}

// panel32 computes m×n numbers of C, n at most panelCols32, as chains32 of k steps that start
// from +0 or, with add 1, from what C holds. Row p of op(B) begins at b[p*ldb]; the row of
// each32 step is prefetched ahead numbers further on.
func panel32(c []float32, ldc int, a left32, b []float32, ldb, m, n, k, add, ahead int) {
	if cpu.AVX512 {
		step := max(rowsAVX51232, work/(panelCols32*k)&^(rowsAVX51232-1))
		for i := 0; i < m; i += step {
			panelAVX51232(c[i*ldc:], ldc, a.from(i, rowsAVX51232), b, ldb, min(step, m-i), n, k, add, ahead)
		}
		return
	}
	step := max(rowsAVX232, work/(panelCols32*k)&^(rowsAVX232-1))
	for i := 0; i < m; i += step {
		for j := 0; j < n; j += 3 * lanesAVX232 {
			panelAVX232(c[i*ldc+j:], ldc, a.from(i, rowsAVX232), b[j:], ldb, min(step, m-i), min(3*lanesAVX232, n-j), k, add, ahead)
		}
	}
}

func panelAVX51232(c []float32, ldc int, a left32, b []float32, ldb, m, n, k, add, ahead int) {
	pc, pa, pb := unsafe.SliceData(c), unsafe.SliceData(a.data), unsafe.SliceData(b)
	switch {
	case n <= panelUnit32:
		panel1f32AVX512(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, 1<<n-1)
	case n <= 2*panelUnit32:
		panel2f32AVX512(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, 1<<(n-panelUnit32)-1)
	default:
		panel3f32AVX512(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, 1<<(n-2*panelUnit32)-1)
	}
}

func panelAVX232(c []float32, ldc int, a left32, b []float32, ldb, m, n, k, add, ahead int) {
	pc, pa, pb := unsafe.SliceData(c), unsafe.SliceData(a.data), unsafe.SliceData(b)
	switch n {
	case lanesAVX232:
		panel1f32AVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead)
		return
	case 2 * lanesAVX232:
		panel2f32AVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead)
		return
	case 3 * lanesAVX232:
		panel3f32AVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead)
		return
	}
	last := n % lanesAVX232
	mask := &ones[32-last*int(unsafe.Sizeof(*pc))]
	switch n / lanesAVX232 {
	case 0:
		panel1f32MaskAVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, mask)
	case 1:
		panel2f32MaskAVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, mask)
	default:
		panel3f32MaskAVX2(pc, ldc, pa, a.rs, a.cs, a.ps, pb, ldb, m, k, add, ahead, mask)
	}
}

//go:build !purego

package gemm

import "github.com/clm-go/clm/internal/cpu"

// row is strip for one row of C and the first columns: a panel by itself has too few chains
// to keep the processor busy. It returns how many of the n columns it computed, all that
// fill several panels.
func row(c *float64, a *left, b *right, n, k, add int) int {
	ld := b.ld
	if ld == 0 {
		ld = panelCols
	}
	j := 0
	for cpu.AVX512 && n-j >= 4*panelCols {
		rowAVX512(after(c, j), a.first, a.cs, after(b.first, j/panelCols*b.ps+b.skip*ld), ld, b.ps, k, add)
		j += 4 * panelCols
	}
	for n-j >= 2*panelCols {
		rowAVX2(after(c, j), a.first, a.cs, after(b.first, j/panelCols*b.ps+b.skip*ld), ld, b.ps, k, add)
		j += 2 * panelCols
	}
	return j
}

//go:build !purego

package gemm

import "github.com/clm-go/clm/internal/cpu"

// row computes the first numbers of one row of C, as panel does it for several rows: a panel by
// itself has too few chains to keep the processor busy. It returns how many of the n numbers
// it computed, all that fill several panels, which are psb from each other.
func row(c, a *float64, csa int, b *float64, ldb, psb, n, k, add int) int {
	j := 0
	for cpu.AVX512 && n-j >= 4*panelCols {
		rowAVX512(after(c, j), a, csa, after(b, j/panelCols*psb), ldb, psb, k, add)
		j += 4 * panelCols
	}
	for n-j >= 2*panelCols {
		rowAVX2(after(c, j), a, csa, after(b, j/panelCols*psb), ldb, psb, k, add)
		j += 2 * panelCols
	}
	return j
}

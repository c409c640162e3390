// Code generated from row_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import "github.com/clm-go/clm/internal/cpu"

// row32 computes the first numbers of one row32 of C, as panel32 does it for several rows: a panel32 by
// itself has too few chains32 to keep the processor busy. It returns how many of the n numbers
// it computed, all that fill several panels, which are psb from each32 other.
func row32(c, a *float32, csa int, b *float32, ldb, psb, n, k, add int) int {
	j := 0
	for cpu.AVX512 && n-j >= 4*panelCols32 {
		rowf32AVX512(after32(c, j), a, csa, after32(b, j/panelCols32*psb), ldb, psb, k, add)
		j += 4 * panelCols32
	}
	for n-j >= 2*panelCols32 {
		rowf32AVX2(after32(c, j), a, csa, after32(b, j/panelCols32*psb), ldb, psb, k, add)
		j += 2 * panelCols32
	}
	return j
}

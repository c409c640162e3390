// Code generated from row_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import "github.com/clm-go/clm/internal/cpu"

// row32 is strip for one row of C and the first columns: a panel by itself has too few chains
// to keep the processor busy. It returns how many of the n columns it computed, all that
// fill several panels.
func row32(c *float32, a *left32, b *right32, n, k, add int) int {
	ld := b.ld
	if ld == 0 {
		ld = panelCols32
	}
	j := 0
	for cpu.AVX512 && n-j >= 4*panelCols32 {
		rowf32AVX512(after32(c, j), a.first, a.cs, after32(b.first, j/panelCols32*b.ps+b.skip*ld), ld, b.ps, k, add)
		j += 4 * panelCols32
	}
	for n-j >= 2*panelCols32 {
		rowf32AVX2(after32(c, j), a.first, a.cs, after32(b.first, j/panelCols32*b.ps+b.skip*ld), ld, b.ps, k, add)
		j += 2 * panelCols32
	}
	return j
}

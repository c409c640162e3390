// Code generated from column_amd64.go by command: go run . -single. DO NOT EDIT.

//go:build !purego

package gemm

import (
	"unsafe"

	"github.com/clm-go/clm/internal/vec"
)

// columnRows32 is how many rows of one column of C go into one call of the kernel for it.
const columnRows32 = 2 * panelUnit32

// column32 is strip for one column of C, a product with a vector, and the first rows: lanes are rows
// here. A is not packed and its columns lie side by side. It returns how many of the m rows it
// computed, all that fill calls of the kernel.
func column32(c *float32, ldc int, a *left32, b *right32, m, k, add int) int {
	if m < columnRows32 {
		return 0
	}
	ld := b.ld
	if ld == 0 {
		ld = panelUnit32 // the width of a panel of one column
	}
	var x [depth32]float32
	from := unsafe.Slice(after32(b.first, b.skip*ld), (k-1)*ld+1)
	for p := range k {
		x[p] = from[p*ld]
	}
	i := 0
	for ; i+columnRows32 <= m; i += columnRows32 {
		out := unsafe.Slice(after32(c, i*ldc), (columnRows32-1)*ldc+1)
		var s [columnRows32]float32
		if add != 0 {
			for r := range s {
				s[r] = out[r*ldc]
			}
		}
		columnf32AVX2(&s, after32(a.first, i*a.rs), a.rs, &x[0], k&^3)
		for r := range s {
			row32 := unsafe.Slice(after32(a.first, (i+r)*a.rs), k)
			for p := k &^ 3; p < k; p++ {
				s[r] = vec.FMA32(row32[p], x[p], s[r])
			}
			out[r*ldc] = s[r]
		}
	}
	return i
}

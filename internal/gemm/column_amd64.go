//go:build !purego

package gemm

import (
	"math"
	"unsafe"
)

// columnRows is how many rows of one column of C go into one call of the kernel for it.
const columnRows = 2 * panelUnit

// column is strip for one column of C, a product with a vector, and the first rows: lanes are rows
// here. A is not packed and its columns lie side by side. It returns how many of the m rows it
// computed, all that fill calls of the kernel.
func column(c *float64, ldc int, a *left, b *right, m, k, add int) int {
	if m < columnRows {
		return 0
	}
	ld := b.ld
	if ld == 0 {
		ld = panelUnit // the width of a panel of one column
	}
	var x [depth]float64
	from := unsafe.Slice(after(b.first, b.skip*ld), (k-1)*ld+1)
	for p := range k {
		x[p] = from[p*ld]
	}
	i := 0
	for ; i+columnRows <= m; i += columnRows {
		out := unsafe.Slice(after(c, i*ldc), (columnRows-1)*ldc+1)
		var s [columnRows]float64
		if add != 0 {
			for r := range s {
				s[r] = out[r*ldc]
			}
		}
		columnAVX2(&s, after(a.first, i*a.rs), a.rs, &x[0], k&^3)
		for r := range s {
			row := unsafe.Slice(after(a.first, (i+r)*a.rs), k)
			for p := k &^ 3; p < k; p++ {
				s[r] = math.FMA(row[p], x[p], s[r])
			}
			out[r*ldc] = s[r]
		}
	}
	return i
}

//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

// andRows leaves rows to the plain form that are too long for one call.
func andRows(dst []uint64, count []int32, a, table []uint64, rows []int32) {
	words := len(a)
	if !cpu.AVX2 || words > stream {
		andRowsGo(dst, count, a, table, rows)
		return
	}
	most := max(1, stream/words)
	for len(rows) > 0 {
		n := min(most, len(rows))
		if cpu.VPOPCNT {
			andRowsVPOPCNT(&dst[0], &count[0], &a[0], &table[0], &rows[0], n, words)
		} else {
			andRowsAVX2(&dst[0], &count[0], &a[0], &table[0], &rows[0], n, words)
		}
		rows = rows[n:]
		if len(rows) > 0 {
			dst, count = dst[n*words:], count[n:]
		}
	}
}

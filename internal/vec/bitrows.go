package vec

import "math/bits"

// AndRows sets row i of dst to the bits that a and row rows[i] of table have in
// common, and count[i] to how many they are. Rows are as long as a and stand one
// behind the other.
//
// It panics if dst or count have not a row for each of rows, or table has not the
// row. A must not be empty. Dst must not share memory with a or table, but may be a or
// the row where there is only one.
func AndRows(dst []uint64, count []int32, a, table []uint64, rows []int32) {
	words := len(a)
	if words == 0 || len(count) < len(rows) || len(dst)/words < len(rows) {
		panic(lengthsDiffer)
	}
	have := uint64(len(table) / words)
	for _, r := range rows {
		if uint64(int64(r)) >= have {
			panic("vec: no such row")
		}
	}
	andRows(dst, count, a, table, rows)
}

func andRowsGo(dst []uint64, count []int32, a, table []uint64, rows []int32) {
	for i, r := range rows {
		to := dst[i*len(a):][:len(a)]
		from := table[int(r)*len(a):][:len(a)]
		n := 0
		for j, w := range a {
			w &= from[j]
			to[j] = w
			n += bits.OnesCount64(w)
		}
		count[i] = int32(n)
	}
}

//go:build !amd64 || purego

package vec

func andRows(dst []uint64, count []int32, a, table []uint64, rows []int32) {
	andRowsGo(dst, count, a, table, rows)
}

//go:build !amd64 || purego

package vec

func addRows(sum []float64, label []int32, x []float64, d int) { addRowsGo(sum, label, x, d) }

//go:build !amd64 || purego

package vec

func countWithin(x []float64, stride, n int, q []float64, r2 float64) int {
	return countWithinGo(x, stride, n, q, r2)
}

func maskWithin(mask []uint64, x []float64, stride, n int, q []float64, r2 float64) {
	maskWithinGo(mask, x, stride, n, q, r2)
}

//go:build !amd64 || purego

package vec

func countWithin32(x []float32, stride, n int, q []float32, r2 float32) int {
	return countWithin32Go(x, stride, n, q, r2)
}

func maskWithin32(mask []uint64, x []float32, stride, n int, q []float32, r2 float32) {
	maskWithin32Go(mask, x, stride, n, q, r2)
}

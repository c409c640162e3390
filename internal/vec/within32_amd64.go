//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func countWithin32(x []float32, stride, n int, q []float32, r2 float32) int {
	piece := points(len(q))
	if !cpu.AVX2 || n == 0 || piece == 0 {
		return countWithin32Go(x, stride, n, q, r2)
	}
	count := 0
	for lo := 0; lo < n; lo += piece {
		count += countWithin32AVX2(&x[lo], stride, min(piece, n-lo), &q[0], len(q), r2)
	}
	return count
}

func maskWithin32(mask []uint64, x []float32, stride, n int, q []float32, r2 float32) {
	piece := points(len(q))
	if !cpu.AVX2 || n == 0 || piece == 0 {
		maskWithin32Go(mask, x, stride, n, q, r2)
		return
	}
	mask[len(mask)-1] = 0
	for lo := 0; lo < n; lo += piece {
		maskWithin32AVX2(&mask[lo/64], &x[lo], stride, min(piece, n-lo), &q[0], len(q), r2)
	}
}

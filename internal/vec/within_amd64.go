//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func countWithin(x []float64, stride, n int, q []float64, r2 float64) int {
	piece := points(len(q))
	if !cpu.AVX2 || n < 3 || piece == 0 {
		return countWithinGo(x, stride, n, q, r2)
	}
	count := 0
	for lo := 0; lo < n; lo += piece {
		count += countWithinAVX2(&x[lo], stride, min(piece, n-lo), &q[0], len(q), r2)
	}
	return count
}

func maskWithin(mask []uint64, x []float64, stride, n int, q []float64, r2 float64) {
	piece := points(len(q))
	if !cpu.AVX2 || n < 3 || piece == 0 {
		maskWithinGo(mask, x, stride, n, q, r2)
		return
	}
	mask[len(mask)-1] = 0
	for lo := 0; lo < n; lo += piece {
		maskWithinAVX2(&mask[lo/64], &x[lo], stride, min(piece, n-lo), &q[0], len(q), r2)
	}
}

// points returns how many points of d columns one call into assembly takes, a multiple of 64;
// none if there is no column or 64 points are too many.
func points(d int) int {
	switch {
	case d == 0 || d > stream/64:
		return 0
	case d <= 16: // spares a division
		return stream / 16
	}
	return stream / d &^ 63
}

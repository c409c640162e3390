//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func sumRoots(l *[8]float64, acc, x []float64, stride int, q []float64) {
	piece := rootPoints(len(q))
	if !cpu.AVX2 || len(acc) < 4 || piece == 0 {
		sumRootsGo(l, acc, x, stride, q)
		return
	}
	// Pieces are multiples of eight, so that the lanes go on where they were.
	for lo := 0; lo < len(acc); lo += piece {
		n := min(piece, len(acc)-lo)
		if cpu.AVX512 {
			sumRootsAVX512(l, &acc[lo], &x[lo], stride, n, &q[0], len(q))
		} else {
			sumRootsAVX2(l, &acc[lo], &x[lo], stride, n, &q[0], len(q))
		}
	}
}

// rootPoints returns how many points of d columns one call into assembly takes, a
// multiple of 64; none if there is no column or 64 points are too many. A square
// root counts as four columns.
func rootPoints(d int) int {
	if d == 0 || d > work/64-4 {
		return 0
	}
	return work / (d + 4) &^ 63
}

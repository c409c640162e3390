//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func appendAtMost(dst []int32, x []float64, t float64) []int32 {
	if !cpu.AVX2 || len(x) < 32 {
		return appendAtMostGo(dst, x, t)
	}
	const block = 32 * 16
	var found [32]uint64
	for lo := 0; lo < len(x); lo += block {
		n := atMostAVX2(&found, x[lo:min(lo+block, len(x))], t)
		dst = appendFound(dst, found[:n], lo)
	}
	return dst
}

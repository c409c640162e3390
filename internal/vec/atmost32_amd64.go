//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func appendAtMost32(dst []int32, x []float32, t float32) []int32 {
	if !cpu.AVX2 || len(x) < 32 {
		return appendAtMost32Go(dst, x, t)
	}
	const block = 32 * 32
	var found [32]uint64
	for lo := 0; lo < len(x); lo += block {
		n := atMost32AVX2(&found, x[lo:min(lo+block, len(x))], t)
		dst = appendFound(dst, found[:n], lo)
	}
	return dst
}

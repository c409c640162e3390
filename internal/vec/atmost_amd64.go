//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func appendAtMost(dst []int32, x []float64, t float64) []int32 {
	if !cpu.AVX2 || len(x) < 4 {
		return appendAtMostGo(dst, x, t)
	}
	for lo := 0; lo < len(x); lo += 1024 {
		var hits [16]uint64
		if atMostAVX2(&hits, x[lo:min(lo+1024, len(x))], t) {
			dst = appendHits(dst, &hits, lo)
		}
	}
	return dst
}

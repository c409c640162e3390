//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func expTo(dst, src []float64) {
	if !cpu.AVX2 || len(src) < 4 {
		expToGo(dst, src)
		return
	}
	for lo := 0; lo < len(src); lo += stream {
		hi := min(lo+stream, len(src))
		if cpu.AVX512 {
			expAVX512(dst[lo:hi], src[lo:hi])
		} else {
			expAVX2(dst[lo:hi], src[lo:hi])
		}
	}
}

func logTo(dst, src []float64) {
	if !cpu.AVX2 || len(src) < 4 {
		logToGo(dst, src)
		return
	}
	for lo := 0; lo < len(src); lo += stream {
		hi := min(lo+stream, len(src))
		if cpu.AVX512 {
			logAVX512(dst[lo:hi], src[lo:hi])
		} else {
			logAVX2(dst[lo:hi], src[lo:hi])
		}
	}
}

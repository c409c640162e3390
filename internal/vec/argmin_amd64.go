//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func argMin(x []float64) int {
	if !cpu.AVX2 || len(x) < 8 {
		return argMinGo(x)
	}
	if len(x) <= stream {
		return argMinAVX2(x)
	}
	at := -1
	for lo := 0; lo < len(x); lo += stream {
		i := argMin(x[lo:min(lo+stream, len(x))])
		if i >= 0 && (at < 0 || x[lo+i] < x[at]) {
			at = lo + i
		}
	}
	return at
}

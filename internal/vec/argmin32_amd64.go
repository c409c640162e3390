//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func argMin32(x []float32) int {
	if !cpu.AVX2 || len(x) < 8 {
		return argMin32Go(x)
	}
	if len(x) <= stream {
		return argMin32AVX2(x)
	}
	at := -1
	for lo := 0; lo < len(x); lo += stream {
		i := argMin32(x[lo:min(lo+stream, len(x))])
		if i >= 0 && (at < 0 || x[lo+i] < x[at]) {
			at = lo + i
		}
	}
	return at
}

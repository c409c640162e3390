//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func axpy32(alpha float32, x, y []float32) {
	if !cpu.AVX2 || len(x) < 8 {
		axpy32Go(alpha, x, y)
		return
	}
	for len(x) > stream {
		axpy32AVX2(alpha, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	axpy32AVX2(alpha, x, y)
}

func scale32(alpha float32, x []float32) {
	if !cpu.AVX2 || len(x) < 8 {
		scale32Go(alpha, x)
		return
	}
	for len(x) > stream {
		scale32AVX2(alpha, x[:stream])
		x = x[stream:]
	}
	scale32AVX2(alpha, x)
}

//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func axpy(alpha float64, x, y []float64) {
	if !cpu.AVX2 || len(x) < 8 {
		axpyGo(alpha, x, y)
		return
	}
	for len(x) > stream {
		axpyAVX2(alpha, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	axpyAVX2(alpha, x, y)
}

func add(dst, x []float64) {
	if !cpu.AVX2 || len(x) < 8 {
		addGo(dst, x)
		return
	}
	for len(x) > stream {
		addAVX2(dst[:stream], x[:stream])
		dst, x = dst[stream:], x[stream:]
	}
	addAVX2(dst, x)
}

func scale(alpha float64, x []float64) {
	if !cpu.AVX2 || len(x) < 8 {
		scaleGo(alpha, x)
		return
	}
	for len(x) > stream {
		scaleAVX2(alpha, x[:stream])
		x = x[stream:]
	}
	scaleAVX2(alpha, x)
}

//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func dot(x, y []float64) float64 {
	if !cpu.AVX2 || len(x) < 8 {
		return dotGo(x, y)
	}
	if len(x) <= stream {
		return dotAVX2(nil, x, y)
	}
	var l [8]float64
	for len(x) > stream {
		dotAVX2(&l, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	return dotAVX2(&l, x, y)
}

func sum(x []float64) float64 {
	if !cpu.AVX2 || len(x) < 16 {
		return sumGo(x)
	}
	if len(x) <= stream {
		return sumAVX2(nil, x)
	}
	var l [8]float64
	for len(x) > stream {
		sumAVX2(&l, x[:stream])
		x = x[stream:]
	}
	return sumAVX2(&l, x)
}

func sqDist(x, y []float64) float64 {
	if !cpu.AVX2 || len(x) < 8 {
		return sqDistGo(x, y)
	}
	if len(x) <= stream {
		return sqDistAVX2(nil, x, y)
	}
	var l [8]float64
	for len(x) > stream {
		sqDistAVX2(&l, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	return sqDistAVX2(&l, x, y)
}

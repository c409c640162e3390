//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

// cached is the number of bytes of a row up to which the registers of AVX-512 are
// faster: two such rows are in the nearest cache.
const cached = 1 << 14

func dot(x, y []float64) float64 {
	switch {
	case !cpu.AVX2 || len(x) < 8:
		return dotGo(x, y)
	case cpu.AVX512 && len(x) <= cached/8:
		return dotAVX512(x, y)
	case len(x) <= stream:
		return dotAVX2(x, y)
	}
	var l [8]float64
	for len(x) > stream {
		dotMoreAVX2(&l, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	return dotMoreAVX2(&l, x, y)
}

func sum(x []float64) float64 {
	switch {
	case !cpu.AVX2 || len(x) < 16:
		return sumGo(x)
	case cpu.AVX512 && len(x) <= cached/8:
		return sumAVX512(x)
	case len(x) <= stream:
		return sumAVX2(x)
	}
	var l [8]float64
	for len(x) > stream {
		sumMoreAVX2(&l, x[:stream])
		x = x[stream:]
	}
	return sumMoreAVX2(&l, x)
}

func sqDist(x, y []float64) float64 {
	switch {
	case !cpu.AVX2 || len(x) < 8:
		return sqDistGo(x, y)
	case cpu.AVX512 && len(x) <= cached/8:
		return sqDistAVX512(x, y)
	case len(x) <= stream:
		return sqDistAVX2(x, y)
	}
	var l [8]float64
	for len(x) > stream {
		sqDistMoreAVX2(&l, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	return sqDistMoreAVX2(&l, x, y)
}

//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func dot32(x, y []float32) float32 {
	switch {
	case !cpu.AVX2:
		return dot32Go(x, y)
	case cpu.AVX512 && len(x) <= cached/4:
		return dot32AVX512(x, y)
	case len(x) <= stream:
		return dot32AVX2(x, y)
	}
	var l [16]float32
	for len(x) > stream {
		dotMore32AVX2(&l, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	return dotMore32AVX2(&l, x, y)
}

func sum32(x []float32) float32 {
	switch {
	case !cpu.AVX2:
		return sum32Go(x)
	case cpu.AVX512 && len(x) <= cached/4:
		return sum32AVX512(x)
	case len(x) <= stream:
		return sum32AVX2(x)
	}
	var l [16]float32
	for len(x) > stream {
		sumMore32AVX2(&l, x[:stream])
		x = x[stream:]
	}
	return sumMore32AVX2(&l, x)
}

func sqDist32(x, y []float32) float32 {
	switch {
	case !cpu.AVX2:
		return sqDist32Go(x, y)
	case cpu.AVX512 && len(x) <= cached/4:
		return sqDist32AVX512(x, y)
	case len(x) <= stream:
		return sqDist32AVX2(x, y)
	}
	var l [16]float32
	for len(x) > stream {
		sqDistMore32AVX2(&l, x[:stream], y[:stream])
		x, y = x[stream:], y[stream:]
	}
	return sqDistMore32AVX2(&l, x, y)
}

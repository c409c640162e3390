//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func schurPairs(sum, det *[Lanes]float64, e, l, m []float64, pairs int) {
	width := len(m) / Lanes
	switch {
	case cpu.AVX512:
		schurPairsAVX512(&sum[0], &det[0], &e[0], &l[0], &m[0], width, pairs)
	case cpu.AVX2:
		for half := 0; half < Lanes; half += Lanes / 2 {
			schurPairsAVX2(&sum[half], &det[half], &e[half], &l[half], &m[half], width, pairs)
		}
	default:
		schurPairsGo(sum, det, e, l, m, pairs)
	}
}

func schurPairsTwo(det *[Lanes]float64, inv, e, e2, l, m []float64, pairs int) {
	width := len(m) / Lanes
	switch {
	case cpu.AVX512:
		schurPairsTwoAVX512(&det[0], &inv[0], &e[0], &e2[0], &l[0], &m[0], width, pairs)
	case cpu.AVX2:
		for half := 0; half < Lanes; half += Lanes / 2 {
			schurPairsTwoAVX2(&det[half], &inv[half], &e[half], &e2[half], &l[half], &m[half], width, pairs)
		}
	default:
		schurPairsTwoGo(det, inv, e, e2, l, m, pairs)
	}
}

func addOuter(dst []float64, a *[Lanes]float64, x []float64) {
	if !cpu.AVX2 {
		addOuterGo(dst, a, x)
		return
	}
	for len(x) > 0 {
		n := min(len(x), stream/Lanes)
		if cpu.AVX512 {
			addOuterAVX512(&dst[0], &a[0], &x[0], n)
		} else {
			addOuterAVX2(&dst[0], &a[0], &x[0], n)
		}
		dst, x = dst[n*Lanes:], x[n:]
	}
}

func laneProducts(xx, xy *[Lanes]float64, x, y, w []float64) {
	if !cpu.AVX2 {
		laneProductsGo(xx, xy, x, y, w)
		return
	}
	for len(x) > 0 {
		n := min(len(x), stream)
		if cpu.AVX512 {
			laneProductsAVX512(&xx[0], &xy[0], &x[0], &y[0], &w[0], n/Lanes)
		} else {
			for half := 0; half < Lanes; half += Lanes / 2 {
				laneProductsAVX2(&xx[half], &xy[half], &x[half], &y[half], &w[half], n/Lanes)
			}
		}
		x, y, w = x[n:], y[n:], w[n:]
	}
}

func laneSquares(sum, beta *[Lanes]float64, x, y, w []float64) {
	if !cpu.AVX2 {
		laneSquaresGo(sum, beta, x, y, w)
		return
	}
	for len(x) > 0 {
		n := min(len(x), stream)
		if cpu.AVX512 {
			laneSquaresAVX512(&sum[0], &beta[0], &x[0], &y[0], &w[0], n/Lanes)
		} else {
			for half := 0; half < Lanes; half += Lanes / 2 {
				laneSquaresAVX2(&sum[half], &beta[half], &x[half], &y[half], &w[half], n/Lanes)
			}
		}
		x, y, w = x[n:], y[n:], w[n:]
	}
}

//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func laneAxpy(dst, src, x []float64, a *[Lanes]float64) {
	if !cpu.AVX2 {
		laneAxpyGo(dst, src, x, a)
		return
	}
	for len(dst) > 0 {
		n := min(len(dst), stream)
		if cpu.AVX512 {
			laneAxpyAVX512(&dst[0], &src[0], &x[0], &a[0], n/Lanes)
		} else {
			laneAxpyAVX2(&dst[0], &src[0], &x[0], &a[0], n/Lanes)
		}
		dst, src, x = dst[n:], src[n:], x[n:]
	}
}

func laneRiccati(p, theta, m []float64, inv *[Lanes]float64, stride, width, rows int) {
	switch {
	case cpu.AVX512:
		laneRiccatiAVX512(&p[0], &theta[0], &m[0], &inv[0], stride, width, rows)
	case cpu.AVX2:
		for half := 0; half < Lanes; half += Lanes / 2 {
			laneRiccatiAVX2(&p[half], &theta[half], &m[half], &inv[half], stride, width, rows)
		}
	default:
		laneRiccatiGo(p, theta, m, inv, stride, width, rows)
	}
}

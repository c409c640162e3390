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

func laneSee(sum, det, least, inv, f *[Lanes]float64, m []float64, c LaneView) {
	width := len(m) / Lanes
	switch {
	case cpu.AVX512:
		laneSeeAVX512(&sum[0], &det[0], &least[0], &inv[0], &f[0], &m[0], &c.E[0], &c.Mean[0], c.ESkip, c.MeanSkip, width, c.Columns)
	case cpu.AVX2:
		for half := 0; half < Lanes; half += Lanes / 2 {
			laneSeeAVX2(&sum[half], &det[half], &least[half], &inv[half], &f[half], &m[half], &c.E[half], &c.Mean[half], c.ESkip, c.MeanSkip, width, c.Columns)
		}
	default:
		laneSeeGo(sum, det, least, inv, f, m, c)
	}
}

func laneRiccatiQuiet(p, m []float64, inv *[Lanes]float64, stride, width, rows int) {
	switch {
	case cpu.AVX512:
		laneRiccatiQuietAVX512(&p[0], &m[0], &inv[0], stride, width, rows)
	case cpu.AVX2:
		for half := 0; half < Lanes; half += Lanes / 2 {
			laneRiccatiQuietAVX2(&p[half], &m[half], &inv[half], stride, width, rows)
		}
	default:
		laneRiccatiQuietGo(p, m, inv, stride, width, rows)
	}
}

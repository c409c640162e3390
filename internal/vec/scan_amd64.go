//go:build !purego

package vec

import (
	"math"

	"github.com/clm-go/clm/internal/cpu"
)

func weigh(dst, x, q, weight []float64, w float64) float64 {
	if !cpu.AVX2 || len(q) > work/Block {
		return weighGo(dst, x, q, weight, w)
	}
	var least [4]float64
	weighAVX2(&dst[0], &x[0], &q[0], len(q), &weight[0], w, &least[0])
	return min(least[0], least[1], least[2], least[3])
}

func relax(near []float64, from []int32, x, q []float64, label int32) (at int, least float64) {
	d := len(q)
	if !cpu.AVX2 || d > work/Block {
		return relaxGo(near, from, x, q, label)
	}
	inf := math.Inf(1)
	var low [8]float64
	var lowAt [8]int
	for i := range low {
		low[i], lowAt[i] = inf, -1
	}
	blocks := work / (Block * d)
	for lo := 0; lo < len(near); lo += blocks * Block {
		n := min(blocks, (len(near)-lo)/Block)
		if cpu.AVX512 {
			relaxAVX512(&near[lo], &from[lo], &x[lo*d], n, &q[0], d, label, lo, &low[0], &lowAt[0])
		} else {
			relaxAVX2(&near[lo], &from[lo], &x[lo*d], n, &q[0], d, label, lo, &low[0], &lowAt[0])
		}
	}
	at, least = -1, inf
	for i, v := range low {
		if v < least || v == least && lowAt[i] >= 0 && lowAt[i] < at {
			at, least = lowAt[i], v
		}
	}
	return at, least
}

package vec

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLaneAxpy(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(11, 12))
		for _, rows := range []int{0, 1, 2, 7, 100, stream/Lanes + 3} {
			n := rows * Lanes
			x, src := make([]float64, n), make([]float64, n+Lanes+8)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			for i := range src {
				src[i] = r.NormFloat64()
			}
			var a [Lanes]float64
			for k := range a {
				a[k] = r.NormFloat64()
			}
			// To its own place, and to the row before it.
			for _, ahead := range []int{0, Lanes} {
				want, plain, fast := slices.Clone(src), slices.Clone(src), slices.Clone(src)
				for i := range n {
					want[i] = want[ahead+i] + float64(x[i]*a[i%Lanes])
				}
				laneAxpyGo(plain[:n], plain[ahead:][:n], x, &a)
				LaneAxpy(fast[:n:n], fast[ahead:][:n:n], x, &a)
				requireSameAll(t, want, plain, "plain")
				requireSameAll(t, want, fast, "fast")
			}
		}
		require.PanicsWithValue(t, lengthsDiffer, func() { LaneAxpy(make([]float64, 8), make([]float64, 16), make([]float64, 8), new([Lanes]float64)) })
	})
}

func TestLaneRiccati(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(13, 14))
		for _, c := range [][2]int{{1, 1}, {2, 2}, {5, 1}, {5, 3}, {9, 9}, {54, 53}, {260, 258}} {
			stride, width := c[0], c[1]
			random := func(n int) []float64 {
				x := make([]float64, n*Lanes)
				for i := range x {
					x[i] = r.NormFloat64()
				}
				return x
			}
			const canary = 1
			p, theta, m := random(width*stride+canary), random(width), random(width)
			inv := [Lanes]float64(random(1))
			want, plain, fast := slices.Clone(p), slices.Clone(p), slices.Clone(p)
			for k := range Lanes {
				at := func(i, j int) int { return (i*stride+j)*Lanes + k }
				for i := range width {
					for j := i; j < width; j++ {
						noise := float64(theta[i*Lanes+k] * theta[j*Lanes+k])
						want[at(i, j)] = noise
						if j+1 < width {
							u := float64(m[(i+1)*Lanes+k] * inv[k])
							want[at(i, j)] = p[at(i+1, j+1)] - float64(u*m[(j+1)*Lanes+k]) + noise
						}
					}
				}
			}
			end := width * stride * Lanes
			laneRiccatiGo(plain[:end], theta, m, &inv, stride, width, width)
			LaneRiccati(fast[:end:end], theta, m, &inv, stride, width)
			requireSameAll(t, want, plain, "plain")
			requireSameAll(t, want, fast, "fast")
		}
		x := make([]float64, 4*Lanes)
		var inv [Lanes]float64
		for _, f := range []func(){
			func() { LaneRiccati(x, x, x, &inv, 2, 0) },
			func() { LaneRiccati(x, x, x, &inv, 1, 2) },
			func() { LaneRiccati(x, x, x[:8], &inv, 2, 2) },
			func() { LaneRiccati(x[:24], x, x, &inv, 2, 2) },
			func() { LaneRiccati(x, x[:8], x, &inv, 2, 2) },
		} {
			require.PanicsWithValue(t, lengthsDiffer, f)
		}
	})
}

func BenchmarkLaneRiccati(b *testing.B) {
	for _, width := range []int{3, 10, 14, 54} {
		b.Run(fmt.Sprintf("width=%d", width), func(b *testing.B) {
			p, theta, m := make([]float64, width*width*Lanes), make([]float64, width*Lanes), make([]float64, width*Lanes)
			var inv [Lanes]float64
			for b.Loop() {
				LaneRiccati(p, theta, m, &inv, width, width)
			}
		})
	}
}

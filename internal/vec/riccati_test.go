package vec

import (
	"fmt"
	"math"
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
			// The rows in the middle are quiet.
			lo, hi := width/3, width-width/3
			for k := range Lanes {
				at := func(i, j int) int { return (i*stride+j)*Lanes + k }
				for i := range width {
					for j := i; j < width; j++ {
						quiet := i >= lo && i < hi
						rest := 0.0
						if j+1 < width {
							u := float64(m[(i+1)*Lanes+k] * inv[k])
							rest = p[at(i+1, j+1)] - float64(u*m[(j+1)*Lanes+k])
						}
						noise := float64(theta[i*Lanes+k] * theta[j*Lanes+k])
						switch {
						case quiet:
							want[at(i, j)] = rest
						case j+1 < width:
							want[at(i, j)] = rest + noise
						default:
							want[at(i, j)] = noise
						}
					}
				}
			}
			end := width * stride * Lanes
			inside, insideFast := plain[:end:end], fast[:end:end]
			laneRiccatiGo(inside, theta, m, &inv, stride, width, lo)
			laneRiccatiQuietGo(inside[lo*(stride+1)*Lanes:], m[lo*Lanes:], &inv, stride, width-lo, hi-lo)
			if hi < width {
				laneRiccatiGo(inside[hi*(stride+1)*Lanes:], theta[hi*Lanes:], m[hi*Lanes:], &inv, stride, width-hi, width-hi)
			}
			LaneRiccati(insideFast, theta, m, &inv, stride, width, 0, lo)
			LaneRiccatiQuiet(insideFast, m, &inv, stride, width, lo, hi)
			LaneRiccati(insideFast, theta, m, &inv, stride, width, hi, width)
			requireSameAll(t, want, plain, "plain")
			requireSameAll(t, want, fast, "fast")
		}
		x := make([]float64, 4*Lanes)
		var inv [Lanes]float64
		for _, f := range []func(){
			func() { LaneRiccati(x, x, x, &inv, 2, 2, -1, 2) },
			func() { LaneRiccati(x, x, x, &inv, 2, 2, 0, 3) },
			func() { LaneRiccati(x, x, x, &inv, 1, 2, 0, 2) },
			func() { LaneRiccati(x, x, x[:8], &inv, 2, 2, 0, 2) },
			func() { LaneRiccati(x[:24], x, x, &inv, 2, 2, 0, 2) },
			func() { LaneRiccati(x, x[:8], x, &inv, 2, 2, 0, 2) },
			func() { LaneRiccatiQuiet(x, x, &inv, 2, 2, 2, 1) },
			func() { LaneRiccatiQuiet(x[:24], x, &inv, 2, 2, 0, 2) },
		} {
			require.PanicsWithValue(t, lengthsDiffer, f)
		}
	})
}

func TestLaneSee(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(15, 16))
		random := func(n int) []float64 {
			x := make([]float64, n)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			return x
		}
		for _, width := range []int{1, 2, 3, 10, 54} {
			for _, columns := range []int{1, 2, 5} {
				m := random(width * Lanes)
				const canary = 8
				view := func() LaneView {
					return LaneView{ESkip: 3 * Lanes, MeanSkip: len(m) + 5, Columns: columns}
				}
				want, plain, fast := view(), view(), view()
				want.E, want.Mean = random((columns-1)*want.ESkip+Lanes+canary), random((columns-1)*want.MeanSkip+len(m)+canary)
				var sum, det, least, inv [3][Lanes]float64
				f := [Lanes]float64{1, 2, 3, 0.5, math.NaN(), 7, math.Inf(1), 0}
				for k := range Lanes {
					sum[0][k], det[0][k], least[0][k] = r.Float64(), r.Float64(), 2
				}
				for i := 1; i < 3; i++ {
					sum[i], det[i], least[i] = sum[0], det[0], least[0]
				}
				for _, to := range []*LaneView{&plain, &fast} {
					to.E, to.Mean = slices.Clone(want.E), slices.Clone(want.Mean)
				}
				for k := range Lanes {
					inv[0][k] = 1 / f[k]
					det[0][k] *= f[k]
					if !(least[0][k] < f[k]) {
						least[0][k] = f[k]
					}
					for j := range columns {
						e, mean := want.E[j*want.ESkip:], want.Mean[j*want.MeanSkip:]
						v := e[k] - mean[k]
						e[k] = v
						u := float64(v * inv[0][k])
						sum[0][k] += float64(v * u)
						for i := range width - 1 {
							mean[i*Lanes+k] = mean[(i+1)*Lanes+k] + float64(m[(i+1)*Lanes+k]*u)
						}
						mean[(width-1)*Lanes+k] = 0
					}
				}
				laneSeeGo(&sum[1], &det[1], &least[1], &inv[1], &f, m, plain)
				LaneSee(&sum[2], &det[2], &least[2], &inv[2], &f, m, fast)
				for i, c := range []LaneView{plain, fast} {
					what := []string{"plain", "fast"}[i]
					requireSameAll(t, want.E, c.E, what)
					requireSameAll(t, want.Mean, c.Mean, what)
					requireSameAll(t, slices.Concat(sum[0][:], det[0][:], least[0][:], inv[0][:]), slices.Concat(sum[i+1][:], det[i+1][:], least[i+1][:], inv[i+1][:]), what)
				}
			}
		}
		var x [Lanes]float64
		y := make([]float64, 3*Lanes)
		for _, c := range []LaneView{
			{E: y, Mean: y, Columns: 0},
			{E: y, Mean: y, ESkip: 24, MeanSkip: 8, Columns: 2},
			{E: y, Mean: y, ESkip: 8, MeanSkip: 16, Columns: 2},
			{E: y[:7], Mean: y, Columns: 1},
		} {
			require.PanicsWithValue(t, lengthsDiffer, func() { LaneSee(&x, &x, &x, &x, &x, y[:16], c) })
		}
	})
}

func BenchmarkLaneRiccati(b *testing.B) {
	for _, width := range []int{3, 10, 14, 20, 28, 54, 110} {
		b.Run(fmt.Sprintf("width=%d", width), func(b *testing.B) {
			p, theta, m := make([]float64, width*width*Lanes), make([]float64, width*Lanes), make([]float64, width*Lanes)
			var inv [Lanes]float64
			for b.Loop() {
				LaneRiccati(p, theta, m, &inv, width, width, 0, width)
			}
		})
	}
}

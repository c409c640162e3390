package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// schurProblem is a random one: numbers that stay of about the same size.
type schurProblem struct {
	sum, det          [Lanes]float64
	inv, e, e2, l, m  []float64
	width, pairs, pad int
}

func newSchurProblem(r *rand.Rand, width, pairs int) *schurProblem {
	const canary = 8
	p := &schurProblem{width: width, pairs: pairs, pad: canary}
	rows := 2*pairs + width
	fill := func(n int) []float64 {
		x := make([]float64, n*Lanes+canary)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		return x
	}
	p.inv, p.e, p.e2, p.l, p.m = fill(2*pairs), fill(rows), fill(rows), fill(rows), fill(width)
	clear(p.l[width*Lanes : rows*Lanes])
	for k := range Lanes {
		p.sum[k], p.det[k] = r.Float64(), 1+r.Float64()
		p.m[k] = 2 + r.Float64()
	}
	for i := range p.l {
		p.l[i] *= 0.3
	}
	return p
}

func (p *schurProblem) clone() *schurProblem {
	c := *p
	c.inv, c.e, c.e2, c.l, c.m = slices.Clone(p.inv), slices.Clone(p.e), slices.Clone(p.e2), slices.Clone(p.l), slices.Clone(p.m)
	return &c
}

func (p *schurProblem) inside(x []float64) []float64 { return x[: len(x)-p.pad : len(x)-p.pad] }

// define does the steps as the doc has them.
func (p *schurProblem) define(columns int) {
	at := func(i, k int) int { return i*Lanes + k }
	for k := range Lanes {
		for t := range 2 * p.pairs {
			inv := 1 / p.m[k]
			g := float64(p.l[at(t, k)] * inv)
			p.det[k] *= p.m[k]
			u, u2 := float64(p.e[at(t, k)]*inv), float64(p.e2[at(t, k)]*inv)
			if columns == 1 {
				p.sum[k] += float64(p.e[at(t, k)] * u)
			} else {
				p.inv[at(t, k)] = inv
			}
			p.m[k] -= float64(p.l[at(t, k)] * g)
			for i := 1; i < p.width; i++ {
				x, y := p.m[at(i, k)], p.l[at(t+i, k)]
				p.e[at(t+i, k)] -= float64(x * u)
				if columns == 2 {
					p.e2[at(t+i, k)] -= float64(x * u2)
				}
				p.l[at(t+i, k)] = y - float64(x*g)
				p.m[at(i, k)] = x - float64(y*g)
			}
		}
	}
}

func requireSameSchur(t *testing.T, want, got *schurProblem) {
	t.Helper()
	what := fmt.Sprintf("width=%d pairs=%d", want.width, want.pairs)
	requireSameAll(t, want.sum[:], got.sum[:], what)
	requireSameAll(t, want.det[:], got.det[:], what)
	requireSameAll(t, want.m, got.m, what)
	requireSameAll(t, want.inv, got.inv, what)
	requireSameAll(t, want.e, got.e, what)
	requireSameAll(t, want.e2, got.e2, what)
	requireSameAll(t, want.l[2*want.pairs*Lanes:], got.l[2*want.pairs*Lanes:], what)
}

func TestSchurPairs(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, width := range []int{2, 3, 4, 5, 14, 27, 110} {
			for _, pairs := range []int{0, 1, 2, 4, 9} {
				p := newSchurProblem(r, width, pairs)
				one, plain := p.clone(), p.clone()
				two, plainTwo, want := p.clone(), p.clone(), p.clone()
				p.define(1)
				SchurPairs(&one.sum, &one.det, one.inside(one.e), one.inside(one.l), one.inside(one.m), pairs)
				schurPairsGo(&plain.sum, &plain.det, plain.inside(plain.e), plain.inside(plain.l), plain.inside(plain.m), pairs)
				requireSameSchur(t, p, one)
				requireSameSchur(t, p, plain)

				want.define(2)
				SchurPairsTwo(&two.det, two.inside(two.inv), two.inside(two.e), two.inside(two.e2), two.inside(two.l), two.inside(two.m), pairs)
				schurPairsTwoGo(&plainTwo.det, plainTwo.inside(plainTwo.inv), plainTwo.inside(plainTwo.e), plainTwo.inside(plainTwo.e2),
					plainTwo.inside(plainTwo.l), plainTwo.inside(plainTwo.m), pairs)
				requireSameSchur(t, want, two)
				requireSameSchur(t, want, plainTwo)
			}
		}
	})
}

// A lane does not look at its neighbours, whatever they hold.
func TestSchurLanesAreAlone(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		p := newSchurProblem(r, 6, 5)
		q := p.clone()
		for i := range q.e[:len(q.e)-q.pad] {
			if i%Lanes != 3 {
				q.e[i] = []float64{math.NaN(), math.Inf(1), 0, 1e300}[r.IntN(4)]
			}
		}
		for i := range Lanes {
			if i != 3 {
				q.m[i] = []float64{0, math.NaN()}[i%2]
			}
		}
		for _, x := range []*schurProblem{p, q} {
			SchurPairs(&x.sum, &x.det, x.inside(x.e), x.inside(x.l), x.inside(x.m), x.pairs)
		}
		for i := 3; i < len(p.e)-p.pad; i += Lanes {
			require.Equal(t, p.e[i], q.e[i])
			require.Equal(t, p.l[i], q.l[i])
		}
		require.Equal(t, p.sum[3], q.sum[3])
		require.Equal(t, p.det[3], q.det[3])
	})
}

func TestAddOuter(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for _, n := range []int{0, 1, 2, 7, 100, stream/Lanes + 3} {
			var a [Lanes]float64
			x, dst := make([]float64, n), make([]float64, n*Lanes+8)
			for i := range x {
				x[i] = r.NormFloat64()
			}
			for i := range dst {
				dst[i] = r.NormFloat64()
			}
			for k := range a {
				a[k] = r.NormFloat64()
			}
			want, plain := slices.Clone(dst), slices.Clone(dst)
			for i := range n * Lanes {
				want[i] += float64(x[i/Lanes] * a[i%Lanes])
			}
			addOuterGo(plain[:n*Lanes], &a, x)
			AddOuter(dst[:n*Lanes:n*Lanes], &a, x)
			requireSameAll(t, want, plain, "plain")
			requireSameAll(t, want, dst, "fast")
		}
		require.PanicsWithValue(t, lengthsDiffer, func() { AddOuter(make([]float64, 9), new([Lanes]float64), make([]float64, 1)) })
	})
}

func TestLaneSums(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for _, rows := range []int{0, 1, 2, 9, 130, stream/Lanes + 3} {
			random := func() []float64 {
				x := make([]float64, rows*Lanes)
				for i := range x {
					x[i] = r.NormFloat64()
				}
				return x
			}
			x, y, w := random(), random(), random()
			var xx, xy, sum, beta, xx1, xy1, sum1 [Lanes]float64
			for k := range beta {
				beta[k], xx[k], sum[k] = r.NormFloat64(), r.Float64(), r.Float64()
			}
			xx1, xy1, sum1 = xx, xy, sum
			xx2, xy2, sum2 := xx, xy, sum
			for i := range x {
				k := i % Lanes
				xx[k] += float64(x[i] * float64(x[i]*w[i]))
				xy[k] += float64(y[i] * float64(x[i]*w[i]))
				rest := y[i] - float64(beta[k]*x[i])
				sum[k] += float64(rest * float64(rest*w[i]))
			}
			LaneProducts(&xx1, &xy1, x, y, w)
			LaneSquares(&sum1, &beta, x, y, w)
			laneProductsGo(&xx2, &xy2, x, y, w)
			laneSquaresGo(&sum2, &beta, x, y, w)
			requireSameAll(t, slices.Concat(xx[:], xy[:], sum[:]), slices.Concat(xx1[:], xy1[:], sum1[:]), "fast")
			requireSameAll(t, slices.Concat(xx[:], xy[:], sum[:]), slices.Concat(xx2[:], xy2[:], sum2[:]), "plain")
		}
		var s [Lanes]float64
		require.PanicsWithValue(t, lengthsDiffer, func() { LaneProducts(&s, &s, make([]float64, 8), make([]float64, 8), nil) })
		require.PanicsWithValue(t, lengthsDiffer, func() { LaneSquares(&s, &s, make([]float64, 7), make([]float64, 7), make([]float64, 7)) })
	})
}

func TestSchurLengths(t *testing.T) {
	x := make([]float64, 64)
	var sum, det [Lanes]float64
	for _, f := range []func(){
		func() { SchurPairs(&sum, &det, x, x, x[:8], 1) },
		func() { SchurPairs(&sum, &det, x, x, x[:20], 1) },
		func() { SchurPairs(&sum, &det, x[:31], x, x[:16], 1) },
		func() { SchurPairs(&sum, &det, x, x[:31], x[:16], 1) },
		func() { SchurPairsTwo(&det, x[:15], x, x, x, x[:16], 1) },
		func() { SchurPairsTwo(&det, x, x, x[:63], x, x[:16], 1) },
	} {
		require.PanicsWithValue(t, lengthsDiffer, f)
	}
}

func BenchmarkSchurPairs(b *testing.B) {
	for _, width := range []int{2, 14, 26} {
		b.Run(fmt.Sprintf("width=%d", width), func(b *testing.B) {
			const pairs = 66
			p := newSchurProblem(rand.New(rand.NewPCG(1, 2)), width, pairs)
			x := p.clone()
			for b.Loop() {
				copy(x.e, p.e)
				copy(x.l, p.l)
				copy(x.m, p.m)
				SchurPairs(&x.sum, &x.det, x.e, x.l, x.inside(x.m), pairs)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*pairs), "ns/step")
		})
	}
}

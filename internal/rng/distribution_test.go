package rng

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/vec"
)

// requireDistribution is the test of Kolmogorov and Smirnov: for a right
// distribution √n·D exceeds 2.23 with probability 1e-4.
func requireDistribution(t *testing.T, x []float64, cdf func(float64) float64) {
	t.Helper()
	x = slices.Clone(x)
	slices.Sort(x)
	n := float64(len(x))
	var d float64
	for i, v := range x {
		p := cdf(v)
		d = max(d, p-float64(i)/n, float64(i+1)/n-p)
	}
	require.Less(t, math.Sqrt(n)*d, 2.23)
}

func moments(x []float64, orders int) []float64 {
	out := make([]float64, orders+1)
	for _, v := range x {
		p := 1.0
		for k := range out {
			out[k] += p / float64(len(x))
			p *= v
		}
	}
	return out
}

func TestNormFloat64(t *testing.T) {
	s := New(2, 1)
	x := make([]float64, 200_000)
	for i := range x {
		x[i] = s.NormFloat64()
	}
	requireDistribution(t, x, func(v float64) float64 { return math.Erfc(-v/math.Sqrt2) / 2 })
	// Moments 1 to 4 within five standard errors, √(E x²ᵏ − (E xᵏ)²)/√n.
	m := moments(x, 4)
	n := math.Sqrt(float64(len(x)))
	require.InDelta(t, 0, m[1], 5*1/n)
	require.InDelta(t, 1, m[2], 5*math.Sqrt(2)/n)
	require.InDelta(t, 0, m[3], 5*math.Sqrt(15)/n)
	require.InDelta(t, 3, m[4], 5*math.Sqrt(96)/n)
	// The two numbers of a pair are independent.
	var product float64
	for i := 0; i < len(x); i += 2 {
		product += x[i] * x[i+1]
	}
	pairs := float64(len(x) / 2)
	require.InDelta(t, 0, product/pairs, 5/math.Sqrt(pairs))
}

func TestExpFloat64(t *testing.T) {
	s := New(2, 2)
	x := make([]float64, 200_000)
	for i := range x {
		x[i] = s.ExpFloat64()
		require.True(t, x[i] >= 0 && x[i] < 36.8 && !math.Signbit(x[i]))
	}
	requireDistribution(t, x, func(v float64) float64 { return 1 - vec.Exp(-v) })
	m := moments(x, 2)
	n := math.Sqrt(float64(len(x)))
	require.InDelta(t, 1, m[1], 5*1/n)
	require.InDelta(t, 2, m[2], 5*math.Sqrt(20)/n)
}

func TestPermutations(t *testing.T) {
	// All 24 permutations of four, equally often.
	const draws = 48_000
	s := New(2, 3)
	for name, next := range map[string]func(p []int){
		"Perm": s.Perm,
		"Shuffle": func(p []int) {
			copy(p, []int{0, 1, 2, 3})
			s.Shuffle(4, func(i, j int) { p[i], p[j] = p[j], p[i] })
		},
	} {
		seen := map[string]float64{}
		p := make([]int, 4)
		for range draws {
			next(p)
			seen[fmt.Sprint(p)]++
		}
		require.Len(t, seen, 24, name)
		var count []float64
		for _, c := range seen {
			count = append(count, c)
		}
		// Chi-squared with 23 degrees of freedom exceeds 58.6 with probability 6e-5.
		require.Less(t, chiSquared(count, draws/24), 58.6, name)
	}
	require.NotPanics(t, func() { s.Perm(nil); s.Shuffle(0, nil); s.Shuffle(1, nil) })
	require.PanicsWithValue(t, "rng: Shuffle of a negative number", func() { s.Shuffle(-1, nil) })
}

func TestChoose(t *testing.T) {
	s := New(2, 4)
	weight := []float64{0, 1, 0, 2, 5, 0, 2, 0, 0}
	cumulative := make([]float64, len(weight))
	var sum float64
	for i, w := range weight {
		sum += w
		cumulative[i] = sum
	}
	const draws = 100_000
	count := make([]float64, len(weight))
	for range draws {
		count[s.Choose(cumulative)]++
	}
	for i, w := range weight {
		p := w / sum
		require.InDelta(t, p, count[i]/draws, 5*math.Sqrt(p*(1-p)/draws), "index %d", i)
	}

	for _, none := range [][]float64{nil, {}, {0}, {0, 0}, {math.NaN()}, {math.Inf(1)}, {-1}} {
		before := *s
		require.Equal(t, -1, s.Choose(none), "%v", none)
		require.Equal(t, before, *s, "drew for %v", none)
	}
	// Where rounding could reach the total.
	for range 100 {
		require.Equal(t, 1, s.Choose([]float64{0, math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64}))
		require.Equal(t, 1, s.Choose([]float64{0, math.MaxFloat64, math.MaxFloat64}))
	}
}

func TestNothingAllocates(t *testing.T) {
	s := New(1, 1)
	p := make([]int, 50)
	cumulative := []float64{1, 2, 3}
	require.Zero(t, testing.AllocsPerRun(20, func() {
		s.Seed(3, 4)
		s.Perm(p)
		s.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
		_ = s.NormFloat64() + s.ExpFloat64() + s.Float64()
		_ = s.Choose(cumulative) + s.IntN(5)
	}))
}

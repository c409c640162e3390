package rng

import (
	"math"
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSameSeedSameNumbers(t *testing.T) {
	a, b := New(7, 3), New(7, 3)
	var c Stream
	c.Seed(9, 9)
	c.NormFloat64() // leaves a spare number, which Seed must forget
	c.Seed(7, 3)
	for range 1000 {
		want := a.NormFloat64()
		require.Equal(t, want, b.NormFloat64())
		require.Equal(t, want, c.NormFloat64())
	}
}

func TestStreamsDoNotMeet(t *testing.T) {
	// Among so few of 2⁶⁴ numbers the chance that two are equal is 4e-8, so an
	// equal pair would be a sign of overlapping streams.
	const n = 100_000
	var all []uint64
	for _, id := range [][2]uint64{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {2, 0}, {1, 1}, {42, 41}, {41, 42}, {math.MaxUint64, 0}, {0, math.MaxUint64}, {0, 1 << 63}, {1 << 63, 0}} {
		s := New(id[0], id[1])
		for range n {
			all = append(all, s.Uint64())
		}
	}
	slices.Sort(all)
	for i := range len(all) - 1 {
		require.NotEqual(t, all[i], all[i+1])
	}
}

func TestNeighboursAreUnrelated(t *testing.T) {
	// The first numbers of neighbouring pieces, and of neighbouring seeds, differ in
	// half of their bits: mean 32, variance 16 each.
	const n = 20_000
	for name, at := range map[string]func(i uint64) *Stream{
		"pieces": func(i uint64) *Stream { return New(42, i) },
		"seeds":  func(i uint64) *Stream { return New(i, 42) },
		"both":   func(i uint64) *Stream { return New(i, i) },
		"high":   func(i uint64) *Stream { return New(i<<44, 0) },
	} {
		for draw := range 3 {
			var flipped float64
			perBit := [64]float64{}
			first := make([]float64, n)
			number := func(i uint64) uint64 {
				s := at(i)
				for range draw {
					s.Uint64()
				}
				return s.Uint64()
			}
			previous := number(0)
			for i := range first {
				next := number(uint64(i) + 1)
				diff := previous ^ next
				flipped += float64(bits.OnesCount64(diff))
				for b := range perBit {
					perBit[b] += float64(diff >> b & 1)
				}
				first[i] = float64(next>>11) * 0x1p-53
				previous = next
			}
			require.InDelta(t, 32, flipped/n, 5*4/math.Sqrt(n), "%s, draw %d", name, draw)
			for b, c := range perBit {
				require.InDelta(t, 0.5, c/n, 5*0.5/math.Sqrt(n), "%s, draw %d, bit %d", name, draw, b)
			}
			requireDistribution(t, first, func(x float64) float64 { return x })
		}
	}
}

func TestUint64N(t *testing.T) {
	s := New(1, 1)
	for _, n := range []uint64{1, 2, 3, 10, 1 << 32, 1<<63 + 1, math.MaxUint64} {
		for range 1000 {
			require.Less(t, s.Uint64N(n), n)
		}
	}
	// Two thirds of 2⁶⁴ is where a biased method is worst: numbers modulo n would
	// fall into the lower half twice as often as into the upper one.
	const n, draws = math.MaxUint64 / 3 * 2, 100_000
	low := 0
	for range draws {
		if s.Uint64N(n) < n/2 {
			low++
		}
	}
	require.InDelta(t, 0.5, float64(low)/draws, 5*0.5/math.Sqrt(draws))
	require.PanicsWithValue(t, "rng: Uint64N of 0", func() { s.Uint64N(0) })
}

func TestIntN(t *testing.T) {
	s := New(1, 2)
	const n, draws = 10, 100_000
	var count [n]float64
	for range draws {
		count[s.IntN(n)]++
	}
	// Chi-squared with 9 degrees of freedom exceeds 33.7 with probability 1e-4.
	require.Less(t, chiSquared(count[:], draws/n), 33.7)
	for _, n := range []int{0, -1, math.MinInt} {
		require.PanicsWithValue(t, "rng: IntN of a number that is not positive", func() { s.IntN(n) })
	}
}

func chiSquared(count []float64, want float64) float64 {
	var sum float64
	for _, c := range count {
		sum += (c - want) * (c - want) / want
	}
	return sum
}

func TestFloat64(t *testing.T) {
	s := New(1, 3)
	x := make([]float64, 100_000)
	for i := range x {
		x[i] = s.Float64()
		require.True(t, x[i] >= 0 && x[i] < 1)
		require.Equal(t, x[i]*(1<<53), math.Floor(x[i]*(1<<53)))
	}
	requireDistribution(t, x, func(x float64) float64 { return x })
}

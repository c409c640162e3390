package rng

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// NormFloat64 returns a number with the standard normal distribution. Numbers
// come in pairs: every second call draws nothing from the stream.
//
// Source: G. Marsaglia and T. A. Bray, A convenient method for generating normal
// variables, 1964, DOI 10.1137/1006063 (the polar method).
func (s *Stream) NormFloat64() float64 {
	if s.hasSpare {
		s.hasSpare = false
		return s.spare
	}
	for {
		u, v := s.symmetric(), s.symmetric()
		q := float64(u*u) + float64(v*v)
		if q == 0 || q >= 1 {
			continue
		}
		f := math.Sqrt(-2 * vec.Log(q) / q)
		s.spare, s.hasSpare = float64(v*f), true
		return float64(u * f)
	}
}

// symmetric returns a multiple of 2⁻⁵² in [−1, 1).
func (s *Stream) symmetric() float64 {
	return float64(int64(s.pcg.Uint64())>>11) * 0x1p-52
}

// ExpFloat64 returns a number with the exponential distribution of mean 1. The
// largest one is 53·ln 2, about 36.7.
//
// Source: inversion, −log(U) with U a multiple of 2⁻⁵³ in (0, 1].
func (s *Stream) ExpFloat64() float64 {
	u := float64(s.pcg.Uint64()>>11+1) * 0x1p-53
	return 0 - vec.Log(u) // 0 − 0 is +0, −0 would not be
}

// Perm sets dst to a permutation of 0, 1, ..., len(dst)−1, each with the same
// probability.
//
// Source: R. Durstenfeld, Algorithm 235: random permutation, 1964,
// DOI 10.1145/364520.364540 (also for Shuffle).
func (s *Stream) Perm(dst []int) {
	for i := range dst {
		dst[i] = i
	}
	for i := len(dst) - 1; i > 0; i-- {
		j := s.IntN(i + 1)
		dst[i], dst[j] = dst[j], dst[i]
	}
}

// Shuffle brings n elements into random order by calls of swap. It panics if n
// is negative.
func (s *Stream) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("rng: Shuffle of a negative number")
	}
	for i := n - 1; i > 0; i-- {
		swap(i, s.IntN(i+1))
	}
}

// Choose returns index i with a probability in proportion to weight i, given the running
// sums of the weights: cumulative[i] is the sum of weights 0 to i. An index
// of weight 0 is never chosen. If there is nothing to choose from (no weights, or
// a total that is not positive and finite), Choose returns −1 and draws
// nothing.
func (s *Stream) Choose(cumulative []float64) int {
	n := len(cumulative)
	if n == 0 {
		return -1
	}
	total := cumulative[n-1]
	if !(total > 0 && total <= math.MaxFloat64) {
		return -1
	}
	at := float64(s.Float64() * total)
	if at >= total { // only by rounding, when total is subnormal
		at = math.Nextafter(total, 0)
	}
	// The first index whose running sum is above at: the last one always is.
	lo, hi := 0, n-1
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if cumulative[mid] > at {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

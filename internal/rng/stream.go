package rng

import (
	"math/bits"
	"math/rand/v2"
)

// A Stream is a sequence of random numbers. Make it with New, or reuse one
// with Seed; no method but New allocates.
type Stream struct {
	pcg rand.PCG

	// The polar method makes normal numbers in pairs; the second one waits here.
	spare    float64
	hasSpare bool
}

// New returns the stream of a seed and a piece of work. All values of both are
// good, 0 too.
func New(seed, piece uint64) *Stream {
	s := new(Stream)
	s.Seed(seed, piece)
	return s
}

// Seed puts s at the start of the stream that New(seed, piece) returns.
//
// Seed and piece go through four rounds of a Feistel network, which can be undone
// whatever its round function is.
//
// Source: M. Luby and C. Rackoff, How to construct pseudorandom permutations from
// pseudorandom functions, 1988, DOI 10.1137/0217022 (four rounds); M. E. O'Neill,
// PCG: a family of simple fast space-efficient statistically good algorithms for
// random number generation, HMC-CS-2014-0905, 2014 (the generator).
func (s *Stream) Seed(seed, piece uint64) {
	round := uint64(gamma)
	piece ^= mix(seed + round)
	round += gamma
	seed ^= mix(piece + round)
	round += gamma
	piece ^= mix(seed + round)
	round += gamma
	seed ^= mix(piece + round)
	s.pcg.Seed(seed, piece)
	s.spare, s.hasSpare = 0, false
}

const gamma = 0x9e3779b97f4a7c15 // 2⁶⁴ divided by the golden ratio, odd

// mix makes each bit of the result depend on each bit of z.
//
// Source: G. L. Steele Jr., D. Lea and C. H. Flood, Fast splittable pseudorandom
// number generators, 2014, DOI 10.1145/2660193.2660195 (the mix64variant13 of
// SplittableRandom, with constants of D. Stafford).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 returns a number below 2⁶⁴.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// Uint64N returns a number below n, each with exactly the same probability.
// It panics if n is 0.
//
// Source: D. Lemire, Fast random integer generation in an interval, 2019,
// DOI 10.1145/3230636.
func (s *Stream) Uint64N(n uint64) uint64 {
	if n == 0 {
		panic("rng: Uint64N of 0")
	}
	hi, lo := bits.Mul64(s.pcg.Uint64(), n)
	if lo < n {
		// 2⁶⁴ mod n products are too many; they are the ones with the smallest low part.
		for extra := -n % n; lo < extra; {
			hi, lo = bits.Mul64(s.pcg.Uint64(), n)
		}
	}
	return hi
}

// IntN returns a number in [0, n), each with exactly the same probability. It
// panics if n is not positive.
func (s *Stream) IntN(n int) int {
	if n <= 0 {
		panic("rng: IntN of a number that is not positive")
	}
	return int(s.Uint64N(uint64(n)))
}

// Float64 returns a number in [0, 1): a multiple of 2⁻⁵³, each with the same
// probability.
func (s *Stream) Float64() float64 {
	return float64(s.pcg.Uint64()>>11) * 0x1p-53
}

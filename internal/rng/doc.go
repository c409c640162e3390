// Package rng gives each piece of work its own stream of random numbers, so
// that a result depends on the seed and never on who did which piece when.
//
//	for piece := range restarts { // in any order, on any goroutine
//		r := rng.New(seed, uint64(piece))
//		first := r.IntN(n)
//		...
//	}
//
// A piece is whatever is numbered by the problem: a restart, a tree, a block of
// rows. Never number by worker.
//
// # Streams
//
// The generator is PCG of math/rand/v2 (128 bits of state, period 2¹²⁸). Seed and
// piece become its state through a mixing that can be undone, so two different
// pairs never share a state, and all bits of a pair reach all bits of
// the state, so neighbours are unrelated. All streams lie on one cycle: that two
// of a million streams of 2⁴⁰ numbers each overlap has a probability
// of about 2⁻⁴⁸.
//
// # Promises
//
// The numbers that follow from a seed and a piece never change, on any platform:
// regress_test.go holds them. Integers, permutations and choices are exact;
// normal and exponential numbers use vec.Log and math.Sqrt, which have the same
// bits everywhere, and not the methods of rand.Rand, which use package math.
//
// # Caveats
//
// A Stream belongs to one goroutine at a time. Copying one repeats its numbers. The zero
// Stream has not been seeded, and all zero Streams are the same one. The
// numbers are no secret: nothing here is for cryptography.
package rng

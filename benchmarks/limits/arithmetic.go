package main

import (
	"slices"
	"time"

	"github.com/clm-go/clm/internal/cpu"
)

// arithmetic is a kernel that computes as much as it can.
type arithmetic struct {
	what  string
	set   string                                       // of CPU features
	flops float64                                      // of one round
	run   func(rounds int, x, y float64) (sum float64) // nil: none for this platform
}

// A round has twelve registers, each of them four f64 with AVX2, eight with
// AVX-512, twice as many f32. A difference counts as one operation, a fused
// multiply-add as two.
var arithmetics = []arithmetic{
	{"FMA f64", "avx2", 12 * 4 * 2, f64(fma64AVX2)},
	{"FMA f64", "avx512", 12 * 8 * 2, f64(fma64AVX512)},
	{"FMA f32", "avx2", 12 * 8 * 2, f32(fma32AVX2)},
	{"FMA f32", "avx512", 12 * 16 * 2, f32(fma32AVX512)},
	{"difference and FMA f64", "avx2", 12 * 4 * 3, f64(difference64AVX2)},
	{"difference and FMA f64", "avx512", 12 * 8 * 3, f64(difference64AVX512)},
	{"difference and FMA f32", "avx2", 12 * 8 * 3, f32(difference32AVX2)},
	{"difference and FMA f32", "avx512", 12 * 16 * 3, f32(difference32AVX512)},
}

// here tells whether the kernel exists and this CPU can run it.
func (a arithmetic) here() bool { return a.run != nil && has(a.set) }

// rate returns the operations a second of threads that compute together.
func (a arithmetic) rate(threads int, span time.Duration) float64 {
	const rounds = 4096 // a call cannot be preempted: some 10 µs
	steps := rate(threads, span, func() func() {
		return func() { a.run(rounds, 1.5, 0.5) }
	})
	return steps * rounds * a.flops
}

func has(set string) bool {
	return slices.ContainsFunc(cpu.Sets(), func(s cpu.Set) bool { return s.Name == set })
}

// f64 runs a kernel with the same x and y in all lanes and adds the lanes up.
func f64(kernel func(rounds int, x, y, sum *[8]float64)) func(rounds int, x, y float64) float64 {
	if kernel == nil {
		return nil
	}
	return func(rounds int, x, y float64) float64 {
		var xs, ys, sums [8]float64
		for i := range xs {
			xs[i], ys[i] = x, y
		}
		kernel(rounds, &xs, &ys, &sums)
		total := 0.0
		for _, s := range sums {
			total += s
		}
		return total
	}
}

// f32 is f64 for a kernel of float32.
func f32(kernel func(rounds int, x, y, sum *[16]float32)) func(rounds int, x, y float64) float64 {
	if kernel == nil {
		return nil
	}
	return func(rounds int, x, y float64) float64 {
		var xs, ys, sums [16]float32
		for i := range xs {
			xs[i], ys[i] = float32(x), float32(y)
		}
		kernel(rounds, &xs, &ys, &sums)
		total := 0.0
		for _, s := range sums {
			total += float64(s)
		}
		return total
	}
}

//go:build !amd64 || purego

package main

// There are no kernels for this platform.
var (
	fma64AVX2, fma64AVX512, difference64AVX2, difference64AVX512 func(rounds int, x, y, sum *[8]float64)
	fma32AVX2, fma32AVX512, difference32AVX2, difference32AVX512 func(rounds int, x, y, sum *[16]float32)
	readAVX2, readAVX512                                         func(times int, words []uint64, bits *[8]uint64)
)

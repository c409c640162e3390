//go:build !purego

package gemm

// work is the largest number of multiply-adds of one call into assembly, which cannot be
// interrupted.
const work = 1 << 20

// ones is 32 bytes of ones and 32 of zeros; what begins in between is a mask for AVX2.
var ones = [64]byte{
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
}

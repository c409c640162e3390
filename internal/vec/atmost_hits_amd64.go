//go:build !purego

package vec

import "math/bits"

// appendHits appends the numbers of the bits that are set, counted from lo.
func appendHits(dst []int32, hits *[16]uint64, lo int) []int32 {
	for w, b := range hits {
		for ; b != 0; b &= b - 1 {
			dst = append(dst, int32(lo+64*w+bits.TrailingZeros64(b)))
		}
	}
	return dst
}

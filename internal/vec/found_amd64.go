//go:build !purego

package vec

import (
	"math/bits"
	"slices"
)

// appendFound appends the indices that the kernels of AppendAtMost have found: a
// number stands for a group of elements, its upper half for where the group begins,
// counted from lo, and its lower half for which of its elements.
func appendFound(dst []int32, found []uint64, lo int) []int32 {
	for _, f := range found {
		b := uint32(f)
		n, first := bits.OnesCount32(b), lo+int(f>>32)
		dst = slices.Grow(dst, n)[:len(dst)+n]
		for i := len(dst) - n; i < len(dst); i++ {
			dst[i] = int32(first + bits.TrailingZeros32(b))
			b &= b - 1
		}
	}
	return dst
}

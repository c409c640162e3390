package assoc

import (
	"math/bits"
	"slices"
)

// ascender sorts the numbers of one basket after the other.
type ascender struct {
	seen []uint64 // a bit for each number, all 0 between two baskets
}

func newAscender(numbers int) ascender { return ascender{make([]uint64, (numbers+63)/64)} }

// ascend sets dst to the numbers of row, which are different, in ascending order.
// Where they are few, each is compared with each, without a branch.
func (a ascender) ascend(dst, row []int32) {
	const few = 24
	switch {
	case len(row) <= few:
		var place [few]uint8
		for i, c := range row {
			smaller := uint8(0)
			for j, d := range row[:i] {
				less := uint8(uint32(d-c) >> 31)
				smaller += less
				place[j] += 1 - less
			}
			place[i] += smaller
		}
		for i, c := range row {
			dst[place[i]] = c
		}
	case len(a.seen) <= 16*len(row):
		for _, c := range row {
			a.seen[c/64] |= 1 << (c % 64)
		}
		n := 0
		for i, w := range a.seen {
			for ; w != 0; w &= w - 1 {
				dst[n] = int32(64*i + bits.TrailingZeros64(w))
				n++
			}
			a.seen[i] = 0
		}
	default:
		copy(dst, row)
		slices.Sort(dst)
	}
}

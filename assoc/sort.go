package assoc

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// sortLooking sorts keys ascending and moves payload along, stably, with a look
// at the context every few milliseconds: parts are sorted by their digits and
// then merged. Time: O(n·log n).
func sortLooking(ctx context.Context, keys []uint64, payload []int32) error {
	n := len(keys)
	spareKeys, spare := make([]uint64, n), make([]int32, n)
	for lo := 0; lo < n; lo += stride {
		if err := looked(ctx); err != nil {
			return err
		}
		hi := min(lo+stride, n)
		vec.RadixSort64(keys[lo:hi], payload[lo:hi], spareKeys, spare)
	}
	from, fromPayload, to, toPayload := keys, payload, spareKeys, spare
	swapped := false
	for width := stride; width < n; width *= 2 {
		for lo := 0; lo < n; lo += 2 * width {
			a, mid := lo, min(lo+width, n)
			b, hi := mid, min(lo+2*width, n)
			for at := lo; at < hi; at++ {
				if at%stride == 0 {
					if err := looked(ctx); err != nil {
						return err
					}
				}
				if b == hi || a < mid && from[a] <= from[b] {
					to[at], toPayload[at] = from[a], fromPayload[a]
					a++
				} else {
					to[at], toPayload[at] = from[b], fromPayload[b]
					b++
				}
			}
		}
		from, to, fromPayload, toPayload = to, from, toPayload, fromPayload
		swapped = !swapped
	}
	if swapped {
		copy(keys, from)
		copy(payload, fromPayload)
	}
	return nil
}

// descending returns a key that is smaller the larger v is, the same for 0 and
// −0, and largest for NaN.
func descending(v float64) uint64 {
	if v != v {
		return math.MaxUint64
	}
	b := math.Float64bits(v + 0) // −0 + 0 is 0
	if b>>63 != 0 {
		return b
	}
	return math.MaxInt64 - b
}

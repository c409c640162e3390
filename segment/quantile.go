package segment

import (
	"context"
	"math/bits"
)

// quantiles returns the bins−1 edges that cut the sorted values into bins of
// about the same size: linear interpolation, rounded down.
func quantiles(sorted []int64, bins int) []int64 {
	edges := make([]int64, bins-1)
	b := uint64(bins)
	for k := range edges {
		pos := uint64(len(sorted)-1) * uint64(k+1)
		i, rest := pos/b, pos%b
		edges[k] = sorted[i]
		if rest > 0 {
			// The gap is below 2⁶⁴ and rest below bins, so the product takes 128 bits and the quotient 64.
			gap := uint64(sorted[i+1]) - uint64(sorted[i])
			high, low := bits.Mul64(gap, rest)
			part, _ := bits.Div64(high, low, b)
			edges[k] = int64(uint64(sorted[i]) + part)
		}
	}
	return edges
}

// sortInts sorts x by its digits, 11 bits at a time from the lowest, so that
// it takes O(n) for each digit that differs and can be cancelled. It uses
// spare, which is as long, and returns the sorted slice and the other one.
func sortInts(ctx context.Context, x, spare []int64) (sorted, other []int64, err error) {
	const width = 11
	lo, hi := x[0], x[0]
	err = inBlocks(ctx, len(x), func(a, b int) error {
		for _, v := range x[a:b] {
			lo, hi = min(lo, v), max(hi, v)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	span := uint64(hi) - uint64(lo)
	for shift := 0; shift < 64 && span>>shift > 0; shift += width {
		var next [1 << width]int // first how many, then where the next one goes
		digit := func(v int64) uint64 { return (uint64(v) - uint64(lo)) >> shift & (1<<width - 1) }
		err = inBlocks(ctx, len(x), func(a, b int) error {
			for _, v := range x[a:b] {
				next[digit(v)]++
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		at := 0
		for i, n := range next {
			next[i], at = at, at+n
		}
		err = inBlocks(ctx, len(x), func(a, b int) error {
			for _, v := range x[a:b] {
				d := digit(v)
				spare[next[d]] = v
				next[d]++
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		x, spare = spare, x
	}
	return x, spare, nil
}

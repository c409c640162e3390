package assoc

import (
	"context"

	"github.com/clm-go/clm/internal/par"
)

// countPairs counts all pairs of items, basket by basket, where the square of the
// counts is small and no larger than the baskets. The search then need not go to the
// baskets of an item, which lie here and there, to learn what is frequent with it.
// Blocks of whole baskets begin at the places given, the last of which is the end.
func (l *lists) countPairs(ctx context.Context, begin []int, workers int) error {
	const most = 1 << 21 // 8 MB
	n := len(l.ids)
	if n < 2 || n > most/n || n*n > len(l.items) {
		return nil
	}
	squares := crew[[]int32]{make: func() []int32 { return make([]int32, n*n) }}
	err := par.For(ctx, len(begin)-1, 1, workers, func(block, _, _ int) error {
		square := squares.take()
		defer squares.give(square)
		return l.addPairs(ctx, square, begin[block], begin[block+1])
	})
	if err != nil {
		return err
	}
	l.pairs = squares.all[0]
	for _, other := range squares.all[1:] {
		for i, count := range other {
			l.pairs[i] += count
		}
	}
	return nil
}

// addPairs adds the pairs of the baskets from lo to hi.
func (l *lists) addPairs(ctx context.Context, square []int32, lo, hi int) error {
	steps := 0
	for lo < hi {
		end := lo
		for l.items[end] >= 0 {
			end++
		}
		row := l.items[lo:end]
		countPairs(square, row, len(l.ids), ^l.items[end])
		lo = end + 1
		if steps += len(row) * len(row); steps >= 1<<20 {
			steps = 0
			if err := looked(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

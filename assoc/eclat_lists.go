package assoc

import (
	"context"
	"math"
)

// lists are the baskets as the search for all sets wants them: the frequent
// items are numbered in the order in which the search goes through them.
type lists struct {
	n        int
	minCount int
	ids      []int32 // item by number
	counts   []int32 // support by number
	byID     bool    // the numbers ascend with the items

	// Baskets of two frequent items and more, one behind the other: the numbers
	// ascend, and ^weight, which is below 0, ends a basket.
	items    []int32
	ends     []uint32 // places of the weights, by basket
	weighted bool     // some weight is above 1
	longest  int      // items of a basket

	// In the baskets where more follows number c, what follows begins at the places
	// place[from[c]:from[c+1]] of items.
	from  []int
	place []uint32

	pairs triangle // of the most frequent items
}

// denseShare is the share of the frequent items that a basket must have, on the
// average, for the search to go through the items by their ids. The sets then
// come in the order of the result. Otherwise it goes from rare items to
// frequent ones, which leaves less to search, and the result is sorted.
const denseShare = 1. / 16

// dense tells whether a basket has denseShare of the frequent items.
func (in *intake) dense(minCount int) bool {
	items, total := 0, 0.
	for _, count := range in.counts {
		if int(count) >= minCount {
			items++
			total += float64(count)
		}
	}
	return total >= denseShare*float64(items)*float64(in.n)
}

// numbered numbers the frequent items by their ids or from rare to frequent, and
// returns their ids and supports by number, and the number of each item of the
// intake, −1 for those that are not frequent.
func (in *intake) numbered(ctx context.Context, minCount int, byID bool) (ids, counts, number []int32, err error) {
	var frequent []int32
	for x, count := range in.counts {
		if int(count) >= minCount {
			frequent = append(frequent, int32(x))
		}
	}
	keys := make([]uint64, len(frequent))
	for i, x := range frequent {
		keys[i] = uint64(in.ids[x])
		if !byID {
			keys[i] |= uint64(in.counts[x]) << 32
		}
	}
	if err := sortLooking(ctx, keys, frequent); err != nil {
		return nil, nil, nil, err
	}
	number = make([]int32, len(in.ids))
	for x := range number {
		number[x] = -1
	}
	for c, x := range frequent {
		number[x] = int32(c)
		ids = append(ids, in.ids[x])
		counts = append(counts, in.counts[x])
	}
	return ids, counts, number, nil
}

// lists makes the lists; the intake stays as it is.
func (in *intake) lists(ctx context.Context, minCount, workers int) (*lists, error) {
	l := &lists{n: in.n, minCount: minCount, byID: in.dense(minCount)}
	var number []int32
	var err error
	if l.ids, l.counts, number, err = in.numbered(ctx, minCount, l.byID); err != nil {
		return nil, err
	}
	f := filler{l: l, in: in, number: number}
	return l, f.fill(ctx, workers, false)
}

// release gives up the baskets once they are searched.
func (l *lists) release() { l.items, l.ends, l.from, l.place, l.pairs = nil, nil, nil, nil, triangle{} }

// longFirst returns the numbers in the order in which they are searched: first those whose search may take
// long.
func (l *lists) longFirst(ctx context.Context) ([]int32, error) {
	items := len(l.ids)
	order, keys := make([]int32, items), make([]uint64, items)
	for c := range order {
		order[c] = int32(c)
		keys[c] = math.MaxUint64 - uint64(l.counts[c])*uint64(items-c)
	}
	return order, sortLooking(ctx, keys, order)
}

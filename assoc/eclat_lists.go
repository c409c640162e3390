package assoc

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
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
	weighted bool // some weight is above 1
	longest  int  // items of a basket

	// In the baskets where more follows number c, what follows begins at the places
	// place[from[c]:from[c+1]] of items.
	from  []int
	place []uint32

	pairs square // of the most frequent items
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
	return l, f.fill(ctx, workers)
}

// filler writes the baskets of lists, block by block. There are so few blocks that
// their counts are no larger than the items.
type filler struct {
	l      *lists
	in     *intake
	number []int32 // by number of the intake, −1: not frequent

	// By block, one after the other:
	tails   []uint32 // how many places each number gets; then where the next one goes
	begin   []int    // of the items, and the end: before that how many they are
	longest []int
}

func (f *filler) fill(ctx context.Context, workers int) error {
	const most = 16
	l, in := f.l, f.in
	wanted := max(1, min(most, len(in.items)/(4*len(l.ids)+1)))
	grain := max(1, par.Blocks(len(in.weight), wanted))
	blocks := par.Blocks(len(in.weight), grain)
	f.tails = make([]uint32, blocks*len(l.ids))
	f.begin, f.longest = make([]int, blocks+1), make([]int, blocks)
	each := func(pass func(ctx context.Context, block, lo, hi int) error) error {
		return par.For(ctx, len(in.weight), grain, workers, func(block, lo, hi int) error { return pass(ctx, block, lo, hi) })
	}
	if err := each(f.measure); err != nil {
		return err
	}
	for block := range blocks {
		f.begin[block+1] += f.begin[block]
		l.longest = max(l.longest, f.longest[block])
	}
	total := f.begin[blocks]
	if uint64(total) > math.MaxUint32 {
		return &clm.LimitError{Op: in.op, Limit: math.MaxUint32, What: "items in all baskets"}
	}
	for _, w := range in.weight {
		l.weighted = l.weighted || w > 1
	}
	l.items = make([]int32, total)
	if err := each(f.write); err != nil {
		return err
	}
	l.from = make([]int, len(l.ids)+1)
	places := uint32(0)
	for c := range l.ids {
		for at := c; at < len(f.tails); at += len(l.ids) {
			n := f.tails[at]
			f.tails[at] = places
			places += n
		}
		l.from[c+1] = int(places)
	}
	l.place = make([]uint32, places)
	if err := each(f.locate); err != nil {
		return err
	}
	return l.countPairs(ctx, f.begin, workers)
}

// measure finds out how much room the baskets of a block will need.
func (f *filler) measure(ctx context.Context, block, lo, hi int) error {
	look := looker{ctx: ctx}
	size, longest := 0, 0
	for b := lo; b < hi; b++ {
		row := f.in.items[f.in.start[b]:f.in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		kept := 0
		for _, x := range row {
			kept += int(uint32(^f.number[x]) >> 31) // 1 if it is frequent
		}
		if kept > 1 {
			size += kept + 1
			longest = max(longest, kept)
		}
	}
	f.begin[block+1], f.longest[block] = size, longest
	return nil
}

// write sorts the baskets and counts where more follows.
func (f *filler) write(ctx context.Context, block, lo, hi int) error {
	tails := f.tails[block*len(f.l.ids):][:len(f.l.ids)]
	items := f.l.items[f.begin[block]:f.begin[block+1]]
	numbers := make([]int32, f.longest[block]+1)
	sort := newAscender(len(f.l.ids))
	look := looker{ctx: ctx}
	for b := lo; b < hi; b++ {
		row := f.in.items[f.in.start[b]:f.in.start[b+1]]
		if err := look.after(2 * len(row)); err != nil {
			return err
		}
		kept := 0
		for _, x := range row {
			c := f.number[x]
			numbers[min(kept, len(numbers)-1)] = c
			kept += int(uint32(^c) >> 31)
		}
		if kept < 2 {
			continue
		}
		sorted := items[:kept]
		sort.ascend(sorted, numbers[:kept])
		for _, c := range sorted[:kept-1] {
			tails[c]++
		}
		items[kept] = ^f.in.weight[b]
		items = items[kept+1:]
	}
	return nil
}

// locate notes the places.
func (f *filler) locate(ctx context.Context, block, _, _ int) error {
	tails := f.tails[block*len(f.l.ids):][:len(f.l.ids)]
	const part = 1 << 16
	for lo, end := f.begin[block], f.begin[block+1]; lo < end; lo += part {
		if err := looked(ctx); err != nil {
			return err
		}
		for p := lo; p < min(lo+part, end); p++ {
			if c := f.l.items[p]; c >= 0 && f.l.items[p+1] >= 0 { // not the last one
				f.l.place[tails[c]] = uint32(p) + 1
				tails[c]++
			}
		}
	}
	return nil
}

// release gives up the baskets once they are searched.
func (l *lists) release() { l.items, l.from, l.place, l.pairs = nil, nil, nil, square{} }

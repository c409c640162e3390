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

// filler writes the baskets of lists, block by block. A block is small enough for
// the caches; there are so few that their counts are no larger than the items.
type filler struct {
	l      *lists
	in     *intake
	number []int32 // by number of the intake, −1: not frequent

	// By block, one after the other:
	tails   []uint32 // how many places each number gets; then where the next one goes
	size    []int    // of the items; then where they begin
	longest []int
}

func (f *filler) fill(ctx context.Context, workers int) error {
	const most = 16
	l, in := f.l, f.in
	wanted := max(1, min(most, len(in.items)/(4*len(l.ids)+1)))
	grain := max(1, par.Blocks(len(in.weight), wanted))
	blocks := par.Blocks(len(in.weight), grain)
	f.tails = make([]uint32, blocks*len(l.ids))
	f.size, f.longest = make([]int, blocks), make([]int, blocks)
	err := par.For(ctx, len(in.weight), grain, workers, func(block, lo, hi int) error { return f.count(ctx, block, lo, hi) })
	if err != nil {
		return err
	}
	total := 0
	for block, size := range f.size {
		f.size[block] = total
		total += size
		l.longest = max(l.longest, f.longest[block])
	}
	if uint64(total) > math.MaxUint32 {
		return &clm.LimitError{Op: in.op, Limit: math.MaxUint32, What: "items in all baskets"}
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
	for _, w := range in.weight {
		l.weighted = l.weighted || w > 1
	}
	l.items, l.place = make([]int32, total), make([]uint32, places)
	return par.For(ctx, len(in.weight), grain, workers, func(block, lo, hi int) error { return f.write(ctx, block, lo, hi) })
}

// count counts what the baskets of a block will need.
func (f *filler) count(ctx context.Context, block, lo, hi int) error {
	tails := f.tails[block*len(f.l.ids):][:len(f.l.ids)]
	look := looker{ctx: ctx}
	for b := lo; b < hi; b++ {
		row := f.in.items[f.in.start[b]:f.in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		kept, last := 0, int32(-1)
		for _, x := range row {
			if c := f.number[x]; c >= 0 {
				tails[c]++
				kept++
				last = max(last, c)
			}
		}
		if kept > 0 {
			tails[last]--
		}
		if kept > 1 {
			f.size[block] += kept + 1
			f.longest[block] = max(f.longest[block], kept)
		}
	}
	return nil
}

// write sorts by items first and then by baskets, so that no basket has to be
// sorted by itself.
func (f *filler) write(ctx context.Context, block, lo, hi int) error {
	l := f.l
	look := looker{ctx: ctx}
	next := make([]uint32, hi-lo) // where the next item of a basket goes
	from := make([]int32, len(l.ids)+1)
	at := f.size[block]
	for b := lo; b < hi; b++ {
		row := f.in.items[f.in.start[b]:f.in.start[b+1]]
		if err := look.after(2 * len(row)); err != nil {
			return err
		}
		kept := 0
		for _, x := range row {
			kept += int(uint32(^f.number[x]) >> 31) // 1 if it is frequent
		}
		if kept < 2 {
			next[b-lo] = math.MaxUint32
			continue
		}
		next[b-lo] = uint32(at)
		at += kept
		l.items[at] = ^f.in.weight[b]
		at++
		for _, x := range row {
			if c := f.number[x]; c >= 0 {
				from[c+1]++
			}
		}
	}
	for c := range l.ids {
		from[c+1] += from[c]
	}
	baskets := make([]int32, from[len(l.ids)]) // of the block, by number
	for b, first := range next {
		if first == math.MaxUint32 {
			continue
		}
		row := f.in.items[f.in.start[lo+b]:f.in.start[lo+b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		for _, x := range row {
			if c := f.number[x]; c >= 0 {
				baskets[from[c]] = int32(b)
				from[c]++
			}
		}
	}
	tails := f.tails[block*len(l.ids):][:len(l.ids)]
	begin := int32(0)
	for c, end := range from[:len(l.ids)] {
		if err := look.after(int(end - begin)); err != nil {
			return err
		}
		place := tails[c]
		for _, b := range baskets[begin:end] {
			p := next[b]
			next[b]++
			l.items[p] = int32(c)
			if l.items[p+1] >= 0 { // not the last one
				l.place[place] = p + 1
				place++
			}
		}
		begin = end
	}
	return nil
}

// release gives up the baskets once they are searched.
func (l *lists) release() { l.items, l.from, l.place = nil, nil, nil }

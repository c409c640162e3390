package assoc

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// filler writes the baskets of lists, block by block, and sorts them without comparing
// items: a block deals its baskets to the numbers that they have, and then puts number
// after number behind what these baskets have so far. Where a number has been put is a
// place of it.
type filler struct {
	l      *lists
	in     *intake
	number []int32  // by number of the intake, −1: not frequent
	sums   []uint64 // of what comes before a place, if wanted: bit x mod 64 for each number x

	// By block, one after the other: where the places of each number begin and end.
	from, to []uint32
	// By block: where its baskets and its items begin, and how many items a basket has.
	rows, begin, longest []int
}

// fill fills the lists. There are so few blocks that what is known of each number in each
// of them is much less than the items.
func (f *filler) fill(ctx context.Context, workers int, sums bool) error {
	l, in, n := f.l, f.in, len(f.l.ids)
	grain := max(1, par.Blocks(len(in.weight), max(1, len(in.items)/max(16*n, 1<<16))))
	blocks := par.Blocks(len(in.weight), grain)
	f.from, f.to = make([]uint32, blocks*n), make([]uint32, blocks*n)
	f.rows, f.begin, f.longest = make([]int, blocks+1), make([]int, blocks+1), make([]int, blocks)
	each := func(pass func(ctx context.Context, block, lo, hi int) error) error {
		return par.For(ctx, len(in.weight), grain, workers, func(block, lo, hi int) error { return pass(ctx, block, lo, hi) })
	}
	if err := each(f.measure); err != nil {
		return err
	}
	for block := range blocks {
		f.rows[block+1] += f.rows[block]
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
	places := uint64(0)
	for c := range l.ids {
		for at := c; at < len(f.from); at += n {
			own := f.from[at]
			f.from[at], f.to[at] = uint32(places), uint32(places)
			places += uint64(own)
		}
	}
	if places > math.MaxUint32 { // with baskets of one item
		return &clm.LimitError{Op: in.op, Limit: math.MaxUint32, What: "items in all baskets"}
	}
	l.items, l.ends, l.place = make([]int32, total), make([]uint32, f.rows[blocks]), make([]uint32, places)
	if sums {
		f.sums = make([]uint64, places)
	}
	if err := each(f.write); err != nil {
		return err
	}
	if err := f.close(ctx); err != nil {
		return err
	}
	return l.countPairs(ctx, f.rows, workers)
}

// measure finds out how much room the baskets of a block will need, and how often it has
// each number.
func (f *filler) measure(ctx context.Context, block, lo, hi int) error {
	count := f.from[block*len(f.l.ids):][:len(f.l.ids)]
	look := looker{ctx: ctx}
	rows, size, longest := 0, 0, 0
	for b := lo; b < hi; b++ {
		row := f.in.items[f.in.start[b]:f.in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		kept := 0
		for _, x := range row {
			if c := f.number[x]; c >= 0 {
				count[c]++
				kept++
			}
		}
		if kept > 1 {
			rows++
			size += kept + 1
			longest = max(longest, kept)
		}
	}
	f.rows[block+1], f.begin[block+1], f.longest[block] = rows, size, longest
	return nil
}

// write writes the baskets of a block.
func (f *filler) write(ctx context.Context, block, lo, hi int) error {
	n := len(f.l.ids)
	from, to := f.from[block*n:][:n], f.to[block*n:][:n]
	items, place, ends := f.l.items, f.l.place, f.l.ends[f.rows[block]:f.rows[block+1]]
	look := looker{ctx: ctx}
	rows, at := 0, f.begin[block]
	for b := lo; b < hi; b++ {
		row := f.in.items[f.in.start[b]:f.in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		kept, last := 0, int32(0)
		for _, x := range row {
			if c := f.number[x]; c >= 0 {
				place[to[c]] = uint32(rows)
				to[c]++
				kept++
				last = c
			}
		}
		if kept < 2 {
			if kept == 1 {
				to[last]--
			}
			continue
		}
		ends[rows] = uint32(at) // up to where the basket is written
		items[at+kept] = ^f.in.weight[b]
		at += kept + 1
		rows++
	}
	sum := make([]uint64, min(len(f.sums), len(ends)))
	for c := range n {
		own := place[from[c]:to[c]]
		if err := look.after(len(own)); err != nil {
			return err
		}
		if len(sum) > 0 {
			to[c] = from[c] + appendSummed(items, own, ends, int32(c), sum, f.sums[from[c]:to[c]])
		} else {
			to[c] = from[c] + appendNumber(items, own, ends, int32(c))
		}
	}
	return nil
}

// appendNumber appends c to some baskets, which end at ends so far. In place of them it notes
// where more follows, and returns how often it does. It is not inlined, so that the compiler
// keeps all it needs in registers.
//
//go:noinline
func appendNumber(items []int32, baskets, ends []uint32, c int32) uint32 {
	kept := uint32(0)
	for _, b := range baskets {
		p := ends[b]
		items[p] = c
		p++
		ends[b] = p
		baskets[kept] = p
		kept += uint32(^items[p]) >> 31 // 1 if the weight does not come next, without a branch
	}
	return kept
}

// appendSummed is appendNumber, and also notes the sum of what each basket had before.
func appendSummed(items []int32, baskets, ends []uint32, c int32, sum, sums []uint64) uint32 {
	kept := uint32(0)
	for _, b := range baskets {
		p := ends[b]
		items[p] = c
		p++
		ends[b] = p
		baskets[kept], sums[kept] = p, sum[b]
		sum[b] |= 1 << (c % 64)
		kept += uint32(^items[p]) >> 31
	}
	return kept
}

// close moves the places of each number together.
func (f *filler) close(ctx context.Context) error {
	l := f.l
	look := looker{ctx: ctx}
	l.from = make([]int, len(l.ids)+1)
	places := 0
	for c := range l.ids {
		for at := c; at < len(f.from); at += len(l.ids) {
			if err := look.after(int(f.to[at]-f.from[at]) / 4); err != nil {
				return err
			}
			if len(f.sums) > 0 {
				copy(f.sums[places:], f.sums[f.from[at]:f.to[at]])
			}
			places += copy(l.place[places:], l.place[f.from[at]:f.to[at]])
		}
		l.from[c+1] = places
	}
	l.place = l.place[:places]
	f.sums = f.sums[:min(places, len(f.sums))]
	return nil
}

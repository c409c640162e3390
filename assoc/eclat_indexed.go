package assoc

import (
	"context"
	"slices"
)

// indexed is the baskets as the search for closed and maximal sets wants them. The
// frequent items are numbered from rare to frequent; of those in the same baskets
// one is enough.
type indexed struct {
	n        int
	minCount int
	ids      []int32 // of all frequent items
	support  []int32 // of all frequent items
	twins    *twins  // or nil: each item has its own number
	counts   []int32 // support by number

	dense bool
	lists *lists // of sparse baskets
	// The sums of what comes before an item, by its place in the lists: bit x mod 64 for
	// each number x.
	sums []uint64

	// Of dense ones, which occur weight[b] times, the mask of each has the numbers
	// that it has; those of number c are basket[from[c]:from[c+1]].
	weight []int32
	words  int // of a mask
	masks  []uint64
	from   []int
	basket []int32

	sorted    []int32 // frequent items, ascending: item by rank
	rank      []int32 // of all frequent items
	maskWords int     // of the mask of a set, where sets are collected as masks; or 0
}

// indexed sorts the baskets; the intake stays as it is.
func (in *intake) indexed(ctx context.Context, minCount int, dense bool, workers int) (*indexed, error) {
	l := &indexed{n: in.n, minCount: minCount, dense: dense, weight: in.weight}
	var number []int32
	var err error
	if l.ids, l.support, number, err = in.numbered(ctx, minCount, false); err != nil {
		return nil, err
	}
	if l.sorted, l.rank, err = ranked(ctx, l.ids); err != nil {
		return nil, err
	}
	if dense && len(l.ids) <= maskedItems {
		l.maskWords = (len(l.ids) + 63) / 64
	}
	if l.twins, err = in.twins(ctx, number, len(l.ids)); err != nil {
		return nil, err
	}
	own := l.ids
	l.counts = l.support
	if t := l.twins; t != nil {
		own, l.counts = nil, nil
		for c := range t.from[1:] {
			x := t.all[t.from[c]]
			own, l.counts = append(own, l.ids[x]), append(l.counts, l.support[x])
		}
	}
	if dense {
		return l, l.fill(ctx, in, number)
	}
	l.lists = &lists{n: l.n, minCount: minCount, ids: own, counts: l.counts}
	f := filler{l: l.lists, in: in, number: number}
	if err := f.fill(ctx, workers, true); err != nil {
		return nil, err
	}
	l.sums = f.sums
	return l, nil
}

// filled tells whether a basket with items has denseShare of the frequent ones, on the
// average. How often it occurs does not count, as each takes memory once.
func (in *intake) filled(ctx context.Context, minCount int) (bool, error) {
	frequent, total, weight := 0, 0, 0
	for _, count := range in.counts {
		if int(count) >= minCount {
			frequent++
			total += int(count)
		}
	}
	for _, w := range in.weight {
		weight += int(w)
	}
	if weight > len(in.weight) { // then the counts are no number of baskets
		total = 0
		look := looker{ctx: ctx}
		for b := range in.weight {
			row := in.items[in.start[b]:in.start[b+1]]
			if err := look.after(len(row)); err != nil {
				return false, err
			}
			for _, x := range row {
				if int(in.counts[x]) >= minCount {
					total++
				}
			}
		}
	}
	return float64(total) >= denseShare*float64(frequent)*float64(len(in.weight)), nil
}

// fill makes the masks, and finds the baskets of each number.
func (l *indexed) fill(ctx context.Context, in *intake, number []int32) error {
	l.words = (len(l.counts) + 63) / 64
	l.masks = make([]uint64, len(in.weight)*l.words)
	l.from = make([]int, len(l.counts)+1)
	look := looker{ctx: ctx}
	for b := range in.weight {
		row := in.items[in.start[b]:in.start[b+1]]
		if err := look.after(2 * len(row)); err != nil {
			return err
		}
		mask := l.masks[b*l.words:][:l.words]
		for _, x := range row {
			if c := number[x]; c >= 0 {
				l.from[c+1]++
				mask[c/64] |= 1 << (c % 64)
			}
		}
	}
	for c := range l.counts {
		l.from[c+1] += l.from[c]
	}
	l.basket = make([]int32, l.from[len(l.counts)])
	next := slices.Clone(l.from)
	for b := range in.weight {
		row := in.items[in.start[b]:in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		for _, x := range row {
			if c := number[x]; c >= 0 {
				l.basket[next[c]] = int32(b)
				next[c]++
			}
		}
	}
	return nil
}

// arrange makes the result of what was found. The baskets and the closers are given
// up before.
func (l *indexed) arrange(ctx context.Context, op string, closers []*closer, o options) (*Itemsets, error) {
	l.lists, l.sums, l.masks, l.basket, l.weight = nil, nil, nil, nil, nil
	if l.maskWords > 0 {
		all := make([]*masked, len(closers))
		for i, s := range closers {
			sets := s.sets
			all[i] = &sets
		}
		clear(closers)
		return l.arrangeMasked(ctx, op, all, o)
	}
	var all []*found
	for _, s := range closers {
		out := s.out // a pointer to the field would keep all of the closer
		all = append(append(all, s.full...), &out)
	}
	clear(closers)
	db := &database{n: l.n, minCount: l.minCount, ids: l.ids, counts: l.support, sorted: l.sorted, rank: l.rank}
	return db.arrange(ctx, op, all, o)
}

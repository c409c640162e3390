package assoc

import (
	"cmp"
	"context"
	"slices"
)

// lists are the baskets as the search for all sets wants them: the frequent
// items are numbered in the order in which the search goes through them.
type lists struct {
	n        int
	minCount int
	ids      []int32 // item by number
	counts   []int32 // support by number
	byID     bool    // the numbers ascend with the items

	// Basket b is items[start[b]:start[b+1]], numbers ascending, and occurs
	// weight[b] times.
	start  []int
	items  []int32
	weight []int32

	// The baskets of number c are basket[from[c]:from[c+1]], and what follows c
	// in each begins at place tail of it.
	from   []int
	basket []int32
	tail   []int32
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

// lists makes the lists; the intake stays as it is.
func (in *intake) lists(ctx context.Context, minCount int) (*lists, error) {
	l := &lists{n: in.n, minCount: minCount}
	var frequent []int32
	for x, count := range in.counts {
		if int(count) >= minCount {
			frequent = append(frequent, int32(x))
		}
	}
	l.byID = in.dense(minCount)
	slices.SortFunc(frequent, func(a, b int32) int {
		if l.byID {
			return cmp.Compare(in.ids[a], in.ids[b])
		}
		return cmp.Or(cmp.Compare(in.counts[a], in.counts[b]), cmp.Compare(in.ids[a], in.ids[b]))
	})
	number := make([]int32, len(in.ids))
	for x := range number {
		number[x] = -1
	}
	for c, x := range frequent {
		number[x] = int32(c)
		l.ids = append(l.ids, in.ids[x])
		l.counts = append(l.counts, in.counts[x])
	}
	return l, l.fill(ctx, in, number)
}

// fill sorts by items first and then by baskets, so that no basket has to be
// sorted by itself.
func (l *lists) fill(ctx context.Context, in *intake, number []int32) error {
	l.weight = in.weight
	l.from = make([]int, len(l.ids)+1)
	l.start = make([]int, len(in.weight)+1)
	look := looker{ctx: ctx}
	for b := range in.weight {
		if err := look.after(in.start[b+1] - in.start[b]); err != nil {
			return err
		}
		kept := 0
		for _, x := range in.items[in.start[b]:in.start[b+1]] {
			if c := number[x]; c >= 0 {
				l.from[c+1]++
				kept++
			}
		}
		l.start[b+1] = l.start[b] + kept
	}
	for c := range l.ids {
		l.from[c+1] += l.from[c]
	}
	total := l.start[len(in.weight)]
	l.items, l.basket, l.tail = make([]int32, total), make([]int32, total), make([]int32, total)
	next := slices.Clone(l.from)
	for b := range in.weight {
		if err := look.after(in.start[b+1] - in.start[b]); err != nil {
			return err
		}
		for _, x := range in.items[in.start[b]:in.start[b+1]] {
			if c := number[x]; c >= 0 {
				l.basket[next[c]] = int32(b)
				next[c]++
			}
		}
	}
	filled := make([]int32, len(in.weight))
	for c := range l.ids {
		lo, hi := l.from[c], l.from[c+1]
		if err := look.after(hi - lo); err != nil {
			return err
		}
		tail := l.tail[lo:hi]
		for i, b := range l.basket[lo:hi] {
			l.items[l.start[b]+int(filled[b])] = int32(c)
			filled[b]++
			tail[i] = filled[b]
		}
	}
	return nil
}

// database returns what arranging the result asks for.
func (l *lists) database() *database {
	db := &database{n: l.n, minCount: l.minCount, ids: l.ids, counts: l.counts, sorted: slices.Clone(l.ids), rank: make([]int32, len(l.ids))}
	slices.Sort(db.sorted)
	for c, id := range l.ids {
		r, _ := slices.BinarySearch(db.sorted, id)
		db.rank[c] = int32(r)
	}
	return db
}

package assoc

import (
	"context"
	"slices"
)

// indexed is the baskets as the search for closed and maximal sets wants them, which
// looks at whole baskets, not only at what follows an item. The frequent items are
// numbered from rare to frequent.
type indexed struct {
	n        int
	minCount int
	ids      []int32 // item by number
	counts   []int32 // support by number

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

// indexed sorts the baskets; the intake stays as it is.
func (in *intake) indexed(ctx context.Context, minCount int) (*indexed, error) {
	l := &indexed{n: in.n, minCount: minCount}
	var number []int32
	var err error
	if l.ids, l.counts, number, err = in.numbered(ctx, minCount, false); err != nil {
		return nil, err
	}
	return l, l.fill(ctx, in, number)
}

// fill sorts by items first and then by baskets, so that no basket has to be
// sorted by itself.
func (l *indexed) fill(ctx context.Context, in *intake, number []int32) error {
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

// follows tells whether an item before c, which is no more frequent, is in all
// baskets of c: then it is in the same baskets.
func (l *indexed) follows(c int32) bool {
	own := l.basket[l.from[c]:l.from[c+1]]
	lo := l.start[own[0]]
	row := l.items[lo : lo+int(l.tail[l.from[c]])-1]
	for i := len(row) - 1; i >= 0 && l.counts[row[i]] == l.counts[c]; i-- {
		if x := row[i]; slices.Equal(l.basket[l.from[x]:l.from[x+1]], own) {
			return true
		}
	}
	return false
}

// database returns what arranging the result asks for.
func (l *indexed) database(ctx context.Context) (*database, error) {
	db := &database{n: l.n, minCount: l.minCount, ids: l.ids, counts: l.counts}
	var err error
	if db.sorted, db.rank, err = ranked(ctx, l.ids); err != nil {
		return nil, err
	}
	return db, nil
}

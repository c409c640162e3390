package assoc

import (
	"context"
	"math"
	"slices"
)

// database is what all miners work on: the frequent items, numbered by
// descending support (code 0 is the most frequent one, ties to the lower id),
// and the distinct baskets of them.
type database struct {
	n        int     // baskets, empty ones too
	minCount int     // smallest count that is frequent
	ids      []int32 // item by code
	counts   []int32 // support by code
	rank     []int32 // place of the item among the frequent items, by code
	sorted   []int32 // frequent items, ascending: item by rank

	// Basket b is items[start[b]:start[b+1]], codes ascending, and occurs
	// weight[b] times. The baskets are distinct and in the order of a
	// dictionary; none is empty.
	start  []int
	items  []int32
	weight []int32

	// The places of code c in items are places[from[c]:from[c+1]], and the
	// basket of each is beside it.
	from   []int
	places []int
	basket []int32
}

// prepare finds the frequent items, drops all others and merges equal baskets.
func (in *intake) prepare(ctx context.Context, minCount int) (*database, error) {
	db := &database{n: in.n, minCount: minCount}
	var frequent []int32
	for x, count := range in.counts {
		if int(count) >= minCount {
			frequent = append(frequent, int32(x))
		}
	}
	keys := make([]uint64, len(frequent)) // the most frequent one first, ties to the lower id
	for i, x := range frequent {
		keys[i] = uint64(math.MaxInt32-in.counts[x])<<32 | uint64(in.ids[x])
	}
	if err := sortLooking(ctx, keys, frequent); err != nil {
		return nil, err
	}
	code := make([]int32, len(in.ids))
	for x := range code {
		code[x] = -1
	}
	for c, x := range frequent {
		code[x] = int32(c)
		db.ids = append(db.ids, in.ids[x])
		db.counts = append(db.counts, in.counts[x])
	}
	var err error
	if db.sorted, db.rank, err = ranked(ctx, db.ids); err != nil {
		return nil, err
	}

	start, items := []int{0}, in.items[:0]
	weight := in.weight[:0]
	look := looker{ctx: ctx}
	for b := range in.weight {
		if err := look.after(in.start[b+1] - in.start[b]); err != nil {
			return nil, err
		}
		for _, x := range in.items[in.start[b]:in.start[b+1]] {
			if code[x] >= 0 {
				items = append(items, code[x])
			}
		}
		if last := start[len(start)-1]; len(items) > last {
			slices.Sort(items[last:])
			start = append(start, len(items))
			weight = append(weight, in.weight[b])
		}
	}
	if err := db.merge(ctx, start, items, weight); err != nil {
		return nil, err
	}
	return db, db.locate(ctx)
}

// ranked returns ids in ascending order, and the place there of each.
func ranked(ctx context.Context, ids []int32) (sorted, rank []int32, err error) {
	keys, codes := make([]uint64, len(ids)), make([]int32, len(ids))
	for c, id := range ids {
		keys[c], codes[c] = uint64(id), int32(c)
	}
	if err := sortLooking(ctx, keys, codes); err != nil {
		return nil, nil, err
	}
	sorted, rank = make([]int32, len(ids)), make([]int32, len(ids))
	for r, c := range codes {
		sorted[r], rank[c] = ids[c], int32(r)
	}
	return sorted, rank, nil
}

// merge keeps each distinct basket once.
func (db *database) merge(ctx context.Context, start []int, items, weight []int32) error {
	order, err := lexical(ctx, start, items, len(db.ids))
	if err != nil {
		return err
	}
	db.start = []int{0}
	db.items = make([]int32, 0, len(items))
	look := looker{ctx: ctx}
	for _, r := range order {
		if err := look.after(start[r+1] - start[r]); err != nil {
			return err
		}
		basket := items[start[r]:start[r+1]]
		if k := len(db.weight); k > 0 && slices.Equal(db.items[db.start[k-1]:], basket) {
			db.weight[k-1] += weight[r]
			continue
		}
		db.items = append(db.items, basket...)
		db.start = append(db.start, len(db.items))
		db.weight = append(db.weight, weight[r])
	}
	return nil
}

// locate finds the places of each code.
func (db *database) locate(ctx context.Context) error {
	db.from = make([]int, len(db.ids)+1)
	look := looker{ctx: ctx}
	for b := range db.weight {
		if err := look.after(db.start[b+1] - db.start[b]); err != nil {
			return err
		}
		for _, c := range db.items[db.start[b]:db.start[b+1]] {
			db.from[c+1]++
		}
	}
	for c := range db.ids {
		db.from[c+1] += db.from[c]
	}
	next := slices.Clone(db.from)
	db.places = make([]int, len(db.items))
	db.basket = make([]int32, len(db.items))
	for b := range db.weight {
		if err := look.after(db.start[b+1] - db.start[b]); err != nil {
			return err
		}
		for p := db.start[b]; p < db.start[b+1]; p++ {
			c := db.items[p]
			db.places[next[c]], db.basket[next[c]] = p, int32(b)
			next[c]++
		}
	}
	return nil
}

// looker looks at the context about every 100,000 items.
type looker struct {
	ctx   context.Context // of the call; a looker does not outlive it
	items int
}

// after counts a basket of so many items.
func (l *looker) after(items int) error {
	if l.items += 1 + items; l.items < 1<<17 {
		return nil
	}
	l.items = 0
	return looked(l.ctx)
}

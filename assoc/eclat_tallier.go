package assoc

import (
	"context"
	"errors"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// tallier counts all frequent sets, one first item at a time.
type tallier struct {
	ctx    context.Context // of the call; a tallier does not outlive it
	l      *counted
	pack   *gatherer // of the baskets of one item
	least  int32
	most   int   // items of a set
	steps  int   // words since the context was looked at
	left   int64 // words that may yet be looked at
	words  int   // of a bitmap
	planes []uint64
	pairs  []int32 // support of two columns of the first item, in a square; or nothing
	chosen []int32 // rows of a table
	side   int     // of the square
	depth  []columns

	sets *census
	idle []*census
}

// columns are the items that are frequent with a set but not in all of its baskets,
// ascending, each with its support with the set and the bitmap of these baskets.
type columns struct {
	item, count, row []int32
	table            []uint64 // bitmaps
	number           []int32  // counts by bitmap
}

func newTallier(ctx context.Context, l *counted, o options) *tallier {
	t := &tallier{ctx: ctx, l: l, least: int32(l.minCount), most: o.MaxLen, sets: &census{}, depth: make([]columns, 2),
		pack: newGatherer(ctx, l.lists, o, newAllowance(math.MaxInt))}
	all := &t.depth[0]
	all.count, all.table = l.counts, l.bitmaps
	for c := range l.ids {
		all.item, all.row = append(all.item, int32(c)), append(all.row, int32(c))
	}
	return t
}

// errLong says that a search takes longer than it may.
var errLong = errors.New("too long")

// look looks at the context once in a while, and at what is left.
func (t *tallier) look(words int) error {
	if t.left -= int64(words); t.left < 0 {
		return errLong
	}
	if t.steps += words; t.steps < 1<<17 {
		return nil
	}
	t.steps = 0
	return looked(t.ctx)
}

// first counts the sets whose first item is c.
func (t *tallier) first(c int32) error {
	if t.l.bitmaps != nil {
		err := t.whole(c)
		if !errors.Is(err, errLong) {
			return err
		}
		if err := t.l.fill(); err != nil {
			return err
		}
	}
	t.left = math.MaxInt64
	return t.wide(c, func() error { return t.fresh(c) })
}

// whole counts the sets whose first item is c in all baskets, or none if that takes long.
func (t *tallier) whole(c int32) error {
	outer := t.sets
	defer func() { t.sets = outer }()
	t.sets = t.blank()
	t.words, t.planes, t.pairs, t.left = t.l.words, t.l.planes, nil, t.l.patience(c)
	if err := t.branch(0, 0, int(c)); err != nil {
		return err
	}
	outer.merge(t.sets)
	t.give(t.sets)
	return nil
}

// blank returns a census without sets, and give takes it back.
func (t *tallier) blank() *census {
	n := len(t.idle)
	if n == 0 {
		return &census{}
	}
	c := t.idle[n-1]
	t.idle = t.idle[:n-1]
	return c
}

func (t *tallier) give(c *census) {
	c.clear()
	t.idle = append(t.idle, c)
}

// wide counts the sets that f finds, all of which have item c, as many times as there
// are items in the same baskets.
func (t *tallier) wide(c int32, f func() error) error {
	m := t.l.size(c)
	if m == 1 {
		return f()
	}
	outer := t.sets
	defer func() { t.sets = outer }()
	t.sets = t.blank()
	if err := f(); err != nil {
		return err
	}
	if err := outer.widen(t.ctx, t.sets, m, t.most); err != nil {
		return err
	}
	t.give(t.sets)
	return nil
}

// fresh counts the sets whose first item is c in the baskets of c, packed anew.
func (t *tallier) fresh(c int32) error {
	if t.most == 1 {
		t.sets.add(0, 1, 1)
		return nil
	}
	if err := t.pack.project(c); err != nil {
		return err
	}
	all, next := t.pack.at(1), &t.depth[1]
	t.words, t.planes, t.pairs, t.side = t.pack.words, t.pack.planes, t.pack.pairs, len(all.item)
	next.clear()
	e := 0
	if len(all.row) > 0 {
		next.table = all.table[int(all.row[0])*t.words:] // from that of the first column on
	}
	for i, n := range all.count {
		if n == t.l.counts[c] {
			e += t.l.size(all.item[i])
		} else {
			next.add(all.item[i], n, int32(i))
		}
	}
	t.sets.add(e, 1, 1)
	return t.grow(1, e)
}

// grow counts the sets that are made of a set of k items and its columns. E items are
// in all baskets of the set.
func (t *tallier) grow(k, e int) error {
	n := len(t.depth[k].item)
	if t.l.twins == nil && (n < 2 || k+1 == t.most) {
		if n > 0 {
			t.sets.add(e, k+1, int64(n))
		}
		return nil
	}
	for len(t.depth) <= k+1 {
		t.depth = append(t.depth, columns{})
	}
	for i := range n {
		if err := t.branch(k, e, i); err != nil {
			return err
		}
	}
	return nil
}

// branch counts the sets that are made of a set of k items, its column i, and columns
// that follow it.
func (t *tallier) branch(k, e, i int) error {
	if t.l.twins == nil {
		return t.with(k, e, i)
	}
	return t.wide(t.depth[k].item[i], func() error { return t.with(k, e, i) })
}

// with is branch for a column that is one item.
func (t *tallier) with(k, e, i int) error {
	c := &t.depth[k]
	if k+1 == t.most || i+1 == len(c.item) {
		t.sets.add(e, k+1, 1)
		return nil
	}
	next := &t.depth[k+1]
	next.clear()
	a := c.table[int(c.row[i])*t.words:][:t.words]
	if k == 1 && len(t.pairs) > 0 {
		line := t.pairs[int(c.row[i])*t.side:][:t.side]
		t.chosen = t.chosen[:0]
		for j := i + 1; j < len(c.item); j++ {
			switch n := line[c.row[j]]; {
			case n < t.least:
			case n == c.count[i]:
				e += t.l.size(c.item[j])
			default:
				t.chosen = append(t.chosen, c.row[j])
				next.add(c.item[j], n, int32(len(next.item)))
			}
		}
		next.make(len(t.chosen), t.words)
		if len(t.chosen) > 1 {
			vec.AndRows(next.table, next.number, a, c.table, t.chosen)
		}
		if err := t.look(len(c.item) + len(t.chosen)*t.words); err != nil {
			return err
		}
	} else {
		rows := c.row[i+1:]
		next.make(len(rows), t.words)
		vec.AndRows(next.table, next.number, a, c.table, rows)
		weigh(next.number[:len(rows)], next.table, t.planes, t.words)
		for j, n := range next.number[:len(rows)] {
			switch {
			case n < t.least:
			case n == c.count[i]:
				e += t.l.size(c.item[i+1+j])
			default:
				next.add(c.item[i+1+j], n, int32(j))
			}
		}
		if err := t.look(len(rows)*(t.words+4) + len(t.planes)*len(rows)); err != nil {
			return err
		}
	}
	t.sets.add(e, k+1, 1)
	return t.grow(k+1, e)
}

func (c *columns) clear() { c.item, c.count, c.row = c.item[:0], c.count[:0], c.row[:0] }

func (c *columns) add(item, count, row int32) {
	c.item, c.count, c.row = append(c.item, item), append(c.count, count), append(c.row, row)
}

// make makes room for so many bitmaps.
func (c *columns) make(bitmaps, words int) {
	c.table, c.number = sized(c.table, bitmaps*words), sized(c.number, bitmaps)
}

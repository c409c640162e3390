package assoc

import (
	"context"
	"sync/atomic"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// closer searches for closed or maximal sets, one first item at a time. A set is
// written without the items that come before its first one, least frequent, in
// the order of the numbers; so what it must not miss are items that the search
// has left behind.
//
// Items of the baskets of the first item are columns, each with a bitmap over
// these baskets.
type closer struct {
	ctx    context.Context // of the call; a closer does not outlive it
	l      *indexed
	target Target
	left   *allowance
	taken  int64 // sets that left does not know of yet
	steps  int   // words since the context was looked at
	out    found
	full   []*found // what was found before out, which is not copied as more is found
	sets   masked   // in place of out where there are few different items

	item  int32   // the first one of the set at hand
	set   []int32 // its other items, by column
	depth []branches
	packed
	near     nearby
	masks    masks
	focus    focus
	whole    []uint64
	alone    []lonely
	preceded []atomic.Bool // of all closers: whether an item before this one, by number, is frequent with it
}

// lonely is a set that is frequent with no item after its first one, and may be with
// an item before it.
type lonely struct {
	item  int32 // the first one
	count int32
	rest  []int32 // the others, by number
}

// branches are the columns that are frequent together with the set of a depth,
// each with its support with the set and the place of the bitmap of these baskets.
// Met are those that are frequent with the set and a branch before them. Where
// crossed is false, no column that was left behind at a depth above is frequent with
// the set.
type branches struct {
	column, count, row []int32
	met                []bool
	keys               []uint64 // to sort by
	spare              []int32
	crossed            bool
	table              []uint64 // bitmaps
	number             []int32  // counts by bitmap
}

func (b *branches) clear() {
	b.column, b.count, b.row, b.met, b.crossed = b.column[:0], b.count[:0], b.row[:0], b.met[:0], false
}

func (b *branches) add(column, count, row int32) {
	b.column = append(b.column, column)
	b.count = append(b.count, count)
	b.row = append(b.row, row)
	b.met = append(b.met, false)
}

// make makes room for so many bitmaps.
func (b *branches) make(bitmaps, words int) {
	b.table = sized(b.table, bitmaps*words)
	b.number = sized(b.number, bitmaps)
}

// sized returns memory of a length; what is in it does not matter. There is more of
// it than asked for, as a little more is often asked for the next time.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/16)
	}
	return s[:n]
}

// closeAll finds all closed or maximal sets.
func closeAll(ctx context.Context, l *indexed, o options, left *allowance) ([]*closer, error) {
	items := len(l.counts)
	preceded := make([]atomic.Bool, items)
	closers := crew[*closer]{make: func() *closer { return newCloser(ctx, l, o.Target, left, preceded) }}
	steps := counter{total: items + 1, tell: o.Progress}
	steps.step()
	err := par.For(ctx, items, 1, o.Workers, func(i, _, _ int) error {
		s := closers.take()
		if err := s.first(int32(i)); err != nil {
			return err
		}
		closers.give(s)
		steps.step()
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, s := range closers.all {
		if err := s.settleAlone(); err != nil {
			return nil, err
		}
	}
	return closers.all, nil
}

func newCloser(ctx context.Context, l *indexed, target Target, left *allowance, preceded []atomic.Bool) *closer {
	s := &closer{ctx: ctx, l: l, target: target, left: left, preceded: preceded}
	if !l.dense {
		s.packed = newPacked(l.lists)
		s.near.count = make([]int32, len(l.counts))
		return s
	}
	s.sets.words = l.maskWords
	for c := range l.counts {
		s.items = append(s.items, int32(c))
	}
	return s
}

// look looks at the context once in a while, and tells the allowance.
func (s *closer) look(words int) error {
	if s.steps += words; s.steps < 1<<17 {
		return nil
	}
	s.steps = 0
	if err := looked(s.ctx); err != nil {
		return err
	}
	return s.settle()
}

func (s *closer) settle() error {
	k := s.taken
	s.taken = 0
	return s.left.take(k)
}

func (s *closer) at(depth int) *branches {
	for len(s.depth) <= depth {
		s.depth = append(s.depth, branches{})
	}
	return &s.depth[depth]
}

// first finds the sets whose first item is c.
func (s *closer) first(c int32) error {
	pack, begin := s.packSparse, int32(0)
	if s.l.dense {
		pack, begin = s.packDense, c+1
	}
	if err := pack(c); err != nil {
		return err
	}
	s.item, s.set = c, s.set[:0]
	count := s.l.counts[c]
	top := s.at(0)
	top.clear()
	for k := begin; int(k) < len(s.items); k++ {
		switch n := s.counts[k]; {
		case n == count:
			s.set = append(s.set, k)
		case int(n) >= s.l.minCount:
			top.add(k, n, k)
		}
	}
	if s.l.dense {
		s.masks.start(s, c)
		s.focus.start(s.l.words)
		top.sort()
	} else {
		s.near.start(s)
	}
	s.own(s.set, true)
	var err error
	if s.target == Maximal {
		err = s.maximal(0, count, nil)
	} else {
		s.add(count)
		err = s.closed(0)
	}
	if err != nil {
		return err
	}
	if !s.l.dense {
		s.unpack()
	}
	return s.settle()
}

// add adds the set at hand.
func (s *closer) add(count int32) {
	s.taken++
	if s.sets.words > 0 {
		mask := s.sets.append(count)
		s.mask(mask, s.item)
		for _, k := range s.set {
			s.mask(mask, s.items[k])
		}
		return
	}
	s.put(s.item)
	for _, k := range s.set {
		s.put(s.items[k])
	}
	s.out.add(count)
	if n := len(s.out.ends); n == 1<<14 {
		full := s.out
		s.full = append(s.full, &full)
		s.out = found{items: make([]int32, 0, len(full.items)), ends: make([]int, 0, n), counts: make([]int32, 0, n)}
	}
}

// mask puts an item and its twins into a mask.
func (s *closer) mask(mask []uint64, c int32) {
	if t := s.l.twins; t != nil {
		for _, x := range t.of(c) {
			put(mask, s.l.rank[x])
		}
		return
	}
	put(mask, s.l.rank[c])
}

// put puts an item and its twins into the set that is added.
func (s *closer) put(c int32) {
	if t := s.l.twins; t != nil {
		s.out.items = append(s.out.items, t.of(c)...)
		return
	}
	s.out.items = append(s.out.items, c)
}

// closed adds the closed sets that are made of the set at hand and its branches.
func (s *closer) closed(depth int) error {
	s.at(depth + 1)
	known := len(s.set)
	for i := range s.depth[depth].column {
		b := &s.depth[depth]
		k, count, bits := b.column[i], b.count[i], s.bitmap(depth, i)
		behind, err := s.behind(depth, i, bits)
		if err != nil {
			return err
		}
		if !behind {
			s.set = append(s.set, k)
			if err := s.below(depth, i, bits); err != nil {
				return err
			}
			s.add(count)
			if len(s.depth[depth+1].column) > 0 {
				s.masks.enter(depth)
				s.own(s.set[known:], true)
				if err := s.closed(depth + 1); err != nil {
					return err
				}
				s.own(s.set[known:], false)
			}
			s.set = s.set[:known]
		}
		s.masks.leave(depth, k)
	}
	return nil
}

// bitmap returns the bitmap of branch i.
func (s *closer) bitmap(depth, i int) []uint64 {
	b := &s.depth[depth]
	table := b.table
	if depth == 0 {
		table = s.table
	}
	return table[int(b.row[i])*s.words:][:s.words]
}

// below finds the branches of the set of a depth together with its branch i.
// Those in all of its baskets go to the set at hand.
func (s *closer) below(depth, i int, bits []uint64) error {
	b, next := &s.depth[depth], &s.depth[depth+1]
	next.clear()
	next.crossed = b.crossed || b.met[i]
	if i+1 == len(b.column) {
		return s.look(8)
	}
	count, least := b.count[i], int32(s.l.minCount)
	if depth == 0 && len(s.pairs) > 0 {
		return s.belowPairs(i, bits)
	}
	table := b.table
	if depth == 0 {
		table = s.table
	}
	rows := b.row[i+1:]
	next.make(len(rows), s.words)
	vec.AndRows(next.table, next.number, bits, table, rows)
	weigh(next.number, next.table, s.planes, s.words)
	for j, n := range next.number {
		if n < least {
			continue
		}
		b.met[i+1+j] = true
		if n == count {
			s.set = append(s.set, b.column[i+1+j])
		} else {
			next.add(b.column[i+1+j], n, int32(j))
		}
	}
	return s.look(len(rows) * (s.words + 4))
}

// belowPairs is below where the pairs of the first depth have been counted.
func (s *closer) belowPairs(i int, bits []uint64) error {
	b, next := &s.depth[0], &s.depth[1]
	count, least := b.count[i], int32(s.l.minCount)
	line := s.pairs[int(b.column[i])*len(s.items):][:len(s.items)]
	s.chosen = s.chosen[:0]
	for j, k := range b.column[i+1:] {
		n := line[k]
		if n < least {
			continue
		}
		b.met[i+1+j] = true
		if n == count {
			s.set = append(s.set, k)
		} else {
			next.add(k, n, int32(len(s.chosen)))
			s.chosen = append(s.chosen, k)
		}
	}
	next.make(len(s.chosen), s.words)
	if len(s.chosen) > 0 {
		vec.AndRows(next.table, next.number, bits, s.table, s.chosen)
	}
	return s.look(len(b.column) + len(s.chosen)*s.words)
}

// subset tells whether all bits of a are in b.
func subset(a, b []uint64) bool {
	b = b[:len(a)]
	for i, w := range a {
		if w&^b[i] != 0 {
			return false
		}
	}
	return true
}

package assoc

import (
	"context"
	"sync"
)

// search is the work of Eclat on one item at a time.
type search struct {
	ctx     context.Context // of the call; a search does not outlive it
	o       options
	min     int32
	left    *allowance
	out     *found
	planes  planes
	words   int
	prefix  []int32 // items of the set at hand
	perfect []int32 // items in all of its baskets, to be added to it and all below
	frames  []frame // by depth
	steps   int     // words since the context was looked at
	pro     *projector
}

// frame is the memory of one depth: columns to come, columns left behind, and
// their bitmaps.
type frame struct {
	next, past []column
	slab       []uint64
}

// eclat finds the sets in the way of Eclat.
func eclat(ctx context.Context, db *database, o options, left *allowance) ([]*found, error) {
	direct := o.Target != All
	if !direct && db.crowded(o) {
		return nil, errMany
	}
	// Items that all baskets have are in every closed set.
	everywhere := 0
	for direct && everywhere < len(db.counts) && int(db.counts[everywhere]) == db.n {
		everywhere++
	}
	full := make([]int32, everywhere)
	for c := range full {
		full[c] = int32(c)
	}
	pool := sync.Pool{New: func() any { return &search{pro: newProjector(db)} }}
	all, err := eachItem(ctx, db, o, func(code int32, out *found) error {
		if int(code) < everywhere {
			return nil
		}
		s := pool.Get().(*search)
		s.ctx, s.o, s.min, s.left, s.out = ctx, o, int32(db.minCount), left, out
		err := s.start(code, direct, full)
		s.ctx, s.out = nil, nil
		pool.Put(s)
		return err
	})
	if err != nil || everywhere == 0 || o.Target == Maximal && len(db.ids) > everywhere {
		return all, err
	}
	if err := left.take(1); err != nil {
		return nil, err
	}
	all[0].add(int32(db.n), full)
	return all, nil
}

func (s *search) start(code int32, direct bool, full []int32) error {
	p, err := s.pro.project(s.ctx, code, direct, nil)
	if err != nil {
		return err
	}
	s.planes, s.words, s.steps = p.planes, p.words, 0
	s.prefix = append(s.prefix[:0], code)
	s.perfect = append(s.perfect[:0], full...)
	count := s.pro.db.counts[code]
	for _, c := range p.after {
		if c.count == count {
			return nil // a closed set has that item too and is found there
		}
	}
	next := s.frame(0).next[:0]
	for _, c := range p.before {
		switch {
		case int(c.code) < len(full):
		case c.count == count:
			s.perfect = append(s.perfect, c.code)
		default:
			next = append(next, c)
		}
	}
	s.frames[0].next = next
	if direct {
		return s.closed(0, count, next, p.after)
	}
	return s.all(0, count, next)
}

// frame returns the memory of a depth. It may move the other frames.
func (s *search) frame(depth int) *frame {
	for len(s.frames) <= depth {
		s.frames = append(s.frames, frame{})
	}
	return &s.frames[depth]
}

// slab returns memory for so many bitmaps at a depth.
func (s *search) slab(depth, bitmaps int) []uint64 {
	f := s.frame(depth)
	if need := bitmaps * s.words; cap(f.slab) < need {
		f.slab = make([]uint64, need)
	}
	return f.slab[:cap(f.slab)]
}

// look looks at the context once in a while.
func (s *search) look() error {
	if s.steps += s.words + 16; s.steps < 1<<17 {
		return nil
	}
	s.steps = 0
	return looked(s.ctx)
}

// all adds the set at hand and all that can be made of it with the columns to
// come, none of which is in all of its baskets.
func (s *search) all(depth int, count int32, next []column) error {
	if err := s.out.addAll(s.ctx, s.left, count, s.prefix, s.perfect, s.o.MaxLen-len(s.prefix)); err != nil {
		return err
	}
	if len(s.prefix) >= s.o.MaxLen {
		return nil
	}
	for i, a := range next {
		slab := s.slab(depth+1, len(next)-i-1)
		below := s.frames[depth+1].next[:0]
		known := len(s.perfect)
		for _, b := range next[i+1:] {
			if err := s.look(); err != nil {
				return err
			}
			dst := slab[:s.words]
			switch n := s.planes.intersect(dst, a.bits, b.bits); {
			case n == a.count:
				s.perfect = append(s.perfect, b.code)
			case n >= s.min:
				below = append(below, column{b.code, n, dst})
				slab = slab[s.words:]
			}
		}
		s.frames[depth+1].next = below
		s.prefix = append(s.prefix, a.code)
		if err := s.all(depth+1, a.count, below); err != nil {
			return err
		}
		s.prefix = s.prefix[:len(s.prefix)-1]
		s.perfect = s.perfect[:known]
	}
	return nil
}

// closed adds the set at hand with its perfect items, which is closed, and the
// closed sets that can be made of it with the columns to come. The columns left
// behind are frequent with it, and in all baskets of none of these sets.
func (s *search) closed(depth int, count int32, next, past []column) error {
	if s.o.Target == Closed || len(next)+len(past) == 0 {
		if err := s.left.take(1); err != nil {
			return err
		}
		s.out.add(count, s.prefix, s.perfect)
	}
	if s.o.Target == Maximal && len(next) > 0 {
		done, err := s.whole(depth, next, past)
		if done || err != nil {
			return err
		}
	}
	for i, a := range next {
		slab := s.slab(depth+1, len(next)+len(past)-1)
		// Columns left behind come first: one that is in all baskets ends it.
		behind := s.frames[depth+1].past[:0]
		found := false
		for _, list := range [2][]column{past, next[:i]} {
			for _, b := range list {
				if err := s.look(); err != nil {
					return err
				}
				n := s.planes.intersect(slab[:s.words], a.bits, b.bits)
				if found = n == a.count; found {
					break
				}
				if n >= s.min {
					behind = append(behind, column{b.code, n, slab[:s.words]})
					slab = slab[s.words:]
				}
			}
			if found {
				break
			}
		}
		s.frames[depth+1].past = behind
		if found {
			continue
		}
		below := s.frames[depth+1].next[:0]
		known := len(s.perfect)
		for _, b := range next[i+1:] {
			if err := s.look(); err != nil {
				return err
			}
			switch n := s.planes.intersect(slab[:s.words], a.bits, b.bits); {
			case n == a.count:
				s.perfect = append(s.perfect, b.code)
			case n >= s.min:
				below = append(below, column{b.code, n, slab[:s.words]})
				slab = slab[s.words:]
			}
		}
		s.frames[depth+1].next = below
		s.prefix = append(s.prefix, a.code)
		if err := s.closed(depth+1, a.count, below, behind); err != nil {
			return err
		}
		s.prefix = s.prefix[:len(s.prefix)-1]
		s.perfect = s.perfect[:known]
	}
	return nil
}

// whole deals with the case that the set at hand is frequent with all columns
// to come together: then no other set below it can be maximal.
func (s *search) whole(depth int, next, past []column) (done bool, err error) {
	together := s.slab(depth+1, 2)
	bits, spare := together[:s.words], together[s.words:2*s.words]
	copy(bits, next[0].bits)
	count := next[0].count
	for _, b := range next[1:] {
		if err := s.look(); err != nil {
			return false, err
		}
		if count = s.planes.intersect(bits, bits, b.bits); count < s.min {
			return false, nil
		}
	}
	for _, b := range past {
		if err := s.look(); err != nil {
			return false, err
		}
		if s.planes.intersect(spare, bits, b.bits) >= s.min {
			return true, nil // another item goes with all of them
		}
	}
	if err := s.left.take(1); err != nil {
		return false, err
	}
	known := len(s.perfect)
	for _, b := range next {
		s.perfect = append(s.perfect, b.code)
	}
	s.out.add(count, s.prefix, s.perfect)
	s.perfect = s.perfect[:known]
	return true, nil
}

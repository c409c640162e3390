package assoc

import "slices"

// maximal adds the maximal sets among the set at hand and those made of it and
// its branches. The bits are its baskets, unless the depth is 0.
func (s *closer) maximal(depth int, count int32, bits []uint64) error {
	b := s.at(depth)
	if len(b.column) == 0 {
		return s.leaf(depth, count, bits)
	}
	if s.l.dense {
		if done, err := s.together(depth); done || err != nil {
			return err
		}
	}
	s.at(depth + 1)
	known := len(s.set)
	for i := range s.depth[depth].column {
		if s.l.dense {
			if covered, err := s.covered(depth, s.depth[depth].column[i:]); covered || err != nil {
				return err
			}
		}
		b := &s.depth[depth]
		k := b.column[i]
		if err := s.branch(depth, i); err != nil {
			return err
		}
		s.set = s.set[:known]
		s.masks.leave(depth, k)
	}
	return nil
}

// branch is maximal for the set at hand together with its branch i.
func (s *closer) branch(depth, i int) error {
	bits := s.bitmap(depth, i)
	if s.l.dense {
		// So many are left behind here that it is asked first.
		if behind, err := s.behind(depth, i, bits); behind || err != nil {
			return err
		}
	}
	known := len(s.set)
	b := &s.depth[depth]
	s.set = append(s.set, b.column[i])
	if err := s.below(depth, i, bits); err != nil {
		return err
	}
	own := s.set[known:]
	switch {
	case s.l.dense:
		s.depth[depth+1].sort()
		s.masks.enter(depth)
		s.focus.enter(depth, own)
		defer s.focus.back(depth)
		if err := s.look(len(s.focus.list[depth])); err != nil {
			return err
		}
	case len(s.depth[depth+1].column) == 0:
		return s.end(b, i, bits)
	default:
		if behind, err := s.behind(depth, i, bits); behind || err != nil {
			return err
		}
		s.own(own, true)
		defer s.own(own, false)
	}
	return s.maximal(depth+1, b.count[i], bits)
}

// end is leaf for the set at hand, which ends with branch i, where baskets are sparse.
func (s *closer) end(b *branches, i int, bits []uint64) error {
	if b.met[i] {
		return nil
	}
	met, err := s.near.met(s, b, i, bits)
	if met || err != nil {
		return err
	}
	s.add(b.count[i])
	return nil
}

// leaf adds the set at hand, which has no branches, if it is maximal.
func (s *closer) leaf(depth int, count int32, bits []uint64) error {
	var met bool
	var err error
	switch {
	case depth == 0 && s.l.dense:
		met = s.masks.any() // only what is frequent with the first item is there
	case depth == 0:
		one := lonely{item: s.item, count: count}
		for _, k := range s.set {
			one.rest = append(one.rest, s.items[k])
		}
		s.alone = append(s.alone, one)
		return nil
	default:
		if covered, err := s.covered(depth, nil); covered || err != nil {
			return err
		}
		met, err = s.masks.met(s, depth, bits)
	}
	if met || err != nil {
		return err
	}
	s.add(count)
	s.focus.add(s.set)
	return nil
}

// covered tells whether a maximal set that was found contains the set at hand and the
// columns.
func (s *closer) covered(depth int, columns []int32) (bool, error) {
	return s.focus.covers(depth, columns), s.look(len(s.focus.list[depth]) + len(columns))
}

// settleAlone adds the sets that no item before them is frequent with, after the
// search.
func (s *closer) settleAlone() error {
	for _, one := range s.alone {
		if s.preceded[one.item].Load() {
			continue
		}
		s.put(one.item)
		for _, c := range one.rest {
			s.put(c)
		}
		s.out.add(one.count)
		s.taken++
		if err := s.look(len(one.rest) + 8); err != nil {
			return err
		}
	}
	return s.settle()
}

// together deals with the case that the set at hand is frequent together with all
// of its branches: then no other set below it can be maximal.
func (s *closer) together(depth int) (done bool, err error) {
	b := &s.depth[depth]
	s.whole = sized(s.whole, s.words)
	copy(s.whole, s.bitmap(depth, 0))
	count := b.count[0]
	for i := 1; i < len(b.column); i++ {
		if err := s.look(s.words + 4); err != nil {
			return false, err
		}
		var one [1]int32
		one[0] = intersect(s.whole, s.whole, s.bitmap(depth, i))
		weigh(one[:], s.whole, s.planes, s.words)
		if count = one[0]; int(count) < s.l.minCount {
			return false, nil
		}
	}
	met, err := s.masks.met(s, depth, s.whole)
	if err != nil {
		return false, err
	}
	if !met {
		known := len(s.set)
		s.set = append(s.set, b.column...)
		s.add(count)
		s.focus.add(s.set)
		s.set = s.set[:known]
	}
	return true, nil
}

// sort puts rare columns first.
func (b *branches) sort() {
	b.keys = sized(b.keys, len(b.column))
	for i, n := range b.count {
		b.keys[i] = uint64(n)<<32 | uint64(i)
	}
	slices.Sort(b.keys)
	b.spare = append(append(b.spare[:0], b.column...), b.row...)
	for i, key := range b.keys {
		from := uint32(key)
		b.column[i], b.count[i], b.row[i] = b.spare[from], int32(key>>32), b.spare[len(b.keys)+int(from)]
	}
}

// focus keeps the maximal sets found so far, as masks of columns: all of them, and
// for each depth those that contain the set at hand there.
type focus struct {
	words int
	all   []uint64
	list  [][]uint64
	from  []int // what had been found when the depth was begun
	mask  []uint64
}

func (f *focus) start(words int) {
	f.words = words
	f.all = f.all[:0]
	f.mask = sized(f.mask, f.words)
	f.depth(0)
	f.list[0], f.from[0] = f.list[0][:0], 0
}

func (f *focus) depth(d int) {
	for len(f.list) <= d {
		f.list, f.from = append(f.list, nil), append(f.from, 0)
	}
}

func (f *focus) set(columns []int32) {
	clear(f.mask)
	for _, k := range columns {
		f.mask[k/64] |= 1 << (k % 64)
	}
}

func (f *focus) add(columns []int32) {
	f.set(columns)
	f.all = append(f.all, f.mask...)
}

// enter begins a depth below, where the columns are in the set at hand too.
func (f *focus) enter(depth int, columns []int32) {
	f.depth(depth + 1)
	f.set(columns)
	next := f.list[depth+1][:0]
	for at := 0; at < len(f.list[depth]); at += f.words {
		if m := f.list[depth][at : at+f.words]; subset(f.mask, m) {
			next = append(next, m...)
		}
	}
	f.list[depth+1] = next
	f.from[depth+1] = len(f.all)
}

// back ends the depth below: what was found there contains the set at hand here.
func (f *focus) back(depth int) {
	f.list[depth] = append(f.list[depth], f.all[f.from[depth+1]:]...)
}

// covers tells whether a set contains the one at hand and the columns.
func (f *focus) covers(depth int, columns []int32) bool {
	list := f.list[depth]
	if len(list) == 0 {
		return false
	}
	f.set(columns)
	if f.words == 1 {
		mask := f.mask[0]
		for _, m := range list {
			if mask&^m == 0 {
				return true
			}
		}
		return false
	}
	for at := 0; at < len(list); at += f.words {
		if subset(f.mask, list[at:at+f.words]) {
			return true
		}
	}
	return false
}

package assoc

import "math/bits"

// nearby looks for items left behind in sparse baskets. Those that come before the
// first item have no bitmaps; the sums of what comes before it in a row tell
// after a few rows, mostly, that none is in all of them. Those after the first
// item are columns.
type nearby struct {
	inSet []bool  // by column: it is in the set at hand
	seen  []int32 // by column: the last question that asked about it
	asked int32   // number of the question
	count []int32 // by number, 0 between two questions
	could []int32
	lanes lanes
}

// start begins with another first item, when its baskets have been packed.
func (n *nearby) start(s *closer) {
	columns := len(s.items)
	n.inSet, n.seen = sized(n.inSet, columns), sized(n.seen, columns)
	clear(n.inSet)
	clear(n.seen)
	n.asked = 0
	if s.target != Maximal {
		return
	}
	for _, c := range s.items {
		if met := &s.preceded[c]; !met.Load() {
			met.Store(true)
		}
	}
}

// own notes that columns enter or leave the set at hand.
func (s *closer) own(columns []int32, in bool) {
	if s.l.dense {
		return
	}
	for _, k := range columns {
		s.near.inSet[k] = in
	}
}

// behind: items left behind are those before column k, which is not yet in the
// set. The items that are in all baskets of the set are at least as frequent.
func (n *nearby) behind(s *closer, k, count int32, set []uint64) (bool, error) {
	first, left := -1, glance
	common := ^uint64(0)
look:
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			if first < 0 {
				first = r
			}
			common &= s.sums[r]
			if left--; left == 0 || common == 0 {
				break look
			}
		}
	}
	for _, x := range s.row(first) {
		if x >= k {
			break
		}
		if s.counts[x] >= count && !n.inSet[x] && subset(set, s.table[int(x)*s.words:][:s.words]) {
			return true, nil
		}
	}
	if common == 0 {
		return false, s.look(s.words + 16)
	}
	return n.before(s, count, common, first, set)
}

// before tells whether an item before the first one is in all rows of the set. It
// has its bit in common, and is in the row given.
func (n *nearby) before(s *closer, count int32, common uint64, row int, set []uint64) (bool, error) {
	l, items := s.l, s.l.lists.items
	could := n.could[:0]
	i := int(s.rows[row]) - 2
	for ; i >= 0 && items[i] >= 0; i-- {
		if x := items[i]; common>>(x%64)&1 != 0 && l.counts[x] >= count {
			could = append(could, x)
		}
	}
	n.could = could
	steps := int(s.rows[row]) - i
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			if len(could) == 0 {
				return false, s.look(steps)
			}
			end := int(s.rows[at*64+bits.TrailingZeros64(word)]) - 2
			kept, j := 0, end
			for _, x := range could {
				for j >= 0 && items[j] > x {
					j--
				}
				if j >= 0 && items[j] == x {
					could[kept] = x
					kept++
				}
			}
			could = could[:kept]
			if err := s.look(steps + end - j + 8); err != nil {
				return false, err
			}
			steps = 0
		}
	}
	return len(could) > 0, nil
}

// met tells whether an item left behind is frequent with the set at hand, whose last
// branch was column k.
func (n *nearby) met(s *closer, k, count int32, set []uint64) (bool, error) {
	before, columns := ^uint64(0), ^uint64(0)
	if len(s.planes) == 0 {
		var rows int
		before, columns, rows = n.lanes.left(s, set, uint(int(count)-s.l.minCount))
		if err := s.look(rows*4 + s.words); err != nil {
			return false, err
		}
	}
	if columns != 0 {
		if met, err := n.metColumn(s, columns, k, count, set); met || err != nil {
			return met, err
		}
	}
	if before == 0 {
		return false, nil
	}
	return n.metBefore(s, before, count, set)
}

// metColumn is met for the columns, of which those matter whose bit is in could.
// One that is frequent is missing in few rows, so it is in one of the first.
func (n *nearby) metColumn(s *closer, could uint64, k, count int32, set []uint64) (bool, error) {
	n.asked++
	spare := count - int32(s.l.minCount)
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			row := s.row(r)
			steps := len(row) + 8
			for _, x := range row {
				if x >= k {
					break
				}
				if could>>(x%64)&1 == 0 || n.seen[x] == n.asked || n.inSet[x] {
					continue
				}
				n.seen[x] = n.asked
				steps += s.words
				if s.common(set, x) >= s.l.minCount {
					return true, nil
				}
			}
			if err := s.look(steps); err != nil {
				return false, err
			}
			if spare -= s.weight[r]; spare < 0 {
				return false, nil
			}
		}
	}
	return false, nil
}

// common returns the support of a set of rows together with a column.
func (p *packed) common(set []uint64, column int32) int {
	bitmap := p.table[int(column)*p.words:][:len(set)]
	n := 0
	if len(p.planes) == 0 {
		for i, w := range set {
			n += bits.OnesCount64(w & bitmap[i])
		}
		return n
	}
	for b := 0; b*p.words < len(p.planes); b++ {
		ones := 0
		for i, w := range p.planes[b*p.words:][:p.words] {
			ones += bits.OnesCount64(w & set[i] & bitmap[i])
		}
		n += ones << b
	}
	return n
}

// metBefore is met for the items before the first one, of which those matter whose
// bit is in could. It counts them until one is frequent or none can be any more.
func (n *nearby) metBefore(s *closer, could uint64, count int32, set []uint64) (bool, error) {
	items, minCount := s.l.lists.items, int32(s.l.minCount)
	best, used := int32(0), 0
count:
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			w := s.weight[r]
			i := int(s.rows[r]) - 2
			for ; i >= 0 && items[i] >= 0; i-- {
				if x := items[i]; could>>(x%64)&1 != 0 {
					n.count[x] += w
					best = max(best, n.count[x])
				}
			}
			used++
			if err := s.look(2 * (int(s.rows[r]) - i)); err != nil {
				return false, err
			}
			if count -= w; best >= minCount || best+count < minCount {
				break count
			}
		}
	}
	for at := 0; used > 0; at++ {
		for word := set[at]; word != 0 && used > 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			for i := int(s.rows[r]) - 2; i >= 0 && items[i] >= 0; i-- {
				n.count[items[i]] = 0
			}
			used--
		}
	}
	return best >= minCount, nil
}

// lanes count 64 bits at a time, down from a number: plane j has bit j of what is
// left of each.
type lanes struct{ before, columns [32]uint64 }

// left returns which bits are missing in no more than so many rows of the set: of
// what comes before the first item, and of the columns. Of the latter it may return
// more, if all of them are those of the set at hand. It also returns how many rows it
// has looked at.
func (t *lanes) left(s *closer, set []uint64, spare uint) (before, columns uint64, rows int) {
	planes := bits.Len(spare)
	for j := range planes {
		all := -uint64(spare >> j & 1)
		t.before[j], t.columns[j] = all, all
	}
	before, columns = ^uint64(0), ^uint64(0)
	own := uint64(0)
	for _, k := range s.set {
		own |= 1 << (k % 64)
	}
look:
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			rows++
			before &^= down(t.before[:planes], before&^s.sums[r])
			columns &^= down(t.columns[:planes], columns&^s.columnSum(r))
			if before|columns&^own == 0 {
				break look
			}
		}
	}
	if len(s.items) <= 64 { // each column has a bit of its own
		columns &^= own
	}
	return before, columns, rows
}

// down takes 1 from the numbers of the bits of one, and returns those that were 0.
func down(planes []uint64, one uint64) uint64 {
	for j, p := range planes {
		if one == 0 {
			break
		}
		planes[j] = p ^ one
		one &^= p
	}
	return one
}

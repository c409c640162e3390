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

// behind: items left behind are those before branch i, which is not yet in the
// set. The items that are in all baskets of the set are at least as frequent.
func (n *nearby) behind(s *closer, b *branches, i int, set []uint64) (bool, error) {
	k, count := b.column[i], b.count[i]
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
	if b.crossed || b.met[i] {
		for _, x := range s.row(first) {
			if x >= k {
				break
			}
			if s.counts[x] >= count && !n.inSet[x] && subset(set, s.table[int(x)*s.words:][:s.words]) {
				return true, nil
			}
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
// branch was i. No branch before it is.
func (n *nearby) met(s *closer, b *branches, i int, set []uint64) (bool, error) {
	k, count := b.column[i], b.count[i]
	if b.crossed {
		if met, err := n.metColumn(s, k, count, set); met || err != nil {
			return met, err
		}
	}
	could := ^uint64(0)
	if len(s.planes) == 0 {
		could = n.lanes.least(s.sums, set, s.l.minCount)
		if could == 0 {
			return false, s.look(int(count) + s.words)
		}
	}
	return n.metBefore(s, could, count, set)
}

// metColumn is met for the columns. One that is frequent is missing in few rows, so
// it is in one of the first.
func (n *nearby) metColumn(s *closer, k, count int32, set []uint64) (bool, error) {
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
				if n.seen[x] == n.asked || n.inSet[x] {
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

// lanes count 64 bits at a time: plane j has bit j of each of the counts.
type lanes [32]uint64

// least returns the bits that are in at least so many of the sums of a set of rows.
func (c *lanes) least(sums, set []uint64, minCount int) uint64 {
	*c = lanes{}
	var eight [8]uint64
	filled, used := 0, 3
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			eight[filled] = sums[at*64+bits.TrailingZeros64(word)]
			if filled++; filled == len(eight) {
				used = max(used, c.add(&eight))
				filled = 0
			}
		}
	}
	clear(eight[filled:])
	used = max(used, c.add(&eight))
	if bits.Len(uint(minCount)) > used {
		return 0
	}
	above, equal := uint64(0), ^uint64(0)
	for j := used - 1; j >= 0; j-- {
		if minCount>>j&1 == 0 {
			above |= equal & c[j]
			equal &^= c[j]
		} else {
			equal &= c[j]
		}
	}
	return above | equal
}

// add adds eight sums, and returns how many planes it has met.
func (c *lanes) add(a *[8]uint64) int {
	var t, u, v, w, carry uint64
	c[0], t = addThree(c[0], a[0], a[1])
	c[0], u = addThree(c[0], a[2], a[3])
	c[1], v = addThree(c[1], t, u)
	c[0], t = addThree(c[0], a[4], a[5])
	c[0], u = addThree(c[0], a[6], a[7])
	c[1], w = addThree(c[1], t, u)
	c[2], carry = addThree(c[2], v, w)
	j := 3
	for ; carry != 0; j++ {
		c[j], carry = c[j]^carry, c[j]&carry
	}
	return j
}

// addThree adds bits: what is left, and what is carried.
func addThree(a, b, c uint64) (sum, carry uint64) {
	d := a ^ b
	return d ^ c, a&b | d&c
}

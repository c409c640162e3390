package assoc

import (
	"math"
	"math/bits"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// behind tells whether an item that the search has left behind is in all baskets
// of the set at hand together with column k, which are the bits. Then that set is
// not closed, nor is any below.
func (s *closer) behind(depth int, k, count int32, bits []uint64) (bool, error) {
	if s.dense {
		return s.masks.behind(&s.packed, depth, bits), s.look(s.words + 64)
	}
	return s.near.behind(s, k, count, bits)
}

// met tells whether an item that the search has left behind is frequent together
// with the set at hand, whose baskets are the bits and whose last branch was
// column k.
func (s *closer) met(depth int, k, count int32, bits []uint64) (bool, error) {
	if s.dense {
		return s.masks.met(s, depth, bits)
	}
	return s.near.met(s, s.items[k], count, bits)
}

// masks know for each row which columns it has, and for each depth which
// columns the search has left behind. That is for dense baskets, which have few
// columns.
type masks struct {
	all   []uint64 // masks of all baskets
	words int      // of a mask
	rows  []uint64 // masks by row
	past  []uint64 // masks by depth
	could []uint64

	columns, number []int32
	table           []uint64
}

// start leaves the columns before c behind that are frequent with it.
func (m *masks) start(s *closer, c int32) {
	m.past, m.could = sized(m.past, m.words), sized(m.could, m.words)
	clear(m.past)
	for k, n := range s.counts[:c] {
		if int(n) >= s.l.minCount {
			m.past[k/64] |= 1 << (k % 64)
		}
	}
}

// any tells whether a column has been left behind before the first branch.
func (m *masks) any() bool {
	return slices.ContainsFunc(m.past[:m.words], func(w uint64) bool { return w != 0 })
}

// enter begins a depth below, and leave leaves a column behind.
func (m *masks) enter(depth int) {
	m.past = append(m.past[:(depth+1)*m.words], m.past[depth*m.words:(depth+1)*m.words]...)
}

func (m *masks) leave(depth int, k int32) {
	if m.words > 0 {
		m.past[depth*m.words+int(k/64)] |= 1 << (k % 64)
	}
}

// glance is how many rows say which columns could be in all of them before
// whole columns are looked at.
const glance = 16

func (m *masks) behind(p *packed, depth int, set []uint64) bool {
	could := m.could[:m.words]
	copy(could, m.past[depth*m.words:])
	left := glance
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			any := uint64(0)
			for i, w := range m.rows[r*m.words:][:m.words] {
				could[i] &= w
				any |= could[i]
			}
			if any == 0 {
				return false
			}
			if left--; left == 0 {
				return m.whole(p, set)
			}
		}
	}
	return true
}

// whole tells whether one of the columns that could be there has all rows of the set.
func (m *masks) whole(p *packed, set []uint64) bool {
	for i, word := range m.could {
		for ; word != 0; word &= word - 1 {
			k := i*64 + bits.TrailingZeros64(word)
			if subset(set, p.table[k*p.words:][:p.words]) {
				return true
			}
		}
	}
	return false
}

// met tells whether a column left behind is frequent with the set.
func (m *masks) met(s *closer, depth int, set []uint64) (bool, error) {
	m.columns = m.columns[:0]
	for i, word := range m.past[depth*m.words:][:m.words] {
		for ; word != 0; word &= word - 1 {
			m.columns = append(m.columns, int32(i*64+bits.TrailingZeros64(word)))
		}
	}
	const group = 16
	m.table, m.number = sized(m.table, group*s.words), sized(m.number, group)
	for lo := 0; lo < len(m.columns); lo += group {
		columns := m.columns[lo:min(lo+group, len(m.columns))]
		vec.AndRows(m.table, m.number, set, s.table, columns)
		weigh(m.number[:len(columns)], m.table, s.planes, s.words)
		for _, n := range m.number[:len(columns)] {
			if int(n) >= s.l.minCount {
				return true, nil
			}
		}
	}
	return false, s.look(len(m.columns) * (s.words + 4))
}

// nearby looks for items left behind in the baskets of a set, of which there are
// few where baskets are sparse: most are out after two or three baskets.
type nearby struct {
	count []int32 // by number; below 0 for the items of the set at hand, 0 between two sets
	could []int32
}

// own marks columns that enter the set at hand, or takes the marks away.
func (s *closer) own(columns []int32, mark int32) {
	if s.dense {
		return
	}
	for _, k := range columns {
		s.near.count[s.items[k]] = mark
	}
}

// taken marks the items of the set at hand: no number of baskets makes them frequent.
const taken = math.MinInt32

// behind: items left behind are those before column k, which is not yet in the
// set. The items that are in all baskets of the set are at least as frequent.
func (n *nearby) behind(s *closer, k, count int32, set []uint64) (bool, error) {
	l, last := s.l, s.items[k]
	could, first := n.could[:0], true
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			b := s.basket[at*64+bits.TrailingZeros64(word)]
			row := l.items[l.start[b]:l.start[b+1]]
			if first {
				for _, x := range row {
					if x >= last {
						break
					}
					if l.counts[x] >= count && n.count[x] == 0 {
						could = append(could, x)
					}
				}
				first, n.could = false, could
			} else {
				kept, j := 0, 0
				for _, x := range could {
					for row[j] < x { // the row has column k, which is larger
						j++
					}
					if row[j] == x {
						could[kept] = x
						kept++
					}
				}
				could = could[:kept]
			}
			if len(could) == 0 {
				return false, s.look(len(row) + 16)
			}
			if err := s.look(len(row) + 16); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// met counts the items before last in the baskets of the set at hand, which are so
// many, until one is frequent or none can be any more.
func (n *nearby) met(s *closer, last, count int32, set []uint64) (bool, error) {
	best, used := int32(0), 0
count:
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			best = max(best, n.add(s.l, s.basket[r], last, s.weight[r]))
			used++
			if count -= s.weight[r]; int(best) >= s.l.minCount || int(best+count) < s.l.minCount {
				break count
			}
		}
	}
	left := used
	for at := 0; left > 0; at++ {
		for word := set[at]; word != 0 && left > 0; word &= word - 1 {
			r := at*64 + bits.TrailingZeros64(word)
			n.forget(s.l, s.basket[r], last, s.weight[r])
			left--
		}
	}
	return int(best) >= s.l.minCount, s.look(used * 16)
}

// metFirst tells whether an item before c is frequent together with it.
func (n *nearby) metFirst(s *closer, c int32) (bool, error) {
	own := s.l.basket[s.l.from[c]:s.l.from[c+1]]
	best, used := int32(0), 0
	for int(best) < s.l.minCount && used < len(own) {
		b := own[used]
		best = max(best, n.add(s.l, b, c, s.l.weight[b]))
		used++
	}
	for _, b := range own[:used] {
		n.forget(s.l, b, c, s.l.weight[b])
	}
	return int(best) >= s.l.minCount, s.look(used * 16)
}

// add counts the items of a basket before last and returns the largest count of
// them.
func (n *nearby) add(l *indexed, b, last, weight int32) int32 {
	best := int32(0)
	for _, x := range l.items[l.start[b]:l.start[b+1]] {
		if x >= last {
			break
		}
		n.count[x] += weight
		best = max(best, n.count[x])
	}
	return best
}

// forget takes back what add did.
func (n *nearby) forget(l *indexed, b, last, weight int32) {
	for _, x := range l.items[l.start[b]:l.start[b+1]] {
		if x >= last {
			break
		}
		n.count[x] -= weight
	}
}

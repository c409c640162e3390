package assoc

import (
	"math/bits"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// behind tells whether an item that the search has left behind is in all baskets
// of the set at hand together with branch i of a depth, which are the bits. Then that
// set is not closed, nor is any below.
func (s *closer) behind(depth, i int, bits []uint64) (bool, error) {
	if s.l.dense {
		behind, steps := s.masks.behind(&s.packed, depth, bits)
		return behind, s.look(steps)
	}
	return s.near.behind(s, &s.depth[depth], i, bits)
}

// masks know for each row which columns it has, and for each depth which
// columns the search has left behind. That is for dense baskets, which have few
// columns.
type masks struct {
	words int      // of a mask
	rows  []uint64 // masks by row
	past  []uint64 // masks by depth
	could []uint64

	columns, number []int32
	table           []uint64
}

// start leaves the columns before c behind that are frequent with it.
func (m *masks) start(s *closer, c int32) {
	m.words = s.l.words
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

// behind also returns how many words it has looked at.
func (m *masks) behind(p *packed, depth int, set []uint64) (behind bool, words int) {
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
			words += m.words
			if any == 0 {
				return false, words + at
			}
			if left--; left == 0 {
				behind, more := m.whole(p, set)
				return behind, words + more
			}
		}
	}
	return true, words + p.words
}

// whole tells whether one of the columns that could be there has all rows of the set.
func (m *masks) whole(p *packed, set []uint64) (found bool, words int) {
	for i, word := range m.could {
		for ; word != 0; word &= word - 1 {
			k := i*64 + bits.TrailingZeros64(word)
			words += p.words
			if subset(set, p.table[k*p.words:][:p.words]) {
				return true, words
			}
		}
	}
	return false, words
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

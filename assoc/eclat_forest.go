package assoc

import "iter"

// forest is where a search writes the sets it finds: level k-1 has the sets of k
// items, the last of those that begin alike first. A parent is a place in the level
// above.
type forest []shelf

// shelf is one level of a forest, in sheets: what is written is never moved, but for a
// first sheet that is yet small.
type shelf struct {
	full []sheet // of leaf sets each
	sheet
	used int // sets of the sheet that is written on
}

type sheet struct{ parent, item, count []int32 }

const leaf = 1 << 12

func newSheet(sets int) sheet {
	b := make([]int32, 3*sets)
	return sheet{parent: b[:sets], item: b[sets : 2*sets], count: b[2*sets:]}
}

func (f *forest) shelf(k int) *shelf {
	for len(*f) < k {
		*f = append(*f, shelf{})
	}
	return &(*f)[k-1]
}

// size returns how many sets are on the shelf.
func (s *shelf) size() int32 { return int32(len(s.full)*leaf + s.used) }

func (s *shelf) add(parent, item, count int32) {
	if s.used == len(s.item) {
		s.turn()
	}
	s.parent[s.used], s.item[s.used], s.count[s.used] = parent, item, count
	s.used++
}

// family adds the sets that one parent and some items make, and returns the place of
// the first one.
func (s *shelf) family(parent int32, item, count []int32) int32 {
	first := s.size()
	for len(item) > 0 {
		if s.used == len(s.item) {
			s.turn()
		}
		n := min(len(item), len(s.item)-s.used)
		parents, items, counts := s.parent[s.used:][:n], s.item[s.used:][:n], s.count[s.used:][:n]
		for i := range items {
			parents[i], items[i], counts[i] = parent, item[i], count[i]
		}
		s.used += n
		item, count = item[n:], count[n:]
	}
	return first
}

// turn makes room for another set.
func (s *shelf) turn() {
	if len(s.item) == leaf {
		s.full = append(s.full, s.sheet)
		s.sheet, s.used = newSheet(leaf), 0
		return
	}
	larger := newSheet(max(64, 4*len(s.item)))
	copy(larger.parent, s.parent)
	copy(larger.item, s.item)
	copy(larger.count, s.count)
	s.sheet = larger
}

// at returns what lies on one sheet from place lo on, up to place hi.
func (s *shelf) at(lo, hi int32) sheet {
	on, from := s.sheet, lo%leaf
	if i := int(lo / leaf); i < len(s.full) {
		on = s.full[i]
	}
	to := min(from+hi-lo, leaf)
	return sheet{parent: on.parent[from:to], item: on.item[from:to], count: on.count[from:to]}
}

// parts yields what lies from place lo to place hi, sheet by sheet.
func (s *shelf) parts(lo, hi int32) iter.Seq[sheet] {
	return func(yield func(sheet) bool) {
		for lo < hi {
			part := s.at(lo, hi)
			if !yield(part) {
				return
			}
			lo += int32(len(part.item))
		}
	}
}

// sizes returns how many sets each level has so far.
func (f forest) sizes() []int32 {
	sizes := make([]int32, len(f))
	for i := range f {
		sizes[i] = f[i].size()
	}
	return sizes
}

// graft copies what is below a set of k items, which lies between two marks of
// k+1 and more items, below the place of a set of k+1 items that is yet to be
// added, with one more item each, up to most items. It returns how many there
// are.
func (f *forest) graft(k int, from, to []int32, place int32, most int) int {
	sum := 0
	shift, first := int32(0), true
	for i, hi := range to {
		lo := int32(0)
		if i < len(from) {
			lo = from[i]
		}
		if size := k + 2 + i; lo == hi || size > most {
			break
		}
		f.shelf(k + 2 + i)
		source, dst := &(*f)[k+i], &(*f)[k+1+i]
		sum += int(hi - lo)
		moved := dst.size() - lo
		for lo < hi {
			part := source.at(lo, hi)
			if dst.used == len(dst.item) {
				dst.turn()
			}
			n := copy(dst.item[dst.used:], part.item)
			copy(dst.count[dst.used:], part.count[:n])
			parents := dst.parent[dst.used:][:n]
			if first {
				for j := range parents {
					parents[j] = place
				}
			} else {
				for j, p := range part.parent[:n] {
					parents[j] = p + shift
				}
			}
			dst.used += n
			lo += int32(n)
		}
		first = false
		shift = moved
	}
	return sum
}

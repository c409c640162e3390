package assoc

import "iter"

// forest is where a search writes the sets it finds: level k-1 has the sets of k
// items, the last of those that begin alike first. A parent is a place in the level
// above.
type forest []shelf

// shelf is one level of a forest, in sheets: what is written is never moved, but for a
// first sheet that is yet small.
type shelf struct {
	full  [][]twig // of leaf sets each
	sheet []twig
	used  int // sets of the sheet that is written on
}

// twig is a set of a forest.
type twig struct{ parent, item, count int32 }

const leaf = 1 << 12

func (f *forest) shelf(k int) *shelf {
	for len(*f) < k {
		*f = append(*f, shelf{})
	}
	return &(*f)[k-1]
}

// size returns how many sets are on the shelf.
func (s *shelf) size() int32 { return int32(len(s.full)*leaf + s.used) }

func (s *shelf) add(parent, item, count int32) {
	if s.used == len(s.sheet) {
		s.turn()
	}
	s.sheet[s.used] = twig{parent, item, count}
	s.used++
}

// family adds the sets that one parent and some items make, and returns the place of
// the first one.
func (s *shelf) family(parent int32, item, count []int32) int32 {
	first := s.size()
	for len(item) > 0 {
		if s.used == len(s.sheet) {
			s.turn()
		}
		n := min(len(item), len(s.sheet)-s.used)
		counts := count[:n]
		for i, t := range item[:n] {
			s.sheet[s.used+i] = twig{parent, t, counts[i]}
		}
		s.used += n
		item, count = item[n:], count[n:]
	}
	return first
}

// turn makes room for another set.
func (s *shelf) turn() {
	if len(s.sheet) == leaf {
		s.full = append(s.full, s.sheet)
		s.sheet, s.used = make([]twig, leaf), 0
		return
	}
	larger := make([]twig, min(leaf, max(64, 4*len(s.sheet))))
	copy(larger, s.sheet)
	s.sheet = larger
}

// at returns what lies on one sheet from place lo on, up to place hi.
func (s *shelf) at(lo, hi int32) []twig {
	on, from := s.sheet, lo%leaf
	if i := int(lo / leaf); i < len(s.full) {
		on = s.full[i]
	}
	return on[from:min(from+hi-lo, leaf)]
}

// parts yields what lies from place lo to place hi, sheet by sheet.
func (s *shelf) parts(lo, hi int32) iter.Seq[[]twig] {
	return func(yield func([]twig) bool) {
		for lo < hi {
			part := s.at(lo, hi)
			if !yield(part) {
				return
			}
			lo += int32(len(part))
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
			if dst.used == len(dst.sheet) {
				dst.turn()
			}
			copies := dst.sheet[dst.used:]
			copies = copies[:min(len(part), len(copies))]
			for j, t := range part[:len(copies)] {
				if t.parent += shift; first {
					t.parent = place
				}
				copies[j] = t
			}
			dst.used += len(copies)
			lo += int32(len(copies))
		}
		first = false
		shift = moved
	}
	return sum
}

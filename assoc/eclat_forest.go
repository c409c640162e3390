package assoc

import "slices"

// forest is where a search writes the sets it finds: level k-1 has the sets of k
// items, the last of those that begin alike first. A parent is a place in the
// level above, and comes after all that is below it.
type forest []shelf

// shelf is one level of a forest.
type shelf struct {
	parent, item, count []int32
}

func (f *forest) shelf(k int) *shelf {
	for len(*f) < k {
		*f = append(*f, shelf{})
	}
	return &(*f)[k-1]
}

func (s *shelf) add(parent, item, count int32) {
	if n := len(s.item); n == cap(s.item) && n < 1<<16 {
		s.grow(max(n, 64))
	}
	s.parent = append(s.parent, parent)
	s.item = append(s.item, item)
	s.count = append(s.count, count)
}

// grow makes room for n more: a shelf that is not large yet doubles, so that less
// is copied.
func (s *shelf) grow(n int) {
	s.parent, s.item, s.count = slices.Grow(s.parent, n), slices.Grow(s.item, n), slices.Grow(s.count, n)
}

// marks appends how many sets of k and more items there are so far.
func (f forest) marks(dst []int32, k int) []int32 {
	for i := k - 1; i < len(f); i++ {
		dst = append(dst, int32(len(f[i].item)))
	}
	return dst
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
		at := int32(len(dst.item))
		n := int(hi - lo)
		sum += n
		dst.item = append(dst.item, source.item[lo:hi]...)
		dst.count = append(dst.count, source.count[lo:hi]...)
		dst.parent = slices.Grow(dst.parent, n)[:int(at)+n]
		parents := dst.parent[at:]
		if first {
			for j := range parents {
				parents[j] = place
			}
		} else {
			for j, p := range source.parent[lo:hi] {
				parents[j] = p + shift
			}
		}
		first = false
		shift = at - lo
	}
	return sum
}

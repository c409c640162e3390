package assoc

import (
	"math"
	"slices"
)

// Support returns in how many baskets all the given items are, and whether that
// is known. The order of the items does not matter, nor do repeated ones.
//
// With target All it is known of every frequent set up to MaxLen, also of those
// shorter than MinLen, which are not listed. With target Closed and no MaxLen it
// is known of every frequent set: it is the largest support of the closed sets
// around it. Otherwise it is known of the listed sets. It is always known of no
// items at all, which are in every basket.
//
// Time: O(k·log(sets)) for k items; for sets that are not themselves closed, up
// to O(sets).
func (s *Itemsets) Support(items ...int) (int, bool) {
	s.fitted()
	var buf [32]int32
	set := buf[:0]
	for _, item := range items {
		if item < 0 || item > math.MaxInt32 {
			return 0, false
		}
		set = append(set, int32(item))
	}
	slices.Sort(set)
	return s.support(slices.Compact(set))
}

// derives tells whether the support of every frequent set follows from those
// of the closed ones that are here.
func (s *Itemsets) derives() bool {
	return s.target == Closed && s.maxLen == math.MaxInt32 && !s.recounted
}

// support is Support for items that ascend.
func (s *Itemsets) support(set []int32) (int, bool) {
	if len(set) == 0 {
		return s.n, true
	}
	if node := s.node(set); node >= 0 && s.count[node] >= 0 {
		known := s.target == All || s.derives() || len(set) >= s.minLen
		return int(s.count[node]), known
	}
	if !s.derives() {
		return 0, false
	}
	best := s.around(-1, 0, set, 0)
	return int(best), best > 0
}

// around returns the largest count, if above best, of the sets at or below a
// node of k items that have all items of set.
func (s *Itemsets) around(node int32, k int, set []int32, best int32) int32 {
	lo, hi := s.children(node, k)
	for c := lo; c < hi && s.item[c] <= set[0]; c++ {
		count := s.count[c]
		if count < 0 {
			count = unlisted(count)
		}
		if count <= best {
			continue // no set below has more
		}
		switch {
		case s.item[c] < set[0]:
			best = s.around(c, k+1, set, best)
		case len(set) == 1:
			best = count
		default:
			best = s.around(c, k+1, set[1:], best)
		}
	}
	return best
}

package assoc

import (
	"cmp"
	"fmt"
	"slices"
)

// Set is a set of items and its support.
type Set struct {
	Items []int // ascending
	Count int   // baskets that have all of them
}

// Order says which sets come first.
type Order string

// The orders. Ties go to what [Itemsets.All] yields first.
const (
	// BySupport puts the most frequent sets first. It is what "" means.
	BySupport Order = "support"
	// ByLength puts the longest sets first, the most frequent ones of a length
	// before the others.
	ByLength Order = "length"
)

// AppendTop appends the first n of the listed sets to dst, or all where there
// are fewer. It panics for an order that is none of the constants.
// Time: O(sets·log n).
func (s *Itemsets) AppendTop(dst []Set, n int, by Order) []Set {
	s.fitted()
	type place struct {
		node  int32
		k     int32
		count int32
	}
	before := func(a, b place) int {
		length := 0
		if by == ByLength {
			length = cmp.Compare(b.k, a.k)
		}
		return cmp.Or(length, cmp.Compare(b.count, a.count), cmp.Compare(a.node, b.node))
	}
	switch by {
	case "", BySupport, ByLength:
	default:
		panic(fmt.Sprintf("assoc.Itemsets.AppendTop: order %q, want one of the constants", by))
	}
	if n <= 0 {
		return dst
	}
	// Twice as many as wanted are kept before the worse half goes.
	var top []place
	cut := func() {
		slices.SortFunc(top, before)
		top = top[:min(n, len(top))]
	}
	for k := max(s.minLen, 1); k < len(s.level); k++ {
		for node := s.level[k-1]; node < s.level[k]; node++ {
			if s.count[node] < 0 {
				continue
			}
			if top = append(top, place{node, int32(k), s.count[node]}); len(top)/2 >= n {
				cut()
			}
		}
	}
	cut()
	for _, p := range top {
		dst = append(dst, Set{Items: s.items(make([]int, p.k), p.node), Count: int(p.count)})
	}
	return dst
}

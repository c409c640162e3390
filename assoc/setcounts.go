package assoc

import (
	"context"
	"iter"
)

// SetCounts is how many sets are frequent, as [Eclat.Count] finds it without
// the sets themselves.
type SetCounts struct {
	// Baskets is how many baskets there were, empty ones too and each as often as
	// its weight says.
	Baskets int
	// MinCount is the support from which on a set was frequent.
	MinCount int
	// ByLength is how many sets of each number of items there are: ByLength[k] sets
	// of k items, up to the longest ones. ByLength[0] is 0, as the empty set does not
	// count, and the largest int64 stands for all numbers from there on.
	ByLength []int64
}

// Total returns how many sets there are of all lengths together, or the largest
// int64 if there are more. Time: O(longest length).
func (s *SetCounts) Total() int64 {
	sum := int64(0)
	for _, n := range s.ByLength {
		sum = plus(sum, n)
	}
	return sum
}

// Count says how many sets Fit would find, of each length, without storing them. It
// is what to ask before a run that may find too many: 12 bytes each is what they
// would take.
//
// The search is that of Fit from rare to frequent items, but items that are in all
// baskets of a set are not searched: e of them make C(e, j) sets of j more items.
// So 50 items that are always bought together are counted at once, although they
// make 2⁵⁰ sets. Sets of other kinds are counted one after the other, much faster
// than Fit finds them where baskets are dense and about as fast where they are sparse.
// Where some baskets have hundreds of items there may be too many to be counted in
// any time: go down from a high count, and give the context a deadline, which ends
// a count that takes too long.
//
// MinLen, MaxLen, Workers and Progress mean what they mean for Fit, and MaxSets
// means nothing: no number of sets is too large. Target must be All.
//
// The errors are a ConfigError, also for a Target other than All, a ValueError for
// the first item below 0 or above 2³¹−1 (row: basket, column: position), one that
// wraps [clm.ErrTooFew] where there are no baskets, a LimitError for more than 2³¹−1
// baskets or more than 2³²−1 items in all of them, or the cause of the context. That
// nothing is frequent is no error.
//
// Time: O(sets·items·n/64), where items in all baskets of a set make no further
// sets. Memory: O(items of all baskets), and O(d·items·n/64) bits for each worker, d
// the length of the longest set.
func (c Eclat) Count(ctx context.Context, baskets iter.Seq[[]int]) (*SetCounts, error) {
	return countEclat(ctx, options(c), func(in *intake) error { return in.walk(ctx, baskets) })
}

// CountWeighted is Count for baskets that come with how often they occurred, at
// least 0. A weight below that is a ValueError (row: basket, column −1).
func (c Eclat) CountWeighted(ctx context.Context, baskets iter.Seq2[[]int, int]) (*SetCounts, error) {
	return countEclat(ctx, options(c), func(in *intake) error { return in.walkWeighted(ctx, baskets) })
}

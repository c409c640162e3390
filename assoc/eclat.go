package assoc

import (
	"context"
	"iter"
)

// Eclat finds the sets of items that are often bought together. It is the miner
// to take unless there is a reason for another one, and the only one that finds
// closed and maximal sets without finding all frequent ones first.
//
// A set is frequent if its support, the number of baskets that have all of its
// items, is at least MinCount, or MinSupport·n. With t(S) the baskets of S,
//
//	t(S ∪ {x}) = t(S) ∩ t({x})      support(S) = |t(S)|
//
// The search goes depth first. For each item the baskets that have it are
// packed anew, as one bitmap for each item that is frequent among them, so
// that all intersections deeper down are short; where an item has few baskets, one
// walk through them counts what is frequent among them and packs them, and where
// baskets are short, pairs are counted first. If all baskets of {x} ∪ S have y too, the sets below
// S ∪ {x, y} are those below S ∪ {x}, and are copied. Where a basket has 1/16 of the
// frequent items or more, on the average, the search goes through the items by
// their ids, which needs no sorting at the end; otherwise from rare to frequent.
//
// Closed and maximal sets are found directly, with the items from rare to
// frequent. A set is closed if no item is in all of its baskets but its own. An
// item to come that is in all of them is taken into the set; if one that the
// search has left behind is, nothing closed is below the set, and the search
// turns back. A set is maximal if no item of either kind is frequent with it; the
// search also turns back where all that could still come is part of a maximal
// set found before, or is frequent together. For dense baskets the items left
// behind have bitmaps too, and a few baskets tell which of them to look at; for
// sparse ones they are looked for in the baskets of the set itself.
//
// Time: O(sets·items·n/64), mostly far less. Memory: O(items of all baskets +
// sets), and O(d·items·n/64) bits for each worker, d the length of the longest
// set.
//
// Source: M. J. Zaki, Scalable algorithms for association mining, IEEE
// Transactions on Knowledge and Data Engineering 12(3), 2000,
// doi:10.1109/69.846291. Closed sets: T. Uno, M. Kiyomi and H. Arimura, LCM ver. 2,
// FIMI 2004; maximal sets: K. Gouda and M. J. Zaki, GenMax, Data Mining and
// Knowledge Discovery 11(3), 2005, doi:10.1007/s10618-005-0002-x; the items left
// behind: C. Bron and J. Kerbosch, Algorithm 457, Communications of the ACM 16(9),
// 1973, doi:10.1145/362342.362367.
//
// Differs from Borgelt's eclat: sets of items that every basket holds are
// listed like all others.
type Eclat struct {
	// MinSupport is the share of the baskets, above 0 and up to 1, in which a
	// set must be. What counts is the decimal that prints the share, times n,
	// rounded up: 0.07 of 100 baskets are 7. 0 means that MinCount is set; it is
	// an error if both are set, or none.
	MinSupport float64
	// MinCount is the number of baskets in which a set must be; 0 means that
	// MinSupport is set.
	MinCount int
	// MinLen is the smallest number of items of a listed set; 0 means 1. Closed
	// and maximal sets are judged before it is applied.
	MinLen int
	// MaxLen is the largest number of items of a listed set; 0 means no bound.
	// Closed and maximal sets are judged before it is applied.
	MaxLen int
	// MaxSets stops a run that finds more sets than that with a LimitError: 0
	// means 10 million. Those shorter than MinLen count, and of closed and
	// maximal sets those longer than MaxLen.
	MaxSets int
	// Target says which of the frequent sets are wanted; "" means All.
	Target Target
	// Workers is the number of goroutines; 0 means GOMAXPROCS. It changes no
	// result.
	Workers int
	// Progress is told how many of the frequent items are done; nil is silent.
	Progress func(done, total int) `json:"-"`
}

// Fit finds the sets. The baskets are walked once; items may repeat within one
// and stand in any order, and empty ones count among the n.
//
// The errors are a ConfigError, a ValueError for the first item below 0 or above
// 2³¹−1 (row: basket, column: position), one that wraps [clm.ErrTooFew] where
// there are no baskets, a LimitError for more sets than MaxSets, more than
// 2³¹−1 baskets or more than 2³²−1 items in all of them, or the cause of the context. That nothing is frequent is no
// error.
func (c Eclat) Fit(ctx context.Context, baskets iter.Seq[[]int]) (*Itemsets, error) {
	return mineEclat(ctx, options(c), func(in *intake) error { return in.walk(ctx, baskets) })
}

// FitWeighted is Fit for baskets that come with how often they occurred, at
// least 0. A weight below that is a ValueError (row: basket, column −1).
func (c Eclat) FitWeighted(ctx context.Context, baskets iter.Seq2[[]int, int]) (*Itemsets, error) {
	return mineEclat(ctx, options(c), func(in *intake) error { return in.walkWeighted(ctx, baskets) })
}

package assoc

import (
	"context"
	"iter"
)

// FPGrowth finds the sets of items that are often bought together without making
// candidates: it grows them along a tree of the baskets. It finds what [Eclat]
// finds, and does well where many baskets begin alike.
//
// The items of each basket, the last ones first, are a path of the tree from the
// root; baskets that begin alike share nodes, which count them. The paths above the
// nodes of an item x are the baskets that x is in: they are made into a tree of
// their own, with the items that are frequent there, and so on. Where baskets are
// sparse the most frequent item comes last; where they hold many of the items each,
// items come in the order of their ids, which is that of the result.
//
// A tree of up to 64 items is kept as its paths, each a mask of items with a count.
// Of up to 11 items all sets are counted at once, in a table of 2¹¹ counts.
//
// For closed and maximal sets all frequent sets are found first, of any length
// and up to MaxSets, and then filtered.
//
// Time: O(nodes of all trees·their depth). Memory: O(items of all baskets +
// sets) and the trees of one line of descent for each worker.
//
// Source: J. Han, J. Pei and Y. Yin, Mining frequent patterns without candidate
// generation, SIGMOD 2000, doi:10.1145/342009.335372. Trees in flat memory: B.
// Rácz, nonordfp: an FP-growth variation without rebuilding the FP-tree, FIMI 2004.
//
// Differs from the paper: the order of items in dense baskets; a tree that is a single
// path is no special case.
type FPGrowth struct {
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
	// means 10 million. All frequent sets count that are found on the way to the
	// closed or maximal ones, and those shorter than MinLen.
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
// there are no baskets, a LimitError for more sets than MaxSets or more than
// 2³¹−1 baskets, or the cause of the context. That nothing is frequent is no
// error.
func (c FPGrowth) Fit(ctx context.Context, baskets iter.Seq[[]int]) (*Itemsets, error) {
	return mineAll(ctx, "assoc.FPGrowth", options(c), func(in *intake) error { return in.walk(ctx, baskets) }, fpgrowth)
}

// FitWeighted is Fit for baskets that come with how often they occurred, at
// least 0. A weight below that is a ValueError (row: basket, column −1).
func (c FPGrowth) FitWeighted(ctx context.Context, baskets iter.Seq2[[]int, int]) (*Itemsets, error) {
	return mineAll(ctx, "assoc.FPGrowth", options(c), func(in *intake) error { return in.walkWeighted(ctx, baskets) }, fpgrowth)
}

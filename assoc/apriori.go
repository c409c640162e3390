package assoc

import (
	"context"
	"iter"
)

// Apriori finds the sets of items that are often bought together, the short ones
// first. It is the method of the textbooks, easy to follow, and finds what
// [Eclat] finds; take that one where there are many sets or long ones.
//
// A set can only be frequent if all its subsets are. So the candidates of k+1
// items are made from the frequent sets of k items, F,
//
//	C = { S ∪ {x, y} : S∪{x} ∈ F, S∪{y} ∈ F, and every subset of k items ∈ F }
//
// and counted: those in at least MinCount, or MinSupport·n, baskets are the
// frequent sets of k+1 items. Pairs are counted by a walk through the baskets,
// longer candidates by intersecting bitmaps of the baskets that hold the first item.
// That is the rarest of the set or, where baskets hold many of the items each, the one
// with the lowest id.
//
// For closed and maximal sets all frequent sets are found first, of any length
// and up to MaxSets, and then filtered.
//
// Time: O(candidates·(k·log(sets) + n/64)). Memory: O(items of all baskets +
// k·sets + k·candidates of one first item for each worker).
//
// Source: R. Agrawal and R. Srikant, Fast algorithms for mining association
// rules, VLDB 1994, pages 487 to 499.
//
// Differs from the paper: candidates are counted by bitmaps, not by a hash tree.
type Apriori struct {
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
	// Progress is told the length of the sets that are done, with a total of 0 until
	// the last one is known; nil is silent.
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
func (c Apriori) Fit(ctx context.Context, baskets iter.Seq[[]int]) (*Itemsets, error) {
	return mineAll(ctx, "assoc.Apriori", options(c), func(in *intake) error { return in.walk(ctx, baskets) }, apriori)
}

// FitWeighted is Fit for baskets that come with how often they occurred, at
// least 0. A weight below that is a ValueError (row: basket, column −1).
func (c Apriori) FitWeighted(ctx context.Context, baskets iter.Seq2[[]int, int]) (*Itemsets, error) {
	return mineAll(ctx, "assoc.Apriori", options(c), func(in *intake) error { return in.walkWeighted(ctx, baskets) }, apriori)
}

package assoc

import (
	"context"
	"iter"
)

// Miner finds the sets of items that are often bought together. All miners of
// this package find the same sets and return them in the same order.
type Miner interface {
	// Fit walks the baskets once. A yielded slice need not be valid after the
	// next step.
	Fit(ctx context.Context, baskets iter.Seq[[]int]) (*Itemsets, error)
}

var (
	_ Miner = Apriori{}
	_ Miner = FPGrowth{}
	_ Miner = Eclat{}
)

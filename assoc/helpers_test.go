package assoc_test

import (
	"context"
	"iter"
	"strconv"

	"github.com/clm-go/clm/assoc"
)

type weightedFitter interface {
	FitWeighted(ctx context.Context, baskets iter.Seq2[[]int, int]) (*assoc.Itemsets, error)
}

func itoa(i int) string { return strconv.Itoa(i) }

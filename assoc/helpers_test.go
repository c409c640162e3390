package assoc_test

import (
	"context"
	"errors"
	"iter"
	"strconv"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

type weightedFitter interface {
	FitWeighted(ctx context.Context, baskets iter.Seq2[[]int, int]) (*assoc.Itemsets, error)
}

func itoa(i int) string { return strconv.Itoa(i) }

func isFormat(err error) bool { return errors.Is(err, clm.ErrFormat) }
func isLimit(err error) bool  { return errors.Is(err, clm.ErrLimit) }
func isShape(err error) bool  { return errors.Is(err, clm.ErrShape) }

package assoc

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
)

// eclatRun is one call of Eclat.
type eclatRun struct {
	op       string
	o        options
	in       *intake
	minCount int
	hint     advice
	sure     bool // the hint names a count at which all sets are no more than allowed; for Target All
}

// mineEclat is [mine] for Eclat, which chooses how to search by what the baskets
// are like.
func mineEclat(ctx context.Context, o options, walk func(*intake) error) (*Itemsets, error) {
	const typ = "assoc.Eclat"
	if err := o.check(typ); err != nil {
		return nil, err
	}
	return eclatFor(ctx, typ+".Fit", o, walk, false, func(least int64, baskets int) string {
		if o.Target == Closed || o.Target == Maximal {
			// There may be far fewer of these sets than items and pairs.
			return fmt.Sprintf("a larger MinCount is needed; at one of at least %d (of %d baskets) all frequent items and pairs are no more", least, baskets)
		}
		return fmt.Sprintf("a MinCount of at least %d is needed (of %d baskets) and may not be enough%s, or another Target", least, baskets, o.filled().shorter())
	})
}

// eclatFor is mineEclat for options that have been checked.
func eclatFor(ctx context.Context, op string, o options, walk func(*intake) error, sure bool, hint advice) (*Itemsets, error) {
	r := eclatRun{op: op, o: o.filled(), sure: sure, hint: hint}
	r.in = newIntake(r.op)
	if err := walk(r.in); err != nil {
		return nil, err
	}
	r.minCount = r.o.threshold(r.in.n)
	if r.o.Target == All {
		s, err := r.all(ctx, r.o, r.o.MaxSets)
		if errors.Is(err, errMany) {
			return r.limited(ctx)
		}
		return s, err
	}
	return r.direct(ctx)
}

// all finds all sets, up to most, or returns errMany.
func (r eclatRun) all(ctx context.Context, o options, most int) (*Itemsets, error) {
	l, err := r.in.lists(ctx, r.minCount, o.Workers)
	if err != nil {
		return nil, err
	}
	o.MaxSets = most
	if err := l.crowded(ctx, o); err != nil {
		return nil, err
	}
	pieces, gatherers, err := growAll(ctx, l, o, newAllowance(most))
	if err != nil {
		return nil, err
	}
	if l.byID {
		return l.trie(ctx, r.op, pieces, o)
	}
	l.release()
	forests := make([]forest, len(gatherers))
	for i, g := range gatherers {
		forests[i] = g.forest
	}
	return l.sorted(ctx, r.op, forests, o)
}

// direct finds closed or maximal sets without the others.
func (r eclatRun) direct(ctx context.Context) (*Itemsets, error) {
	dense, err := r.in.filled(ctx, r.minCount)
	if err != nil {
		return nil, err
	}
	l, err := r.in.indexed(ctx, r.minCount, dense, r.o.Workers)
	if err != nil {
		return nil, err
	}
	all, err := closeAll(ctx, l, r.o, newAllowance(r.o.MaxSets))
	if errors.Is(err, errMany) {
		return r.limited(ctx)
	}
	if err != nil {
		return nil, err
	}
	return l.arrange(ctx, r.op, all, r.o)
}

// limited returns the error for more sets than allowed.
func (r eclatRun) limited(ctx context.Context) (*Itemsets, error) {
	if r.sure {
		count, err := r.enough(ctx)
		if err != nil {
			return nil, err
		}
		return nil, &clm.LimitError{Op: r.op, Limit: int64(r.o.MaxSets), What: "sets", Hint: r.hint(count, r.in.n)}
	}
	db, err := r.in.prepare(ctx, r.minCount)
	if err != nil {
		return nil, err
	}
	return nil, db.limited(ctx, r.op, r.o, r.hint)
}

// enough returns a count at which all sets are no more than allowed; an eighth below it they are
// more. It looks for the sets of a few counts, each of which takes about as long as it
// took to find too many.
func (r eclatRun) enough(ctx context.Context) (int64, error) {
	r.o.Progress = func(int, int) {}
	beyond := int64(slices.Max(r.in.counts)) + 1
	lo, hi := int64(r.minCount), beyond // there are too many at lo, and none at hi
	for hi-lo > 1 && (hi == beyond || hi-lo > lo/8) {
		mid := max(lo+1, int64(math.Sqrt(float64(lo)*float64(hi))))
		fits, err := r.fits(ctx, int(mid))
		if err != nil {
			return 0, err
		}
		if fits {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, nil
}

// fits tells whether all sets of at least minCount are no more than allowed.
func (r eclatRun) fits(ctx context.Context, minCount int) (bool, error) {
	r.minCount = minCount
	_, err := r.all(ctx, r.o, r.o.MaxSets)
	if errors.Is(err, errMany) {
		return false, nil
	}
	return err == nil, err
}

package assoc

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
)

// searchFunc finds all sets in the baskets of lists.
type searchFunc func(ctx context.Context, op string, l *lists, o options, left *allowance) (*Itemsets, error)

// counter passes on the progress of pieces of work that end in any order.
type counter struct {
	mu    sync.Mutex
	done  int
	total int
	tell  func(done, total int)
}

func (c *counter) step() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	c.tell(c.done, c.total)
}

// mineAll is what miners have in common that know all sets only: preparation, and
// closed and maximal sets, which are filtered out of all.
func mineAll(ctx context.Context, typ string, o options, walk func(*intake) error, search searchFunc) (*Itemsets, error) {
	if err := o.check(typ); err != nil {
		return nil, err
	}
	wanted := o.filled()
	o = wanted
	if wanted.Target != All {
		o.Target, o.MinLen, o.MaxLen = All, 1, math.MaxInt32
	}
	op := typ + ".Fit"
	in := newIntake(op)
	if err := walk(in); err != nil {
		return nil, err
	}
	minCount := o.threshold(in.n)
	l, err := in.lists(ctx, minCount, o.Workers)
	if err != nil {
		return nil, err
	}
	var s *Itemsets
	if err = l.crowded(ctx, o); err == nil {
		s, err = search(ctx, op, l, o, newAllowance(o.MaxSets))
	}
	if errors.Is(err, errMany) {
		db, err := in.prepare(ctx, minCount)
		if err != nil {
			return nil, err
		}
		return nil, db.limited(ctx, op, o, func(least int64, baskets int) string {
			if wanted.Target != All {
				return fmt.Sprintf("a MinCount of at least %d is needed (of %d baskets), as all frequent sets are found before the %s ones; Eclat finds these alone", least, baskets, wanted.Target)
			}
			return fmt.Sprintf("a MinCount of at least %d is needed (of %d baskets) and may not be enough%s, or Eclat with another Target", least, baskets, wanted.shorter())
		})
	}
	if err != nil || wanted.Target == All {
		return s, err
	}
	return s.narrow(ctx, op, wanted)
}

package assoc

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/clm-go/clm/internal/par"
)

// searchFunc finds the sets in a database.
type searchFunc func(ctx context.Context, db *database, o options, left *allowance) ([]*found, error)

// mine is what all miners have in common, for options that have been checked:
// preparation and result. The search adds the sets it finds, and the hint is for
// the case that they are too many.
func mine(ctx context.Context, op string, o options, walk func(*intake) error, search searchFunc, hint advice) (*Itemsets, error) {
	o = o.filled()
	in := newIntake(op)
	if err := walk(in); err != nil {
		return nil, err
	}
	db, err := in.prepare(ctx, o.threshold(in.n))
	if err != nil {
		return nil, err
	}
	all, err := search(ctx, db, o, newAllowance(o.MaxSets))
	if errors.Is(err, errMany) {
		return nil, db.limited(ctx, op, o, hint)
	}
	if err != nil {
		return nil, err
	}
	return db.arrange(ctx, op, all, o)
}

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

// eachItem calls task for each frequent item and returns what they found in the
// order of the items.
func eachItem(ctx context.Context, db *database, o options, task func(code int32, out *found) error) ([]*found, error) {
	all := make([]*found, len(db.ids))
	steps := counter{total: len(db.ids) + 1, tell: o.Progress}
	steps.step()
	err := par.For(ctx, len(db.ids), 1, o.Workers, func(i, _, _ int) error {
		all[i] = new(found)
		if err := task(int32(i), all[i]); err != nil {
			return err
		}
		steps.step()
		return nil
	})
	return all, err
}

// mineAll is mine for a search that knows all sets only: closed and maximal sets
// are filtered out of these.
func mineAll(ctx context.Context, typ string, o options, walk func(*intake) error, search searchFunc) (*Itemsets, error) {
	if err := o.check(typ); err != nil {
		return nil, err
	}
	wanted := o.filled()
	if wanted.Target != All {
		o.Target, o.MinLen, o.MaxLen = All, 0, 0
	}
	hint := func(least int64, baskets int) string {
		if wanted.Target != All {
			return fmt.Sprintf("a MinCount of at least %d is needed (of %d baskets), as all frequent sets are found before the %s ones; Eclat finds these alone", least, baskets, wanted.Target)
		}
		return fmt.Sprintf("a MinCount of at least %d is needed (of %d baskets), or a MaxLen, or Eclat with another Target", least, baskets)
	}
	op := typ + ".Fit"
	s, err := mine(ctx, op, o, walk, func(ctx context.Context, db *database, o options, left *allowance) ([]*found, error) {
		if db.crowded(o) {
			return nil, errMany
		}
		return search(ctx, db, o, left)
	}, hint)
	if err != nil || wanted.Target == All {
		return s, err
	}
	return s.narrow(ctx, op, wanted)
}

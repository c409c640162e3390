package assoc

import (
	"context"
	"errors"
	"sync"

	"github.com/clm-go/clm/internal/par"
)

// searchFunc finds the sets in a database.
type searchFunc func(ctx context.Context, db *database, o options, left *allowance) ([]*found, error)

// mine is what all miners have in common: checks, preparation and result. The
// search adds the sets it finds.
func mine(ctx context.Context, typ string, o options, walk func(*intake) error, search searchFunc) (*Itemsets, error) {
	if err := o.check(typ); err != nil {
		return nil, err
	}
	op := typ + ".Fit"
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
		return nil, db.limited(ctx, op, o)
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
	s, err := mine(ctx, typ, o, walk, func(ctx context.Context, db *database, o options, left *allowance) ([]*found, error) {
		if db.crowded(o) {
			return nil, errMany
		}
		return search(ctx, db, o, left)
	})
	if err != nil || wanted.Target == All {
		return s, err
	}
	return s.narrow(ctx, typ+".Fit", wanted)
}

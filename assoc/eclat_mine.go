package assoc

import (
	"context"
	"errors"
	"math"
)

// eclatRun is one call of Eclat.
type eclatRun struct {
	op       string
	o        options
	in       *intake
	minCount int
}

// mineEclat is [mine] for Eclat, which chooses how to search by what the baskets
// are like.
func mineEclat(ctx context.Context, o options, walk func(*intake) error) (*Itemsets, error) {
	const typ = "assoc.Eclat"
	if err := o.check(typ); err != nil {
		return nil, err
	}
	r := eclatRun{op: typ + ".Fit", o: o.filled()}
	r.in = newIntake(r.op)
	if err := walk(r.in); err != nil {
		return nil, err
	}
	r.minCount = r.o.threshold(r.in.n)
	switch {
	case r.o.Target == All:
		s, err := r.all(ctx, r.o, r.o.MaxSets)
		if errors.Is(err, errMany) {
			return r.limited(ctx)
		}
		return s, err
	case r.in.dense(r.minCount):
		return r.direct(ctx)
	}
	return r.sparse(ctx)
}

// all finds all sets, up to most, or returns errMany.
func (r eclatRun) all(ctx context.Context, o options, most int) (*Itemsets, error) {
	l, err := r.in.lists(ctx, r.minCount, o.Workers)
	if err != nil {
		return nil, err
	}
	if o.MaxSets = most; l.crowded(o) {
		return nil, errMany
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
	db, err := r.in.prepare(ctx, r.minCount)
	if err != nil {
		return nil, err
	}
	all, err := eclat(ctx, db, r.o, newAllowance(r.o.MaxSets))
	if errors.Is(err, errMany) {
		return nil, db.limited(ctx, r.op, r.o)
	}
	if err != nil {
		return nil, err
	}
	return db.arrange(ctx, r.op, all, r.o)
}

// sparse finds closed or maximal sets where there are not many others: among all,
// as long as these are few beside the baskets.
func (r eclatRun) sparse(ctx context.Context) (*Itemsets, error) {
	every := r.o
	every.Target, every.MinLen, every.MaxLen, every.Progress = All, 1, math.MaxInt32, func(int, int) {}
	s, err := r.all(ctx, every, len(r.in.items)/2)
	if errors.Is(err, errMany) {
		return r.direct(ctx)
	}
	if err != nil {
		return nil, err
	}
	wanted := options{Target: r.o.Target, MinLen: 1, MaxLen: math.MaxInt32}
	t, err := s.narrow(ctx, r.op, wanted)
	if err != nil {
		return nil, err
	}
	if t.Len() > r.o.MaxSets {
		return r.limited(ctx)
	}
	if r.o.MinLen > 1 || r.o.MaxLen < math.MaxInt32 {
		wanted.MinLen, wanted.MaxLen = r.o.MinLen, r.o.MaxLen
		if t, err = s.narrow(ctx, r.op, wanted); err != nil {
			return nil, err
		}
	}
	r.o.Progress(1, 1)
	return t, nil
}

// limited returns the error for more sets than allowed.
func (r eclatRun) limited(ctx context.Context) (*Itemsets, error) {
	db, err := r.in.prepare(ctx, r.minCount)
	if err != nil {
		return nil, err
	}
	return nil, db.limited(ctx, r.op, r.o)
}

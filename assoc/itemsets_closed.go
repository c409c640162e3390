package assoc

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
)

// Closed returns those of the sets of which no larger set has the same
// support. It wants all frequent sets: for a target other than All, a MaxLen or
// counts of other baskets the error is a ShapeError, and for sets out of a file
// that do not fit together one that wraps [clm.ErrFormat]. MinLen stays.
//
// Time: O(sum of the squares of the lengths, times log(sets)), and there is no
// context to end it: 1.3 million sets take about 0.1 seconds and 10 million about
// one. Where that is too long, [Eclat] finds closed and maximal sets alone, and its
// Fit takes a context.
func (s *Itemsets) Closed() (*Itemsets, error) {
	return s.narrow(context.Background(), "assoc.Itemsets.Closed", options{Target: Closed, MinLen: s.minLen, MaxLen: s.maxLen})
}

// Maximal returns those of the sets of which no larger set is frequent. Errors
// and time are those of [Itemsets.Closed].
func (s *Itemsets) Maximal() (*Itemsets, error) {
	return s.narrow(context.Background(), "assoc.Itemsets.Maximal", options{Target: Maximal, MinLen: s.minLen, MaxLen: s.maxLen})
}

// narrow returns the sets that the target and the lengths of o leave.
func (s *Itemsets) narrow(ctx context.Context, op string, o options) (*Itemsets, error) {
	s.fitted()
	bad := ""
	switch {
	case s.recounted:
		bad = "sets that were counted again"
	case s.target != All:
		bad = fmt.Sprintf("%s sets", s.target)
	case s.maxLen != math.MaxInt32:
		bad = fmt.Sprintf("sets of up to %d items", s.maxLen)
	}
	if bad != "" {
		return nil, &clm.ShapeError{Op: op, Got: bad, Want: "all frequent sets, of any length"}
	}
	drop := make([]bool, len(s.item))
	walk := s.smaller()
	for more := true; more; {
		var err error
		more, err = walk.next(ctx, 1, func(_ int, from int32, rows []int32) error {
			for i, sub := range rows {
				if o.Target == Maximal || s.count[sub] == s.count[int(from)+i/walk.k] {
					drop[sub] = true
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return s.keep(ctx, o, func(node int32, k int) bool { return !drop[node] && k <= o.MaxLen })
}

// keep returns the sets of s, all of which are listed, that pass.
func (s *Itemsets) keep(ctx context.Context, o options, pass func(node int32, k int) bool) (*Itemsets, error) {
	kept := &Itemsets{n: s.n, minCount: s.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: o.Target}
	wanted := make([]bool, len(s.item))
	top := make([]int32, len(s.item)) // largest kept count at or below
	for node := range top {
		top[node] = -1
	}
	levels := 0
	for k := len(s.level) - 1; k > 0; k-- {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		for node := s.level[k-1]; node < s.level[k]; node++ {
			wanted[node] = pass(node, k)
			if wanted[node] {
				top[node] = max(top[node], s.count[node])
			}
			if top[node] < 0 {
				continue
			}
			levels = max(levels, k)
			if p := s.parent[node]; p >= 0 {
				top[p] = max(top[p], top[node])
			}
		}
	}
	kept.level = make([]int32, levels+1)
	moved := make([]int32, len(s.item))
	for k := range levels {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		for node := s.level[k]; node < s.level[k+1]; node++ {
			if top[node] < 0 {
				continue
			}
			moved[node] = int32(len(kept.item))
			parent, count := int32(-1), s.count[node]
			if k > 0 {
				parent = moved[s.parent[node]]
			}
			if !wanted[node] {
				count = unlisted(top[node])
			}
			kept.parent = append(kept.parent, parent)
			kept.item = append(kept.item, s.item[node])
			kept.count = append(kept.count, count)
		}
		kept.level[k+1] = int32(len(kept.item))
	}
	kept.finish()
	return kept, nil
}

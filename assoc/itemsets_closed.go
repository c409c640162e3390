package assoc

import (
	"context"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
)

// Closed returns those of the sets of which no larger set has the same
// support. It wants all frequent sets: for a target other than All, a MaxLen or
// counts of other baskets the error is a ShapeError, and for sets out of a file
// that do not fit together one that wraps [clm.ErrFormat]. MinLen stays.
// Time: O(sum of the squares of the lengths, times log(sets)).
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
	err := s.eachSmaller(ctx, func(node int32, smaller []int32) {
		for _, sub := range smaller {
			if o.Target == Maximal || s.count[sub] == s.count[node] {
				drop[sub] = true
			}
		}
	})
	if err != nil {
		return nil, err
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

// eachSmaller visits every set of two and more items together with the sets of
// one item less: smaller[j] is the set without its item j. All of them must be
// there.
func (s *Itemsets) eachSmaller(ctx context.Context, visit func(node int32, smaller []int32)) error {
	var above []int32 // what was visited for the level above, row by row
	for k := 2; k < len(s.level); k++ {
		lo, hi := s.level[k-1], s.level[k]
		here := make([]int32, int(hi-lo)*k)
		for node := lo; node < hi; node++ {
			if (node-lo)%4096 == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			row := here[int(node-lo)*k:][:k:k]
			parent := s.parent[node]
			row[k-1] = parent
			if k == 2 {
				row[0] = s.child(-1, 0, s.item[node])
			} else {
				for j, p := range above[int(parent-s.level[k-2])*(k-1):][:k-1] {
					row[j] = s.child(p, k-2, s.item[node])
				}
			}
			if slices.Min(row) < 0 {
				return fmt.Errorf("assoc.Itemsets: the sets lack a part of one of them: %w", clm.ErrFormat)
			}
			visit(node, row)
		}
		above = here
	}
	return nil
}

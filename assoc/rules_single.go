package assoc

import (
	"context"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// singles makes the rules with one item as the consequent out of all sets: the
// antecedent is the set of one item less.
func (s *split) singles(ctx context.Context) ([]split, error) {
	sets := s.sets
	walk := sets.smaller()
	var wanted []bool // by node of an item alone; nil: all
	if s.targets != nil && len(sets.level) > 1 {
		wanted = make([]bool, sets.level[1])
		for v := range wanted {
			_, wanted[v] = slices.BinarySearch(s.targets, sets.item[v])
		}
	}
	var parts []split
	for k := 2; k < len(sets.level); k++ {
		if k > most || !s.PValues && k-1 > s.MaxAntecedent {
			break // no rules of so many items
		}
		of := make([]split, par.Blocks(int(sets.level[k]-sets.level[k-1]), smallerGrain))
		for i := range of {
			of[i] = *s
		}
		_, err := walk.next(ctx, s.Workers, func(block int, node int32, row []int32) error {
			if k < sets.minLen || sets.count[node] < 0 {
				return nil
			}
			return of[block].single(ctx, walk.alone, wanted, node, row)
		})
		if err != nil {
			return nil, err
		}
		parts = append(parts, of...)
	}
	return parts, nil
}

// single makes the rules of one set. Row[j] is the set without its item j, and
// alone[v] is the node of the last item of v.
func (s *split) single(ctx context.Context, alone []int32, wanted []bool, node int32, row []int32) error {
	if s.steps += len(row); s.PValues && s.steps >= often {
		s.steps = 0
		if err := looked(ctx); err != nil {
			return err
		}
	}
	k := len(row)
	count := s.sets.count
	if parent := row[k-1]; s.parent != parent || len(s.items) == 0 {
		s.parent = parent
		s.items = sized(s.items, k)
		for j := k - 2; j >= 0; j-- {
			s.items[j] = alone[parent]
			parent = s.sets.parent[parent]
		}
	}
	s.items[k-1] = alone[node]
	both := count[node]
	limit := s.confidence.limit(int64(both))
	rules := len(s.rules)
	for j, ante := range row {
		item := s.items[j]
		if wanted != nil && !wanted[item] {
			continue
		}
		r := rule{node: node, both: both, ante: count[ante], cons: count[item], mask: 1 << j}
		if r.ante < both || r.cons < both {
			return fmt.Errorf("%s: a part of a set is in fewer baskets than the set: %w", s.op, clm.ErrFormat)
		}
		if r.ante == 0 {
			continue // counted anew, where nobody has it
		}
		if s.PValues {
			s.chances = append(s.chances, math.Float64bits(s.factorials.fisher(int64(s.sets.n), int64(r.ante), int64(r.cons), int64(both))))
		}
		if int64(r.ante) > limit {
			continue
		}
		if _, err := s.good(ctx, r, k-1); err != nil {
			return err
		}
	}
	return s.left.take(int64(len(s.rules) - rules))
}

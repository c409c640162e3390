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
	// What a block gives is collected in memory that the next one has again.
	pads := crew[*split]{make: func() *split {
		pad := *s
		return &pad
	}}
	var parts []split
	for k := 2; k < len(sets.level); k++ {
		if k > most || !s.PValues && k-1 > s.MaxAntecedent {
			break // no rules of so many items
		}
		of := make([]split, par.Blocks(int(sets.level[k]-sets.level[k-1]), smallerGrain))
		_, err := walk.next(ctx, s.Workers, func(block int, from int32, rows []int32) error {
			if k < sets.minLen {
				return nil
			}
			p := pads.take()
			p.rules, p.chances, p.of, p.parent, p.told = p.rules[:0], p.chances[:0], p.of[:0], -1, 0
			for i := 0; i < len(rows); i += k {
				if err := p.single(ctx, walk.alone, wanted, from, rows[i:i+k]); err != nil {
					return err
				}
				from++
			}
			if err := p.tell(); err != nil {
				return err
			}
			of[block] = split{rules: slices.Clone(p.rules), chances: slices.Clone(p.chances), of: slices.Clone(p.of)}
			pads.give(p)
			return nil
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
	k, count := len(row), s.sets.count
	both := count[node]
	if both < 0 {
		return nil // it is not listed
	}
	if s.steps += k; s.PValues && s.steps >= often {
		s.steps = 0
		if err := looked(ctx); err != nil {
			return err
		}
	}
	if parent := row[k-1]; s.parent != parent {
		s.parent = parent
		s.items = sized(s.items, k)
		for j := k - 2; j >= 0; j-- {
			s.items[j] = alone[parent]
			parent = s.sets.parent[parent]
		}
	}
	s.items[k-1] = alone[node]
	limit := s.confidence.limit(int64(both))
	easy := !s.PValues && s.MinLift == 0 && s.MinImprovement == nil
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
		if easy {
			s.rules = append(s.rules, r)
		} else if _, err := s.good(ctx, r, k-1); err != nil {
			return err
		}
	}
	if len(s.rules)-s.told >= 1<<10 {
		return s.tell()
	}
	return nil
}

// tell takes what was found from the allowance.
func (s *split) tell() error {
	rules := len(s.rules) - s.told
	s.told = len(s.rules)
	return s.left.take(int64(rules))
}

package assoc

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
)

// together makes one result out of the parts.
func (s *split) together(ctx context.Context, parts []split) (*RuleSet, error) {
	out := &RuleSet{sets: s.sets}
	n, m := 0, 0
	for i := range parts {
		n += len(parts[i].rules)
		m += len(parts[i].chances)
	}
	out.rules = make([]rule, 0, n)
	chances, of := make([]uint64, 0, m), make([]int, 0, n)
	for i := range parts {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		p := &parts[i]
		out.rules = append(out.rules, p.rules...)
		for _, c := range p.of {
			of = append(of, len(chances)+c)
		}
		chances = append(chances, p.chances...)
		*p = split{}
	}
	out.report = clm.Report{Iterations: 1, Converged: true, Objective: float64(n), Reason: fmt.Sprintf("%d rules from %d sets", n, s.sets.Len())}
	if s.PValues {
		var err error
		if out.adjusted, err = adjusted(ctx, chances, of); err != nil {
			return nil, err
		}
		out.report.Notes = append(out.report.Notes, fmt.Sprintf("p-values are adjusted for the %d rules that could be made", m))
	}
	if s.SortBy != "" {
		if err := out.sort(ctx, s.SortBy); err != nil {
			return nil, err
		}
	}
	return out, looked(ctx)
}

// adjusted returns the adjusted p-values of some of the given ones: with p the
// ascending list of all m, that of p[i] is the least m·p[j]/(j+1), j ≥ i, at
// most 1. The p-values are given as bits, which are in the order of the values as
// none is below 0, and are sorted in place.
func adjusted(ctx context.Context, all []uint64, of []int) ([]float64, error) {
	m := len(all)
	wanted := make([]int32, m) // place in the result, plus 1
	for i, c := range of {
		wanted[c] = int32(i) + 1
	}
	if err := sortLooking(ctx, all, wanted); err != nil {
		return nil, err
	}
	out := make([]float64, len(of))
	least := 1.0
	for j := m - 1; j >= 0; j-- {
		if j%stride == 0 {
			if err := looked(ctx); err != nil {
				return nil, err
			}
		}
		least = min(least, math.Float64frombits(all[j])*float64(m)/float64(j+1))
		if i := wanted[j]; i > 0 {
			out[i-1] = least
		}
	}
	return out, nil
}

// sort puts the largest values of a measure first, NaN last.
func (r *RuleSet) sort(ctx context.Context, by Measure) error {
	keys, order := make([]uint64, len(r.rules)), make([]int32, len(r.rules))
	for i := range order {
		if i%stride == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		keys[i], order[i] = descending(r.At(i).Value(by)), int32(i)
	}
	if err := sortLooking(ctx, keys, order); err != nil {
		return err
	}
	rules, q := make([]rule, len(order)), make([]float64, len(r.adjusted))
	for i, o := range order {
		if i%stride == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		rules[i] = r.rules[o]
		if r.adjusted != nil {
			q[i] = r.adjusted[o]
		}
	}
	r.rules = rules
	if r.adjusted != nil {
		r.adjusted = q
	}
	return nil
}

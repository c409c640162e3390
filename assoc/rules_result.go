package assoc

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sort"

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
	chances, of := make([]float64, 0, m), make([]int, 0, n)
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
		out.adjusted = adjusted(chances, of)
		out.report.Notes = append(out.report.Notes, fmt.Sprintf("p-values are adjusted for the %d rules that could be made", m))
	}
	if err := looked(ctx); err != nil {
		return nil, err
	}
	if s.SortBy != "" {
		out.sort(s.SortBy)
	}
	return out, nil
}

// adjusted returns the adjusted p-values of some of the given ones: with p the
// ascending list of all m, that of p[i] is the least m·p[j]/(j+1), j ≥ i, at
// most 1.
func adjusted(all []float64, of []int) []float64 {
	p := slices.Clone(all)
	slices.Sort(p)
	q := make([]float64, len(p))
	least := 1.0
	for j := len(p) - 1; j >= 0; j-- {
		least = min(least, p[j]*float64(len(p))/float64(j+1))
		q[j] = least
	}
	out := make([]float64, len(of))
	for i, c := range of {
		out[i] = q[sort.SearchFloat64s(p, all[c])]
	}
	return out
}

// sort puts the largest values of a measure first, NaN last.
func (r *RuleSet) sort(by Measure) {
	order := make([]int32, len(r.rules))
	value := make([]float64, len(r.rules))
	for i := range order {
		order[i] = int32(i)
		if value[i] = r.At(i).Value(by); math.IsNaN(value[i]) {
			value[i] = math.Inf(-1)
		}
	}
	isNaN := func(i int32) bool { return math.IsNaN(r.At(int(i)).Value(by)) }
	slices.SortFunc(order, func(a, b int32) int {
		if c := cmp.Compare(value[b], value[a]); c != 0 {
			return c
		}
		if math.IsInf(value[a], -1) {
			if na, nb := isNaN(a), isNaN(b); na != nb {
				if na {
					return 1
				}
				return -1
			}
		}
		return cmp.Compare(a, b)
	})
	rules, q := make([]rule, len(order)), make([]float64, len(r.adjusted))
	for i, o := range order {
		rules[i] = r.rules[o]
		if r.adjusted != nil {
			q[i] = r.adjusted[o]
		}
	}
	r.rules = rules
	if r.adjusted != nil {
		r.adjusted = q
	}
}

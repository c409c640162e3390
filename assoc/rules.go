package assoc

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
)

// Rules turns sets into rules: who buys A often buys B as well. Each set S of
// two and more items is split into an antecedent A and a consequent B, neither
// of them empty, and the rule A → B is kept if
//
//	confidence(A → B) = support(S) / support(A) ≥ MinConfidence
//	lift(A → B) = confidence(A → B) / (support(B) / n) ≥ MinLift
//
// both compared exactly with the decimal that prints the bound. [Rule] tells
// what a rule says and has the measures.
//
// Many rules say little more than others. With MinImprovement a rule is left out
// if a part of its antecedent, or nothing at all, already leads to the same
// consequent with a confidence of its own less MinImprovement, or more. With
// PValues each rule gets the probability that its items would meet so often by
// chance, by Fisher's exact test, adjusted by the method of Benjamini and
// Hochberg for the number m of all rules that could have been made of the
// sets and consequents, before any other bound. The report tells m. As all m
// p-values are sorted for that, m may be up to ten times MaxRules, and 100 million
// in any case; for more the error is a LimitError, before any is computed.
//
// Time: O(sets·k·log(sets)) for consequents of one item out of all frequent sets of
// k items, else O(sets·k^MaxConsequent·k·log(sets)); with MinImprovement, O(2^k)
// more for each rule that passes the other bounds. From closed sets each support
// that is asked for takes up to O(k·sets/64) beside. Memory: at most 32 bytes a
// rule and, while it runs, 8 bytes a set and 8·k bytes for each set of the
// most frequent length; with PValues 8 bytes a rule more, up to 32 bytes for each
// of the m, and 12 bytes for each of up to a million baskets.
//
// Source: R. Agrawal, T. Imieliński and A. Swami, Mining association rules
// between sets of items in large databases, SIGMOD 1993,
// doi:10.1145/170035.170072. Improvement: R. J. Bayardo, R. Agrawal and D.
// Gunopulos, Constraint-based rule mining in large, dense databases, Data Mining
// and Knowledge Discovery 4, 2000, doi:10.1023/A:1009895914772. Adjusted
// p-values: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate,
// Journal of the Royal Statistical Society B 57(1), 1995,
// doi:10.1111/j.2517-6161.1995.tb02031.x.
//
// Differs from mlxtend and arules: bounds are decimals and compared exactly, so
// that 3 of 10 baskets are a confidence of 0.3; a measure that is 0/0 is NaN, and
// one that divides by 0 is infinite.
type Rules struct {
	// MinConfidence is the smallest confidence, 0 to 1; 0 means no bound.
	MinConfidence float64
	// MinLift is the smallest lift; 0 means no bound.
	MinLift float64
	// MaxAntecedent is the largest number of items in an antecedent; 0 means no
	// bound.
	MaxAntecedent int
	// MaxConsequent is the largest number of items in a consequent; 0 means 1.
	MaxConsequent int
	// Consequents are the only items that consequents are made of; nil means all
	// items, and an empty list none. An item that is in no set makes no rule, and
	// is no error: rare items come and go with the baskets.
	Consequents []int
	// MinImprovement leaves out rules that are better than simpler ones by no
	// more than that, 0 to 1; nil keeps all. With 0 a rule must be better than
	// every simpler one.
	MinImprovement *float64
	// MaxRules stops a run that keeps more rules than that with a LimitError; 0
	// means 10 million.
	MaxRules int
	// PValues asks for p-values that are adjusted for the number of rules; false
	// leaves them out. [Rule.PValue] needs it not.
	PValues bool
	// SortBy is the measure of which the largest values come first, NaN last; ""
	// means the order of the sets, and within a set that of the consequents in a
	// dictionary, which also settles ties.
	SortBy Measure
	// Workers is the number of goroutines; 0 means GOMAXPROCS. It changes no
	// result.
	Workers int
}

func (c Rules) check() error {
	const typ = "assoc.Rules"
	if err := check.Float(typ, "MinConfidence", c.MinConfidence, 0, 1); err != nil {
		return err
	}
	if err := check.Float(typ, "MinLift", c.MinLift, 0, math.Inf(1)); err != nil {
		return err
	}
	if err := check.Int(typ, "MaxAntecedent", c.MaxAntecedent, 0, math.MaxInt32); err != nil {
		return err
	}
	if err := check.Int(typ, "MaxConsequent", c.MaxConsequent, 0, math.MaxInt32); err != nil {
		return err
	}
	for _, item := range c.Consequents {
		if item < 0 || item > math.MaxInt32 {
			return &clm.ConfigError{Type: typ, Field: "Consequents", Value: c.Consequents, Want: "items of 0 to 2147483647"}
		}
	}
	if c.MinImprovement != nil {
		if err := check.Float(typ, "MinImprovement", *c.MinImprovement, 0, 1); err != nil {
			return err
		}
	}
	if err := check.Int(typ, "MaxRules", c.MaxRules, 0, math.MaxInt32); err != nil {
		return err
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return err
	}
	return check.OneOf(typ, "SortBy", c.SortBy, append([]Measure{""}, measures...)...)
}

// split is how a set is split into rules.
type split struct {
	Rules
	sets       *Itemsets
	left       *allowance
	confidence share
	lift       share
	improve    share
	targets    []int32   // ascending; nil: all
	closures   *closures // of closed sets; nil: all sets are listed
	factorials *factorials
	op         string

	// What one block of sets gave.
	rules   []rule
	chances []uint64 // p-value of each candidate, as bits
	of      []int    // candidate of each rule
	parent  int32    // of the set that was split last
	items   []int32  // of that parent, each by its node alone
	told    int      // rules that left knows of
	steps   int
}

// most is how many items a set that makes rules may have: one bit each.
const most = 64

// often is how many rules are judged between two looks at the context. The
// p-values of rules with counts in the billions take up to a millisecond each.
const often = 16

// Of makes the rules. The sets must be all frequent ones, of any lengths and
// also counted anew, or closed ones without MaxLen; of other sets not all
// supports are known, which is a ShapeError. Only listed sets make rules.
//
// The other errors are a ConfigError, a LimitError for more rules than MaxRules,
// for too many p-values or for a set of more than 64 items that could make a rule,
// one that wraps [clm.ErrFormat] for sets out of a file that do not fit together, or
// the cause of the context.
func (c Rules) Of(ctx context.Context, sets *Itemsets) (*RuleSet, error) {
	return c.of(ctx, "assoc.Rules.Of", sets, "ask for more confidence, lift or improvement, or for shorter antecedents")
}

// of is Of under the name of the caller, with a hint for the case that there are
// too many rules.
func (c Rules) of(ctx context.Context, op string, sets *Itemsets, hint string) (*RuleSet, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	sets.fitted()
	if sets.target != All && !sets.derives() {
		got := fmt.Sprintf("%s sets", sets.target)
		if sets.target == Closed {
			got += " with a MaxLen or counted anew"
		}
		return nil, &clm.ShapeError{Op: op, Got: got, Want: "all frequent sets, or closed ones of any length"}
	}
	if c.MaxConsequent == 0 {
		c.MaxConsequent = 1
	}
	if c.MaxAntecedent == 0 {
		c.MaxAntecedent = math.MaxInt32
	}
	if c.MaxRules == 0 {
		c.MaxRules = usual
	}
	plan := split{Rules: c, sets: sets, left: newAllowance(c.MaxRules), confidence: shareOf(c.MinConfidence), lift: shareOf(c.MinLift), op: op}
	if c.MinImprovement != nil {
		plan.improve = shareOf(*c.MinImprovement)
	}
	if c.Consequents != nil {
		plan.targets = make([]int32, 0, len(c.Consequents))
		for _, item := range c.Consequents {
			plan.targets = append(plan.targets, int32(item))
		}
		slices.Sort(plan.targets)
	}
	if err := plan.tooLong(ctx); err != nil {
		return nil, err
	}
	if c.PValues {
		if err := plan.tooMany(ctx); err != nil {
			return nil, err
		}
		if sets.n <= mostFactorials {
			plan.factorials = factorialsTo(sets.n)
		}
	}
	var parts []split
	var err error
	if sets.target == All && c.MaxConsequent == 1 {
		parts, err = plan.singles(ctx)
	} else {
		parts, err = plan.each(ctx)
	}
	if errors.Is(err, errMany) {
		return nil, &clm.LimitError{Op: op, Limit: int64(c.MaxRules), What: "rules", Hint: hint}
	}
	if err != nil {
		return nil, err
	}
	return plan.together(ctx, parts)
}

// each splits one set after the other, block by block.
func (s *split) each(ctx context.Context) ([]split, error) {
	sets := s.sets
	first := min(max(sets.minLen, 2), len(sets.level))
	var from int32
	if first > 0 {
		from = sets.level[first-1]
	}
	if sets.target == Closed {
		var err error
		if s.closures, err = closuresOf(ctx, sets); err != nil {
			return nil, err
		}
	}
	n := len(sets.item) - int(from)
	const grain = 512
	parts := make([]split, par.Blocks(n, grain))
	err := par.For(ctx, n, grain, s.Workers, func(block, lo, hi int) error {
		p := *s
		k := first
		for node := from + int32(lo); node < from+int32(hi); node++ {
			for node >= sets.level[k] {
				k++
			}
			if sets.count[node] < 0 {
				continue
			}
			if err := p.set(ctx, node, k); err != nil {
				return err
			}
		}
		parts[block] = p
		return nil
	})
	return parts, err
}

// tooLong returns the error for a set of more items than there are bits, if one
// could make a rule. All sets are looked at before any is split, so that which
// error comes does not depend on scheduling.
func (s *split) tooLong(ctx context.Context) error {
	for k := max(most+1, s.sets.minLen); k < len(s.sets.level); k++ {
		for node := s.sets.level[k-1]; node < s.sets.level[k]; node++ {
			if node%often == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			if s.sets.count[node] >= 0 && s.makes(node, k) {
				return &clm.LimitError{Op: s.op, Limit: most, What: "items in a set that makes rules", Hint: "set MaxAntecedent, or a MaxLen for all frequent sets"}
			}
		}
	}
	return nil
}

// makes tells whether a set of k items can make a rule, or a candidate for the
// adjustment of p-values, at all.
func (s *split) makes(node int32, k int) bool {
	consequent := min(k-1, s.MaxConsequent, s.allowed(node, k))
	return consequent > 0 && (s.PValues || k-consequent <= s.MaxAntecedent)
}

// allowed returns how many of the k items of a set may be in a consequent.
func (s *split) allowed(node int32, k int) int {
	if s.targets == nil {
		return k
	}
	n := 0
	for ; node >= 0; node = s.sets.parent[node] {
		if _, ok := slices.BinarySearch(s.targets, s.sets.item[node]); ok {
			n++
		}
	}
	return n
}

// tooMany returns the error for more candidates than there is memory for their
// p-values.
func (s *split) tooMany(ctx context.Context) error {
	limit := max(10*int64(s.MaxRules), 100_000_000)
	m := int64(0)
	for k := max(2, s.sets.minLen); k < len(s.sets.level); k++ {
		for node := s.sets.level[k-1]; node < s.sets.level[k]; node++ {
			if node%4096 == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			if s.sets.count[node] < 0 {
				continue
			}
			allowed := s.allowed(node, k)
			of := subsets(allowed, min(s.MaxConsequent, k-1)) - 1
			if m += min(of, limit+1); m > limit {
				return &clm.LimitError{Op: s.op, Limit: limit, What: "rules to adjust p-values for", Hint: "use fewer sets, Consequents, a smaller MaxConsequent or a larger MaxRules"}
			}
		}
	}
	return nil
}

// set makes the rules of one set.
func (s *split) set(ctx context.Context, node int32, k int) error {
	if k > most {
		return nil // it makes none
	}
	items := make([]int32, k)
	for i, v := k-1, node; i >= 0; i-- {
		items[i] = s.sets.item[v]
		v = s.sets.parent[v]
	}
	allowed := uint64(1)<<k - 1
	if s.targets != nil {
		allowed = 0
		for i, item := range items {
			if _, ok := slices.BinarySearch(s.targets, item); ok {
				allowed |= 1 << i
			}
		}
	}
	return s.consequents(ctx, node, items, allowed, 0, 0)
}

// consequents tries all consequents that begin with mask and go on with items
// from the given place on.
func (s *split) consequents(ctx context.Context, node int32, items []int32, allowed, mask uint64, from int) error {
	size := bits.OnesCount64(mask)
	if size == min(s.MaxConsequent, len(items)-1) {
		return nil
	}
	for i := from; i < len(items); i++ {
		if allowed>>i&1 == 0 {
			continue
		}
		if s.steps++; s.steps%often == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		next := mask | 1<<i
		hopeless, err := s.rule(ctx, node, items, next)
		if err != nil {
			return err
		}
		if hopeless && !s.PValues {
			continue // a larger consequent has less confidence still
		}
		if err := s.consequents(ctx, node, items, allowed, next, i+1); err != nil {
			return err
		}
	}
	return nil
}

// rule looks up the supports of one rule and judges it.
func (s *split) rule(ctx context.Context, node int32, items []int32, mask uint64) (hopeless bool, err error) {
	var a, b [most]int32
	ante, cons := parted(a[:0], b[:0], items, mask)
	if !s.PValues && len(ante) > s.MaxAntecedent {
		return false, nil
	}
	r := rule{node: node, mask: mask, both: s.sets.count[node]}
	if r.ante, err = s.known(ante, r.both); err != nil {
		return false, err
	}
	if r.cons, err = s.known(cons, r.both); err != nil {
		return false, err
	}
	return s.judge(ctx, r, len(ante))
}

// judge keeps a rule if it is good enough. It is hopeless if it lacks confidence.
func (s *split) judge(ctx context.Context, r rule, ante int) (hopeless bool, err error) {
	if r.ante == 0 {
		return false, nil // counted anew, where nobody has it
	}
	if s.PValues {
		n := int64(s.sets.n)
		s.chances = append(s.chances, math.Float64bits(s.factorials.fisher(n, int64(r.ante), int64(r.cons), int64(r.both))))
	}
	if !s.confidence.atMost(int64(r.both), int64(r.ante)) {
		return true, nil
	}
	good, err := s.good(ctx, r, ante)
	if err != nil || !good {
		return false, err
	}
	return false, s.left.take(1)
}

// good keeps a rule of enough confidence if the other bounds allow it, and tells
// whether they do.
func (s *split) good(ctx context.Context, r rule, ante int) (bool, error) {
	if ante > s.MaxAntecedent {
		return false, nil
	}
	n := int64(s.sets.n)
	if s.MinLift > 0 && (r.cons == 0 || !s.lift.atMost(int64(r.both)*n, int64(r.ante)*int64(r.cons))) {
		return false, nil
	}
	if s.MinImprovement != nil {
		dull, err := s.redundant(ctx, r)
		if dull || err != nil {
			return false, err
		}
	}
	s.rules = append(s.rules, r)
	if s.PValues {
		s.of = append(s.of, len(s.chances)-1)
	}
	return true, nil
}

// known returns the support of a part of a set, which has that of the set at
// least. Only in a file that was tampered with is it not known.
func (s *split) known(part []int32, least int32) (int32, error) {
	count, ok := 0, true
	switch node := s.sets.node(part); {
	case len(part) == 0:
		count = s.sets.n
	case node >= 0 && s.sets.count[node] >= 0:
		count = int(s.sets.count[node])
	case s.closures != nil:
		count = int(s.closures.support(part))
	default:
		ok = false
	}
	if !ok || count < int(least) {
		return 0, fmt.Errorf("%s: the sets lack the support of a part of one of them, %v: %w", s.op, part, clm.ErrFormat)
	}
	return int32(count), nil
}

// redundant tells whether a smaller antecedent leads to the same consequent with
// nearly as much confidence. The largest parts come first: they are the likeliest
// to.
func (s *split) redundant(ctx context.Context, r rule) (bool, error) {
	var all, x, y, a, u [most]int32
	ante, cons := parted(x[:0], y[:0], s.sets.set(all[:0], r.node), r.mask)
	whole := uint64(1)<<len(ante) - 1
	for leave := 1; leave <= len(ante); leave++ {
		for out := uint64(1)<<leave - 1; out <= whole; out = nextOfSize(out) {
			if s.steps++; s.steps%often == 0 {
				if err := looked(ctx); err != nil {
					return false, err
				}
			}
			part := a[:0]
			for i, item := range ante {
				if out>>i&1 == 0 {
					part = append(part, item)
				}
			}
			union := append(append(u[:0], part...), cons...)
			slices.Sort(union)
			both, err := s.known(union, r.both)
			if err != nil {
				return false, err
			}
			base, err := s.known(part, both)
			if err != nil {
				return false, err
			}
			if base > 0 && s.improve.bridges(int64(both), int64(base), int64(r.both), int64(r.ante)) {
				return true, nil
			}
			if out == whole {
				break
			}
		}
	}
	return false, nil
}

// nextOfSize returns the next larger number with as many bits set.
func nextOfSize(v uint64) uint64 {
	low := v & -v
	high := v + low
	return high | (v^high)/low>>2
}

// parted appends the items out of and in the mask to ante and cons.
func parted(ante, cons, items []int32, mask uint64) (a, c []int32) {
	for i, item := range items {
		if mask>>i&1 != 0 {
			cons = append(cons, item)
		} else {
			ante = append(ante, item)
		}
	}
	return ante, cons
}

package assoc

import (
	"iter"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/report"
)

// RuleSet are the rules that [Rules.Of] made. It never changes and may be used
// by any number of goroutines. It refers to the sets that the rules come from.
type RuleSet struct {
	sets     *Itemsets
	rules    []rule
	adjusted []float64 // nil without p-values
	report   clm.Report
}

// rule is a rule in memory.
type rule struct {
	node int32  // of the set
	both int32  // support of the set
	ante int32  // of the antecedent
	cons int32  // of the consequent
	mask uint64 // items of the set that are the consequent
}

// Len returns how many rules there are.
func (r *RuleSet) Len() int { return len(r.rules) }

// At returns rule i. It panics unless 0 ≤ i < Len().
func (r *RuleSet) At(i int) Rule {
	x := r.rules[i]
	return Rule{rule: x, set: r, at: i}
}

// All walks the rules in their order.
func (r *RuleSet) All() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for i := range r.rules {
			if !yield(r.At(i)) {
				return
			}
		}
	}
}

// Sets returns the sets that the rules come from.
func (r *RuleSet) Sets() *Itemsets { return r.sets }

// Report says how many rules there are, which is the objective too, and for how
// many rules p-values are adjusted.
func (r *RuleSet) Report() clm.Report { return report.Clone(r.report) }

package assoc

import (
	"fmt"
	"strings"

	clm "github.com/clm-go/clm"
)

// Explain returns a rule as a sentence, with the names of the items, or their
// numbers where names is nil or has no such number.
func Explain[K clm.ID](r Rule, names *clm.Index[K]) string {
	list := func(items []int) string {
		var b strings.Builder
		for i, item := range items {
			switch {
			case i > 0 && i == len(items)-1:
				b.WriteString(" and ")
			case i > 0:
				b.WriteString(", ")
			}
			if names != nil && item < names.Len() {
				fmt.Fprint(&b, names.ID(item))
			} else {
				fmt.Fprintf(&b, "item %d", item)
			}
		}
		return b.String()
	}
	both, ante, cons, n := r.Counts()
	return fmt.Sprintf("Of %d baskets with %s, %d (%.1f %%) also have %s, which %.1f %% of all baskets have: %.2f times as often.",
		ante, list(r.AppendAntecedent(nil)), both, 100*r.Confidence(), list(r.AppendConsequent(nil)), 100*float64(cons)/float64(n), r.Lift())
}

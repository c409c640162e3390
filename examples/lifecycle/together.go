package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/events"
)

// together is what is bought together.
type together struct {
	known bool // which goods were bought
	least int  // orders with all goods of a rule, at least
	best  []companions
}

// companions are goods that are bought with other goods.
type companions struct {
	has, also                 string
	support, confidence, lift float64
	words                     string // all of it as a sentence
}

const (
	mostRules    = 10
	fewestOrders = 10      // a rule that fewer bear out may be chance
	mostSets     = 1 << 20 // more would take longer than all the rest
)

// findTogether finds the best rules of what is bought together, where the
// orders say what was bought. An order is a basket; what was cancelled was not
// in it, what was sent back later was.
//
// The best rules are those with the highest lift, as those say most about the
// goods and least about what everybody buys. An item is in one rule only, so
// that ten rules tell of ten things.
func findTogether(ctx context.Context, s *shop, nameColumn string) (together, error) {
	names := itemNames(s.log, nameColumn)
	if names.Len() == 0 {
		return together{}, nil
	}
	sets, err := frequentSets(ctx, s.log.Baskets(), totals(s.customers).orders)
	if err != nil {
		return together{}, err
	}
	// A rule has to be better than each that asks for less.
	made, err := assoc.Rules{MinConfidence: 0.5, MinImprovement: new(float64)}.Of(ctx, sets)
	if err != nil {
		return together{}, err
	}
	rules := slices.SortedStableFunc(made.All(), func(a, b assoc.Rule) int {
		return cmp.Or(cmp.Compare(b.Lift(), a.Lift()), cmp.Compare(b.Confidence(), a.Confidence()))
	})
	t := together{known: true, least: sets.MinCount()}
	taken := map[int]bool{}
	for _, r := range rules {
		has, also := r.AppendAntecedent(nil), r.AppendConsequent(nil)
		items := slices.Concat(has, also)
		if len(t.best) == mostRules {
			break
		}
		if slices.ContainsFunc(items, func(i int) bool { return taken[i] }) {
			continue
		}
		for _, i := range items {
			taken[i] = true
		}
		t.best = append(t.best, companions{
			has: list(has, names), also: list(also, names),
			support: r.Support(), confidence: r.Confidence(), lift: r.Lift(),
			words: assoc.Explain(r, names),
		})
	}
	return t, nil
}

// frequentSets finds the sets of up to three items that one order in a hundred
// has, or more orders where that would be too many sets.
func frequentSets(ctx context.Context, baskets iter.Seq[[]int], orders int) (*assoc.Itemsets, error) {
	for count := max(fewestOrders, (orders+99)/100); ; count *= 2 {
		sets, err := assoc.Eclat{MinCount: count, MaxLen: 3, MaxSets: mostSets}.Fit(ctx, baskets)
		if !errors.Is(err, clm.ErrLimit) {
			return sets, err
		}
	}
}

// itemNames names the items by what stands in a column, and by their ids where
// that is nothing. Items of one name get their id behind it.
func itemNames(log *events.Log, column string) *clm.Index[string] {
	ids := log.Items()
	texts, ok := log.ItemAttribute(column)
	if !ok {
		return ids
	}
	var b clm.IndexBuilder[string]
	for i, id := range ids.All() {
		name := strings.TrimSpace(texts[i])
		if name == "" {
			name = id
		}
		// There are no more names than ids, of which an index holds all.
		for n, _ := b.Add(name); n < i; n, _ = b.Add(name) {
			name += " (" + id + ")"
		}
	}
	return b.Index()
}

// list writes the names of items: cup, plate and spoon.
func list(items []int, names *clm.Index[string]) string {
	var b strings.Builder
	for i, item := range items {
		switch {
		case i > 0 && i == len(items)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(names.ID(item))
	}
	return b.String()
}

// lines are the rules for the report, and what to know about them.
func (t *together) lines() (about string, lines []ruleLine) {
	if !t.known {
		return "", nil
	}
	if len(t.best) == 0 {
		return fmt.Sprintf("No goods are in %s or more together in such a way that some of them lead to others.", plural(t.least, "order")), nil
	}
	for _, c := range t.best {
		lines = append(lines, ruleLine{
			Has: c.has, Also: c.also, Words: c.words,
			Support: percent(c.support), Confidence: percent(c.confidence), Lift: decimal(c.lift),
		})
	}
	return fmt.Sprintf("Of the rules that at least %s bear out and that hold at least every other time, "+
		"these have the highest lift; each item stands in one of them only.", plural(t.least, "order")), lines
}

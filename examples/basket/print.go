package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/clm-go/clm/assoc"
)

const (
	shown  = 10 // sets and rules on the screen
	offers = 5  // for a basket
)

func printSets(out io.Writer, s *shop, sets *assoc.Itemsets) {
	fmt.Fprintf(out, "What is bought together? %d sets of goods are in at least %d of %d baskets:\n\n",
		sets.Len(), sets.MinCount(), sets.Baskets())
	fmt.Fprintln(out, "baskets  goods")
	for _, set := range sets.AppendTop(nil, shown, assoc.BySupport) {
		fmt.Fprintf(out, "%7d  %s\n", set.Count, s.list(set.Items))
	}
}

func printRules(out io.Writer, s *shop, rules *assoc.RuleSet) {
	fmt.Fprintf(out, "\nWhat follows from what? %d rules, those with the highest lift, no item twice:\n\n", rules.Len())
	fmt.Fprintln(out, "support  confidence   lift  rule")
	taken, lines := map[int]bool{}, 0
	for r := range rules.All() {
		items := r.AppendConsequent(r.AppendAntecedent(nil))
		if slices.ContainsFunc(items, func(i int) bool { return taken[i] }) {
			continue
		}
		for _, i := range items {
			taken[i] = true
		}
		fmt.Fprintf(out, "%6.2f%%  %9.1f%%  %5.1f  %s -> %s\n", 100*r.Support(), 100*r.Confidence(), r.Lift(),
			s.list(r.AppendAntecedent(nil)), s.list(r.AppendConsequent(nil)))
		if lines++; lines == shown {
			break
		}
	}
	if rules.Len() > 0 {
		fmt.Fprintf(out, "\nThe first one in words: %s\n", assoc.Explain(rules.At(0), s.names))
	}
}

func printOffers(out io.Writer, s *shop, seller *assoc.CrossSeller, baskets [][]int) {
	fmt.Fprintf(out, "\nWhat to offer? %d rules know:\n", seller.Rules())
	for _, basket := range baskets {
		fmt.Fprintf(out, "\nWith %s:\n", s.list(basket))
		for _, offer := range seller.AppendTop(nil, basket, offers) {
			if offer.Popular {
				fmt.Fprintf(out, "         %s, as many buy it\n", s.names.ID(offer.Item))
				continue
			}
			fmt.Fprintf(out, "  %4.1f%%  %s, as %d who bought %s did\n", 100*offer.Confidence, s.names.ID(offer.Item),
				offer.Count, s.list(seller.AppendReason(nil, offer)))
		}
	}
}

func printResult(out io.Writer, e *assoc.Evaluation) {
	fmt.Fprintf(out, "\nDoes it help? One item of each of %d later baskets was hidden, and %d offers were made for the rest.\n",
		e.Baskets, offers)
	fmt.Fprintf(out, "Rules had an offer for %d of them; %d of the hidden items were new, or too rare to be known.\n\n", e.Fired, e.Unknown)
	fmt.Fprintf(out, "%-12s %8s %16s %20s\n", "", "found", "hit rate", "MRR")
	for _, line := range []struct {
		name string
		hits assoc.Hits
	}{{"rules", e.Rules}, {"best sellers", e.Popularity}} {
		h := line.hits
		fmt.Fprintf(out, "%-12s %8d %8.2f%% ± %.2f%% %11.4f ± %.4f\n", line.name, h.Offered, 100*h.Rate, 100*h.RateError, h.MRR, h.MRRError)
	}
}

// table is all rules as a CSV file.
func table(s *shop, rules *assoc.RuleSet) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	// A Buffer takes everything.
	_ = w.Write([]string{"antecedent", "consequent", "baskets", "support", "confidence", "lift", "leverage", "adjusted p-value"})
	for r := range rules.All() {
		both, _, _, _ := r.Counts()
		line := []string{s.list(r.AppendAntecedent(nil)), s.list(r.AppendConsequent(nil)), strconv.Itoa(both)}
		for _, v := range []float64{r.Support(), r.Confidence(), r.Lift(), r.Leverage(), r.AdjustedPValue()} {
			line = append(line, strconv.FormatFloat(v, 'g', 6, 64))
		}
		_ = w.Write(line)
	}
	w.Flush()
	return b.Bytes()
}

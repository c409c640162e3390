// Basket is the textbook case of basket analysis: what is bought together, and
// what to offer next.
//
//	go run ./examples/basket                 offers for three baskets
//	go run ./examples/basket 22697 22699     offers for a basket with these two goods
//	go run ./examples/basket -before 2011-07-01 -out july
//
// It learns from the orders of a British gift shop before a day: the sets of
// goods that are often bought together, the rules that follow from them, and
// what to offer with a basket. The orders from that day on show what such
// offers are worth, beside a plain list of what sells best. It writes
// basket-report/ with rules.csv, all rules with their measures, and rules.svg, a
// picture of them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/clm-go/clm/assoc"
	"github.com/clm-go/clm/examples/lifecycle/data"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "basket:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parseFlags(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}

	// Read the orders. A basket is an order; to learn from are the earlier ones.
	s, cleaning, err := readShop(ctx, data.OnlineRetail())
	if err != nil {
		return err
	}
	fmt.Fprintln(out, cleaning)
	train, test, err := s.split(o.before)
	if err != nil {
		return err
	}
	baskets, err := s.chosen(o.goods)
	if err != nil {
		return err
	}

	// What is bought together, and what follows from what?
	sets, rules, err := learn(ctx, train)
	if err != nil {
		return err
	}
	printSets(out, s, sets)
	printRules(out, s, rules)

	// What to offer? Rarer goods help here too, and rules that hold one time in
	// ten. Later orders tell how good the offers are: one item of each is hidden.
	result, err := assoc.CrossSell{MinSupport: 0.003, MinConfidence: 0.1}.Evaluate(ctx, train, test, offers, 42)
	if err != nil {
		return err
	}
	printOffers(out, s, result.Model, baskets)
	printResult(out, result)

	svg, err := picture(rules)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	for name, content := range map[string][]byte{"rules.csv": table(s, rules), "rules.svg": svg} {
		if err := os.WriteFile(filepath.Join(o.out, name), content, 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\nWrote %s with all rules, and a picture of them.\n%s\n", o.out, data.Attribution)
	return nil
}

// learn finds the sets of two and more goods that one basket in a hundred has,
// and the rules that hold every other time, and more often than simpler ones by
// 5 % of the baskets.
func learn(ctx context.Context, baskets iter.Seq[[]int]) (*assoc.Itemsets, *assoc.RuleSet, error) {
	sets, err := assoc.Eclat{MinSupport: 0.01, MinLen: 2}.Fit(ctx, baskets)
	if err != nil {
		return nil, nil, err
	}
	improvement := 0.05
	rules, err := assoc.Rules{
		MinConfidence: 0.5, MinImprovement: &improvement, PValues: true, SortBy: assoc.Lift,
	}.Of(ctx, sets)
	return sets, rules, err
}

package assoc_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/assoc"
)

// breakfast holds the baskets of the examples: 0 coffee, 1 milk, 2 bread, 3 jam.
var breakfast = [][]int{{0, 1}, {0, 1, 2}, {2, 3}, {0, 2, 3}, {0, 1, 2, 3}, {2, 3}, {0}, {}}

func ExampleEclat() {
	sets, err := assoc.Eclat{MinSupport: 0.3}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	for set, count := range sets.All() {
		fmt.Println(set, count)
	}
	// Output:
	// [0] 5
	// [1] 3
	// [2] 5
	// [3] 4
	// [0 1] 3
	// [0 2] 3
	// [2 3] 4
}

// Closed sets leave out [1], which is never without 0, and [3], which is never
// without 2. Their supports are known all the same.
func ExampleEclat_closed() {
	sets, err := assoc.Eclat{MinCount: 3, Target: assoc.Closed}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	for set, count := range sets.All() {
		fmt.Println(set, count)
	}
	fmt.Println(sets.Support(3))
	// Output:
	// [0] 5
	// [2] 5
	// [0 1] 3
	// [0 2] 3
	// [2 3] 4
	// 4 true
}

// How many sets there would be, before they are asked for.
func ExampleEclat_Count() {
	ctx := context.Background()
	for _, minCount := range []int{4, 3, 2, 1} {
		counts, err := assoc.Eclat{MinCount: minCount}.Count(ctx, slices.Values(breakfast))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("in", counts.MinCount, "baskets and more:", counts.ByLength[1:], "sets of 1, 2 ... items")
	}
	// Output:
	// in 4 baskets and more: [3 1] sets of 1, 2 ... items
	// in 3 baskets and more: [4 3] sets of 1, 2 ... items
	// in 2 baskets and more: [4 5 2] sets of 1, 2 ... items
	// in 1 baskets and more: [4 6 4 1] sets of 1, 2 ... items
}

// Fifty things that are always bought together make more sets than anyone can
// store, and are counted at once.
func ExampleSetCounts() {
	kit := make([]int, 50)
	for i := range kit {
		kit[i] = i
	}
	orders := slices.Values([][]int{kit, kit, kit, {3, 99}})
	counts, err := assoc.Eclat{MinCount: 3}.Count(context.Background(), orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(counts.ByLength[:4], counts.Total())
	// Output:
	// [0 50 1225 19600] 1125899906842623
}

func ExampleApriori() {
	sets, err := assoc.Apriori{MinCount: 3, MinLen: 2}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	for set, count := range sets.All() {
		fmt.Println(set, count)
	}
	// Output:
	// [0 1] 3
	// [0 2] 3
	// [2 3] 4
}

func ExampleFPGrowth() {
	sets, err := assoc.FPGrowth{MinCount: 2, Target: assoc.Maximal}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	for set, count := range sets.All() {
		fmt.Println(set, count)
	}
	// Output:
	// [0 1 2] 2
	// [0 2 3] 2
}

func ExampleItemsets_AppendTop() {
	sets, err := assoc.Eclat{MinCount: 2, MinLen: 2}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, set := range sets.AppendTop(nil, 2, assoc.BySupport) {
		fmt.Println(set.Items, set.Count)
	}
	// Output:
	// [2 3] 4
	// [0 1] 3
}

func ExampleReadFIMI() {
	baskets, err := assoc.ReadFIMI(strings.NewReader("1 2 5\n2 5\n\n5\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for basket := range baskets.All() {
		fmt.Println(basket)
	}
	// Output:
	// [1 2 5]
	// [2 5]
	// [5]
}

func ExampleReadPairs() {
	orders := func(yield func(order int, product string) bool) {
		_ = yield(77, "tea") && yield(78, "milk") && yield(77, "milk")
	}
	baskets, names, err := assoc.ReadPairs(orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	for basket := range baskets.All() {
		fmt.Print(len(basket))
		for _, item := range basket {
			fmt.Print(" ", names.ID(item))
		}
		fmt.Println()
	}
	// Output:
	// 2 tea milk
	// 1 milk
}

func ExampleRules() {
	ctx := context.Background()
	sets, err := assoc.Eclat{MinCount: 2}.Fit(ctx, slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	// Of rules that say the same, those with the simplest antecedent.
	better := 0.0
	rules, err := assoc.Rules{MinConfidence: 0.7, MinImprovement: &better, SortBy: assoc.Lift}.Of(ctx, sets)
	if err != nil {
		fmt.Println(err)
		return
	}
	for r := range rules.All() {
		fmt.Printf("%v -> %v: confidence %.2f, lift %.2f\n", r.AppendAntecedent(nil), r.AppendConsequent(nil), r.Confidence(), r.Lift())
	}
	// Output:
	// [1] -> [0]: confidence 1.00, lift 1.60
	// [3] -> [2]: confidence 1.00, lift 1.60
	// [2] -> [3]: confidence 0.80, lift 1.60
}

func ExampleExplain() {
	ctx := context.Background()
	var b clm.IndexBuilder[string]
	for _, name := range []string{"coffee", "milk", "bread", "jam"} {
		if _, err := b.Add(name); err != nil {
			fmt.Println(err)
			return
		}
	}
	names := b.Index()
	sets, err := assoc.Eclat{MinCount: 2}.Fit(ctx, slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	rules, err := assoc.Rules{MinConfidence: 1}.Of(ctx, sets)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(assoc.Explain(rules.At(0), names))
	// Output:
	// Of 3 baskets with milk, 3 (100.0 %) also have coffee, which 62.5 % of all baskets have: 1.60 times as often.
}

// What was found in the baskets of one week, in those of the next.
func ExampleCounts() {
	sets, err := assoc.Eclat{MinCount: 4, MinLen: 2}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	counts := sets.Counts()
	for _, basket := range [][]int{{2, 3}, {0, 2}, {1, 2, 3}} {
		if err := counts.Add(basket); err != nil {
			fmt.Println(err)
			return
		}
	}
	fresh, err := sets.Recount(counts)
	if err != nil {
		fmt.Println(err)
		return
	}
	for set, count := range fresh.All() {
		fmt.Println(set, count, "of", fresh.Baskets())
	}
	// Output:
	// [2 3] 2 of 3
}

func ExampleCrossSell() {
	m, err := assoc.CrossSell{MinCount: 2, MinConfidence: 0.5}.Fit(context.Background(), slices.Values(breakfast))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range m.AppendTop(nil, []int{1, 3}, 2) {
		fmt.Printf("offer %d, since %v is there: confidence %.2f\n", o.Item, m.AppendReason(nil, o), o.Confidence)
	}
	for _, o := range m.AppendTop(nil, []int{99}, 1) {
		fmt.Printf("offer %d, popular %v\n", o.Item, o.Popular)
	}
	// Output:
	// offer 2, since [3] is there: confidence 1.00
	// offer 0, since [1] is there: confidence 1.00
	// offer 0, popular true
}

// Coffee is bought most, but no more with bread than by others; jam is offered, which earns more.
func ExampleCrossSell_FitMargin() {
	margin := []float64{0.2, 0.4, 0.1, 1} // of coffee, milk, bread and jam
	m, err := assoc.CrossSell{MinCount: 2}.FitMargin(context.Background(), slices.Values(breakfast), margin)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range m.AppendTop(nil, []int{2}, 2) {
		fmt.Printf("offer %d: confidence %.2f, earns %.2f more than without\n", o.Item, o.Confidence, o.Score)
	}
	// Output:
	// offer 3: confidence 0.80, earns 0.30 more than without
	// offer 1: confidence 0.40, earns 0.01 more than without
}

// Rules of the first month are tried on the second one: from each basket one item is hidden, and
// one is offered.
func ExampleCrossSell_Evaluate() {
	second := [][]int{{2, 3}, {0, 1}, {0, 2, 3}, {0, 1, 3}, {1, 0}, {3, 2}}
	e, err := assoc.CrossSell{MinCount: 2, MinConfidence: 0.5}.Evaluate(context.Background(),
		slices.Values(breakfast), slices.Values(second), 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d baskets, rules made offers for %d\n", e.Baskets, e.Fired)
	fmt.Printf("rules      %.2f ± %.2f\n", e.Rules.Rate, e.Rules.RateError)
	fmt.Printf("popularity %.2f ± %.2f\n", e.Popularity.Rate, e.Popularity.RateError)
	// Output:
	// 6 baskets, rules made offers for 6
	// rules      0.83 ± 0.15
	// popularity 0.33 ± 0.19
}

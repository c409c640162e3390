package segment_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
)

// From summaries to segments and what they are worth.
func Example() {
	ctx := context.Background()
	summaries := []events.Summary{ // usually made by events.Summaries; money is in cents
		{Customer: "ada", SinceLast: 2, Orders: 12, Total: 240000},
		{Customer: "ben", SinceLast: 9, Orders: 1, Total: 1500},
		{Customer: "cleo", SinceLast: 160, Orders: 9, Total: 310000},
		{Customer: "dan", SinceLast: 41, Orders: 4, Total: 36000},
		{Customer: "eva", SinceLast: 301, Orders: 1, Total: 900},
	}
	model, err := segment.RFM{}.Fit(ctx, summaries)
	if err != nil {
		fmt.Println(err)
		return
	}
	customers, err := segment.DefaultRules().Assign(model, summaries, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	profiles, err := segment.Profile(customers, summaries)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range profiles {
		if p.Customers > 0 {
			fmt.Printf("%-16s %d customer, %4.1f %% of revenue\n", p.Name, p.Customers, 100*p.RevenueShare)
		}
	}
	// Output:
	// Cannot lose them 1 customer, 52.7 % of revenue
	// Champions        1 customer, 40.8 % of revenue
	// Needs attention  1 customer,  6.1 % of revenue
	// Promising        1 customer,  0.3 % of revenue
	// Lost             1 customer,  0.2 % of revenue
}

// shop is a small shop as of the beginning of July; amounts are in cents.
// Summaries are usually made by events.Summaries.
func shop() []events.Summary {
	return []events.Summary{
		{Customer: "ada", SinceLast: 2, Orders: 12, Total: 240000},
		{Customer: "ben", SinceLast: 9, Orders: 1, Total: 1500},
		{Customer: "cleo", SinceLast: 160, Orders: 9, Total: 310000},
		{Customer: "dan", SinceLast: 41, Orders: 4, Total: 36000},
		{Customer: "eva", SinceLast: 301, Orders: 1, Total: 900},
	}
}

func ExampleRFM() {
	model, err := segment.RFM{Importance: segment.Importance{R: 2, F: 1, M: 1}}.Fit(context.Background(), shop())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range shop() {
		score := model.Score(s)
		fmt.Println(s.Customer, score, model.Weighted(score))
	}
	fmt.Println("R is 5 up to day", model.Edges().Recency[0])
	for _, note := range model.Report().Notes {
		fmt.Println(note)
	}
	// Somebody who was not there before.
	fmt.Println(model.Score(events.Summary{SinceLast: 1, Orders: 2, Total: 5000}))
	// Output:
	// ada 554 4.75
	// ben 412 2.75
	// cleo 245 3.25
	// dan 333 3
	// eva 111 1
	// R is 5 up to day 7
	// frequency: nobody scores 2
	// 522
}

func ExampleRFM_fixed() {
	model, err := segment.RFM{
		Bins: 3,
		Cut:  segment.Fixed,
		Edges: segment.Edges{
			Recency:   []int64{30, 180},        // 3 up to a month, 2 up to half a year
			Frequency: []int64{1, 4},           // 1 for one order, 2 up to four
			Monetary:  []int64{10_000, 50_000}, // up to 100.00, up to 500.00
		},
	}.Fit(context.Background(), shop())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range shop() {
		fmt.Println(s.Customer, model.Score(s))
	}
	// Output:
	// ada 333
	// ben 311
	// cleo 233
	// dan 222
	// eva 111
}

func ExampleDefaultRules() {
	model, err := segment.RFM{}.Fit(context.Background(), shop())
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := segment.DefaultRules().Assign(model, shop(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, who := range a.Customers {
		fmt.Println(who, "-", a.Name(i))
	}
	// Output:
	// ada - Champions
	// ben - Promising
	// cleo - Cannot lose them
	// dan - Needs attention
	// eva - Lost
}

func ExampleRules() {
	rules := segment.Rules{
		Rules: []segment.Rule{
			{Name: "Big and asleep", When: []segment.Condition{segment.AtLeast(segment.FieldTotal, 100_000), segment.AtLeast(segment.FieldSinceLast, 90)}},
			{Name: "One order", When: []segment.Condition{segment.AtMost(segment.FieldOrders, 1)}},
		},
		Otherwise: "Regular",
	}
	a, err := rules.Assign(nil, shop(), nil) // no rule asks for a score or a cluster
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, who := range a.Customers {
		fmt.Println(who, "-", a.Name(i))
	}
	text, err := json.Marshal(rules)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", text)
	// Output:
	// ada - Regular
	// ben - One order
	// cleo - Big and asleep
	// dan - Regular
	// eva - One order
	// {"rules":[{"name":"Big and asleep","when":[{"field":"total","min":100000},{"field":"since_last","min":90}]},{"name":"One order","when":[{"field":"orders","max":1}]}],"otherwise":"Regular"}
}

func ExampleRules_Explain() {
	model, err := segment.RFM{}.Fit(context.Background(), shop())
	if err != nil {
		fmt.Println(err)
		return
	}
	why, err := segment.DefaultRules().Explain(model, shop()[3], -1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(why)
	for _, f := range why.Before[:2] {
		fmt.Println("not", f.Name, "since", f)
	}
	// Output:
	// dan is Needs attention by rule 5: r is 3 (r exactly 3), fm is 6 (fm exactly 6)
	// not Champions since r is 3 (r exactly 5)
	// not Loyal since fm is 6 (fm from 7 to 10)
}

func ExampleParseRules() {
	rules, err := segment.ParseRules([]byte(`{
		"rules": [
			{"name": "Bargain hunter", "when": [{"field": "cluster", "in": [0, 2]}]}
		]
	}`))
	fmt.Println(rules.Names(), err)

	_, err = segment.ParseRules([]byte(`{"rules": [{"name": "Rich", "when": [{"field": "total", "minimum": 100000}]}]}`))
	fmt.Println(err)
	// Output:
	// [Bargain hunter Other] <nil>
	// segment.ParseRules: column "rules[0].when[0]": json: unknown field "minimum"
}

func ExampleMigration() {
	spring := &segment.Assignment{Names: []string{"Loyal", "Lost"}, Customers: []string{"ada", "ben", "cleo", "dan"}, Segment: []int{0, 0, 0, 1}}
	summer := &segment.Assignment{Names: []string{"Loyal", "Lost"}, Customers: []string{"ada", "ben", "cleo", "eva"}, Segment: []int{0, 0, 1, 0}}
	m, err := segment.Migration(spring, summer)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, from := range m.Names {
		fmt.Printf("%-6s", from)
		for j, to := range m.Names {
			fmt.Printf(" %s %d (%.0f %%),", to, m.Counts[i][j], 100*m.Share(i, j))
		}
		fmt.Println(" gone", m.Gone[i])
	}
	fmt.Println("new", m.New)
	// Output:
	// Loyal  Loyal 2 (67 %), Lost 1 (33 %), gone 0
	// Lost   Loyal 0 (0 %), Lost 0 (0 %), gone 1
	// new [1 0]
}

func ExampleProfile() {
	a := &segment.Assignment{
		Names:     []string{"small", "big"},
		Customers: []string{"ada", "ben", "cleo", "dan", "eva"},
		Segment:   []int{1, 0, 1, 0, 0},
	}
	profiles, err := segment.Profile(a, shop())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range profiles {
		fmt.Printf("%s: %d customers (%.0f %%), %.1f %% of revenue, half of them spent %.2f or more, %.1f times the orders of the rest\n",
			p.Name, p.Customers, 100*p.Share, 100*p.RevenueShare, p.Medians.Total/100, p.Lift.Orders)
	}
	// Output:
	// big: 2 customers (40 %), 93.5 % of revenue, half of them spent 2750.00 or more, 5.2 times the orders of the rest
	// small: 3 customers (60 %), 6.5 % of revenue, half of them spent 15.00 or more, 0.2 times the orders of the rest
}

func ExampleProfiles() {
	a := &segment.Assignment{Names: []string{"x", "y"}, Customers: []string{"ada", "ben"}, Segment: []int{0, 1}}
	summaries := []events.Summary{
		{Customer: "ada", Gross: 30000, Refunded: 25000, Total: 5000},
		{Customer: "ben", Gross: 10000, Total: 10000},
	}
	profiles, err := segment.Profiles{Monetary: segment.Gross}.Of(a, summaries) // before refunds
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range profiles {
		fmt.Println(p.Name, p.Revenue, p.RevenueShare)
	}
	// Output:
	// x 30000 0.75
	// y 10000 0.25
}

func ExampleCohorts() {
	day := func(m time.Month, d int) time.Time { return time.Date(2024, m, d, 10, 0, 0, 0, time.UTC) }
	log, _, err := events.Stream{Until: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)}.Collect(context.Background(), func(yield func(events.Event, error) bool) {
		for _, e := range []events.Event{
			{Customer: "ada", Order: "1", Time: day(1, 3), Amount: 5000},
			{Customer: "ben", Order: "2", Time: day(1, 20), Amount: 2000},
			{Customer: "ada", Order: "3", Time: day(2, 7), Amount: 4000},
			{Customer: "cleo", Order: "4", Time: day(2, 9), Amount: 3000},
			{Customer: "ada", Order: "5", Time: day(3, 1), Amount: 1000},
			{Customer: "cleo", Order: "6", Time: day(3, 15), Amount: 9000},
		} {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := segment.Cohorts{}.Of(log)
	if err != nil {
		fmt.Println(err)
		return
	}
	for c, start := range table.Start {
		fmt.Printf("%s  %d customers ", start.Format("2006-01"), table.Size[c])
		for a := range table.Active[c] {
			fmt.Printf("  %3.0f %%", 100*table.Retention(c, a))
		}
		fmt.Println()
	}
	fmt.Println("back after a month:", table.RetentionByAge()[1])
	// Output:
	// 2024-01  2 customers   100 %   50 %   50 %
	// 2024-02  1 customers   100 %  100 %
	// 2024-03  0 customers   NaN %
	// back after a month: 0.6666666666666666
}

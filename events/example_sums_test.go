package events_test

import (
	"context"
	"fmt"
	"iter"
	"log"
	"strings"
	"time"

	"github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
)

// orders is a small shop: two customers buy tea and jam.
func orders() iter.Seq2[events.Event, error] {
	on := func(month time.Month, day, hour int) time.Time {
		return time.Date(2024, month, day, hour, 0, 0, 0, time.UTC)
	}
	list := []events.Event{
		{Customer: "ann", Order: "1", Item: "tea", Time: on(1, 8, 9), Quantity: 2, Amount: 1200},
		{Customer: "ann", Order: "1", Item: "jam", Time: on(1, 8, 9), Quantity: 1, Amount: 450},
		{Customer: "bob", Order: "2", Item: "jam", Time: on(1, 20, 18), Quantity: 3, Amount: 1350},
		{Customer: "ann", Order: "3", Item: "tea", Time: on(3, 4, 10), Quantity: 1, Amount: 600},
		{Customer: "bob", Order: "2", Item: "jam", Time: on(1, 22, 12), Kind: events.Refund, Quantity: 1, Amount: 450},
		{Customer: "ann", Order: "4", Item: "tea", Time: on(4, 15, 11), Quantity: 1, Amount: 600},
	}
	return func(yield func(events.Event, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func ExampleSummaries() {
	shop, _, err := events.Collect(context.Background(), orders())
	if err != nil {
		log.Fatal(err)
	}
	asOf := time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC) // the order of 15 April does not exist yet
	summaries, err := events.Summaries{AsOf: asOf}.OfLog(shop)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range summaries {
		fmt.Printf("%s: %d orders, %d repeat days, last one %d days ago, %d cents net\n",
			s.Customer, s.Orders, s.Frequency, s.SinceLast, s.Total)
	}
	// Output:
	// ann: 2 orders, 1 repeat days, last one 27 days ago, 2250 cents net
	// bob: 1 orders, 0 repeat days, last one 71 days ago, 900 cents net
}

// A tally is brought up to date with what is new, without the history.
func ExampleTally() {
	shop, _, err := events.Collect(context.Background(), orders())
	if err != nil {
		log.Fatal(err)
	}
	cut := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	tally, err := events.NewTally(clm.Month, "UTC")
	if err != nil {
		log.Fatal(err)
	}
	if err := tally.AddLog(shop.Before(cut)); err != nil {
		log.Fatal(err)
	}
	file, _ := tally.MarshalBinary() // until the next day, on disk

	var today events.Tally
	if err := today.UnmarshalBinary(file); err != nil {
		log.Fatal(err)
	}
	if err := today.AddLog(shop.Between(cut, cut.AddDate(0, 1, 0))); err != nil {
		log.Fatal(err)
	}
	summaries, err := events.Summaries{AsOf: cut.AddDate(0, 1, 0), Unit: clm.Month}.Of(&today)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range summaries {
		fmt.Println(s.Customer, "bought in", s.Frequency+1, "months, for", s.Gross)
	}
	// Output:
	// ann bought in 2 months, for 2250
	// bob bought in 1 months, for 1350
}

func ExampleLog_Baskets() {
	shop, _, err := events.Collect(context.Background(), orders())
	if err != nil {
		log.Fatal(err)
	}
	for basket := range shop.Baskets() {
		var names []string
		for _, item := range basket {
			names = append(names, shop.Items().ID(item))
		}
		fmt.Println(strings.Join(names, ", "))
	}
	// Output:
	// jam, tea
	// jam
	// tea
	// tea
}

func ExampleLog_Interactions() {
	shop, _, err := events.Collect(context.Background(), orders())
	if err != nil {
		log.Fatal(err)
	}
	units := shop.Interactions(events.WeightUnits)
	for i, customer := range shop.Customers().All() {
		items, values := units.Row(i)
		for k, j := range items {
			fmt.Println(customer, shop.Items().ID(int(j)), values[k])
		}
	}
	// Output:
	// ann jam 1
	// ann tea 4
	// bob jam 3
}

func ExampleLog_Series() {
	shop, _, err := events.Collect(context.Background(), orders())
	if err != nil {
		log.Fatal(err)
	}
	revenue, err := shop.Series(clm.Period{Unit: clm.Month}, events.MeasureRevenue)
	if err != nil {
		log.Fatal(err)
	}
	for i, v := range revenue.Values {
		fmt.Printf("%s %4.0f\n", revenue.Start[i].Format("2006-01"), v)
	}
	fmt.Println("the last month is not over:", revenue.Partial)
	// Output:
	// 2024-01 3000
	// 2024-02    0
	// 2024-03  600
	// 2024-04  600
	// the last month is not over: true
}

func ExampleFeatures() {
	shop, _, err := events.Collect(context.Background(), orders())
	if err != nil {
		log.Fatal(err)
	}
	frame, err := events.Features{
		AsOf:    time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC),
		Horizon: clm.Period{N: 1, Unit: clm.Month},
	}.Of(shop)
	if err != nil {
		log.Fatal(err)
	}
	recency, _ := frame.Column("recency_days")
	spent, _ := frame.Column("gross")
	for i, customer := range frame.Customers {
		fmt.Println(customer, "was last seen", recency[i], "days ago, spent", spent[i], "and stayed away:", frame.Label[i])
	}
	// Output:
	// ann was last seen 52 days ago, spent 1650 and stayed away: false
	// bob was last seen 40 days ago, spent 1350 and stayed away: true
}

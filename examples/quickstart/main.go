// Quickstart goes from a CSV file of orders to named segments in twenty
// lines. It is the example of the README.
//
//	go run ./examples/quickstart < orders.csv
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
)

func main() {
	ctx := context.Background()
	orders, cleaning, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Policy: events.Policy{Duplicates: events.Drop, CancelPrefix: "C"},
	}.Read(ctx, os.Stdin)
	check(err)
	fmt.Println(cleaning) // what was dropped or changed, and why

	asOf := time.Date(2011, time.December, 10, 0, 0, 0, 0, time.UTC)
	summaries, err := events.Summaries{AsOf: asOf}.OfLog(orders)
	check(err)
	model, err := segment.RFM{}.Fit(ctx, summaries)
	check(err)
	customers, err := segment.DefaultRules().Assign(model, summaries, nil)
	check(err)
	profiles, err := segment.Profile(customers, summaries)
	check(err)
	for _, p := range profiles {
		fmt.Printf("%-18s %5d customers, %4.1f %% of revenue\n", p.Name, p.Customers, 100*p.RevenueShare)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

package events_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/clm-go/clm/events"
)

func ExampleCSV() {
	orders := `InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID
536365,85123A,6,2010-12-01 08:26:00,2.55,17850.0
536365,71053,6,2010-12-01 08:26:00,3.39,17850.0
536365,71053,6,2010-12-01 08:26:00,3.39,17850.0
536366,22633,1,soon,1.85,17850.0
536367,POST,1,2010-12-01 08:34:00,18.00,13047.0
C536379,71053,-1,2010-12-01 09:41:00,3.39,17850.0
536544,21773,3,2010-12-01 14:32:00,0.125,
`
	log, cleaning, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		TrimPointZero: true,
		Location:      "Europe/London",
		Policy: events.Policy{
			Duplicates:   events.Drop,
			CancelPrefix: "C",
			DropItems:    []string{"POST"},
		},
	}.Read(context.Background(), strings.NewReader(orders))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("cleaning:\n%v", cleaning)
	for _, e := range log.All() {
		fmt.Printf("%s %-8s %-6s %g × %-6s = %d\n", e.Time.Format("15:04"), e.Kind, e.Customer, e.Quantity, e.Item, e.Amount)
	}
	// Output:
	// cleaning:
	//  7  rows read
	// −1  time that cannot be read: line 5 "soon"
	// −1  item to leave out: line 6 "POST"
	// −1  copy of an earlier row: line 4
	//  4  rows kept
	//  1  of them: no customer: line 8
	//  1  of them: cancelled order: line 7 "C536379"
	//  1  of them: negative quantity: line 7 "-1"
	//  1  of them: amount rounded to a whole minor unit: line 8 "0.125"
	// 08:26 purchase 17850  6 × 71053  = 2034
	// 08:26 purchase 17850  6 × 85123A = 1530
	// 09:41 refund   17850  1 × 71053  = 339
	// 14:32 purchase        3 × 21773  = 38
}

// How to read a table; the database is any that database/sql knows.
func ExampleRows() {
	read := func(ctx context.Context, db *sql.DB) (*events.Log, error) {
		rows, err := db.QueryContext(ctx, "SELECT customer_id, sku, ordered_at, total FROM order_lines")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		log, cleaning, err := events.Rows{
			Customer: "customer_id", Item: "sku", Time: "ordered_at", Amount: "total",
		}.Read(ctx, rows)
		fmt.Printf("cleaning:\n%v", cleaning)
		return log, err
	}
	log, err := read(context.Background(), sql.OpenDB(&shopDatabase))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(log.Len(), "events of", log.Customers().Len(), "customers")
	// Output:
	// cleaning:
	//  3  rows read
	//  3  rows kept
	//  1  of them: no customer: line 2
	// 3 events of 1 customers
}

func ExampleCollect() {
	monday := time.Date(2024, 1, 1, 10, 0, 0, 0, time.UTC)
	log, cleaning, err := events.Collect(context.Background(), func(yield func(events.Event, error) bool) {
		for day, item := range []string{"tea", "milk", "tea"} {
			e := events.Event{Customer: "ann", Item: item, Time: monday.AddDate(0, 0, day), Quantity: 1, Amount: 250}
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cleaning.Kept, "events,", log.Items().Len(), "items")
	// Output:
	// 3 events, 2 items
}

func ExampleStream() {
	log, _, err := events.Stream{Location: "Asia/Tokyo", Currency: "JPY", MinorPerUnit: 1}.Collect(
		context.Background(),
		func(yield func(events.Event, error) bool) {
			yield(events.Event{Customer: "ken", Time: time.Date(2024, 1, 1, 20, 0, 0, 0, time.UTC), Quantity: 1, Amount: 980}, nil)
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(log.At(0).Time.Format(time.DateTime), log.At(0).Amount, "yen")
	// Output:
	// 2024-01-02 05:00:00 980 yen
}

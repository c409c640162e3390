package databases

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	_ "modernc.org/sqlite"

	"github.com/clm-go/clm/events"
)

func Example() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection has a memory of its own
	if _, err := db.ExecContext(ctx, `
		CREATE TABLE orders (client TEXT, item TEXT, day TEXT, total DECIMAL);
		INSERT INTO orders VALUES
			('ann', 'tea',   '2026-01-05', '12.50'),
			('bob', 'mug',   '2026-01-07', '8.00'),
			('ann', 'honey', '2026-02-01', '9.90'),
			(NULL,  'mug',   '2026-02-02', '8.00')`); err != nil {
		log.Fatal(err)
	}

	rows, err := db.QueryContext(ctx, "SELECT * FROM orders")
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	orders, cleaning, err := events.Rows{
		Customer: "client", Item: "item", Time: "day", Amount: "total",
		Policy: events.Policy{NoCustomer: events.Drop},
	}.Read(ctx, rows)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d rows kept\n", cleaning.Kept, cleaning.Read)
	for _, e := range orders.All() {
		fmt.Println(e.Time.Format("2 Jan"), e.Customer, e.Item, e.Amount)
	}
	// Output:
	// 3 of 4 rows kept
	// 5 Jan ann tea 1250
	// 7 Jan bob mug 800
	// 1 Feb ann honey 990
}

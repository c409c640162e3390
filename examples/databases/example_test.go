package databases_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	"github.com/clm-go/clm/events"
	_ "modernc.org/sqlite"
)

// Orders stand in two tables. The query makes one row for each line of an
// order, and Rows says what is where.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection would have a memory of its own
	if _, err := db.ExecContext(ctx, `
		CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, bought TIMESTAMP);
		CREATE TABLE lines (order_id INTEGER, item TEXT, quantity INTEGER, price NUMERIC(12,2));
		INSERT INTO orders VALUES
			(1, 'ann', '2024-03-01 09:15:00'), (2, 'bob', '2024-03-02 17:40:00'),
			(3, 'ann', '2024-04-10 08:30:00'), (4, NULL, '2024-04-11 12:00:00');
		INSERT INTO lines VALUES
			(1, 'tea', 2, 4.50), (1, 'cup', 1, 7.95), (2, 'tea', 1, 4.50),
			(3, 'tea', -1, 4.50), (3, 'pot', 1, 24.90), (4, 'cup', 4, 7.95)`); err != nil {
		log.Fatal(err)
	}

	rows, err := db.QueryContext(ctx, `
		SELECT customer, item, id, bought, quantity, price
		FROM lines JOIN orders ON id = order_id
		ORDER BY id, item`)
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	orders, cleaning, err := events.Rows{
		Customer: "customer", Item: "item", Order: "id", Time: "bought", Quantity: "quantity", Price: "price",
		WallClock: true, Location: "Europe/London", // the column has no zone, the shop has
		Policy: events.Policy{NoCustomer: events.Drop},
	}.Read(ctx, rows)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(cleaning)
	for _, e := range orders.All() {
		fmt.Println(e.Time.Format("2006-01-02 15:04 MST"), e.Customer, e.Kind, e.Item, e.Quantity, e.Amount)
	}
	// Output:
	// 6  rows read
	// −1  no customer: line 6
	//  5  rows kept
	//  1  of them: negative quantity: line 5 "-1"
	// 2024-03-01 09:15 GMT ann purchase cup 1 795
	// 2024-03-01 09:15 GMT ann purchase tea 2 900
	// 2024-03-02 17:40 GMT bob purchase tea 1 450
	// 2024-04-10 08:30 BST ann purchase pot 1 2490
	// 2024-04-10 08:30 BST ann refund tea 1 450
}

// Package databases shows how to read orders from a database, and holds the
// tests that do so: the same orders give the same log, byte for byte, whether
// they come from SQLite, from PostgreSQL or from a file.
//
// It takes a query and a mapping. The query returns one row for each line of an
// order, in any order of rows; events.Rows says which column holds what:
//
//	rows, err := db.QueryContext(ctx, `
//		SELECT customer, item, order_id, bought, quantity, price
//		FROM order_lines JOIN orders USING (order_id)
//		WHERE shop = $1`, shop)
//	if err != nil {
//		return err
//	}
//	defer rows.Close()
//	log, cleaning, err := events.Rows{
//		Customer: "customer", Item: "item", Order: "order_id", Time: "bought",
//		Quantity: "quantity", Price: "price",
//	}.Read(ctx, rows)
//
// The query joins and filters; the policy of the reader decides what becomes of
// returns, presents and rows without a customer, and counts it.
//
// Give the same ctx to both, so that the database stops too when you do.
// Otherwise closing rows of PostgreSQL waits for all that are still to come.
//
// # Which types
//
// Ids are texts or whole numbers, money is NUMERIC or a whole number. Numbers
// in floating point work too, as long as they hold what was written: 2.55 is
// taken as 2.55, in a column of 32 bits as well.
//
// A column of times with a zone (timestamptz, or texts with an offset) holds
// instants, and needs nothing else. One without a zone (timestamp) holds what a
// clock on the wall showed: set WallClock, and Location to where the clock
// hangs. NULL is a missing value.
//
// Drivers differ in what they make of a type. Here is what events.Rows gets:
//
//	                        SQLite (modernc.org/sqlite)   PostgreSQL (pgx)
//	text, varchar           string                        string
//	uuid                    string                        string
//	integer, bigint         int64                         int64
//	numeric                 int64 or float64              string
//	real                    float64                       float64
//	double precision        float64                       float64
//	timestamp, date         time.Time in UTC              time.Time in UTC
//	timestamptz             string                        time.Time
//	boolean                 int64                         bool
//	blob, bytea             []byte                        []byte
//	NULL                    nil                           nil
//
// SQLite keeps the type of each value, whatever the column says: a text in a
// column of numbers stays a text, and a timestamp that was stored as a number
// of seconds is an int64, which needs the layout "unix". In PostgreSQL, char(n)
// fills ids up with blanks, money is a text with a sign of its currency, and the
// timestamps infinity and -infinity are texts: the first gives ids that differ
// from those of a text, the others are counted as rows that cannot be read.
package databases

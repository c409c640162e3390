package events

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strconv"
	"time"

	clm "github.com/clm-go/clm"
)

// Rows reads orders from the answer of a database: it is [CSV] for
// *sql.Rows. The same orders give the same log, byte for byte, whether they come
// from a table or from a file.
//
//	rows, err := db.QueryContext(ctx, "SELECT customer, item, bought, amount FROM orders")
//	...
//	defer rows.Close()
//	log, cleaning, err := events.Rows{
//		Customer: "customer", Item: "item", Time: "bought", Amount: "amount",
//	}.Read(ctx, rows)
//
// The doc of [CSV] says what values may look like. Texts (string, []byte) are
// read as there; NULL is a missing value, like an empty text. Whole numbers are
// what they are. Floating-point numbers are taken as the shortest decimal that
// gives them, 0.1 as 0.1, in columns of 32 bits too if the driver tells that
// they are; a column of decimals, which drivers return as text, is the better
// place for money. Truth values are the texts true and false. Times are
// instants, to the microsecond, unless WallClock is set. Other types that a
// driver may return are an error.
//
// In [Sample] and in errors, Line is the number of the row, counted from 1.
//
// Time is O(rows·log rows), memory that of the log, twice while it is sorted.
type Rows struct {
	// Customer is the name of the column with the customer's id. "" means that
	// customers are not known.
	Customer string
	// Item is the name of the column with the item's id. "" means that there are
	// no items.
	Item string
	// Order is the name of the column with the order's id. "" means that all rows
	// of a customer at one instant are an order.
	Order string
	// Time is the name of the column with the time. It is required: "" is an
	// error.
	Time string
	// Quantity is the name of the column with the number of units. "" means that
	// every row is 1 unit.
	Quantity string
	// Price is the name of the column with the price of one unit, in units of the
	// currency; the row is worth Quantity × Price − Discount. "" means that there
	// is none.
	Price string
	// Amount is the name of the column with the money of the whole row after
	// discount, in units of the currency. It excludes Price. "" means that there
	// is none, and without Price too all amounts are 0.
	Amount string
	// Discount is the name of the column with the money taken off the row, in
	// units of the currency. "" means that nothing is.
	Discount string
	// Kind is the name of the column that says what was done: purchase, refund,
	// view, cart or review, in any case. "" means that every row is a purchase.
	Kind string
	// Rating is the name of the column with the stars of a review. "" means that
	// there are none.
	Rating string
	// Keep are the names of columns to keep as attributes of items and customers,
	// see [Log.ItemAttribute]; the log knows them by the names given here. Nil
	// means none.
	Keep []string

	// Layouts are the ways times are written that come as text, see
	// [CSV.Layouts]. Nil means the usual ones of ISO 8601.
	Layouts []string
	// WallClock tells that times come from columns without a zone: only the clock
	// that the driver returns counts, and is read in Location, as the text of the
	// same time would be. False means that times are instants.
	WallClock bool
	// Location is the place of times without an offset, and of the log: an IANA
	// name such as "Europe/London". "" means UTC.
	Location string
	// Until is up to when the data are complete, see [Log.Until]. Zero means the
	// last event.
	Until time.Time
	// Currency is the name of the currency, for people. "" means that it has none.
	Currency string
	// MinorPerUnit is how many minor units make one unit of the currency, a power
	// of ten up to 1,000,000: 1 for JPY, 1000 for KWD. 0 means 100.
	MinorPerUnit int
	// TrimPointZero takes ".0" off the end of ids of customers, items and orders.
	// False means that ids stay as they are.
	TrimPointZero bool
	// Policy says what becomes of rows that are no plain purchases. The zero
	// Policy keeps what it can.
	Policy Policy
	// Progress is told after every 4096 rows how many were read; the total is
	// not known and 0 until the last call. Nil means that nobody is told.
	Progress func(done, total int) `json:"-"`
}

// Read reads all rows. It closes them at their end; close them yourself where
// Read returns an error. The Cleaning is never nil: with an error it tells what
// was read until then.
//
// The error wraps clm.ErrConfig for a field that cannot work; clm.ErrRow for a
// column that is not there or there twice, a value of a type that cannot be
// read, or fewer readable rows than Policy.MinKept; clm.ErrValue for an event
// after Until; clm.ErrLimit for more than 2³¹−2 events, ids or texts of a
// column; the cause of ctx; what the database returned, with the number of the
// row. No rows give an empty log.
func (c Rows) Read(ctx context.Context, rows *sql.Rows) (*Log, *Cleaning, error) {
	const typ, op = "events.Rows", "events.Rows.Read"
	s, set, err := newSheet(typ, op, mapping{
		column: [roles]string{c.Customer, c.Item, c.Order, c.Time, c.Quantity, c.Price, c.Amount, c.Discount, c.Kind, c.Rating},
		keep:   c.Keep, trim: c.TrimPointZero, point: '.',
	}, c.Layouts, c.Policy, c.Location, c.Currency, c.MinorPerUnit, c.Until)
	if err != nil {
		return nil, &Cleaning{}, err
	}
	s.wall = c.WallClock
	s.hint = func(r Reason) string {
		if r == BadTime {
			return "; the layouts are " + s.clock.String()
		}
		return ""
	}
	if err := s.readRows(ctx, rows, c.Progress); err != nil {
		return nil, s.counter.cleaning(), err
	}
	l, cleaning, err := s.finish(ctx, set)
	if err == nil && c.Progress != nil {
		c.Progress(cleaning.Read, cleaning.Read)
	}
	return l, cleaning, err
}

func (s *sheet) readRows(ctx context.Context, rows *sql.Rows, progress func(done, total int)) error {
	header, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("%s: names of the columns: %w", s.op, err)
	}
	if err := s.find(header, 0); err != nil {
		return err
	}
	values := make([]any, len(header))
	targets := make([]any, len(header))
	for i := range values {
		targets[i] = &values[i]
	}
	fields := make([][]byte, len(header))
	room := make([][]byte, len(header)) // for the texts of numbers
	single, err := singlePrecision(rows)
	if err != nil {
		return fmt.Errorf("%s: types of the columns: %w", s.op, err)
	}
	for n := 1; rows.Next(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := rows.Scan(targets...); err != nil {
			return stopped(ctx, fmt.Errorf("%s: row %d: %w", s.op, n, err))
		}
		s.given = time.Time{}
		for i, v := range values {
			if f, ok := v.(float64); ok && single[i] {
				v = float32(f)
			}
			var ok bool
			if fields[i], ok = sqlText(room[i][:0], v); !ok {
				return &clm.RowError{Op: s.op, Line: n, Column: header[i], Value: fmt.Sprint(v), Err: fmt.Errorf("a %T, want a text, a number, a time or NULL", v)}
			}
			if _, text := v.([]byte); !text {
				room[i] = fields[i]
			}
			if t, ok := v.(time.Time); ok && i == s.at[inTime] {
				s.given = t
			}
		}
		if err := s.take(n, fields); err != nil {
			return err
		}
		if progress != nil && n%4096 == 0 {
			progress(n, 0)
		}
	}
	if err := rows.Err(); err != nil {
		return stopped(ctx, fmt.Errorf("%s: behind row %d: %w", s.op, s.counter.read, err))
	}
	return nil
}

// stopped returns err, or why ctx has ended if it has: drivers then return
// errors of all sorts.
func stopped(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// singlePrecision tells which columns hold numbers of 32 bits. Drivers return
// them as float64, in which 2.55 would have become 2.549999952316284.
func singlePrecision(rows *sql.Rows) ([]bool, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	single := make([]bool, len(types))
	for i, t := range types {
		single[i] = t.ScanType() != nil && t.ScanType().Kind() == reflect.Float32
	}
	return single, nil
}

// sqlText returns a value as a file would hold it. Numbers and texts are
// appended to dst, bytes are returned as they are.
func sqlText(dst []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case nil:
		return dst, true
	case []byte:
		return v, true
	case string:
		return append(dst, v...), true
	case int64:
		return strconv.AppendInt(dst, v, 10), true
	case uint64:
		return strconv.AppendUint(dst, v, 10), true
	case float64:
		return strconv.AppendFloat(dst, v, 'f', -1, 64), true
	case float32:
		return strconv.AppendFloat(dst, float64(v), 'f', -1, 32), true
	case bool:
		return strconv.AppendBool(dst, v), true
	case time.Time:
		return v.AppendFormat(dst, "2006-01-02 15:04:05.999999999Z07:00"), true
	}
	return nil, false
}

package events

import (
	"context"
	"io"
	"time"

	clm "github.com/clm-go/clm"
)

// CSV reads orders from a text file: values separated by commas or another
// character, with the names of the columns in the first line, plain or
// compressed with gzip.
//
// Only Time is required. What a row is worth stands in Amount, or is Quantity ×
// Price:
//
//	events.CSV{
//		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
//		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
//	}
//
// # Text
//
// Rows are those of RFC 4180: a field may stand in quotes, and then hold the
// separator, line ends, and quotes that are doubled. A quote inside of a field
// that does not begin with one is an ordinary character. Lines end with LF or
// CRLF; blank lines are skipped; a byte order mark of UTF-8 is too. A row
// longer than 1 MiB, one with a NUL byte and one whose fields are not as many
// as the header has are counted as unreadable. So is the line in which a quote
// begins that does not end within 1 MiB, or ends inside of a field: reading goes
// on with the next line.
//
// # Values
//
// Names of columns are compared without regard to case and to blanks around
// them. Ids and kept columns stay as they are, byte by byte: text in another
// encoding than UTF-8 (as some spreadsheets write) should be converted by the
// [io.Reader] that is read from. Numbers are
// decimal, with at most 18 digits and 18 decimals, an exponent is allowed; they
// have no signs of currencies and no separators of thousands. An empty field is
// a missing value: there is no customer, item or order, the discount and the
// rating are 0, and the kind is a purchase. A purchase or refund with a missing
// quantity, price or amount cannot be read; for views, carts and reviews the
// quantity then is 1 and the amount 0.
//
// Money is computed from the decimals as they are written, never through
// floating point. What is not a whole minor unit is rounded half away from zero
// and counted.
//
// A time without an offset is local time of Location. Where clocks are put
// forward or back, the answer is that of [time.Date], and it is counted.
//
// # Cost
//
// Time is O(text + events·log events). Memory is that of the log, twice while
// it is sorted, and about 1 MiB for the text, however long that is. Inflating
// runs beside reading, in a goroutine that has ended when Read returns.
type CSV struct {
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
	// see [Log.ItemAttribute]; the log knows them by the names given here. Each
	// takes 4 bytes an event besides its different texts. Nil means none.
	Keep []string

	// Header is the names of the columns of a file whose first line is data
	// already. Nil means that the first line is the header.
	Header []string
	// Comma is the character between two fields, any of ASCII but letters,
	// digits, quote and line end. A blank means runs of blanks and tabs, which
	// also may begin and end a line; then there are no quotes. 0 means ','.
	Comma rune
	// DecimalComma tells that numbers are written 12,50. False means 12.50.
	DecimalComma bool
	// Layouts are the ways times are written, in the words of package time, or
	// "unix" or "unixmilli" for seconds or milliseconds since 1970. Each text is
	// first tried with the layouts of which it has exactly the digits, and then
	// with all in their order as [time.ParseInLocation] reads them. Abbreviations
	// of zones (MST) are not allowed. Nil means the usual ones of ISO 8601:
	//
	//	2006-01-02 15:04:05       2006-01-02T15:04:05
	//	2006-01-02 15:04:05Z07:00 2006-01-02T15:04:05Z07:00
	//	2006-01-02 15:04:05Z07
	//	2006-01-02 15:04          2006-01-02T15:04
	//	2006-01-02                20060102
	Layouts []string
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
	// TrimPointZero takes ".0" off the end of ids of customers, items and orders:
	// 17850.0, as tools write that take ids for numbers, becomes 17850. False
	// means that ids stay as they are.
	TrimPointZero bool
	// Policy says what becomes of rows that are no plain purchases. The zero
	// Policy keeps what it can.
	Policy Policy
	// Progress is told after every block of about 128 KiB of text how many bytes
	// of the input were read (compressed ones, where it is) and how many there
	// are, 0 where that is not known. Nil means that nobody is told.
	Progress func(done, total int) `json:"-"`
}

// Read reads all rows. The Cleaning is never nil: with an error it tells what
// was read until then.
//
// The error wraps clm.ErrConfig for a field that cannot work; clm.ErrRow for an
// empty input, a column that is not in the header or is there twice, or fewer
// readable rows than Policy.MinKept; clm.ErrValue for an event after Until;
// clm.ErrLimit for more than 2³¹−2 events, ids or texts of a column; the cause
// of ctx; what r returned, io.ErrUnexpectedEOF if compressed input is cut off.
// Reading a header and no rows is no error.
//
// A panic of r or of a function in c reaches the caller. Read waits for r: if
// it blocks, Read returns when it does, also when ctx has ended.
func (c CSV) Read(ctx context.Context, r io.Reader) (*Log, *Cleaning, error) {
	s, set, err := c.sheet()
	if err != nil {
		return nil, &Cleaning{}, err
	}
	t := &textReader{sheet: s, comma: byte(c.Comma), progress: c.Progress, total: inputSize(r)}
	if c.Comma == 0 {
		t.comma = ','
	}
	t.split = splitter{comma: t.comma, blanks: c.Comma == ' ', limit: maxColumns}
	if c.Header != nil {
		if err := t.setHeader(c.Header, 0); err != nil {
			return nil, &Cleaning{}, err
		}
	}
	if err := t.read(ctx, r); err != nil {
		return nil, s.counter.cleaning(), err
	}
	l, cleaning, err := s.finish(ctx, set)
	if err == nil {
		t.finished()
	}
	return l, cleaning, err
}

// sheet checks the configuration.
func (c CSV) sheet() (*sheet, setting, error) {
	const typ, op = "events.CSV", "events.CSV.Read"
	m := mapping{
		column: [roles]string{c.Customer, c.Item, c.Order, c.Time, c.Quantity, c.Price, c.Amount, c.Discount, c.Kind, c.Rating},
		keep:   c.Keep, trim: c.TrimPointZero, point: '.',
	}
	if c.DecimalComma {
		m.point = ','
	}
	if b := c.Comma; b != 0 && b != '\t' && (b < ' ' || b > '~' || b == '"' || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z') {
		return nil, setting{}, &clm.ConfigError{Type: typ, Field: "Comma", Value: string(b), Want: "a punctuation character of ASCII, a tab or a blank"}
	}
	s, set, err := newSheet(typ, op, m, c.Layouts, c.Policy, c.Location, c.Currency, c.MinorPerUnit, c.Until)
	if err == nil {
		s.hint = func(r Reason) string {
			switch {
			case r == BadTime:
				return "; the layouts are " + s.clock.String()
			case (r == BadPrice || r == BadAmount) && !c.DecimalComma:
				return "; numbers such as 12,50 need DecimalComma"
			}
			return ""
		}
	}
	return s, set, err
}

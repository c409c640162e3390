package events

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
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
// begins that never ends, or ends inside of a field: reading goes on with the
// next line.
//
// # Values
//
// Names of columns are compared without regard to case and to blanks around
// them. Ids and kept columns stay as they are, byte by byte. Numbers are
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
	// see [Log.ItemAttribute]. Each takes 4 bytes an event besides its different
	// texts. Nil means none.
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
// Read waits for r: if it blocks, Read returns when it does, also when ctx has
// ended.
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

// maxColumns is how many columns a header may have.
const maxColumns = 1 << 14

// textReader reads the rows of a text.
type textReader struct {
	*sheet
	split    splitter
	comma    byte
	line     int // of the row at hand
	began    bool
	skipping bool // the rest of a line that is too long
	nul      bool // the text at hand has a NUL byte somewhere

	progress    func(done, total int)
	done, total int
}

func (t *textReader) read(ctx context.Context, r io.Reader) error {
	src := newSource(r)
	defer src.stop()
	t.line = 1
	var held *block // the block that rest is in
	var rest []byte // the beginning of a row
	for {
		b, err := src.next(ctx)
		if err != nil && err != io.EOF {
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return fmt.Errorf("%s: reading line %d: %w", t.op, t.line, err)
		}
		last := b == nil
		text := rest
		if !last {
			text = b.follow(rest)
		}
		if held != nil {
			src.free <- held
		}
		held = b
		if rest, err = t.rows(text, last); err != nil {
			return err
		}
		if last {
			break
		}
		t.done = b.done
		if t.progress != nil {
			t.progress(t.done, t.total)
		}
	}
	if t.header == nil {
		return &clm.RowError{Op: t.op, Err: errors.New("the input is empty")}
	}
	return nil
}

// follow returns rest and the text of the block in one piece.
func (b *block) follow(rest []byte) []byte {
	if len(rest) <= blockHead {
		start := blockHead - len(rest)
		copy(b.buf[start:], rest)
		return b.buf[start:b.n]
	}
	return append(append(make([]byte, 0, len(rest)+b.n-blockHead), rest...), b.buf[blockHead:b.n]...)
}

func (t *textReader) finished() {
	if t.progress != nil {
		if t.total == 0 {
			t.total = t.done
		}
		t.progress(t.total, t.total)
	}
}

// rows takes all rows that text holds to their end, and returns what is left.
func (t *textReader) rows(text []byte, last bool) ([]byte, error) {
	if !t.began && len(text) > 0 {
		t.began = true
		if err := t.sniff(text); err != nil {
			return nil, err
		}
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	t.nul = bytes.IndexByte(text, 0) >= 0
	for len(text) > 0 {
		if t.skipping {
			n := bytes.IndexByte(text, '\n') + 1
			if n == 0 {
				return nil, nil
			}
			t.skipping = false
			t.line++
			text = text[n:]
			continue
		}
		window, whole := text, last
		if len(window) > maxRow {
			window, whole = window[:maxRow], false
		}
		n, bad := t.split.split(window, whole)
		if n == 0 && !bad && len(text) < maxRow {
			return text, nil
		}
		if n == 0 || bad {
			// A row that is too long, or a quote that does not end: only its first line is lost.
			end := bytes.IndexByte(window, '\n') + 1
			if bad && end == 0 && len(text) < maxRow && !last {
				return text, nil // so that what is counted does not depend on where blocks end
			}
			why := badQuotes
			if !bad && end == 0 {
				why = tooLong
			}
			if t.header == nil {
				return nil, &clm.RowError{Op: t.op, Line: t.line, Value: string(text[:min(len(text), maxSample)]), Err: fmt.Errorf("the header cannot be read: %s", why.reason())}
			}
			t.counter.read++
			t.counter.note(why, true, t.line, "", trimLine(window))
			if end == 0 {
				t.skipping = true
				continue
			}
			t.line++
			text = text[end:]
			continue
		}
		if t.split.count > 0 {
			if err := t.row(text[:n]); err != nil {
				return nil, err
			}
		}
		t.line += 1 + t.split.newlines
		text = text[n:]
	}
	return nil, nil
}

// trimLine returns the beginning of the first line of text.
func trimLine(text []byte) []byte {
	text = text[:min(len(text), maxSample)]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimSuffix(text, []byte{'\r'})
}

// row takes the row that was split.
func (t *textReader) row(text []byte) error {
	switch {
	case t.header == nil:
		return t.headerRow()
	case t.nul && bytes.IndexByte(text, 0) >= 0:
		t.counter.read++
		t.counter.note(nulByte, true, t.line, "", trimLine(text))
		return nil
	case t.split.count != len(t.header):
		t.counter.read++
		t.counter.note(wrongFields, true, t.line, "", trimLine(text))
		return nil
	}
	return t.take(t.line, t.split.fields)
}

func (t *textReader) headerRow() error {
	if t.split.count > maxColumns {
		return &clm.LimitError{Op: t.op, Limit: maxColumns, What: "columns"}
	}
	header := make([]string, len(t.split.fields))
	for i, f := range t.split.fields {
		header[i] = string(f)
	}
	return t.setHeader(header, t.line)
}

func (t *textReader) setHeader(header []string, line int) error {
	err := t.find(header, line)
	var missing *clm.RowError
	if errors.As(err, &missing) && len(header) == 1 {
		for _, other := range []byte{',', ';', '\t', '|'} {
			if other != t.comma && strings.IndexByte(header[0], other) >= 0 {
				missing.Err = fmt.Errorf("%w: that is one column with %q in it, so Comma must be that", missing.Err, other)
			}
		}
	}
	t.split.limit = len(header)
	return err
}

// sniff recognises files that are no text of one byte a character.
func (t *textReader) sniff(text []byte) error {
	what := ""
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")):
		what = "the input is UTF-16, want UTF-8"
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		what = "the input is a zip archive or a workbook of a spreadsheet, want CSV"
	default:
		return nil
	}
	return &clm.RowError{Op: t.op, Line: 1, Err: errors.New(what)}
}

// inputSize returns how many bytes r holds, 0 if that is not known.
func inputSize(r io.Reader) int {
	switch r := r.(type) {
	case interface{ Len() int }:
		return r.Len()
	case interface {
		io.Seeker
		Stat() (fs.FileInfo, error)
	}:
		info, err := r.Stat()
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		at, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return 0
		}
		return int(max(0, info.Size()-at))
	}
	return 0
}

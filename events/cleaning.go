package events

import (
	"fmt"
	"strconv"
	"strings"
)

// Reason is why a row was dropped, or what is worth knowing about one that was
// kept.
type Reason string

// Reasons why a row cannot be read.
const (
	WrongFields Reason = "wrong number of fields"     // not as many as the header has
	BadQuotes   Reason = "quote without its end"      // never closed, or closed inside of a field
	TooLong     Reason = "longer than 1 MiB"          // a row or line
	NulByte     Reason = "NUL byte"                   // binary data
	BadTime     Reason = "time that cannot be read"   // in no layout, or not in the years 1 to 9999
	BadKind     Reason = "kind that is unknown"       // not the name of a Kind
	BadQuantity Reason = "quantity that is no number" // or a negative one that is no purchase, or none
	BadPrice    Reason = "price that is no number"    // or none
	BadAmount   Reason = "amount that is no number"   // or a negative one that is no purchase, or none
	BadDiscount Reason = "discount that is no number" // or a negative one, or more than the row is worth
	BadRating   Reason = "rating that is no number"
	TooMuch     Reason = "amount that is too large" // does not fit into 63 bits
)

// Reasons of a [Policy]. The row was dropped, or else kept as it was.
const (
	DroppedItem   Reason = "item to leave out"
	NoCustomer    Reason = "no customer"
	Cancelled     Reason = "cancelled order"        // kept: as a refund
	Negative      Reason = "negative quantity"      // or amount; kept: as a refund
	NegativePrice Reason = "price below zero"       // kept: as a refund
	ZeroPrice     Reason = "price of zero"          // or amount
	Duplicate     Reason = "copy of an earlier row" // always dropped
)

// Reasons to know about a row that was kept.
const (
	Rounded      Reason = "amount rounded to a whole minor unit"
	LocalMissing Reason = "local time that does not exist (clocks go forward)"
	LocalTwice   Reason = "local time that exists twice (clocks go back)"
)

// finding is the number of a reason.
type finding uint8

const (
	wrongFields finding = iota
	badQuotes
	tooLong
	nulByte
	badTime
	badKind
	badQuantity
	badPrice
	badAmount
	badDiscount
	badRating
	tooMuch
	droppedItem // the first that is not about reading
	noCustomer
	cancelled
	negative
	negativePrice
	zeroPrice
	duplicate
	rounded // the first that is only about rows kept
	localMissing
	localTwice
	none
)

func (f finding) reason() Reason {
	return [none]Reason{
		WrongFields, BadQuotes, TooLong, NulByte, BadTime, BadKind, BadQuantity, BadPrice, BadAmount, BadDiscount, BadRating, TooMuch,
		DroppedItem, NoCustomer, Cancelled, Negative, NegativePrice, ZeroPrice, Duplicate,
		Rounded, LocalMissing, LocalTwice,
	}[f]
}

// Cleaning tells what a reader did with each row: nothing is dropped or changed
// in silence. Rows that were read are kept, or dropped for exactly one reason:
// Read = Kept + the counts of all findings with Dropped.
//
// It prints as a small table:
//
//	 541,909  rows read
//	−135,080  no customer: line 624, 1,445, 1,446, 1,447, 1,448, ...
//	  −5,225  copy of an earlier row: line 519, 529, 539, 541, 557, ...
//	 401,604  rows kept
//	   8,872  of them: negative quantity: line 143 "-1", 156 "-1", 237 "-12", 238 "-24", 239 "-24", ...
type Cleaning struct {
	Read int // rows after the header; blank lines are none
	Kept int // rows that became events

	// Findings are in the order of the constants of Reason, those about dropped
	// rows first. A row that was kept may be in several.
	Findings []Finding
}

// Finding is how often something was found, and where.
type Finding struct {
	Reason  Reason
	Dropped bool // the rows were dropped, not kept
	Count   int
	First   []Sample // the first five at most
}

// Sample is a place in the input.
type Sample struct {
	Line   int    // physical line, row or event, counted from 1
	Column string // the column that decided, "" for the whole row
	Value  string // what stands there, cut after 40 bytes
}

// Dropped returns how many rows were dropped for the reason.
func (c *Cleaning) Dropped(r Reason) int { return c.count(r, true) }

// Found returns how many rows were kept of which the reason is worth knowing.
func (c *Cleaning) Found(r Reason) int { return c.count(r, false) }

func (c *Cleaning) count(r Reason, dropped bool) int {
	for _, f := range c.Findings {
		if f.Reason == r && f.Dropped == dropped {
			return f.Count
		}
	}
	return 0
}

// String returns the table.
func (c Cleaning) String() string {
	width := len(thousands(c.Read)) + 1
	var b strings.Builder
	row := func(sign string, n int, text string) {
		number := thousands(n)
		fmt.Fprintf(&b, "%s%s%s  %s", strings.Repeat(" ", max(0, width-len(number)-min(1, len(sign)))), sign, number, text)
	}
	list := func(f Finding) {
		for i, s := range f.First {
			b.WriteString([]string{": line ", ", "}[min(i, 1)])
			b.WriteString(thousands(s.Line))
			if s.Value != "" {
				b.WriteString(" " + strconv.Quote(s.Value))
			}
		}
		if f.Count > len(f.First) {
			b.WriteString(", ...")
		}
		b.WriteByte('\n')
	}
	row("", c.Read, "rows read\n")
	for _, f := range c.Findings {
		if f.Dropped {
			row("−", f.Count, string(f.Reason))
			list(f)
		}
	}
	row("", c.Kept, "rows kept\n")
	for _, f := range c.Findings {
		if !f.Dropped {
			row("", f.Count, "of them: "+string(f.Reason))
			list(f)
		}
	}
	return b.String()
}

// thousands writes 541909 as 541,909.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// counter collects a Cleaning.
type counter struct {
	read, kept int
	spare      int              // more samples to collect of rows that are kept
	found      [2][none]Finding // kept, dropped
}

// maxSamples is how many places of a finding are kept, maxSample how many bytes of each.
const (
	maxSamples = 5
	maxSample  = 40
)

// note counts one row.
func (c *counter) note(f finding, dropped bool, line int, column string, value []byte) {
	side, most := 0, maxSamples+c.spare
	if dropped {
		side, most = 1, maxSamples
	}
	x := &c.found[side][f]
	x.Count++
	if len(x.First) < most {
		x.First = append(x.First, Sample{Line: line, Column: column, Value: string(value[:min(len(value), maxSample)])})
	}
}

// unreadable returns how many rows could not be read.
func (c *counter) unreadable() (n int) {
	for _, f := range c.found[1][:droppedItem] {
		n += f.Count
	}
	return n
}

// firstUnreadable returns the earliest place at which a row could not be read.
func (c *counter) firstUnreadable() (r Reason, s Sample) {
	for f, x := range c.found[1][:droppedItem] {
		if len(x.First) > 0 && (s.Line == 0 || x.First[0].Line < s.Line) {
			r, s = finding(f).reason(), x.First[0]
		}
	}
	return r, s
}

func (c *counter) cleaning() *Cleaning {
	out := &Cleaning{Read: c.read, Kept: c.kept}
	for _, side := range []int{1, 0} {
		for f, x := range c.found[side] {
			if x.Count > 0 {
				x.Reason, x.Dropped = finding(f).reason(), side == 1
				x.First = x.First[:min(len(x.First), maxSamples)]
				out.Findings = append(out.Findings, x)
			}
		}
	}
	return out
}

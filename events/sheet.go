package events

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	clm "github.com/clm-go/clm"
)

// The columns that a reader can be told of.
const (
	inCustomer = iota
	inItem
	inOrder
	inTime
	inQuantity
	inPrice
	inAmount
	inDiscount
	inKind
	inRating
	roles
)

func roleName(role int) string {
	return [roles]string{"Customer", "Item", "Order", "Time", "Quantity", "Price", "Amount", "Discount", "Kind", "Rating"}[role]
}

// mapping is what CSV and Rows are told about columns.
type mapping struct {
	column [roles]string
	keep   []string
	trim   bool // ids lose ".0"
	point  byte // the decimal point
}

// check looks at what can be wrong whatever the header is.
func (m *mapping) check(typ string) error {
	bad := func(field string, value any, want string) error {
		return &clm.ConfigError{Type: typ, Field: field, Value: value, Want: want}
	}
	if m.column[inTime] == "" {
		return bad("Time", "", "the name of the column with the time")
	}
	if m.column[inAmount] != "" && m.column[inPrice] != "" {
		return bad("Amount", m.column[inAmount], `"", because there is a Price; or no Price`)
	}
	used := map[string]int{}
	for role, name := range m.column {
		if name == "" {
			continue
		}
		key := columnKey(name)
		if key == "" {
			return bad(roleName(role), name, "the name of a column")
		}
		if other, ok := used[key]; ok {
			return bad(roleName(role), name, "a column of its own, because that one is "+roleName(other))
		}
		used[key] = role
	}
	kept := map[string]bool{}
	for _, name := range m.keep {
		key := columnKey(name)
		if key == "" || kept[key] {
			return bad("Keep", name, "different names of columns")
		}
		kept[key] = true
	}
	return nil
}

// columnKey is what of the name of a column counts.
func columnKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// sheet turns rows of texts into events.
type sheet struct {
	op      string
	mapping mapping
	minor   int // digits behind the point of the currency
	*intake
	clock *clock

	header []string
	at     [roles]int // place of the column, −1: none
	keep   []int
	asText []int   // columns of which copies must have the same text
	texts  []names // numbers for texts that the log does not get, by column

	given time.Time // the time of the row as a database gives it; zero: it is a text
	wall  bool      // and only its clock counts
}

// find looks up the columns in the header. The error is a RowError for the
// given line.
func (s *sheet) find(header []string, line int) error {
	s.header = header
	place := map[string]int{}
	twice := map[string]bool{}
	for i, name := range header {
		key := columnKey(name)
		if _, ok := place[key]; ok {
			twice[key] = true
		}
		place[key] = i
	}
	used := make([]bool, len(header))
	find := func(name string) (int, error) {
		key := columnKey(name)
		i, ok := place[key]
		if !ok {
			return 0, &clm.RowError{Op: s.op, Line: line, Column: name, Err: fmt.Errorf("no such column; there are %s", listColumns(header))}
		}
		if twice[key] {
			return 0, &clm.RowError{Op: s.op, Line: line, Column: name, Err: fmt.Errorf("more than one column of that name; there are %s", listColumns(header))}
		}
		used[i] = true
		return i, nil
	}
	for role, name := range s.mapping.column {
		s.at[role] = -1
		if name != "" {
			i, err := find(name)
			if err != nil {
				return err
			}
			s.at[role] = i
		}
	}
	for _, name := range s.mapping.keep {
		i, err := find(name)
		if err != nil {
			return err
		}
		s.keep = append(s.keep, i)
	}
	if s.policy.Duplicates == Drop {
		s.texts = make([]names, len(header))
		for i := range header {
			mapped := used[i] && i != s.at[inDiscount] && i != s.at[inKind] && i != s.at[inRating]
			if !mapped {
				s.asText = append(s.asText, i)
			}
		}
		s.findCopies(ownExtras + len(s.asText))
	}
	return nil
}

// listColumns names the columns of a header, as far as they fit into a message.
func listColumns(header []string) string {
	var b strings.Builder
	for i, name := range header {
		if b.Len() > 300 {
			fmt.Fprintf(&b, " and %d more", len(header)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(name[:min(len(name), 60)]))
	}
	return b.String()
}

// newSheet checks what all readers of columns are told.
func newSheet(typ, op string, m mapping, layouts []string, p Policy, place, currency string, minor int, until time.Time) (*sheet, setting, error) {
	if err := m.check(typ); err != nil {
		return nil, setting{}, err
	}
	set, err := newSetting(typ, place, currency, minor, until)
	if err != nil {
		return nil, setting{}, err
	}
	p, err = p.check(typ)
	if err != nil {
		return nil, setting{}, err
	}
	clock, err := newClock(typ, set.loc, layouts)
	if err != nil {
		return nil, setting{}, err
	}
	return &sheet{op: op, mapping: m, minor: minorDigits(set.minor), intake: newIntake(op, p, m.keep), clock: clock}, set, nil
}

// minorDigits returns log10 of the minor units of one unit.
func minorDigits(minor int) int {
	n := 0
	for ; minor > 1; minor /= 10 {
		n++
	}
	return n
}

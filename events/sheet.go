package events

import (
	"bytes"
	"context"
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
	rest   []int   // the other columns
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
	for i := range header {
		if !used[i] {
			s.rest = append(s.rest, i)
		}
	}
	if s.policy.Duplicates == Drop {
		s.texts = make([]names, len(header))
		s.findCopies(ownExtras + len(s.rest))
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

// reject counts a row that cannot be read because of the column of a role.
func (s *sheet) reject(f finding, line, role int, text []byte) {
	s.counter.note(f, true, line, s.header[s.at[role]], text)
}

// value returns the number in the column of a role, and missing where there is
// no such column or it is empty.
func (s *sheet) value(role int, fields [][]byte) (d decimal, missing, ok bool) {
	i := s.at[role]
	if i < 0 || len(fields[i]) == 0 {
		return decimal{}, true, true
	}
	d, ok = parseDecimal(fields[i], s.mapping.point)
	if !ok && len(bytes.TrimSpace(fields[i])) == 0 {
		return decimal{}, true, true
	}
	return d, false, ok
}

// take reads one row, which has as many fields as the header. Its error ends
// the reading; a row that cannot be read is counted.
func (s *sheet) take(line int, fields [][]byte) error {
	s.counter.read++
	r, a := &s.row, &s.about
	*r = row{}
	*a = about{line: line, local: none}

	var when reading
	switch {
	case s.given.IsZero():
		when = s.clock.read(fields[s.at[inTime]])
	case s.wall:
		t := s.given
		when = s.clock.at(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC).UnixMicro(), 0)
	default:
		when = reading{micros: s.given.UnixMicro(), ok: inYears(s.given.UnixMicro()), local: none}
	}
	if !when.ok {
		s.reject(badTime, line, inTime, fields[s.at[inTime]])
		return nil
	}
	r.micros, a.local = when.micros, when.local

	if i := s.at[inKind]; i >= 0 && len(fields[i]) > 0 {
		kind, ok := parseKind(fields[i])
		if !ok {
			s.reject(badKind, line, inKind, fields[i])
			return nil
		}
		r.kind = kind
	}
	trade := r.kind <= Refund

	quantity, missing, ok := s.value(inQuantity, fields)
	if !ok || missing && trade && s.at[inQuantity] >= 0 || quantity.negative() && r.kind > Refund {
		s.reject(badQuantity, line, inQuantity, fields[s.at[inQuantity]])
		return nil
	}
	a.quantity = quantity
	if missing {
		quantity = one()
	}
	r.quantity = quantity.float()
	a.minus = quantity.negative()

	if role := inPrice; s.at[inPrice] >= 0 || s.at[inAmount] >= 0 {
		bad, times := badPrice, quantity
		if s.at[inAmount] >= 0 {
			role, bad, times = inAmount, badAmount, one()
		}
		money, missing, ok := s.value(role, fields)
		if !ok || missing && trade || money.negative() && r.kind > Refund {
			s.reject(bad, line, role, fields[s.at[role]])
			return nil
		}
		amount, exact, fits := money.times(times, s.minor)
		if !fits {
			s.reject(tooMuch, line, role, fields[s.at[role]])
			return nil
		}
		a.money, a.moneyRole = money, role
		r.amount, a.rounded = amount, !exact
		a.zero = trade && money.digits == 0
		if role == inAmount {
			a.minus = a.minus || money.negative()
		} else {
			a.minusPrice = money.negative()
		}
	}
	if s.at[inDiscount] >= 0 {
		text := fields[s.at[inDiscount]]
		d, missing, ok := s.value(inDiscount, fields)
		discount, exact, fits := d.times(one(), s.minor)
		switch {
		case !ok || d.negative():
			s.reject(badDiscount, line, inDiscount, text)
			return nil
		case !fits:
			s.reject(tooMuch, line, inDiscount, text)
			return nil
		case s.at[inPrice] >= 0:
			if r.amount -= discount; r.amount < 0 {
				s.reject(badDiscount, line, inDiscount, text)
				return nil
			}
		}
		r.discount = discount
		a.rounded = a.rounded || !missing && !exact
	}
	if i := s.at[inRating]; i >= 0 {
		d, _, ok := s.value(inRating, fields)
		v := float32(d.float())
		if d.minus {
			v = -v
		}
		if !ok {
			s.reject(badRating, line, inRating, fields[i])
			return nil
		}
		r.rating = v
	}

	if err := s.number(r, a, fields); err != nil {
		return err
	}
	a.order = s.field(inOrder, fields)
	a.fields = fields
	if s.drops(s) {
		return nil
	}
	if s.extra != nil {
		if err := s.written(when, fields); err != nil {
			return err
		}
	}
	return s.add(s)
}

// field returns the text in the column of a role.
func (s *sheet) field(role int, fields [][]byte) []byte {
	if i := s.at[role]; i >= 0 {
		return fields[i]
	}
	return nil
}

// name returns the text in a column of ids, and whether ".0" was taken off.
func (s *sheet) id(role int, fields [][]byte) ([]byte, bool) {
	text := s.field(role, fields)
	if s.mapping.trim && len(text) > 2 {
		return bytes.CutSuffix(text, []byte(".0"))
	}
	return text, false
}

// number gives the texts of the row their numbers.
func (s *sheet) number(r *row, a *about, fields [][]byte) (err error) {
	text, cut := s.id(inCustomer, fields)
	a.cut[0] = cut
	if r.customer, err = s.builder.number(&s.builder.customers, "customers", text); err != nil {
		return err
	}
	text, cut = s.id(inItem, fields)
	a.cut[1] = cut
	if r.item, err = s.builder.number(&s.builder.items, "items", text); err != nil {
		return err
	}
	text, cut = s.id(inOrder, fields)
	a.cut[2] = cut
	if r.order, err = s.builder.order.add(s.op, "orders", text); err != nil {
		return err
	}
	for k, i := range s.keep {
		if s.builder.numbers[k], err = s.builder.number(&s.builder.kept[k], s.header[i], fields[i]); err != nil {
			return err
		}
	}
	return nil
}

// The numbers of a sheet to find copies with, before those of the columns that
// are not mapped.
const (
	extraTime = extras + iota
	extraQuantity
	extraMoney
	extraCut
	extraDiscount
	extraKind
	extraRating
	ownExtras = iota
)

// written keeps how the values of the row were written, as far as that does not
// follow from the event.
func (s *sheet) written(when reading, fields [][]byte) error {
	a, x := &s.about, s.extra
	var failed error
	text := func(i int) int32 {
		n, err := s.texts[i].add(s.op, s.header[i], fields[i])
		if err != nil {
			failed = err
		}
		return n
	}
	switch {
	case when.layout > 0:
		x[extraTime] = int32(when.layout)
	case !s.given.IsZero():
		x[extraTime] = -1 - int32(s.given.Nanosecond()%1000)
	default:
		x[extraTime] = int32(len(s.clock.layouts)) + 1 + text(s.at[inTime])
	}
	if i := s.at[inQuantity]; i >= 0 {
		// A float64 gives back decimals of up to 15 digits.
		if q := &a.quantity; q.plain && q.digits < 1e15 {
			x[extraQuantity] = int32(q.sign())
		} else {
			x[extraQuantity] = 2*maxDigits + 2 + text(i)
		}
	}
	if i := s.at[a.moneyRole]; a.moneyRole != 0 {
		const limit = 1 << 30
		if m := &a.money; m.plain && m.digits < limit/(2*maxDigits+2) {
			x[extraMoney] = int32(m.digits*(2*maxDigits+2) + m.sign())
		} else {
			x[extraMoney] = limit + text(i) // above 2³⁰ texts the sum is negative, and still another for each
		}
	}
	x[extraCut] = 0
	for i, cut := range a.cut {
		if cut {
			x[extraCut] |= 1 << i
		}
	}
	for k, role := range [3]int{inDiscount, inKind, inRating} {
		if i := s.at[role]; i >= 0 {
			x[extraDiscount+k] = text(i)
		}
	}
	for k, i := range s.rest {
		x[extras+ownExtras+k] = text(i)
	}
	return failed
}

// parseKind reads the name of a kind, in any case.
func parseKind(text []byte) (Kind, bool) {
	text = bytes.TrimSpace(text)
	for k := range kinds {
		if bytes.EqualFold(text, []byte(k.String())) {
			return k, true
		}
	}
	return 0, false
}

// minorDigits returns log10 of the minor units of one unit.
func minorDigits(minor int) int {
	n := 0
	for ; minor > 1; minor /= 10 {
		n++
	}
	return n
}

// finish makes the log, unless too few rows could be read.
func (s *intake) finish(ctx context.Context, set setting) (*Log, *Cleaning, error) {
	if bad := s.counter.unreadable(); s.policy.MinKept > 0 && float64(s.counter.read-bad) < s.policy.MinKept*float64(s.counter.read) {
		reason, at := s.counter.firstUnreadable()
		return nil, s.counter.cleaning(), &clm.RowError{Op: s.op, Line: at.Line, Column: at.Column, Value: at.Value, Err: fmt.Errorf(
			"%s; %s of %s rows cannot be read, want at least %v of them (Policy.MinKept)%s", reason, thousands(bad), thousands(s.counter.read), s.policy.MinKept, s.hint(reason))}
	}
	l, err := s.builder.log(ctx, set)
	return l, s.counter.cleaning(), err
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

// place implements placer.
func (s *sheet) place(f finding, a *about) (column string, value []byte) {
	role := inTime
	switch f {
	case droppedItem:
		role = inItem
	case noCustomer:
		role = inCustomer
	case cancelled:
		role = inOrder
	case negative:
		if role = inQuantity; !a.quantity.negative() {
			role = a.moneyRole
		}
	case negativePrice, zeroPrice:
		role = a.moneyRole
	case rounded:
		if role = a.moneyRole; role == 0 {
			role = inDiscount
		}
	}
	if i := s.at[role]; i >= 0 {
		return s.header[i], a.fields[i]
	}
	return "", nil
}

package events

import (
	"bytes"
	"time"
)

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

	when := s.when(fields)
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
	if s.at[inDiscount] >= 0 && !s.discount(line, fields) || s.at[inRating] >= 0 && !s.rating(line, fields) {
		return nil
	}

	if err := s.number(fields); err != nil {
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

// when reads the time of the row.
func (s *sheet) when(fields [][]byte) reading {
	switch t := s.given; {
	case t.IsZero():
		return s.clock.read(fields[s.at[inTime]])
	case s.wall:
		wall, ok := microsOf(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC))
		if !ok {
			return reading{}
		}
		return s.clock.at(wall, 0)
	}
	micros, ok := microsOf(s.given)
	return reading{micros: micros, ok: ok, local: none}
}

// discount reads the discount of the row at hand. False: the row cannot be
// read, and was counted.
func (s *sheet) discount(line int, fields [][]byte) bool {
	r, a, text := &s.row, &s.about, fields[s.at[inDiscount]]
	d, missing, ok := s.value(inDiscount, fields)
	discount, exact, fits := d.times(one(), s.minor)
	switch {
	case !ok || d.negative():
		s.reject(badDiscount, line, inDiscount, text)
		return false
	case !fits:
		s.reject(tooMuch, line, inDiscount, text)
		return false
	case s.at[inPrice] >= 0:
		if r.amount -= discount; r.amount < 0 {
			s.reject(badDiscount, line, inDiscount, text)
			return false
		}
	}
	r.discount = discount
	a.rounded = a.rounded || !missing && !exact
	return true
}

// rating reads the rating of the row at hand. False: the row cannot be read,
// and was counted.
func (s *sheet) rating(line int, fields [][]byte) bool {
	d, _, ok := s.value(inRating, fields)
	if !ok {
		s.reject(badRating, line, inRating, fields[s.at[inRating]])
		return false
	}
	s.row.rating = float32(d.float())
	if d.minus {
		s.row.rating = -s.row.rating
	}
	return true
}

// field returns the text in the column of a role.
func (s *sheet) field(role int, fields [][]byte) []byte {
	if i := s.at[role]; i >= 0 {
		return fields[i]
	}
	return nil
}

// id returns the text in a column of ids, and whether ".0" was taken off.
func (s *sheet) id(role int, fields [][]byte) ([]byte, bool) {
	text := s.field(role, fields)
	if s.mapping.trim && len(text) > 2 {
		return bytes.CutSuffix(text, []byte(".0"))
	}
	return text, false
}

// number gives the texts of the row their numbers.
func (s *sheet) number(fields [][]byte) (err error) {
	r, a := &s.row, &s.about
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

package events

import (
	"fmt"
	"math"
	"time"

	clm "github.com/clm-go/clm"
)

// Merge adds all that other has counted; which of the two comes first does
// not matter.
//
// Tallies of different units or locations give an error that wraps
// [clm.ErrConfig]. A customer with purchases in both, of which those in the
// one are not all before those in the other, gives an error that wraps
// [clm.ErrValue]; so the same purchases cannot be merged twice. Sums that
// overflow, and more than 2³¹−2 customers, give a [clm.LimitError]. Merging a
// tally with itself is a mistake of the program and panics. Time: O(customers
// of other).
func (t *Tally) Merge(other *Tally) error { return t.merge("events.Tally.Merge", other) }

func (t *Tally) merge(op string, other *Tally) error {
	if t == other {
		panic(op + ": a tally cannot be merged with itself")
	}
	if t.Unit() != other.Unit() || t.placeName() != other.placeName() {
		return fmt.Errorf("%s: the tally counts in units of a %s in %s, the other one in units of a %s in %s: %w",
			op, t.Unit(), t.placeName(), other.Unit(), other.placeName(), clm.ErrConfig)
	}
	// First everything that can go wrong, then the change.
	sums := make([]state, len(other.states))
	at := make([]int32, len(other.states))
	fresh := 0
	for k, name := range other.names {
		i, known := t.lookup(name)
		if known {
			sums[k] = t.states[i]
		} else {
			i += int32(fresh)
			fresh++
			if len(t.names)+fresh >= math.MaxInt32 {
				return &clm.LimitError{Op: op, Limit: math.MaxInt32 - 1, What: "customers"}
			}
		}
		at[k] = i
		if a, b := &sums[k], &other.states[k]; a.periods > 0 && b.periods > 0 && a.lastTime >= b.firstTime && b.lastTime >= a.firstTime {
			return overlap(op, name, a, b, t.Location())
		}
		if err := sums[k].merge(op, name, &other.states[k], t.Location()); err != nil {
			return err
		}
	}
	for k, i := range at {
		if int(i) == len(t.states) {
			t.names = append(t.names, other.names[k])
			t.states = append(t.states, state{})
			t.number[other.names[k]] = i
		}
		t.states[i] = sums[k]
	}
	if other.any {
		t.saw(other.last)
	}
	return nil
}

// merge adds what other knows of the same customer. After an error s is of no
// use.
func (s *state) merge(op, customer string, other *state, loc *time.Location) error {
	a, b := *s, *other
	if a.periods > 0 && b.periods > 0 {
		if b.first < a.first || b.first == a.first && b.last < a.last {
			a, b = b, a
		}
		if b.first < a.last {
			return overlap(op, customer, &a, &b, loc)
		}
		s.firstTime, s.lastTime = min(a.firstTime, b.firstTime), max(a.lastTime, b.lastTime)
		s.first, s.last = a.first, b.last
		s.firstGross = a.firstGross
		s.periods = a.periods + b.periods
		gap := b.first - a.last
		s.squares = a.squares + gap*gap + b.squares
		if gap == 0 {
			s.periods--
		}
	} else if b.periods > 0 {
		s.firstTime, s.lastTime, s.first, s.last = b.firstTime, b.lastTime, b.first, b.last
		s.periods, s.squares, s.firstGross = b.periods, b.squares, b.firstGross
	}
	ok := true
	add := func(a, b int64) int64 {
		sum, fits := addInt64(a, b)
		ok = ok && fits
		return sum
	}
	if a.periods > 0 && b.periods > 0 && a.first == b.first {
		s.firstGross = add(a.firstGross, b.firstGross)
	}
	s.orders = add(a.orders, b.orders)
	s.units = add(a.units, b.units)
	s.gross = add(a.gross, b.gross)
	s.refunds = add(a.refunds, b.refunds)
	s.refunded = add(a.refunded, b.refunded)
	if !ok {
		return overflow(op, quoted(customer))
	}
	return nil
}

// overlap is the error for pieces that do not come one after the other.
func overlap(op, customer string, a, b *state, loc *time.Location) error {
	day := func(micros int64) string { return time.UnixMicro(micros).In(loc).Format(time.RFC3339) }
	return fmt.Errorf("%s: %s has purchases from %s to %s and from %s to %s, but pieces must come one after the other in time: %w",
		op, quoted(customer), day(a.firstTime), day(a.lastTime), day(b.firstTime), day(b.lastTime), clm.ErrValue)
}

// add takes an event of the customer that is a purchase or a refund. A
// purchase must not be in an earlier period than the last one. After an error
// s is of no use.
func (s *state) add(op, customer string, kind Kind, micros, period int64, quantity float64, amount int64, newOrder bool) error {
	if kind == Refund {
		s.refunds++
		var ok bool
		if s.refunded, ok = addInt64(s.refunded, amount); !ok {
			return overflow(op, quoted(customer))
		}
		return nil
	}
	parts, ok1 := millionths(quantity)
	units, ok2 := addInt64(s.units, parts)
	gross, ok3 := addInt64(s.gross, amount)
	if !ok1 || !ok2 || !ok3 {
		return overflow(op, quoted(customer))
	}
	s.units, s.gross = units, gross
	if newOrder {
		s.orders++
	}
	switch {
	case s.periods == 0:
		s.firstTime, s.first, s.last, s.periods = micros, period, period, 1
	case period > s.last:
		gap := period - s.last
		s.squares += gap * gap
		s.last = period
		s.periods++
	}
	if s.periods == 1 {
		s.firstGross = s.gross
	}
	s.lastTime = micros
	return nil
}

// overflow is the error for a sum that overflows.
func overflow(op, of string) error {
	return &clm.LimitError{Op: op, Limit: math.MaxInt64, What: "minor units, or millionths of a unit, of " + of}
}

func quoted(customer string) string { return fmt.Sprintf("customer %q", customer) }

// millionths returns a quantity in millionths of a unit, and false if that
// does not fit into 64 bits.
func millionths(quantity float64) (int64, bool) {
	parts := math.Round(quantity * microUnits)
	if !(parts < 1<<63) {
		return 0, false
	}
	return int64(parts), true
}

// addInt64 returns a+b, and false if that overflows. Neither is negative.
func addInt64(a, b int64) (int64, bool) {
	if a > math.MaxInt64-b {
		return 0, false
	}
	return a + b, true
}

package events

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strconv"
	"time"
)

// Stream makes a log of events that come from anywhere: a message queue, a
// format that [CSV] does not read, a generator.
//
// All of [Policy] applies, with these differences: Duplicates compares all
// fields of events; Negative takes a negative amount like a negative quantity;
// ZeroPrice is about the amount; NegativePrice does not occur. An event that
// cannot be in a log (see [Event]) is counted as unreadable. In [Sample], Line
// is the number of the event, counted from 1, and Column the name of the field.
//
// Time is O(events·log events), memory that of the log, twice while it is
// sorted.
type Stream struct {
	// Location is the place whose calendar counts, an IANA name. "" means UTC.
	Location string
	// Until is up to when the events are complete, see [Log.Until]. Zero means
	// the last event.
	Until time.Time
	// Currency is the name of the currency, for people. "" means that it has none.
	Currency string
	// MinorPerUnit is how many minor units, in which events count, make one unit
	// of the currency, a power of ten up to 1,000,000. 0 means 100.
	MinorPerUnit int
	// Policy says what becomes of events that are no plain purchases. The zero
	// Policy keeps what it can.
	Policy Policy
}

// Collect is [Stream.Collect] with the zero Stream.
func Collect(ctx context.Context, seq iter.Seq2[Event, error]) (*Log, *Cleaning, error) {
	return Stream{}.Collect(ctx, seq)
}

// Collect takes all events of a sequence, up to its first error, which it
// returns with the number of the event. The Cleaning is never nil: with an error
// it tells what was read until then.
//
// Other errors wrap clm.ErrConfig for a field that cannot work; clm.ErrRow for
// fewer readable events than Policy.MinKept; clm.ErrValue for an event after
// Until; clm.ErrLimit for more than 2³¹−2 events or ids; or are the cause of
// ctx. No events give an empty log.
func (s Stream) Collect(ctx context.Context, seq iter.Seq2[Event, error]) (*Log, *Cleaning, error) {
	const typ, op = "events.Stream", "events.Stream.Collect"
	set, err := newSetting(typ, s.Location, s.Currency, s.MinorPerUnit, s.Until)
	if err != nil {
		return nil, &Cleaning{}, err
	}
	policy, err := s.Policy.check(typ)
	if err != nil {
		return nil, &Cleaning{}, err
	}
	c := &collector{intake: newIntake(op, policy, nil)}
	if policy.Duplicates == Drop {
		c.findCopies(2)
	}
	for e, err := range seq {
		n := c.counter.read + 1
		if err == nil && n%1024 == 0 && ctx.Err() != nil {
			return nil, c.counter.cleaning(), context.Cause(ctx)
		}
		if err != nil {
			return nil, c.counter.cleaning(), fmt.Errorf("%s: event %d: %w", op, n, err)
		}
		if err := c.take(&e); err != nil {
			return nil, c.counter.cleaning(), err
		}
	}
	if ctx.Err() != nil {
		return nil, c.counter.cleaning(), context.Cause(ctx)
	}
	return c.finish(ctx, set)
}

// collector takes events one by one.
type collector struct {
	*intake
	text  []byte
	event *Event // the one at hand
}

// take takes one event. Its error ends the collecting.
func (c *collector) take(e *Event) error {
	c.counter.read++
	c.event = e
	r, a := &c.row, &c.about
	*a = about{line: c.counter.read, local: none}
	micros, inYears := microsOf(e.Time)
	*r = row{
		micros: micros, kind: e.Kind, quantity: math.Abs(e.Quantity),
		amount: e.Amount, discount: e.Discount, rating: e.Rating,
	}
	if e.Amount < 0 {
		r.amount = -e.Amount // still negative for the lowest number
	}
	a.minus = e.Quantity < 0 || e.Amount < 0
	a.zero = e.Kind <= Refund && e.Amount == 0
	if f, column, value := c.unreadable(inYears); f != none {
		c.counter.note(f, true, a.line, column, []byte(value))
		return nil
	}
	var err error
	if r.customer, err = c.number(&c.builder.customers, "customers", e.Customer); err != nil {
		return err
	}
	if r.item, err = c.number(&c.builder.items, "items", e.Item); err != nil {
		return err
	}
	a.order = append(c.text[:0], e.Order...)
	c.text = a.order
	if r.order, err = c.builder.order.add(c.op, "orders", a.order); err != nil {
		return err
	}
	if c.drops(c) {
		return nil
	}
	if x := c.extra; x != nil {
		// What the log does not hold of an event.
		x[extras] = int32(e.Time.Nanosecond() % 1000)
		x[extras+1] = int32(e.Kind) << 2 // the row may have become a refund
		if e.Quantity < 0 {
			x[extras+1] |= 1
		}
		if e.Amount < 0 {
			x[extras+1] |= 2
		}
	}
	return c.add(c)
}

func (c *collector) number(n *names, what, text string) (int32, error) {
	c.text = append(c.text[:0], text...)
	return c.builder.number(n, what, c.text)
}

// unreadable returns why the event at hand cannot be in a log. InYears tells
// whether its time can.
func (c *collector) unreadable(inYears bool) (f finding, column, value string) {
	e, r := c.event, &c.row
	switch {
	case !inYears:
		return badTime, "Time", e.Time.String()
	case e.Kind >= kinds:
		return badKind, "Kind", e.Kind.String()
	case r.quantity-r.quantity != 0 || e.Quantity < 0 && e.Kind > Refund:
		return badQuantity, "Quantity", strconv.FormatFloat(e.Quantity, 'g', -1, 64)
	case r.amount < 0:
		return tooMuch, "Amount", strconv.FormatInt(e.Amount, 10)
	case e.Amount < 0 && e.Kind > Refund:
		return badAmount, "Amount", strconv.FormatInt(e.Amount, 10)
	case e.Discount < 0:
		return badDiscount, "Discount", strconv.FormatInt(e.Discount, 10)
	case e.Rating-e.Rating != 0:
		return badRating, "Rating", strconv.FormatFloat(float64(e.Rating), 'g', -1, 32)
	}
	return none, "", ""
}

// place implements placer.
func (c *collector) place(f finding, a *about) (column string, value []byte) {
	e := c.event
	switch f {
	case droppedItem:
		return "Item", []byte(e.Item)
	case noCustomer:
		return "Customer", nil
	case cancelled:
		return "Order", []byte(e.Order)
	case negative:
		if e.Quantity < 0 {
			return "Quantity", strconv.AppendFloat(nil, e.Quantity, 'g', -1, 64)
		}
	}
	return "Amount", strconv.AppendInt(nil, e.Amount, 10)
}

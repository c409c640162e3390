package events

import (
	"fmt"
	"math"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/calendar"
)

// Tally keeps what [Summaries] needs to know of every customer, without the
// history: today's orders update yesterday's tally. Its size depends on the
// number of customers and not on that of events.
//
// Of each customer with a purchase or a refund it holds
//
//	purchases   first and last instant, first and last period, distinct periods with a purchase,
//	            sum of the squares of the gaps between consecutive ones (the gaps add up to last − first),
//	            orders with a purchase, units bought
//	money       gross, gross of the first period, refunded
//	refunds     how many
//
// and the instant of the last event of any kind. A period is a calendar unit
// in the location of the tally; both are fixed when it is made. The zero Tally
// counts days in UTC and is ready to use. Events of customers that are not
// known count for the last instant only.
//
// All sums are of integers, so nothing depends on the order of additions.
// Quantities are counted in millionths of a unit, each line rounded to the
// nearest, halves away from zero. Amounts must be of one currency. A sum
// that overflows 64 bits gives a [clm.LimitError], and nothing is lost: on
// every error the tally is as it was.
//
// Pieces add up. The tallies of two pieces of a log merge into the tally of
// the whole, to the byte, when each customer is in one of them only, or when
// the one ends before the other begins and no order is in both. The cut may
// lie inside a period. What a tally cannot do is to fill a gap: a purchase in
// a period strictly between the first and the last of its customer is an
// error that wraps [clm.ErrValue], because the tally no longer knows whether
// that period had a purchase before. So pieces by customer are merged in any
// order, and pieces by time with their neighbours.
//
// A Tally may be read by many goroutines, and changed by one at a time.
type Tally struct {
	unit  clm.Unit // "": Day
	place string   // IANA name; "": UTC
	loc   *time.Location

	any    bool  // whether there was an event
	last   int64 // its instant, of all kinds
	names  []string
	states []state
	number map[string]int32 // of the customer; made when first asked for
	met    map[orderKey]struct{}
	cal    *calendar.Calendar // made when first asked for
}

// state is what a tally knows of one customer. Everything but the refunds is
// zero before the first purchase.
type state struct {
	firstTime, lastTime int64 // purchases, Unix microseconds
	first, last         int64 // their periods
	periods             int64 // distinct periods with a purchase
	squares             int64 // of the gaps between them, added up
	orders              int64
	units               int64 // millionths
	gross, firstGross   int64 // of all periods, of the first
	refunds, refunded   int64 // events and money
}

// microUnits is how many parts a unit of a quantity is counted in.
const microUnits = 1_000_000

// orderKey is an order as [Tally.Add] meets it. The instant is that of an
// order without id.
type orderKey struct {
	customer int32
	id       string
	micros   int64
}

// NewTally returns an empty tally that counts in the given unit ("" means
// clm.Day) of the calendar of a place, which is an IANA name ("" means UTC).
// Any other unit or place gives a [clm.ConfigError].
func NewTally(unit clm.Unit, location string) (*Tally, error) {
	unit, err := checkUnit("events.Tally", unit)
	if err != nil {
		return nil, err
	}
	s, err := newSetting("events.Tally", location, "", 0, time.Time{})
	if err != nil {
		return nil, err
	}
	return &Tally{unit: unit, place: s.place, loc: s.loc}, nil
}

// Unit returns the calendar unit in which the tally counts.
func (t *Tally) Unit() clm.Unit {
	if t.unit == "" {
		return clm.Day
	}
	return t.unit
}

// Location returns the place whose calendar counts.
func (t *Tally) Location() *time.Location {
	if t.loc == nil {
		return time.UTC
	}
	return t.loc
}

// placeName returns the IANA name of the place.
func (t *Tally) placeName() string {
	if t.place == "" {
		return "UTC"
	}
	return t.place
}

// Len returns the number of customers with a purchase or a refund.
func (t *Tally) Len() int { return len(t.states) }

// Last returns the instant of the last event, and the zero time before the
// first one was added.
func (t *Tally) Last() time.Time {
	if !t.any {
		return time.Time{}
	}
	return time.UnixMicro(t.last).In(t.Location())
}

// Add takes one event. Events may come in any order within a period; across
// periods see [Tally].
//
// An order counts once, however its lines are mixed with other events. For
// that Add remembers the orders that it has met, and memory grows with their
// number: prefer [Tally.AddLog] for many events. Orders that came in by
// AddLog or Merge, or before the tally was written and read again, it does
// not know; their lines must not be added apart.
//
// Add returns an error that wraps [clm.ErrValue] for an event that a log
// could not hold either (a negative amount, a time outside the years 1 to
// 9999 ...) or whose period lies within those of its customer, and a
// [clm.LimitError] when a sum overflows or there are more than 2³¹−2
// customers.
func (t *Tally) Add(e Event) error {
	const op = "events.Tally.Add"
	micros, _ := microsOf(e.Time) // what is no time is refused below
	in := entry{micros: micros, kind: e.Kind, quantity: e.Quantity, amount: e.Amount, discount: e.Discount, rating: e.Rating}
	if field, reason := in.check(); field != "" {
		return fmt.Errorf("%s: %s %s: %w", op, field, reason, clm.ErrValue)
	}
	if e.Customer != "" && e.Kind <= Refund {
		i, known := t.lookup(e.Customer)
		if !known && len(t.names) == math.MaxInt32-1 {
			return &clm.LimitError{Op: op, Limit: math.MaxInt32 - 1, What: "customers"}
		}
		key := orderKey{customer: i, id: e.Order}
		if e.Order == "" {
			key.micros = in.micros
		}
		_, met := t.met[key]
		one := state{}
		if t.cal == nil {
			cal := t.calendar()
			t.cal = &cal
		}
		if err := one.add(op, e.Customer, e.Kind, in.micros, int64(t.cal.Index(in.micros)), e.Quantity, e.Amount, !met); err != nil {
			return err
		}
		sum := state{}
		if known {
			sum = t.states[i]
		}
		if err := sum.merge(op, e.Customer, &one, t.Location()); err != nil {
			return err
		}
		if !known {
			t.names = append(t.names, e.Customer)
			t.states = append(t.states, state{})
			t.number[e.Customer] = i
		}
		t.states[i] = sum
		if e.Kind == Purchase {
			if t.met == nil {
				t.met = make(map[orderKey]struct{})
			}
			t.met[key] = struct{}{}
		}
	}
	t.saw(in.micros)
	return nil
}

// lookup returns the number of a customer, and that of the next new one if it
// is not known.
func (t *Tally) lookup(customer string) (int32, bool) {
	if t.number == nil {
		t.number = make(map[string]int32, len(t.names))
		for i, name := range t.names {
			t.number[name] = int32(i)
		}
	}
	if i, ok := t.number[customer]; ok {
		return i, true
	}
	return int32(len(t.names)), false
}

// calendar returns one that numbers the periods of the tally.
func (t *Tally) calendar() calendar.Calendar {
	return calendar.New(clm.Period{Unit: t.Unit()}, t.Location())
}

// saw notes that there was an event.
func (t *Tally) saw(micros int64) {
	if !t.any || micros > t.last {
		t.any, t.last = true, micros
	}
}

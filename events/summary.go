package events

import (
	"math"
	"slices"
	"strings"
	"time"

	clm "github.com/clm-go/clm"
)

// Summaries turns events into one [Summary] for each customer, as things
// stood at one instant.
//
//	s, err := events.Summaries{AsOf: asOf}.OfLog(log)     // from a log, later events do not matter
//	s, err := events.Summaries{AsOf: asOf}.Of(tally)      // from a tally that is kept up to date
//
// Time: O(events) from a log and O(customers) from a tally, besides sorting
// the customers. Memory: O(customers).
//
// The words and numbers are those of lifetimes, summary_data_from_transaction_data.
// Differs from lifetimes: AsOf itself is not part of the time observed (its
// observation_period_end is the last instant before AsOf), and months and
// years are those of the calendar.
//
// Source: P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers"
// the Easy Way, Marketing Science 24(2), 2005, doi:10.1287/mksc.1040.0098, for
// frequency, recency and T.
type Summaries struct {
	// AsOf is the instant of the question: everything before it counts, and
	// nothing that happened at or after it. To count all of a log it must lie
	// after the last event, such as at the beginning of the next day;
	// [Log.Until] is that event itself where no end was declared. Required; the
	// zero time is an error.
	AsOf time.Time
	// Unit is the calendar unit in which time is counted: clm.Day, clm.Week
	// (ISO weeks), clm.Month or clm.Year; "" means clm.Day.
	Unit clm.Unit
}

// Summary is what is known about one customer as of an instant.
//
// Time is counted in units of the calendar (days, ISO weeks, months, years)
// in the log's location, never in hours divided by 24. Let p(t) be the number
// of the unit that t lies in, end = p(the last instant before AsOf), and first
// and last the units of the customer's first and last purchase. The words are
// those of buy-till-you-die models; SinceLast is the R of RFM.
//
// An example: AsOf is the beginning of 11 March and the unit is the day. A
// customer bought on 1 March for 10.00, twice on 4 March for 20.00 and 5.00,
// gave back 5.00 on 6 March and bought on 9 March for 35.00. Then end is
// 10 March and
//
//	Frequency   2      1, 4 and 9 March are three days, less the first
//	Recency     8      from 1 to 9 March
//	T           9      from 1 to 10 March
//	SinceLast   1      from 9 to 10 March
//	Orders      4
//	Gross       7000   all purchases
//	Refunded    500
//	Total       6500   Gross less Refunded
//	MeanRepeat  3000   4 and 9 March brought 25.00 and 35.00
//	MeanGap     4      3 and 5 days
type Summary struct {
	Customer string // who; never empty

	Frequency int // repeat purchase units: distinct units with a purchase, less one
	Recency   int // units from the first to the last purchase
	T         int // units from the first purchase to the end
	SinceLast int // units from the last purchase to the end

	Orders int     // orders with a purchase
	Units  float64 // units bought, to the millionth

	Gross    int64 // money of all purchases, in minor units
	Refunded int64 // money of all refunds, in minor units
	Total    int64 // Gross less Refunded; negative where more came back than was bought in the log

	MeanRepeat   float64 // mean gross money of the units with a purchase after the first, in minor units; 0 if there is none
	MeanGap      float64 // mean number of units between consecutive units with a purchase; 0 if there is only one
	GapDeviation float64 // their standard deviation with n−1; 0 for fewer than two gaps

	First, Last time.Time // first and last purchase, in the log's location
}

// Of returns the summaries of all customers with a purchase, sorted by
// customer bytewise.
//
// It returns a [clm.ConfigError] when AsOf is zero or outside the years 1 to
// 9999, when an event was added to the tally that did not happen before AsOf,
// and when the tally counts in another unit.
func (s Summaries) Of(tally *Tally) ([]Summary, error) {
	unit, err := s.check()
	if err != nil {
		return nil, err
	}
	if got := tally.Unit(); got != unit {
		return nil, &clm.ConfigError{Type: "events.Summaries", Field: "Unit", Value: string(unit), Want: `"` + string(got) + `", the unit of the tally`}
	}
	loc := tally.Location()
	if tally.any && !time.UnixMicro(tally.last).Before(s.AsOf) {
		return nil, &clm.ConfigError{Type: "events.Summaries", Field: "AsOf", Value: s.AsOf, Want: "an instant after the last event of the tally, " + time.UnixMicro(tally.last).In(loc).Format(time.RFC3339Nano)}
	}
	cal := tally.calendar()
	end := int64(cal.Index(ceilMicro(s.AsOf) - 1))
	out := make([]Summary, 0, len(tally.states))
	for i := range tally.states {
		if st := &tally.states[i]; st.periods > 0 {
			out = append(out, st.summary(tally.names[i], end, loc))
		}
	}
	slices.SortFunc(out, func(a, b Summary) int { return strings.Compare(a.Customer, b.Customer) })
	return out, nil
}

// OfLog returns the summaries of all customers of the log with a purchase
// before AsOf, sorted by customer bytewise. What the log holds at or after
// AsOf changes nothing.
//
// It returns a [clm.ConfigError] when AsOf is zero or outside the years 1 to
// 9999 or Unit is unknown, and a [clm.LimitError] when a sum overflows, as in
// [Tally.Add].
func (s Summaries) OfLog(l *Log) ([]Summary, error) {
	unit, err := s.check()
	if err != nil {
		return nil, err
	}
	t := &Tally{unit: unit, place: l.place, loc: l.loc}
	if err := t.AddLog(l.Before(s.AsOf)); err != nil {
		return nil, err
	}
	return s.Of(t)
}

// check returns the unit to count in.
func (s Summaries) check() (clm.Unit, error) {
	if err := checkAsOf("events.Summaries", s.AsOf); err != nil {
		return "", err
	}
	return checkUnit("events.Summaries", s.Unit)
}

// checkAsOf returns an error unless t is an instant at which events can be.
func checkAsOf(typ string, t time.Time) error {
	if t.IsZero() {
		return &clm.ConfigError{Type: typ, Field: "AsOf", Value: t, Want: "an instant, it is required"}
	}
	if _, ok := microsOf(t); !ok {
		return &clm.ConfigError{Type: typ, Field: "AsOf", Value: t, Want: "an instant in the years 1 to 9999"}
	}
	return nil
}

func checkUnit(typ string, u clm.Unit) (clm.Unit, error) {
	if u == "" {
		return clm.Day, nil
	}
	if (clm.Period{Unit: u}).Check() != nil {
		return "", &clm.ConfigError{Type: typ, Field: "Unit", Value: string(u), Want: `"day", "week", "month" or "year"`}
	}
	return u, nil
}

// summary answers for one customer with a purchase.
func (s *state) summary(customer string, end int64, loc *time.Location) Summary {
	out := Summary{
		Customer:  customer,
		Frequency: int(s.periods - 1),
		Recency:   int(s.last - s.first),
		T:         int(end - s.first),
		SinceLast: int(end - s.last),
		Orders:    int(s.orders),
		Units:     float64(s.units) / microUnits,
		Gross:     s.gross,
		Refunded:  s.refunded,
		Total:     s.gross - s.refunded,
		First:     time.UnixMicro(s.firstTime).In(loc),
		Last:      time.UnixMicro(s.lastTime).In(loc),
	}
	if gaps := s.periods - 1; gaps > 0 {
		out.MeanRepeat = float64(s.gross-s.firstGross) / float64(gaps)
		out.MeanGap = float64(s.last-s.first) / float64(gaps)
	}
	out.GapDeviation = s.gapDeviation()
	return out
}

// gapDeviation returns the standard deviation of the gaps between purchase
// periods. Periods of the years 1 to 9999 are so few that the products fit.
func (s *state) gapDeviation() float64 {
	n, sum := s.periods-1, s.last-s.first
	if n < 2 {
		return 0
	}
	return math.Sqrt(float64(n*s.squares-sum*sum) / float64(n*(n-1)))
}

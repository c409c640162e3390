package events

import (
	"fmt"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/calendar"
)

// Measure says what a [Series] counts.
type Measure string

// The measures.
const (
	// MeasureRevenue is the money of purchases, in minor units. It is what "" means.
	MeasureRevenue Measure = "revenue"
	// MeasureNet is the money of purchases less that of the refunds of the
	// same period, in minor units.
	MeasureNet Measure = "net"
	// MeasureOrders is the number of orders with a purchase; each counts once,
	// in the period of its first purchase.
	MeasureOrders Measure = "orders"
	// MeasureUnits is the quantity of purchases, each line rounded to the
	// millionth.
	MeasureUnits Measure = "units"
	// MeasureCustomers is the number of different known customers with a purchase.
	MeasureCustomers Measure = "customers"
	// MeasureEvents is the number of events of any kind.
	MeasureEvents Measure = "events"
)

// Series is a regular time series: one value for each period of the calendar,
// without gaps.
type Series struct {
	Period  clm.Period  // the length of each period
	Measure Measure     // what is counted
	Start   []time.Time // the first instant of each period, in the log's location
	Values  []float64   // as long as Start; 0 for a period without events
	Partial bool        // whether the last period ends after the log does, so that its value may still grow
}

// seriesMost is the most periods that a series may have: 358 years of days, or
// all months there are.
const seriesMost = 131_072

// Series counts a measure by periods of the calendar in the log's location
// (weeks begin on Monday), from the period of the first event up to the one
// in which the log ends, see [Log.Until]; a log that ends at the very
// beginning of a period does not reach into it. Periods longer than one unit
// are counted from 1970, see [clm.Period]. The first period may have begun
// before the log did, which a log does not know; that the last is not over is
// told in Partial. A log without events gives a series without values.
//
// It returns an error that wraps [clm.ErrConfig] for a period that
// [clm.Period.Check] refuses or an unknown measure, and a [clm.LimitError]
// when there would be more than 131,072 periods, as one wrong date can cause,
// or when a sum overflows 64 bits. Time and memory: O(events + periods).
func (l *Log) Series(period clm.Period, measure Measure) (*Series, error) {
	const op = "events.Log.Series"
	if err := period.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if measure == "" {
		measure = MeasureRevenue
	}
	switch measure {
	case MeasureRevenue, MeasureNet, MeasureOrders, MeasureUnits, MeasureCustomers, MeasureEvents:
	default:
		return nil, &clm.ConfigError{Type: op, Field: "measure", Value: string(measure),
			Want: `"revenue" (or ""), "net", "orders", "units", "customers" or "events"`}
	}
	s := &Series{Period: period, Measure: measure}
	n := l.Len()
	if n == 0 {
		return s, nil
	}
	cal := calendar.New(period, l.loc)
	final := l.t.micros[l.row(n-1)]
	last := cal.Index(max(final, l.until-1))
	_, end := cal.Bounds()
	s.Partial = end > l.until
	first := cal.Index(l.t.micros[l.row(0)])
	if last-first >= seriesMost {
		return nil, &clm.LimitError{Op: op, Limit: seriesMost, What: "periods of " + period.String(),
			Hint: fmt.Sprintf("the log goes from %s to %s; cut it with Between or take a longer period",
				l.instant(l.t.micros[l.row(0)]).Format(time.DateOnly), l.Until().Format(time.DateOnly))}
	}
	plus, minus := make([]int64, last-first+1), make([]int64, last-first+1)
	m := measurer{measure: measure}
	switch measure {
	case MeasureOrders:
		m.met = make([]int, len(l.t.orders))
	case MeasureCustomers:
		m.met = make([]int, len(l.t.customers))
	}
	for i := range n {
		r := l.row(i)
		k := cal.Index(l.t.micros[r]) - first
		sum := &plus[k]
		if measure == MeasureNet && l.t.kind[r] == Refund {
			sum = &minus[k]
		}
		part, ok := m.of(l.t, r, k)
		if ok {
			*sum, ok = addInt64(*sum, part)
		}
		if !ok {
			start, _ := cal.Bounds()
			return nil, overflow(op, "the period from "+l.instant(start).Format(time.DateOnly))
		}
	}
	for k := range plus {
		s.Start = append(s.Start, period.Start(first+k, l.loc))
		v := float64(plus[k] - minus[k])
		if measure == MeasureUnits {
			v /= microUnits
		}
		s.Values = append(s.Values, v)
	}
	return s, nil
}

// measurer counts one measure, event by event.
type measurer struct {
	measure Measure
	met     []int // of each order, 1 if it was met; of each customer, 1 + the last period in which it was
}

// of returns what the event at row r adds in period k, and false if that does
// not fit into 64 bits.
func (m *measurer) of(t *table, r, k int) (int64, bool) {
	kind := t.kind[r]
	if m.measure == MeasureEvents {
		return 1, true
	}
	if kind != Purchase {
		if m.measure == MeasureNet && kind == Refund {
			return t.amount[r], true
		}
		return 0, true
	}
	switch m.measure {
	case MeasureUnits:
		return millionths(t.quantity[r])
	case MeasureOrders:
		if o := t.order[r]; m.met[o] == 0 {
			m.met[o] = 1
			return 1, true
		}
		return 0, true
	case MeasureCustomers:
		if u := t.customer[r]; u >= 0 && m.met[u] != k+1 {
			m.met[u] = k + 1
			return 1, true
		}
		return 0, true
	}
	return t.amount[r], true
}

package events

import (
	"fmt"
	"time"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/calendar"
)

// Features makes a table of customers for learning from: what each had done
// before AsOf, and, with a Horizon, whether they stayed away afterwards.
//
// No feature can leak: all are made from the events before AsOf, as the log
// was known then, and nothing at or after it changes any of them. There is a
// row for each customer with a purchase before AsOf, and there are these
// columns; days are those of the calendar in the log's location (as in
// [Summary]), money is in minor units, lines are purchase events, and orders
// are those with a purchase, at the time of the first one:
//
//	recency_days        days from the last purchase to the last instant before AsOf
//	frequency           days with a purchase, less one
//	tenure_days         days from the first purchase to the last instant before AsOf
//	active_days         days from the first to the last purchase
//	orders              orders
//	units               units bought
//	gross               money of purchases
//	net                 gross less money of refunds
//	order_value         gross / orders
//
//	orders_window_1     orders in the last window, [AsOf−Window, AsOf)
//	orders_window_2     orders in the window before it
//	orders_window_3     orders in the window before that
//	orders_trend        slope of a line through the three, for each window: (orders_window_1 − orders_window_3) / 2
//	gross_window_1      money of purchases in the same windows
//	gross_window_2
//	gross_window_3
//	gross_trend         (gross_window_1 − gross_window_3) / 2
//
//	gap_known           1 with purchases on two days or more, so that there is a gap between them, else 0
//	gap_mean            mean days between consecutive days with a purchase; 0 if there is no gap
//	gap_deviation       their standard deviation with n−1; 0 for fewer than two gaps
//	gap_last            the last gap; 0 if there is none
//	overdue             recency_days / gap_mean; 0 if there is no gap
//
//	refunds             refund events
//	refund_share        money of refunds / gross; 0 if gross is 0
//	discount_share      discount of lines / (gross + discount of lines); 0 if both are 0
//	discounted_lines    lines with a discount / lines
//
//	lines_per_order     lines / orders
//	items               different items bought
//	items_per_line      items / lines: near 1 for who tries new things, near 0 for who buys the same again
//
//	monday ... sunday   share of the orders on that day of the week, seven columns
//	night               share of the orders from 0 to 6 o'clock
//	morning             from 6 to 12
//	afternoon           from 12 to 18
//	evening             from 18 to 24
//
//	views               View events
//	carts               Cart events
//	reviews             Review events
//
// No number is NaN or infinite. Time: O(events + customers·log customers).
// Memory: 4 bytes for each event, and the table.
type Features struct {
	// AsOf is the instant of the question. Required; the zero time is an error.
	AsOf time.Time
	// Horizon is how long a customer must stay away to be labelled: true means
	// no purchase in [AsOf, AsOf+Horizon), where the end is the same time of
	// day on the later date. It must not reach past the log's declared end,
	// see [Log.Until]. The zero Period means no label (one day is N: 1).
	Horizon clm.Period
	// Window is the length of each of the three windows that show the trend.
	// The zero Period means 30 days.
	Window clm.Period
}

// windows is how many of them there are.
const windows = 3

// Of returns the table of the log's customers, rows bytewise ascending.
//
// It returns a [clm.ConfigError] when AsOf is zero or outside the years 1 to
// 9999, when Horizon or Window is no period that [clm.Period.Check] takes, and
// when the horizon ends after the log does (everybody would look lost); an
// error that wraps [clm.ErrTooFew] when nobody bought before AsOf; and a
// [clm.LimitError] when a sum overflows, as in [Tally.Add].
func (f Features) Of(l *Log) (*Frame, error) {
	const typ = "events.Features"
	if err := checkAsOf(typ, f.AsOf); err != nil {
		return nil, err
	}
	asOf := f.AsOf.In(l.loc)
	horizon, window := f.Horizon != clm.Period{}, f.Window
	if window == (clm.Period{}) {
		window.N = 30
	}
	const periods = "1 to 100,000 days, weeks, months or years"
	if f.Horizon.Check() != nil {
		return nil, &clm.ConfigError{Type: typ, Field: "Horizon", Value: f.Horizon, Want: periods}
	}
	if window.Check() != nil {
		return nil, &clm.ConfigError{Type: typ, Field: "Window", Value: window, Want: periods}
	}
	past := l.Before(f.AsOf)
	summaries, err := Summaries{AsOf: f.AsOf}.OfLog(past)
	if err != nil {
		return nil, err
	}
	if len(summaries) == 0 {
		return nil, fmt.Errorf("%s.Of: no customer bought before %s: %w", typ, asOf.Format(time.RFC3339), clm.ErrTooFew)
	}
	end := asOf
	if horizon {
		if end = f.Horizon.AddTo(asOf, 1); end.After(l.Until()) {
			return nil, &clm.ConfigError{Type: typ, Field: "Horizon", Value: f.Horizon,
				Want: fmt.Sprintf("a horizon that ends by %s, where the log does; from %s it would end on %s",
					l.Until().Format(time.RFC3339), asOf.Format(time.RFC3339), end.Format(time.RFC3339))}
		}
	}
	columns := features()
	out := &Frame{X: mat.NewDense(len(summaries), len(columns), nil)}
	for _, c := range columns {
		out.Names = append(out.Names, c.name)
	}
	w := walker{l: past, cal: calendar.New(clm.Period{}, l.loc), itemMet: make([]int, len(l.t.items)), orderMet: make([]bool, len(l.t.orders))}
	for k := range w.windows {
		// Far back, the number may be anything: the first window that holds all events hides the others.
		w.windows[k] = ceilMicro(window.AddTo(asOf, -1-k))
	}
	w.lines, w.from = groups(past.Len(), past.customers.n, func(i int) int { return int(past.customers.of(past.t.customer[past.row(i)])) })
	var bought []bool
	if horizon {
		bought = l.buyers(f.AsOf, end)
	}
	for i, s := range summaries {
		c, _ := past.Customers().Of(s.Customer)
		facts := w.walk(c, s)
		row := out.X.RawRowView(i)
		for j := range columns {
			row[j] = columns[j].value(facts)
		}
		out.Customers = append(out.Customers, s.Customer)
		if horizon {
			out.Label = append(out.Label, !bought[past.customers.in(c)])
		}
	}
	return out, nil
}

// buyers tells of each customer of the table whether there is a purchase from
// a on and before b.
func (l *Log) buyers(a, b time.Time) []bool {
	bought := make([]bool, len(l.t.customers))
	for i, end := l.search(a), l.search(b); i < end; i++ {
		if r := l.row(i); l.t.kind[r] == Purchase && l.t.customer[r] >= 0 {
			bought[l.t.customer[r]] = true
		}
	}
	return bought
}

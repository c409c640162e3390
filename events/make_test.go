package events

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// makeLog returns a log of the given events in a place ("" is UTC). Its end
// is the last event.
func makeLog(tb testing.TB, place string, list ...Event) *Log {
	tb.Helper()
	return makeLogUntil(tb, place, time.Time{}, list...)
}

func makeLogUntil(tb testing.TB, place string, until time.Time, list ...Event) *Log {
	tb.Helper()
	b := newBuilder("events.makeLog")
	for _, e := range list {
		in := entryOf(e)
		field, reason := in.check()
		require.Empty(tb, field, reason)
		require.NoError(tb, b.add(in))
	}
	s, err := newSetting("events.makeLog", place, "EUR", 100, until)
	require.NoError(tb, err)
	l, err := b.log(context.Background(), s)
	require.NoError(tb, err)
	return l
}

// entryOf returns an event on its way into a log, with the texts of the kept
// columns.
func entryOf(e Event, kept ...string) *textEntry {
	in := &textEntry{
		customer: []byte(e.Customer), item: []byte(e.Item), order: []byte(e.Order),
		micros: e.Time.UnixMicro(), kind: e.Kind, quantity: e.Quantity, amount: e.Amount, discount: e.Discount, rating: e.Rating,
	}
	for _, text := range kept {
		in.kept = append(in.kept, []byte(text))
	}
	return in
}

// eventsOf returns the events of a log.
func eventsOf(l *Log) []Event {
	out := make([]Event, 0, l.Len())
	for _, e := range l.All() {
		out = append(out, e)
	}
	return out
}

// at reads a time of UTC.
func at(tb testing.TB, s string) time.Time {
	tb.Helper()
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	tb.Fatalf("no time: %q", s)
	return time.Time{}
}

// randomOrders returns n events of all kinds, with and without customer, item
// and order id, many of them at the same instants and some orders with lines
// at two.
func randomOrders(r *rand.Rand, n int) []Event {
	start := time.Date(2023, 2, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(400*24)) * time.Hour)
	var out []Event
	for order := 0; len(out) < n; order++ {
		e := Event{Time: start.Add(time.Duration(r.IntN(60*24*6)) * 10 * time.Minute)}
		if c := r.IntN(9); c > 0 {
			e.Customer = fmt.Sprint("c", c)
		}
		if r.IntN(3) > 0 {
			e.Order = fmt.Sprint("o", order)
		}
		for range 1 + r.IntN(4) {
			e.Kind, e.Item, e.Rating, e.Discount = Purchase, "", 0, 0
			if k := r.IntN(10); k < 4 {
				e.Kind = []Kind{Refund, View, Cart, Review}[k]
			}
			if i := r.IntN(7); i > 0 {
				e.Item = fmt.Sprint("i", i)
			}
			e.Quantity = float64(r.IntN(5)) / 4
			e.Amount = int64(r.IntN(3000))
			if e.Kind == Review {
				e.Rating = float32(r.IntN(6))
			}
			if r.IntN(3) == 0 {
				e.Discount = int64(r.IntN(300))
			}
			out = append(out, e)
			if e.Order != "" && r.IntN(5) == 0 {
				e.Time = e.Time.Add(time.Duration(r.IntN(90)) * time.Minute)
			}
		}
	}
	return out[:n]
}

// textEntry is an event with its texts.
type textEntry struct {
	customer, item, order []byte
	micros                int64
	kind                  Kind
	quantity              float64
	amount, discount      int64
	rating                float32
	kept                  [][]byte // one for each kept column
}

func (e *textEntry) check() (field, reason string) {
	return (&entry{micros: e.micros, kind: e.kind, quantity: e.quantity, amount: e.amount, discount: e.discount, rating: e.rating}).check()
}

// add takes one event that textEntry.check has passed, as readers do.
func (b *builder) add(e *textEntry) error {
	r := row{
		micros: e.micros, quantity: e.quantity, amount: e.amount, discount: e.discount,
		rating: e.rating, kind: e.kind,
	}
	var err error
	if r.customer, err = b.number(&b.customers, "customers", e.customer); err != nil {
		return err
	}
	if r.item, err = b.number(&b.items, "items", e.item); err != nil {
		return err
	}
	if r.order, err = b.order.add(b.op, "orders", e.order); err != nil {
		return err
	}
	for i := range b.kept {
		if b.numbers[i], err = b.number(&b.kept[i], b.keptNames[i], e.kept[i]); err != nil {
			return err
		}
	}
	return b.addRow(&r)
}

package events

import (
	"fmt"
	"iter"
	"math"
	"sync"
	"time"

	clm "github.com/clm-go/clm"
)

// Log is an event log: everything that happened, in one order, in columns.
// (The word is that of process mining; it has nothing to do with log files.)
//
// A Log is immutable and a function of the events it holds, whatever their
// order was when they were read: events are sorted by time, customer, order,
// item, kind, quantity, amount, discount, rating and kept columns, texts
// bytewise; customers, items and orders are numbered from 0 by first
// appearance in that order. It takes at most 49 bytes an event, besides 4 for
// each kept column and the names.
//
// [Log.Before], [Log.Between] and [Log.Where] return views: logs that share
// the memory of this one and know only what they hold. Their events,
// customers, items and orders are numbered from 0 like those of a log that was
// read from just these events.
//
// Logs are made by [CSV], [Rows], [Collect] and [Merge].
type Log struct {
	t *table
	setting
	lo, hi                   int     // the events of the table that this log holds ...
	pick                     []int32 // ... unless these are not nil, ascending
	customers, items, orders ids

	indexOnce                sync.Once // for the two below, made when first asked for
	customerIndex, itemIndex *clm.Index[string]
}

// ids says which of the table's names a log holds, and their numbers in it.
type ids struct {
	n    int
	view []int32 // number in the view by number in the table, −1: not in it; nil: the same
	base []int32 // number in the table by number in the view; nil: the same
}

// of returns the view's number for the table's, −1 for −1.
func (x *ids) of(i int32) int32 {
	if x.view == nil || i < 0 {
		return i
	}
	return x.view[i]
}

// in returns the table's number for the view's.
func (x *ids) in(i int) int {
	if x.base == nil {
		return i
	}
	return int(x.base[i])
}

// Len returns the number of events.
func (l *Log) Len() int {
	if l.pick != nil {
		return len(l.pick)
	}
	return l.hi - l.lo
}

// row returns where event i stands in the table.
func (l *Log) row(i int) int {
	if l.pick != nil {
		return int(l.pick[i])
	}
	return l.lo + i
}

// At returns event i. It panics unless 0 ≤ i < Len().
func (l *Log) At(i int) Event {
	if i < 0 || i >= l.Len() {
		panic("events.Log.At: no event of that number")
	}
	return l.event(l.row(i))
}

func (l *Log) event(r int) Event {
	t := l.t
	e := Event{
		Customer: name(t.customers, t.customer[r]),
		Item:     name(t.items, t.item[r]),
		Order:    t.orders[t.order[r]],
		Time:     l.instant(t.micros[r]),
		Kind:     t.kind[r],
		Quantity: t.quantity[r],
		Amount:   t.amount[r],
	}
	if t.discount != nil {
		e.Discount = t.discount[r]
	}
	if t.rating != nil {
		e.Rating = t.rating[r]
	}
	return e
}

func (s *setting) instant(micros int64) time.Time { return time.UnixMicro(micros).In(s.loc) }

// All walks all events in order, with their numbers.
func (l *Log) All() iter.Seq2[int, Event] {
	return func(yield func(int, Event) bool) {
		for i := range l.Len() {
			if !yield(i, l.event(l.row(i))) {
				return
			}
		}
	}
}

// Customers returns the known customers that occur in the log. Events without
// customer add none.
func (l *Log) Customers() *clm.Index[string] {
	l.indexOnce.Do(l.makeIndexes)
	return l.customerIndex
}

// Items returns the items that occur in the log.
func (l *Log) Items() *clm.Index[string] {
	l.indexOnce.Do(l.makeIndexes)
	return l.itemIndex
}

func (l *Log) makeIndexes() {
	l.customerIndex = l.customers.index(l.t.customers)
	l.itemIndex = l.items.index(l.t.items)
}

func (x *ids) index(list []string) *clm.Index[string] {
	var b clm.IndexBuilder[string]
	for i := range x.n {
		// There are never more names than events, and fewer events than the limit of an index.
		_, _ = b.Add(list[x.in(i)])
	}
	return b.Index()
}

// Orders returns the number of orders. An order is all events of one customer
// with one order id; events without order id belong together if they have the
// same customer and instant. Its time is that of its earliest event.
func (l *Log) Orders() int { return l.orders.n }

// Customer returns the number of the customer of event i, and −1 if it is not
// known. It panics unless 0 ≤ i < Len().
func (l *Log) Customer(i int) int { return int(l.customers.of(l.t.customer[l.row(i)])) }

// Item returns the number of the item of event i, and −1 if it has none. It
// panics unless 0 ≤ i < Len().
func (l *Log) Item(i int) int { return int(l.items.of(l.t.item[l.row(i)])) }

// Order returns the number of the order of event i. It panics unless
// 0 ≤ i < Len().
func (l *Log) Order(i int) int { return int(l.orders.of(l.t.order[l.row(i)])) }

// String says in a line what the log holds.
func (l *Log) String() string {
	if l.Len() == 0 {
		return "event log without events"
	}
	first, last := l.t.micros[l.row(0)], l.t.micros[l.row(l.Len()-1)]
	return fmt.Sprintf("event log of %s events, %s customers, %s items and %s orders from %s to %s",
		thousands(l.Len()), thousands(l.customers.n), thousands(l.items.n), thousands(l.orders.n),
		l.instant(first).Format(time.DateOnly), l.instant(last).Format(time.DateOnly))
}

// Span returns the time of the first event and the declared end, see
// [Log.Until]. Both are zero for a log without events and without a declared
// end.
func (l *Log) Span() (first, until time.Time) {
	if l.Len() > 0 {
		first = l.instant(l.t.micros[l.row(0)])
	}
	return first, l.Until()
}

// Until returns the instant up to which the log is declared to be complete:
// what its reader was told, else the time of its last event. A view that ends
// earlier has its own end here.
func (l *Log) Until() time.Time {
	if l.until == math.MinInt64 {
		return time.Time{}
	}
	return l.instant(l.until)
}

// Location returns the place whose calendar counts: days, weeks and months of
// the log are those there.
func (l *Log) Location() *time.Location { return l.loc }

// Currency returns the name of the currency, "" if none was given, and how
// many minor units, in which amounts are counted, make one unit of it.
func (l *Log) Currency() (name string, minorPerUnit int) { return l.currency, l.minor }

// Kept returns the names of the kept columns.
func (l *Log) Kept() []string {
	var out []string
	for _, c := range l.t.kept {
		out = append(out, c.name)
	}
	return out
}

// ItemAttribute returns for each item the last text that is not empty in the
// kept column of that name, "" where there is none, and false if no such
// column was kept. The name is one of [Log.Kept], letter by letter. The text of
// item i, as numbered in [Log.Items], is at index i. Time: O(events).
func (l *Log) ItemAttribute(column string) ([]string, bool) {
	return l.attribute(column, &l.items, l.t.item)
}

// CustomerAttribute does for customers what [Log.ItemAttribute] does for
// items.
func (l *Log) CustomerAttribute(column string) ([]string, bool) {
	return l.attribute(column, &l.customers, l.t.customer)
}

func (l *Log) attribute(column string, x *ids, owner []int32) ([]string, bool) {
	for _, c := range l.t.kept {
		if c.name != column {
			continue
		}
		out := make([]string, x.n)
		for i := range l.Len() {
			r := l.row(i)
			if o := x.of(owner[r]); o >= 0 && c.value[r] >= 0 {
				out[o] = c.texts[c.value[r]]
			}
		}
		return out, true
	}
	return nil, false
}

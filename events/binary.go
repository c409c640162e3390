package events

import (
	"bytes"
	"context"
	"math"
	"time"

	"github.com/clm-go/clm/internal/codec"
)

const (
	logKind    = "events.Log"
	logVersion = 1
)

// MarshalBinary returns the log as a file that [Log.UnmarshalBinary] reads.
// Its error is always nil.
func (l *Log) MarshalBinary() ([]byte, error) { return l.AppendBinary(nil) }

// AppendBinary appends the log as a file to dst. Logs of the same events,
// settings and kept columns give the same bytes, whether they are views or
// not. Its error is always nil.
func (l *Log) AppendBinary(dst []byte) ([]byte, error) {
	w := codec.NewWriter(dst, logKind, logVersion)
	w.String(l.place)
	w.String(l.currency)
	w.Int(l.minor)
	w.Uint64(uint64(l.until))
	w.Strings(l.customers.names(l.t.customers))
	w.Strings(l.items.names(l.t.items))
	w.Strings(l.orders.names(l.t.orders))
	t := l.t
	w.Int64s(pickRows(l, t.micros))
	w.Int32s(renumbered(l, &l.customers, t.customer))
	w.Int32s(renumbered(l, &l.items, t.item))
	w.Int32s(renumbered(l, &l.orders, t.order))
	kinds := make([]byte, l.Len())
	for i := range kinds {
		kinds[i] = byte(t.kind[l.row(i)])
	}
	w.Bytes(kinds)
	w.Float64s(pickRows(l, t.quantity))
	w.Int64s(pickRows(l, t.amount))
	w.Int64s(nilIfZero(pickRows(l, t.discount)))
	w.Float32s(nilIfZero(pickRows(l, t.rating)))
	w.Int(len(t.kept))
	for _, c := range t.kept {
		x := l.held(c.value, len(c.texts))
		w.String(c.name)
		w.Strings(x.names(c.texts))
		w.Int32s(renumbered(l, &x, c.value))
	}
	return w.Finish(), nil
}

// names returns the names that the log holds, by number.
func (x *ids) names(list []string) []string {
	if x.base == nil {
		return list[:x.n]
	}
	out := make([]string, x.n)
	for i := range out {
		out[i] = list[x.base[i]]
	}
	return out
}

// pickRows returns the log's part of a column of the table.
func pickRows[T any](l *Log, col []T) []T {
	if col == nil {
		return nil
	}
	if l.pick == nil {
		return col[l.lo:l.hi]
	}
	out := make([]T, len(l.pick))
	for i, r := range l.pick {
		out[i] = col[r]
	}
	return out
}

func renumbered(l *Log, x *ids, col []int32) []int32 {
	if x.view == nil {
		return pickRows(l, col)
	}
	out := make([]int32, l.Len())
	for i := range out {
		out[i] = x.of(col[l.row(i)])
	}
	return out
}

func nilIfZero[T int64 | float32](col []T) []T {
	for _, v := range col {
		if v != 0 {
			return col
		}
	}
	return nil
}

// UnmarshalBinary reads what [Log.MarshalBinary] wrote, into a zero Log; into
// any other it panics. For bytes that are something else, or that the log of
// their events would not have given, it returns an error that wraps
// clm.ErrFormat and leaves l as it was.
func (l *Log) UnmarshalBinary(data []byte) error {
	if l.t != nil {
		panic("events.Log.UnmarshalBinary: the receiver is not a zero Log")
	}
	r, err := codec.NewReader(data, logKind, logVersion)
	if err != nil {
		return err
	}
	place, currency, minor, until := r.String(), r.String(), r.Int(), int64(r.Uint64())
	customers, items, orders := r.Strings(), r.Strings(), r.Strings()
	micros := r.Int64s()
	customer, item, order := r.Int32s(), r.Int32s(), r.Int32s()
	kind := r.Bytes()
	quantity, amount, discount, rating := r.Float64s(), r.Int64s(), r.Int64s(), r.Float32s()
	var kept []column
	var keptNames []string
	named := map[string]bool{}
	for n := r.Int(); len(kept) < n && r.Err() == nil; {
		c := column{name: r.String(), texts: r.Strings(), value: r.Int32s()}
		if columnKey(c.name) == "" || named[c.name] {
			r.Fail("kept column %q has no name of its own", c.name)
		}
		named[c.name] = true
		kept = append(kept, c)
		keptNames = append(keptNames, c.name)
	}
	if err := r.Close(); err != nil {
		return err
	}
	n := len(micros)
	fits := len(customer) == n && len(item) == n && len(order) == n && len(kind) == n && len(quantity) == n && len(amount) == n &&
		(len(discount) == n || discount == nil) && (len(rating) == n || rating == nil)
	for _, c := range kept {
		fits = fits && len(c.value) == n
	}
	s, err := newSetting(logKind, place, currency, minor, time.Time{})
	if err != nil {
		r.Fail("%v", err)
		return r.Err()
	}
	if !fits || until != math.MinInt64 && !inYears(until) {
		r.Fail("columns or settings do not fit together")
		return r.Err()
	}
	s.until = until

	// The log is built anew from its events: whatever the bytes say, what
	// comes out is a log.
	b := newBuilder("events.Log.UnmarshalBinary", keptNames...)
	texts := b.translate(customers, items, orders, kept)
	fit := func(i int32, list []string) {
		if i < -1 || int(i) >= len(list) {
			r.Fail("number %d of %d names", i, len(list))
		}
	}
	for i := range n {
		e := entry{micros: micros[i], kind: Kind(kind[i]), quantity: quantity[i], amount: amount[i]}
		if discount != nil {
			e.discount = discount[i]
		}
		if rating != nil {
			e.rating = rating[i]
		}
		if field, reason := e.check(); field != "" {
			r.Fail("%s of event %d %s", field, i, reason)
		}
		fit(customer[i], customers)
		fit(item[i], items)
		fit(order[i], orders)
		for k, c := range kept {
			fit(c.value[i], c.texts)
			texts.kept[k].at = c.value[i]
		}
		if r.Err() == nil && order[i] < 0 {
			r.Fail("event %d has no order", i)
		}
		if r.Err() != nil {
			return r.Err()
		}
		if err := texts.add(&e, customer[i], item[i], order[i]); err != nil {
			return err
		}
	}
	made, err := b.log(context.Background(), s)
	if err != nil {
		r.Fail("%v", err)
		return r.Err()
	}
	if again, _ := made.AppendBinary(nil); !bytes.Equal(again, data) {
		r.Fail("events are not in the order of a log")
		return r.Err()
	}
	l.t, l.setting, l.hi = made.t, made.setting, made.hi
	l.customers, l.items, l.orders = made.customers, made.items, made.orders
	return nil
}

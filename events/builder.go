package events

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// builder collects events in any order and makes a Log of them.
type builder struct {
	op                      string // for errors
	t                       table  // customer, item and order hold numbers of names
	customers, items, order names
	kept                    []names
	discounts, ratings      bool // any that is not 0
}

// newBuilder returns a builder for events with the given kept columns.
func newBuilder(op string, kept ...string) *builder {
	b := &builder{op: op, kept: make([]names, len(kept))}
	for _, name := range kept {
		b.t.kept = append(b.t.kept, column{name: name})
	}
	return b
}

// add takes one event that entry.check has passed. Its error is a LimitError.
func (b *builder) add(e *entry) error {
	customer, item := int32(-1), int32(-1)
	var err error
	if len(e.customer) > 0 {
		if customer, err = b.customers.add(b.op, "customers", e.customer); err != nil {
			return err
		}
	}
	if len(e.item) > 0 {
		if item, err = b.items.add(b.op, "items", e.item); err != nil {
			return err
		}
	}
	order, err := b.order.add(b.op, "orders", e.order)
	if err != nil {
		return err
	}
	t := &b.t
	if t.len() == math.MaxInt32-1 {
		return &clm.LimitError{Op: b.op, Limit: math.MaxInt32 - 1, What: "events"}
	}
	for i := range t.kept {
		value := int32(-1)
		if text := e.kept[i]; len(text) > 0 {
			if value, err = b.kept[i].add(b.op, "values of "+t.kept[i].name, text); err != nil {
				return err
			}
		}
		t.kept[i].value = append(t.kept[i].value, value)
	}
	t.micros = append(t.micros, e.micros)
	t.customer = append(t.customer, customer)
	t.item = append(t.item, item)
	t.order = append(t.order, order)
	t.kind = append(t.kind, e.kind)
	t.quantity = append(t.quantity, e.quantity+0) // −0 becomes 0
	t.amount = append(t.amount, e.amount)
	t.discount = append(t.discount, e.discount)
	t.rating = append(t.rating, e.rating+0)
	b.discounts = b.discounts || e.discount != 0
	b.ratings = b.ratings || e.rating != 0
	return nil
}

// setting is what a log has besides its events.
type setting struct {
	place    string         // IANA name
	loc      *time.Location // of that name
	currency string
	minor    int   // minor units in one unit of the currency
	until    int64 // declared end; math.MinInt64: the last event
}

// newSetting checks what all readers are told about the log as a whole.
func newSetting(typ, place, currency string, minor int, until time.Time) (setting, error) {
	if place == "" {
		place = "UTC"
	}
	loc, err := time.LoadLocation(place)
	if err == nil && place == "Local" {
		err = errors.New("differs from machine to machine")
	}
	if err != nil {
		return setting{}, &clm.ConfigError{Type: typ, Field: "Location", Value: place, Want: fmt.Sprintf("an IANA name such as Europe/Paris (%v)", err)}
	}
	if minor == 0 {
		minor = 100
	}
	if p := minor; p > 0 {
		for p%10 == 0 {
			p /= 10
		}
		if p != 1 || minor > 1_000_000 {
			minor = -1
		}
	}
	if minor < 0 {
		return setting{}, &clm.ConfigError{Type: typ, Field: "MinorPerUnit", Value: minor, Want: "1, 10, 100 or another power of ten up to 1,000,000"}
	}
	s := setting{place: place, loc: loc, currency: currency, minor: minor, until: math.MinInt64}
	if !until.IsZero() {
		s.until = until.UnixMicro()
		if s.until < minTime || s.until > maxTime {
			return setting{}, &clm.ConfigError{Type: typ, Field: "Until", Value: until, Want: "an instant in the years 1 to 9999"}
		}
	}
	return s, nil
}

// log sorts the events, numbers the names by first appearance and returns the
// log. The builder must not be used afterwards. The error is the cause of the
// context, or one that wraps clm.ErrValue when Until lies before the last
// event.
func (b *builder) log(ctx context.Context, s setting) (*Log, error) {
	t := &b.t
	if !b.discounts {
		t.discount = nil
	}
	if !b.ratings {
		t.rating = nil
	}
	perm, err := b.sorted(ctx)
	if err != nil {
		return nil, err
	}
	// Each column is put in order by itself, so only one is held twice.
	steps := []func(){
		func() { t.micros = gather(t.micros, perm) },
		func() { t.customer = gather(t.customer, perm) },
		func() { t.item = gather(t.item, perm) },
		func() { t.order = gather(t.order, perm) },
		func() { t.kind = gather(t.kind, perm) },
		func() { t.quantity = gather(t.quantity, perm) },
		func() { t.amount = gather(t.amount, perm) },
		func() { t.discount = gather(t.discount, perm) },
		func() { t.rating = gather(t.rating, perm) },
	}
	for i := range t.kept {
		steps = append(steps, func() { t.kept[i].value = gather(t.kept[i].value, perm) })
	}
	if err := par.For(ctx, len(steps), 1, 0, func(i, _, _ int) error { steps[i](); return nil }); err != nil {
		return nil, err
	}
	t.customers = renumber(t.customer, b.customers.list)
	t.items = renumber(t.item, b.items.list)
	b.numberOrders()
	for i := range t.kept {
		t.kept[i].texts = renumber(t.kept[i].value, b.kept[i].list)
	}
	l := &Log{t: t, setting: s, hi: t.len()}
	l.customers.n, l.items.n, l.orders.n = len(t.customers), len(t.items), len(t.orders)
	if n := t.len(); n > 0 {
		last := t.micros[n-1]
		if s.until == math.MinInt64 {
			l.until = last
		} else if s.until < last {
			return nil, fmt.Errorf("%s: Until is %s, but there is an event at %s: %w", b.op, l.instant(s.until), l.instant(last), clm.ErrValue)
		}
	}
	return l, nil
}

func gather[T any](col []T, perm []int32) []T {
	if col == nil || perm == nil {
		return col
	}
	out := make([]T, len(col))
	for i, p := range perm {
		out[i] = col[p]
	}
	return out
}

// renumber gives names new numbers by first appearance in col, and returns
// the names in that order.
func renumber(col []int32, list []string) []string {
	next := make([]int32, len(list)) // new number plus one
	out := make([]string, 0, len(list))
	for i, old := range col {
		if old < 0 {
			continue
		}
		if next[old] == 0 {
			out = append(out, list[old])
			next[old] = int32(len(out))
		}
		col[i] = next[old] - 1
	}
	return out
}

// numberOrders turns numbers of order ids into numbers of orders. An order is
// a customer with an order id, or with an instant where the id is empty.
func (b *builder) numberOrders() {
	type key struct {
		customer, id int32
		micros       int64
	}
	t := &b.t
	number := make(map[key]int32, len(b.order.list))
	var last key
	at := int32(-1)
	for i, id := range t.order {
		k := key{customer: t.customer[i], id: id}
		if b.order.list[id] == "" {
			k.micros = t.micros[i]
		}
		if at < 0 || k != last {
			var ok bool
			if at, ok = number[k]; !ok {
				at = int32(len(t.orders))
				number[k] = at
				t.orders = append(t.orders, b.order.list[id])
			}
			last = k
		}
		t.order[i] = at
	}
}

// sorted returns the events in the order of a log, or nil if they are in it.
func (b *builder) sorted(ctx context.Context) ([]int32, error) {
	t := &b.t
	n := t.len()
	customer, order, item := ranks(b.customers.list), ranks(b.order.list), ranks(b.items.list)
	kept := make([][]int32, len(b.kept))
	for i := range kept {
		kept[i] = ranks(b.kept[i].list)
	}
	rank := func(ranks []int32, i int32) uint32 {
		if i < 0 {
			return 0
		}
		return uint32(ranks[i]) + 1
	}
	who, what := make([]uint64, n), make([]uint64, n)
	for i := range n {
		who[i] = uint64(rank(customer, t.customer[i]))<<32 | uint64(order[t.order[i]])
		what[i] = uint64(rank(item, t.item[i]))<<8 | uint64(t.kind[i])
	}
	compare := func(a, b int32) int {
		if c := cmp.Or(cmp.Compare(who[a], who[b]), cmp.Compare(what[a], what[b])); c != 0 {
			return c
		}
		if c := cmp.Or(cmp.Compare(t.quantity[a], t.quantity[b]), cmp.Compare(t.amount[a], t.amount[b])); c != 0 {
			return c
		}
		if t.discount != nil {
			if c := cmp.Compare(t.discount[a], t.discount[b]); c != 0 {
				return c
			}
		}
		if t.rating != nil {
			if c := cmp.Compare(t.rating[a], t.rating[b]); c != 0 {
				return c
			}
		}
		for k, r := range kept {
			v := t.kept[k].value
			if c := cmp.Compare(rank(r, v[a]), rank(r, v[b])); c != 0 {
				return c
			}
		}
		return 0
	}
	perm := make([]int32, n)
	for i := range perm {
		perm[i] = int32(i)
	}
	if !slices.IsSorted(t.micros) {
		slices.SortFunc(perm, func(a, b int32) int { return cmp.Compare(t.micros[a], t.micros[b]) })
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	// Then each run of one instant. Blocks are cut where an instant begins.
	begins := func(i int) bool { return t.micros[perm[i]] != t.micros[perm[i-1]] }
	cuts := []int{0}
	for i := 16 * par.Block; i < n; i++ {
		if begins(i) {
			cuts = append(cuts, i)
			i += 16 * par.Block
		}
	}
	cuts = append(cuts, n)
	err := par.For(ctx, len(cuts)-1, 1, 0, func(block, _, _ int) error {
		lo, hi := cuts[block], cuts[block+1]
		for i := lo + 1; i <= hi; i++ {
			if i == hi || begins(i) {
				slices.SortFunc(perm[lo:i], compare)
				lo = i
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if slices.IsSorted(perm) {
		return nil, nil
	}
	return perm, nil
}

package events

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// builder collects events in any order and makes a Log of them.
type builder struct {
	op                      string // for errors
	n                       int    // events so far
	chunks                  []chunk
	keptNames               []string
	customers, items, order names
	kept                    []names
	discounts, ratings      bool // any that is not 0

	numbers []int32                    // of the row at hand: those of its kept columns, then any that the log does not get
	refine  func(perm []int32) []int32 // if not nil, picks from the sorted rows those that the log gets
	twin    []byte                     // for refine: 1 where the sorted row agrees with the one before in time, names and kind
}

// row is an event with numbers for its texts. Events are collected in rows and
// turned into columns when they are sorted: that way they are copied once, and
// comparing two of them looks at two places in memory.
type row struct {
	micros                int64
	quantity              float64
	amount, discount      int64
	customer, item, order int32
	rating                float32
	kind                  Kind
}

// chunk is room for some rows, with their numbers.
type chunk struct {
	rows    []row
	numbers []int32
}

const (
	chunkBits = 12
	chunkRows = 1 << chunkBits
)

// newBuilder returns a builder for events with the given kept columns.
func newBuilder(op string, kept ...string) *builder {
	return &builder{op: op, keptNames: kept, kept: make([]names, len(kept)), numbers: make([]int32, len(kept))}
}

// addExtra makes room for n more numbers a row. No row may have been added.
func (b *builder) addExtra(n int) { b.numbers = make([]int32, len(b.kept)+n) }

// at returns row i.
func (b *builder) at(i int32) *row { return &b.chunks[i>>chunkBits].rows[i&(chunkRows-1)] }

// keptAt returns the numbers of the kept columns of row i.
func (b *builder) keptAt(i int32) []int32 { return b.numbersAt(i)[:len(b.kept)] }

// extraAt returns the other numbers of row i.
func (b *builder) extraAt(i int32) []int32 { return b.numbersAt(i)[len(b.kept):] }

func (b *builder) numbersAt(i int32) []int32 {
	k, at := len(b.numbers), int(i&(chunkRows-1))
	return b.chunks[i>>chunkBits].numbers[at*k : at*k+k]
}

// number returns the number of text, −1 for none. Texts that no event has in
// the end are not in the log.
func (b *builder) number(n *names, what string, text []byte) (int32, error) {
	if len(text) == 0 {
		return -1, nil
	}
	return n.add(b.op, what, text)
}

// addRow takes an event whose texts have their numbers, those of its kept
// columns in b.numbers.
func (b *builder) addRow(r *row) error {
	if b.n == math.MaxInt32-1 {
		return &clm.LimitError{Op: b.op, Limit: math.MaxInt32 - 1, What: "events"}
	}
	if b.n&(chunkRows-1) == 0 {
		size := chunkRows
		if b.n == 0 {
			size = 64 // a small log is not worth a whole chunk; the first one grows
		}
		b.chunks = append(b.chunks, chunk{make([]row, 0, size), make([]int32, 0, size*len(b.numbers))})
	}
	c := &b.chunks[len(b.chunks)-1]
	c.rows = append(c.rows, *r)
	c.numbers = append(c.numbers, b.numbers...)
	last := &c.rows[len(c.rows)-1]
	last.quantity += 0 // −0 becomes 0
	last.rating += 0
	b.discounts = b.discounts || r.discount != 0
	b.ratings = b.ratings || r.rating != 0
	b.n++
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
	power := minor
	for power > 0 && power%10 == 0 {
		power /= 10
	}
	if power != 1 || minor > 1_000_000 {
		return setting{}, &clm.ConfigError{Type: typ, Field: "MinorPerUnit", Value: minor, Want: "1, 10, 100 or another power of ten up to 1,000,000"}
	}
	s := setting{place: place, loc: loc, currency: currency, minor: minor, until: math.MinInt64}
	if !until.IsZero() {
		var ok bool
		if s.until, ok = microsOf(until); !ok {
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
	perm, err := b.sorted(ctx)
	if err != nil {
		return nil, err
	}
	if b.refine != nil {
		perm = b.refine(perm)
	}
	t, err := b.columns(ctx, perm)
	if err != nil {
		return nil, err
	}
	b.chunks = nil
	steps := []func(){
		func() { t.customers = renumber(t.customer, b.customers.list) },
		func() { t.items = renumber(t.item, b.items.list) },
	}
	for i := range t.kept {
		steps = append(steps, func() { t.kept[i].texts = renumber(t.kept[i].value, b.kept[i].list) })
	}
	// An order is known by its customer, so these are numbered first.
	if err := par.For(ctx, len(steps), 1, 0, func(i, _, _ int) error { steps[i](); return nil }); err != nil {
		return nil, err
	}
	b.numberOrders(t)
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

// columns copies the given rows into columns.
func (b *builder) columns(ctx context.Context, perm []int32) (*table, error) {
	n := len(perm)
	t := &table{
		micros: make([]int64, n), customer: make([]int32, n), item: make([]int32, n), order: make([]int32, n),
		kind: make([]Kind, n), quantity: make([]float64, n), amount: make([]int64, n),
	}
	if b.discounts {
		t.discount = make([]int64, n)
	}
	if b.ratings {
		t.rating = make([]float32, n)
	}
	for _, name := range b.keptNames {
		t.kept = append(t.kept, column{name: name, value: make([]int32, n)})
	}
	err := par.For(ctx, n, par.Block, 0, func(_, lo, hi int) error {
		for i := lo; i < hi; i++ {
			p := perm[i]
			r := b.at(p)
			t.micros[i], t.customer[i], t.item[i], t.order[i] = r.micros, r.customer, r.item, r.order
			t.kind[i], t.quantity[i], t.amount[i] = r.kind, r.quantity, r.amount
			if t.discount != nil {
				t.discount[i] = r.discount
			}
			if t.rating != nil {
				t.rating[i] = r.rating
			}
			if t.kept != nil {
				for k, v := range b.keptAt(p) {
					t.kept[k].value[i] = v
				}
			}
		}
		return nil
	})
	return t, err
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
func (b *builder) numberOrders(t *table) {
	type key struct {
		customer, id int32
		micros       int64
	}
	// Nearly every order id belongs to one customer.
	type owner struct{ customer, order int32 }
	owners := make([]owner, len(b.order.list)) // of each id; the number of the order plus one
	number := make(map[key]int32)              // the orders that owners has no place for
	last, lastAt := key{}, int32(-1)           // neighbouring rows often repeat
	add := func(id int32) int32 {
		t.orders = append(t.orders, b.order.list[id])
		return int32(len(t.orders)) - 1
	}
	for i, id := range t.order {
		o := &owners[id]
		named := b.order.list[id] != ""
		switch {
		case named && o.order == 0:
			*o = owner{t.customer[i], add(id) + 1}
			t.order[i] = o.order - 1
		case named && o.customer == t.customer[i]:
			t.order[i] = o.order - 1
		default:
			k := key{customer: t.customer[i], id: id}
			if !named {
				k.micros = t.micros[i]
			}
			if lastAt < 0 || k != last {
				at, ok := number[k]
				if !ok {
					at = add(id)
					number[k] = at
				}
				last, lastAt = k, at
			}
			t.order[i] = lastAt
		}
	}
}

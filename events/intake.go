package events

import (
	"bytes"
	"context"
	"fmt"

	clm "github.com/clm-go/clm"
)

// intake applies the policy to events that were read, counts what it does, and
// collects what is left.
type intake struct {
	op       string
	policy   Policy
	counter  counter
	builder  *builder
	itemFate []int8          // by number of the item: 0 not asked yet, 1 keep, 2 drop
	leave    map[string]bool // the policy's DropItems
	cancel   []byte
	hint     func(Reason) string // what may help where a reason is the most frequent

	// The row at hand.
	row   row
	about about
	extra []int32 // numbers to find copies with; nil: they are kept
}

func newIntake(op string, p Policy, kept []string) *intake {
	in := &intake{op: op, policy: p, builder: newBuilder(op, kept...), cancel: []byte(p.CancelPrefix), hint: func(Reason) string { return "" }}
	in.leave = make(map[string]bool, len(p.DropItems))
	for _, item := range p.DropItems {
		in.leave[item] = true
	}
	return in
}

// about is what the policy wants to know about a row besides the event.
type about struct {
	line  int
	order []byte
	cut   [3]bool // ".0" was taken off customer, item, order

	quantity, money decimal
	moneyRole       int  // inPrice, inAmount or 0
	minus           bool // the quantity is below 0, or the amount
	minusPrice      bool // the price is below 0
	zero            bool // price or amount is 0
	rounded         bool
	refunds         bool // it is a purchase below 0
	cancels         bool // it is a purchase of an order that cancels
	local           finding
	fields          [][]byte
}

// placer says in which column something was found, and what stands there.
type placer interface {
	place(f finding, a *about) (column string, value []byte)
}

// drops tells whether the policy drops the row at hand, and counts it if so.
func (in *intake) drops(p placer) bool {
	policy, r, a := &in.policy, &in.row, &in.about
	buys := r.kind == Purchase
	a.refunds = a.minus && buys
	a.cancels = buys && len(in.cancel) > 0 && bytes.HasPrefix(a.order, in.cancel)
	drop := none
	switch {
	case r.item >= 0 && in.dropsItem(r.item):
		drop = droppedItem
	case r.customer < 0 && policy.NoCustomer == Drop:
		drop = noCustomer
	case a.cancels && policy.Cancelled == Drop:
		drop = cancelled
	case a.refunds && policy.Negative == Drop:
		drop = negative
	case a.minusPrice && policy.NegativePrice == Drop:
		drop = negativePrice
	case a.zero && policy.ZeroPrice == Drop:
		drop = zeroPrice
	}
	if drop == none {
		return false
	}
	column, value := p.place(drop, a)
	in.counter.note(drop, true, a.line, column, value)
	return true
}

// add adds the row at hand, which the policy does not drop. Its error is a
// LimitError.
func (in *intake) add(p placer) error {
	r, a := &in.row, &in.about
	if a.refunds || a.cancels || a.minusPrice {
		r.kind = Refund
	}
	in.counter.kept++
	found := int32(0)
	// Most rows are plain.
	if r.customer < 0 || a.cancels || a.refunds || a.minusPrice || a.zero || a.rounded || a.local != none {
		for f, is := range [none]bool{
			noCustomer: r.customer < 0, cancelled: a.cancels, negative: a.refunds, negativePrice: a.minusPrice,
			zeroPrice: a.zero, rounded: a.rounded, localMissing: a.local == localMissing, localTwice: a.local == localTwice,
		} {
			if is {
				found |= 1 << (finding(f) - noCustomer)
				column, value := p.place(finding(f), a)
				in.counter.note(finding(f), false, a.line, column, value)
			}
		}
	}
	if in.extra != nil {
		in.mark(a.line, found)
	}
	return in.builder.addRow(r)
}

// dropsItem asks the policy once for each item.
func (in *intake) dropsItem(item int32) bool {
	if len(in.leave) == 0 && in.policy.DropItem == nil {
		return false
	}
	for len(in.itemFate) <= int(item) {
		in.itemFate = append(in.itemFate, 0)
	}
	if in.itemFate[item] == 0 {
		in.itemFate[item] = 1
		name := in.builder.items.list[item]
		if in.leave[name] || in.policy.DropItem != nil && in.policy.DropItem(name) {
			in.itemFate[item] = 2
		}
	}
	return in.itemFate[item] == 2
}

// finish makes the log, unless too few rows could be read.
func (in *intake) finish(ctx context.Context, set setting) (*Log, *Cleaning, error) {
	if bad := in.counter.unreadable(); in.policy.MinKept > 0 && float64(in.counter.read-bad) < in.policy.MinKept*float64(in.counter.read) {
		reason, at := in.counter.firstUnreadable()
		return nil, in.counter.cleaning(), &clm.RowError{Op: in.op, Line: at.Line, Column: at.Column, Value: at.Value, Err: fmt.Errorf(
			"%s; %s of %s rows cannot be read, want a share of at least %v that can (Policy.MinKept)%s", reason, thousands(bad), thousands(in.counter.read), in.policy.MinKept, in.hint(reason))}
	}
	l, err := in.builder.log(ctx, set)
	return l, in.counter.cleaning(), err
}

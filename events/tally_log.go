package events

import (
	"fmt"

	clm "github.com/clm-go/clm"
)

// AddLog takes all events of a log. Orders must be whole: one of which a part
// is added later, or was before, counts again.
//
// It returns an error that wraps [clm.ErrConfig] for a log of another
// location, one that wraps [clm.ErrValue] for a customer whose purchases in
// the log are not all before, or all after, those in the tally, and a
// [clm.LimitError] when a sum overflows or there are more than 2³¹−2
// customers. Time: O(events).
func (t *Tally) AddLog(l *Log) error {
	const op = "events.Tally.AddLog"
	if l.place != t.placeName() {
		return fmt.Errorf("%s: the log is of location %s, the tally of %s: %w", op, l.place, t.placeName(), clm.ErrConfig)
	}
	n := l.Len()
	if n == 0 {
		return nil
	}
	cal := t.calendar()
	tab := l.t
	met := make([]bool, len(tab.orders))
	states := make([]state, l.customers.n)
	for i := range n {
		r := l.row(i)
		c := l.customers.of(tab.customer[r])
		kind := tab.kind[r]
		if c < 0 || kind > Refund {
			continue
		}
		micros, order := tab.micros[r], tab.order[r]
		err := states[c].add(op, tab.customers[l.customers.in(int(c))], kind, micros, int64(cal.Index(micros)), tab.quantity[r], tab.amount[r], !met[order])
		if err != nil {
			return err
		}
		if kind == Purchase {
			met[order] = true
		}
	}
	piece := &Tally{unit: t.unit, place: t.place, loc: t.loc}
	piece.saw(tab.micros[l.row(n-1)])
	for c, s := range states {
		if s.periods > 0 || s.refunds > 0 {
			piece.names = append(piece.names, tab.customers[l.customers.in(c)])
			piece.states = append(piece.states, s)
		}
	}
	if len(t.states) == 0 {
		t.names, t.states, t.number = piece.names, piece.states, nil
		t.saw(piece.last)
		return nil
	}
	return t.merge(op, piece)
}

package events

import (
	"context"
	"fmt"
	"slices"

	clm "github.com/clm-go/clm"
)

// Merge returns one log with the events of all logs, those that occur in
// several as often as they occur. The order of the logs does not matter. Its
// declared end is the latest of theirs, and it has the kept columns of all.
//
// Logs of different locations or currencies give an error that wraps
// [clm.ErrConfig], no log at all one that wraps [clm.ErrTooFew], too many
// events or names one that wraps [clm.ErrLimit]. Time: O(events·log events).
func Merge(logs ...*Log) (*Log, error) {
	const op = "events.Merge"
	if len(logs) == 0 {
		return nil, fmt.Errorf("%s: no logs: %w", op, clm.ErrTooFew)
	}
	s := logs[0].setting
	var kept []string
	place := map[string]int{}
	for i, l := range logs {
		if l.place != s.place {
			return nil, fmt.Errorf("%s: log 0 is of location %s, log %d of %s: %w", op, s.place, i, l.place, clm.ErrConfig)
		}
		if l.currency != s.currency || l.minor != s.minor {
			return nil, fmt.Errorf("%s: log 0 has currency %q with %d minor units, log %d %q with %d: %w", op, s.currency, s.minor, i, l.currency, l.minor, clm.ErrConfig)
		}
		s.until = max(s.until, l.until)
		for _, c := range l.t.kept {
			if _, ok := place[c.name]; !ok {
				place[c.name] = 0
				kept = append(kept, c.name)
			}
		}
	}
	slices.Sort(kept)
	for i, name := range kept {
		place[name] = i
	}
	b := newBuilder(op, kept...)
	for _, l := range logs {
		if err := b.addLog(l, place); err != nil {
			return nil, err
		}
	}
	return b.log(context.Background(), s)
}

// addLog adds all events of l. The kept column name goes to place[name].
func (b *builder) addLog(l *Log, place map[string]int) error {
	t := l.t
	e := entry{kept: make([][]byte, len(b.kept))}
	for i := range l.Len() {
		r := l.row(i)
		e.customer = append(e.customer[:0], name(t.customers, t.customer[r])...)
		e.item = append(e.item[:0], name(t.items, t.item[r])...)
		e.order = append(e.order[:0], t.orders[t.order[r]]...)
		e.micros, e.kind, e.quantity, e.amount = t.micros[r], t.kind[r], t.quantity[r], t.amount[r]
		e.discount, e.rating = 0, 0
		if t.discount != nil {
			e.discount = t.discount[r]
		}
		if t.rating != nil {
			e.rating = t.rating[r]
		}
		clear(e.kept)
		for _, c := range t.kept {
			if v := c.value[r]; v >= 0 {
				e.kept[place[c.name]] = []byte(c.texts[v])
			}
		}
		if err := b.add(&e); err != nil {
			return err
		}
	}
	return nil
}

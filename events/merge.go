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
	kept := make([]column, len(b.kept))
	for _, c := range t.kept {
		kept[place[c.name]] = c
	}
	texts := b.translate(t.customers, t.items, t.orders, kept)
	for i := range l.Len() {
		r := l.row(i)
		e := entry{micros: t.micros[r], kind: t.kind[r], quantity: t.quantity[r], amount: t.amount[r]}
		if t.discount != nil {
			e.discount = t.discount[r]
		}
		if t.rating != nil {
			e.rating = t.rating[r]
		}
		for k, c := range kept {
			texts.kept[k].at = -1
			if c.value != nil {
				texts.kept[k].at = c.value[r]
			}
		}
		if err := texts.add(&e, t.customer[r], t.item[r], t.order[r]); err != nil {
			return err
		}
	}
	return nil
}

package events

import (
	"math"
	"sort"
	"time"
)

// Before returns the events before t, as the log was known then: its end is
// t, or the end of l if that is earlier. Time: O(events).
func (l *Log) Before(t time.Time) *Log {
	return l.cut(0, t)
}

// Between returns the events from a on and before b. Its end is b, or the end
// of l if that is earlier. Time: O(events).
func (l *Log) Between(a, b time.Time) *Log {
	return l.cut(l.search(a), b)
}

// search returns the number of the first event at or after t. Events are at
// whole microseconds, t may lie between two.
func (l *Log) search(t time.Time) int {
	return sort.Search(l.Len(), func(i int) bool {
		return !time.UnixMicro(l.t.micros[l.row(i)]).Before(t)
	})
}

// cut returns the events from number lo on that are before t.
func (l *Log) cut(lo int, t time.Time) *Log {
	hi := max(lo, l.search(t))
	v := &Log{t: l.t, setting: l.setting}
	if l.pick != nil {
		v.pick = l.pick[lo:hi:hi]
	} else {
		v.lo, v.hi = l.lo+lo, l.lo+hi
	}
	if end := ceilMicro(t); l.until != math.MinInt64 && end < l.until {
		v.until = end
	}
	v.number()
	return v
}

// ceilMicro returns the first whole microsecond at or after t, and the nearest
// instant that a log can hold where t is far away from the years 1 to 9999.
func ceilMicro(t time.Time) int64 {
	switch y := t.UTC().Year(); {
	case y < 1:
		return minTime
	case y > 9999:
		return maxTime
	}
	m := t.UnixMicro()
	if time.UnixMicro(m).Before(t) {
		m++
	}
	return min(max(m, minTime), maxTime)
}

// Where returns the events for which keep is true. Keep is called once for
// each event, in order. Time: O(events), and 4 bytes for each event kept.
func (l *Log) Where(keep func(Event) bool) *Log {
	v := &Log{t: l.t, setting: l.setting, pick: []int32{}}
	for i := range l.Len() {
		if r := l.row(i); keep(l.event(r)) {
			v.pick = append(v.pick, int32(r))
		}
	}
	v.number()
	return v
}

// number finds out which names the view holds.
func (l *Log) number() {
	l.customers = l.held(l.t.customer, len(l.t.customers))
	l.items = l.held(l.t.item, len(l.t.items))
	l.orders = l.held(l.t.order, len(l.t.orders))
}

func (l *Log) held(col []int32, n int) ids {
	if l.pick == nil && l.lo == 0 {
		// By first appearance: the beginning of the table holds the lowest numbers.
		most := int32(-1)
		for _, c := range col[:l.hi] {
			most = max(most, c)
		}
		return ids{n: int(most) + 1}
	}
	x := ids{view: make([]int32, n), base: []int32{}}
	for i := range x.view {
		x.view[i] = -1
	}
	for i := range l.Len() {
		if c := col[l.row(i)]; c >= 0 && x.view[c] < 0 {
			x.view[c] = int32(len(x.base))
			x.base = append(x.base, c)
		}
	}
	x.n = len(x.base)
	return x
}

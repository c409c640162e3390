package events

import (
	"math"
	"time"
)

// microsOf returns an instant in Unix microseconds, and an earlier one than
// any event and false if no event can be then. (Far away from the years 1 to
// 9999, UnixMicro returns anything.)
func microsOf(t time.Time) (int64, bool) {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return math.MinInt64, false
	}
	m := t.UnixMicro()
	if !inYears(m) {
		return math.MinInt64, false
	}
	return m, true
}

// inYears tells whether an event can be at an instant.
func inYears(micros int64) bool { return minTime <= micros && micros <= maxTime }

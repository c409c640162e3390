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
	if m < minTime || m > maxTime {
		return math.MinInt64, false
	}
	return m, true
}

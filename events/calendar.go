package events

import (
	"math"
	"time"

	clm "github.com/clm-go/clm"
)

// calendar numbers the periods of a place. Period i is everything from its
// first instant, [clm.Period.Start], up to that of the next, so numbers never
// fall as time goes on. (Dates do, for some minutes, where clocks are set back
// over midnight.) Neighbouring instants cost a comparison.
type calendar struct {
	period clm.Period
	loc    *time.Location
	lo, hi int64 // period number at is [lo, hi), in Unix microseconds
	at     int
}

// index returns the number of the period at an instant.
func (c *calendar) index(micros int64) int {
	if micros < c.lo || micros >= c.hi {
		c.move(micros)
	}
	return c.at
}

func (c *calendar) move(micros int64) {
	t := time.UnixMicro(micros).In(c.loc)
	c.at = c.period.Index(t)
	next := c.start(c.at + 1)
	for micros >= next {
		c.at++
		next = c.start(c.at + 1)
	}
	c.lo, c.hi = c.start(c.at), next
}

// start returns the first instant of a period in Unix microseconds.
func (c *calendar) start(i int) int64 { return c.period.Start(i, c.loc).UnixMicro() }

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

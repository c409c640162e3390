// Package calendar numbers the periods of a place for many instants. It gives
// the numbers of clm.Period.Index; neighbouring instants cost a comparison.
package calendar

import (
	"time"

	clm "github.com/clm-go/clm"
)

// Calendar is the periods of one length in one place. It is used by one
// goroutine at a time; New makes one.
type Calendar struct {
	period clm.Period
	loc    *time.Location
	lo, hi int64 // period number at is [lo, hi), in Unix microseconds
	at     int
}

// New returns the calendar of a period that clm.Period.Check takes.
func New(p clm.Period, loc *time.Location) Calendar { return Calendar{period: p, loc: loc} }

// Index returns the number of the period at an instant, in Unix microseconds.
func (c *Calendar) Index(micros int64) int {
	if micros < c.lo || micros >= c.hi {
		c.at = c.period.Index(time.UnixMicro(micros).In(c.loc))
		c.lo, c.hi = c.start(c.at), c.start(c.at+1)
	}
	return c.at
}

// Bounds returns the period of the last Index: from lo on and before hi, in
// Unix microseconds.
func (c *Calendar) Bounds() (lo, hi int64) { return c.lo, c.hi }

func (c *Calendar) start(i int) int64 { return c.period.Start(i, c.loc).UnixMicro() }

package main

import "time"

// month is what was sold in one month of the calendar.
type month struct {
	start   time.Time
	revenue int64 // before returns, in minor units
	partial bool  // the orders do not reach its end
}

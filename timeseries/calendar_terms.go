package timeseries

import (
	"fmt"
	"time"

	clm "github.com/clm-go/clm"
)

// DayOfWeekTerms tells a model with regressors which day of the week each value
// belongs to: columns Tuesday to Sunday are 1 on their day and else 0, and Monday,
// where all are 0, is what the other days are compared with. The day is that of the time's
// own location.
//
// A weekday that does not occur leaves a column of zeros, which a fit refuses.
//
// Errors: one that wraps [clm.ErrTooFew] without times. Time and memory: O(n).
func DayOfWeekTerms(times []time.Time) (*Terms, error) {
	return kindTerms("timeseries.DayOfWeekTerms", times, 7,
		func(t time.Time) int { return (int(t.Weekday()) + 6) % 7 },
		func(i int) string { return time.Weekday((i + 1) % 7).String() })
}

// MonthTerms tells a model with regressors which month each value belongs to:
// columns February to December are 1 in their month and else 0, and January, where
// all are 0, is what the other months are compared with. The month is that of the
// time's own location.
//
// A month that does not occur leaves a column of zeros, which a fit refuses.
//
// Errors: one that wraps [clm.ErrTooFew] without times. Time and memory: O(n).
func MonthTerms(times []time.Time) (*Terms, error) {
	return kindTerms("timeseries.MonthTerms", times, 12,
		func(t time.Time) int { return int(t.Month()) - 1 },
		func(i int) string { return time.Month(i + 1).String() })
}

// kindTerms makes a column for each kind of time but the first.
func kindTerms(op string, times []time.Time, kinds int, kind func(time.Time) int, name func(int) string) (*Terms, error) {
	if len(times) == 0 {
		return nil, fmt.Errorf("%s: no times: %w", op, clm.ErrTooFew)
	}
	var names []string
	for i := 1; i < kinds; i++ {
		names = append(names, name(i))
	}
	terms := newTerms(len(times), names)
	for i, t := range times {
		if k := kind(t); k > 0 {
			terms.X.Set(i, k-1, 1)
		}
	}
	return terms, nil
}

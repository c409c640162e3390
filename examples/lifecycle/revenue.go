package main

import (
	"fmt"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
)

// month is what was sold in one month of the calendar.
type month struct {
	start   time.Time
	revenue float64 // before returns, in minor units
	partial bool    // the orders do not reach its end
}

// monthlyRevenue adds up the purchases of each month.
func monthlyRevenue(s *shop) ([]month, error) {
	series, err := s.log.Series(clm.Period{Unit: clm.Month}, events.MeasureRevenue)
	if err != nil {
		return nil, err
	}
	months := make([]month, len(series.Values))
	for i, v := range series.Values {
		months[i] = month{start: series.Start[i], revenue: v, partial: !s.reaches(series.Start[i].AddDate(0, 1, 0))}
	}
	return months, nil
}

// reaches tells whether the orders are complete up to t. The last day counts
// as complete.
func (s *shop) reaches(t time.Time) bool { return !t.After(s.asOf) }

// mostMonths is how many months the report shows: the latest five years.
const mostMonths = 60

// shownMonths are the months that the report has room for.
func shownMonths(months []month) []month { return months[max(0, len(months)-mostMonths):] }

// partialNote says what to know about the last month, if anything.
func partialNote(s *shop, months []month) string {
	last := months[len(months)-1]
	if !last.partial {
		return ""
	}
	return fmt.Sprintf("%s is pale because it is not complete: the orders end on %s.",
		last.start.Format("January 2006"), date(s.lastDay()))
}

// lastDay returns the last day that the report knows of.
func (s *shop) lastDay() time.Time { return s.asOf.AddDate(0, 0, -1) }

package segment

import (
	"fmt"
	"math"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/calendar"
)

// Cohorts shows whether customers come back: it groups them by the period of
// their first purchase and follows each group from period to period.
//
//	table, err := segment.Cohorts{}.Of(log)   // by month
//
// The age of a customer in a period is the number of periods since that of
// the first purchase, which is age 0. Periods are those of the calendar in the
// log's location. Only purchases make a cohort and keep a customer active;
// views, carts and reviews do not, and events without customer are left out.
//
// The first purchase is the first in the log. In a log that begins in the
// middle of a shop's life the first cohorts hold old customers too, who come
// back more often than new ones do.
//
// Time: O(events + periods²). Memory: O(customers + orders + periods²).
type Cohorts struct {
	// Period is the length of a period and thus of a step of age; the zero
	// Period is 1 month here.
	Period clm.Period
}

// maxCohorts bounds the table: 2,000 days are more than five years.
const maxCohorts = 2000

// CohortTable holds one row for each period from that of the first purchase
// to that in which the log ends; row c are the customers who first bought in
// period c. Periods without new customers have a row of Size 0.
//
// The columns of a row are ages, from 0 to the age that the cohort has where
// the log ends. What lies beyond has not happened: it is not in the table, and
// the rows get shorter from top to bottom. So Active[c][a] exists where
// c + a < Len().
type CohortTable struct {
	// Period is the length of a period.
	Period clm.Period
	// Start has the first instant of each period.
	Start []time.Time
	// Size has the number of customers of each cohort.
	Size []int
	// Active has the customers with a purchase at that age. At age 0 it is
	// Size.
	Active [][]int
	// Orders has the number of orders at that age, each counted where its first
	// purchase is.
	Orders [][]int
	// Repeaters has the customers with a second order by the end of that age.
	Repeaters [][]int
	// Revenue has the money of purchases at that age, in minor units.
	Revenue [][]int64
	// Refunds has the money of refunds at that age, in minor units, whenever
	// the purchase was. Refunds to customers who have not bought yet are left
	// out.
	Refunds [][]int64
	// Partial tells that the log ends before the last period does, so that the
	// last cell of each row is not complete yet and the last cohort may still
	// grow.
	Partial bool
}

// Of makes the table. A view such as log.Before(t) makes it as things stood
// at t.
//
// The errors are a [clm.ConfigError] for a Period that does not exist, one
// that wraps [clm.ErrTooFew] where no known customer has bought anything, and
// a [clm.LimitError] where there would be more than 2,000 periods or a sum of
// money does not fit in 64 bits.
func (c Cohorts) Of(log *events.Log) (*CohortTable, error) {
	const op = "segment.Cohorts.Of"
	p := c.Period
	if p == (clm.Period{}) {
		p.Unit = clm.Month
	}
	if err := p.Check(); err != nil {
		return nil, &clm.ConfigError{Type: "segment.Cohorts", Field: "Period", Value: c.Period, Want: "a period of the calendar"}
	}
	first, last, found := span(log, p)
	if !found {
		return nil, fmt.Errorf("%s: no purchase of a known customer: %w", op, clm.ErrTooFew)
	}
	if last-first >= maxCohorts {
		return nil, &clm.LimitError{Op: op, Limit: maxCohorts, What: "periods", Hint: "use a longer Period"}
	}
	t := newCohortTable(p, first, last, log)
	if !t.count(log, first) {
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt64, What: "minor units of money", Hint: "are the amounts in minor units?"}
	}
	return t, nil
}

// span returns the periods of the first purchase and of the log's end.
func span(log *events.Log, p clm.Period) (first, last int, found bool) {
	cal := calendar.New(p, log.Location())
	for i, e := range log.All() {
		if e.Kind == events.Purchase && log.Customer(i) >= 0 {
			first, found = cal.Index(e.Time.UnixMicro()), true
			break
		}
	}
	if !found {
		return 0, 0, false
	}
	// The end of a log is the first instant that it does not know, or the time
	// of its last event.
	end := log.Until().Add(-time.Microsecond)
	if t := log.At(log.Len() - 1).Time; t.After(end) {
		end = t
	}
	return first, cal.Index(end.UnixMicro()), true
}

func newCohortTable(p clm.Period, first, last int, log *events.Log) *CohortTable {
	n := last - first + 1
	t := &CohortTable{Period: p, Size: make([]int, n)}
	for c := range n {
		t.Start = append(t.Start, p.Start(first+c, log.Location()))
		t.Active = append(t.Active, make([]int, n-c))
		t.Orders = append(t.Orders, make([]int, n-c))
		t.Repeaters = append(t.Repeaters, make([]int, n-c))
		t.Revenue = append(t.Revenue, make([]int64, n-c))
		t.Refunds = append(t.Refunds, make([]int64, n-c))
	}
	t.Partial = p.Start(last+1, log.Location()).After(log.Until())
	return t
}

// buyer is what is known of a customer on the way through the log.
type buyer struct {
	cohort, latest int32 // first period and latest one with a purchase, −1: none yet
	orders         int32 // 0, 1, or 2 for more
}

// count fills the table. It tells whether all sums fit.
func (t *CohortTable) count(log *events.Log, first int) (fits bool) {
	buyers := make([]buyer, log.Customers().Len())
	for i := range buyers {
		buyers[i] = buyer{-1, -1, 0}
	}
	seen := make([]bool, log.Orders())
	cal := calendar.New(t.Period, log.Location())
	fits = true
	for i, e := range log.All() {
		who := log.Customer(i)
		if who < 0 || e.Kind > events.Refund {
			continue
		}
		now := cal.Index(e.Time.UnixMicro()) - first
		b := &buyers[who]
		if e.Kind == events.Refund {
			if b.cohort >= 0 {
				fits = addInt(&t.Refunds[b.cohort][now-int(b.cohort)], e.Amount) && fits
			}
			continue
		}
		if b.cohort < 0 {
			b.cohort = int32(now)
			t.Size[now]++
		}
		cohort, age := int(b.cohort), now-int(b.cohort)
		fits = addInt(&t.Revenue[cohort][age], e.Amount) && fits
		if int(b.latest) != now {
			b.latest = int32(now)
			t.Active[cohort][age]++
		}
		if o := log.Order(i); !seen[o] {
			seen[o] = true
			t.Orders[cohort][age]++
			if b.orders++; b.orders == 2 {
				t.Repeaters[cohort][age]++
			}
			b.orders = min(b.orders, 2)
		}
	}
	for _, row := range t.Repeaters {
		for a := 1; a < len(row); a++ {
			row[a] += row[a-1]
		}
	}
	return fits
}

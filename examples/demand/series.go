package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
)

// series is the revenue of each week or day.
type series struct {
	name   string      // "weeks" or "days"
	one    string      // "week" or "day"
	period int         // values in a season, 1: none that the orders are long enough for
	step   clm.Period  // from one value to the next
	start  []time.Time // of each
	values []float64   // revenue less refunds, in pounds

	test plan
}

// plan says how the methods are tried.
type plan struct {
	horizon  int // how many values are forecast
	step     int // from one origin to the next
	minTrain int // values before the first origin
}

// byWeek and byDay are the two series without their values.
var (
	byWeek = series{name: "weeks", one: "week", period: 1, step: clm.Period{Unit: clm.Week}, test: plan{horizon: 4, step: 1, minTrain: 26}}
	byDay  = series{name: "days", one: "day", period: 7, step: clm.Period{Unit: clm.Day}, test: plan{horizon: 14, step: 28, minTrain: 17 * 7}}
)

// readOrders reads the orders of customers who are known, up to an instant.
func readOrders(ctx context.Context, in io.Reader, before time.Time) (*events.Log, *events.Cleaning, error) {
	orders, cleaning, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Policy: events.Policy{NoCustomer: events.Drop, Duplicates: events.Drop, ZeroPrice: events.Drop, CancelPrefix: "C"},
	}.Read(ctx, in)
	if err == nil && !before.IsZero() {
		orders = orders.Before(before)
	}
	return orders, cleaning, err
}

// revenue adds up what was sold less what was taken back, so that a large order that
// is cancelled on the same day counts nothing. Weeks that are not whole are left out:
// the first one may have begun before the orders, and the last one may not be over.
func revenue(orders *events.Log, s series) (*series, error) {
	sum, err := orders.Series(s.step, events.MeasureNet)
	if err != nil {
		return nil, err
	}
	first, end := 0, len(sum.Values)
	if s.step.Unit == clm.Week {
		first = 1
	}
	if sum.Partial {
		end--
	}
	if end-first < s.test.minTrain+s.test.horizon {
		return nil, fmt.Errorf("-before leaves %d whole %s, want at least %d: %w", max(0, end-first), s.name, s.test.minTrain+s.test.horizon, errTooEarly)
	}
	for i := first; i < end; i++ {
		s.start = append(s.start, sum.Start[i])
		s.values = append(s.values, sum.Values[i]/100)
	}
	return &s, nil
}

var errTooEarly = errors.New("too early for a forecast that can be tested")

// at returns the beginning of the value that many steps after the last one.
func (s *series) at(ahead int) time.Time {
	last := s.start[len(s.start)-1]
	if s.step.Unit == clm.Week {
		ahead *= 7
	}
	return last.AddDate(0, 0, ahead)
}

package main

import (
	"context"
	"errors"
	"strings"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/timeseries"
)

// describeDays says what the revenue does from day to day, in sentences; none
// where the orders cover less than two weeks.
func describeDays(ctx context.Context, s *shop) ([]string, error) {
	series, err := s.log.Series(clm.Period{Unit: clm.Day}, events.MeasureRevenue)
	if err != nil {
		return nil, err
	}
	for i := range series.Values {
		series.Values[i] /= s.money.minor
	}
	d, err := timeseries.Describe(ctx, series.Values, 7)
	if errors.Is(err, clm.ErrTooFew) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return d.Sentences(
		func(i int) string { return date(series.Start[i]) },
		func(i int) string { return "on " + series.Start[i].Weekday().String() + "s" },
	), nil
}

// dayByDay puts the sentences about the days into one paragraph, "" without any.
func dayByDay(sentences []string, m money) string {
	if len(sentences) == 0 {
		return ""
	}
	in := ""
	if unit := strings.TrimSpace(m.symbol); unit != "" {
		in = ", in " + unit
	}
	return "Day by day" + in + ": " + strings.Join(sentences, " ")
}

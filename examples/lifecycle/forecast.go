package main

import (
	"context"
	"fmt"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/timeseries"
)

// forecast is what the coming weeks should bring.
type forecast struct {
	start  []time.Time // of the latest whole weeks
	values []float64   // their revenue before returns, in minor units

	begun bool // the week after these is not over, but the orders reach into it

	tested *timeseries.BacktestResult // nil where there are too few weeks; then nothing below is known
	method string                     // that is trusted most
	next   []float64                  // its forecast of the weeks after the last whole one
	lo, hi [len(levels)][]float64     // and its limits
}

// levels are the probabilities with which the revenue stays within the limits.
var levels = [...]float64{0.8, 0.95}

const (
	horizon   = 8  // weeks that are forecast
	weeksOne  = 26 // weeks before the first forecast that is tested
	weeksAll  = weeksOne + horizon + 7
	mostFits  = 26     // times that the forecast is tested, about
	mostKnown = 5 * 52 // weeks that are learned from
)

// competitors are the ways to forecast, from simple to complex. All of them say how sure
// they are.
func competitors(weeks int) []timeseries.Method {
	list := []timeseries.Method{
		timeseries.Named("Like the average", timeseries.Mean{}),
		timeseries.Named("Like last week", timeseries.Naive{}),
		timeseries.Named("On with the trend", timeseries.Drift{}),
	}
	if weeks > 3*52 {
		list = append(list, timeseries.Named("Like last year", timeseries.SeasonalNaive{Period: 52}))
	}
	return append(list, timeseries.Named("AutoARIMA", timeseries.AutoARIMA{Workers: 1}))
}

// forecastRevenue forecasts the revenue of the coming weeks by the method that would have
// done so best.
func forecastRevenue(ctx context.Context, s *shop) (*forecast, error) {
	week := clm.Period{Unit: clm.Week}
	series, err := s.log.Series(week, events.MeasureRevenue)
	if err != nil {
		return nil, err
	}
	// The first week may have begun before the orders, and the last one is not over. What
	// was long ago tells nothing about next week.
	n := len(series.Values)
	for n > 0 && !s.reaches(series.Start[n-1].AddDate(0, 0, 7)) {
		n--
	}
	first := max(min(1, n), n-mostKnown)
	f := &forecast{start: series.Start[first:n], values: series.Values[first:n], begun: n < len(series.Values)}
	if len(f.values) < weeksAll {
		return f, nil
	}
	methods := competitors(len(f.values))
	test := timeseries.Backtest{Horizon: horizon, MinTrain: weeksOne, Level: levels[0]}
	if weeks := len(f.values); weeks > 3*52 {
		test.MinTrain = 2*52 + weeksOne
	}
	test.Step = 1 + (len(f.values)-test.MinTrain-horizon)/mostFits
	tested, err := test.Run(ctx, methods, f.values)
	if err != nil {
		return nil, err
	}
	if tested.Recommended < 0 {
		return f, nil // there were no sales that differ from week to week
	}
	best := methods[tested.Recommended]
	m, err := best.Fit(ctx, f.values)
	if err != nil {
		return nil, fmt.Errorf("forecast by %q: %w", best.Name, err)
	}
	f.tested, f.method, f.next = tested, best.Name, m.Forecast(nil, horizon)
	if m, ok := m.(timeseries.IntervalForecaster); ok {
		for i, level := range levels {
			f.lo[i], f.hi[i] = m.Interval(nil, nil, horizon, level)
		}
	}
	return f, nil
}

// week returns the beginning of the week that follows the last whole one by so many.
func (f *forecast) week(ahead int) time.Time { return f.start[len(f.start)-1].AddDate(0, 0, 7*ahead) }

// sentence says what the first week should bring, "" where it is not known.
func (f *forecast) sentence(m money) string {
	if f == nil || f.tested == nil {
		return ""
	}
	should := "should bring"
	if f.begun {
		should = "should have brought, once it is over,"
	}
	return fmt.Sprintf("The week from %s %s about %s, and with a probability of %s between %s and %s.",
		date(f.week(1)), should, m.whole(f.next[0]), percent(levels[0]), m.whole(max(0, f.lo[0][0])), m.whole(f.hi[0][0]))
}

// note says how the forecast was made, or why there is none.
func (f *forecast) note() string {
	if f.tested == nil {
		if len(f.values) < weeksAll {
			return fmt.Sprintf("There are %s that are over; a forecast that can be tested takes %d.", plural(len(f.values), "whole week"), weeksAll)
		}
		return "No method could be tested on these weeks, so there is no forecast."
	}
	return fmt.Sprintf("The dark line is what the %s brought, the blue one what the next %d should bring; "+
		"with a probability of %s they stay within the inner band, with %s within the outer one.",
		plural(len(shownWeeks(f.values)), "whole week"), horizon, percent(levels[0]), percent(levels[1]))
}

// mostWeeks is how many weeks the picture shows: the latest two years.
const mostWeeks = 104

func shownWeeks[T any](weeks []T) []T { return weeks[max(0, len(weeks)-mostWeeks):] }

// lines are the rows of the table of the back-test, and what to say about it.
func (f *forecast) lines(m money) (rows []methodLine, note string) {
	if f.tested == nil {
		return nil, ""
	}
	for i, x := range f.tested.Methods {
		row := methodLine{Name: x.Name, Chosen: i == f.tested.Recommended, Error: "–", Scaled: "–", Percent: "–", Within: "–", Width: "–"}
		if s := x.Total; s.N > 0 {
			row.Error, row.Percent = m.whole(s.MAE), percent(s.SMAPE/100)
			row.Within, row.Width = percent(s.Coverage), m.whole(s.Width)
			if s.MASE == s.MASE {
				row.Scaled = fmt.Sprintf("%.2f", s.MASE)
			}
		}
		rows = append(rows, row)
	}
	best := f.tested.Methods[f.tested.Best].Name
	note = fmt.Sprintf("Each method forecast %s from what was known then, %d weeks each. %q is trusted: ", plural(len(f.tested.Origins), "time"), horizon, f.method)
	if f.method == best {
		note += "no simpler method comes as close to what came."
	} else {
		note += fmt.Sprintf("it is the simplest whose error is within chance of the lowest, that of %q.", best)
	}
	return rows, note
}

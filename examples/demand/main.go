// Demand says what a shop should take in the coming days and weeks, and how far
// that can be trusted.
//
//	go run ./examples/demand
//	go run ./examples/demand -before 2011-10-01 -out october
//
// It adds up the orders of a British gift shop by week and by day, takes the days
// apart into trend, week and rest, lets several methods forecast from what was known
// at earlier times, and forecasts by the one that would have done best. It writes
// demand-report/ with forecast.csv and pictures: weeks.svg, days.svg (what was, and a
// fan of what may come) and parts.svg (the days taken apart).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/clm-go/clm/examples/lifecycle/data"
	"github.com/clm-go/clm/timeseries"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demand:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parseFlags(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}

	// Read the orders and add them up.
	orders, cleaning, err := readOrders(ctx, data.OnlineRetail(), o.before)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, cleaning)
	weeks, err := revenue(orders, byWeek)
	if err != nil {
		return err
	}
	days, err := revenue(orders, byDay)
	if err != nil {
		return err
	}

	// What do they look like? A week needs years to show its season, a day has one of
	// seven days.
	printSeries(out, weeks)
	printSeries(out, days)
	about, err := timeseries.Describe(ctx, days.values, days.period)
	if err != nil {
		return err
	}
	printDescription(out, days, about)
	printSeason(out, days, about.Parts)

	// Which method would have forecast best? It forecasts what comes.
	files := map[string][]byte{}
	var all []forecast
	for _, s := range []*series{weeks, days} {
		f, err := s.forecast(ctx)
		if err != nil {
			return err
		}
		printForecast(out, s, f)
		all = append(all, *f)
		if files[s.name+".svg"], err = fanPicture(s, f); err != nil {
			return err
		}
	}
	files["forecast.csv"] = table(all)
	if files["parts.svg"], err = partsPicture(days, about.Parts); err != nil {
		return err
	}

	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(o.out, name), content, 0o644); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\nWrote %s with the forecasts and pictures of them.\n%s\n", o.out, data.Attribution)
	return nil
}

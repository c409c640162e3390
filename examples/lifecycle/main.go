// Lifecycle turns the orders of a shop into a report about its customers.
//
//	go run ./examples/lifecycle                        with built-in orders
//	go run ./examples/lifecycle -in orders.csv -map customer=client,time=date,amount=total
//
// It reads and cleans the orders, adds up the revenue by month, forecasts it by week
// with the method that would have done so best, scores each customer by recency, frequency and money and names its segment, finds groups
// by K-means, follows cohorts from their first order on, finds rules of what is
// bought together, and writes lifecycle-report/ with report.html, one file without
// anything from outside, and customers.csv, a line for each customer.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "lifecycle:", err)
		os.Exit(1)
	}
}

// run is the program: what it found goes to out, what it is doing to progress.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	o, err := parseFlags(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	screen := newScreen(progress)

	s, err := readShop(ctx, o, screen)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, s.cleaning)

	screen.say("Looking for segments, groups, cohorts and rules ...")
	var r result
	err = atOnce( // none of these needs another
		func() (err error) { r.months, err = monthlyRevenue(s); return },
		func() (err error) { r.days, err = describeDays(ctx, s); return },
		func() (err error) { r.segments, err = findSegments(ctx, s); return },
		func() (err error) { r.clusters, err = findClusters(ctx, s, o.seed); return },
		func() (err error) { r.cohorts, err = followCohorts(s); return },
		func() (err error) { r.forecast, err = forecastRevenue(ctx, s); return },
		func() (err error) { r.together, err = findTogether(ctx, s, o.columns["name"]); return },
	)
	if err != nil {
		return err
	}

	if err := writeReport(o, s, &r); err != nil {
		return err
	}
	if err := writeCustomers(o, s, &r); err != nil {
		return err
	}
	printSummary(out, o, s, &r)
	return nil
}

// result is what the steps found out.
type result struct {
	months   []month
	days     []string // sentences about the revenue from day to day
	forecast *forecast
	segments *segments
	clusters *clusters
	cohorts  *cohorts
	together together
}

// atOnce runs all of the steps side by side and returns their errors.
func atOnce(steps ...func() error) error {
	errs := make([]error, len(steps))
	var wg sync.WaitGroup
	for i, step := range steps {
		wg.Go(func() { errs[i] = step() })
	}
	wg.Wait()
	return errors.Join(errs...)
}

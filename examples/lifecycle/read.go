package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/examples/lifecycle/data"
)

// fewest is the number of customers that a report needs: up to ten groups are
// tried, and they have to be fewer than customers.
const fewest = 11

// shop is what was read.
type shop struct {
	name     string // of the data
	log      *events.Log
	cleaning *events.Cleaning
	first    time.Time // event
	asOf     time.Time // everything before counts
	money    money

	customers []events.Summary
}

// readShop reads and cleans the orders and sums them up by customer.
func readShop(ctx context.Context, o options, s screen) (*shop, error) {
	in, name, size, err := open(o.in)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	progress, end := s.reading(name, size)
	log, cleaning, err := reader(o, progress).Read(ctx, in)
	end()
	if err != nil {
		return nil, explain(err, o)
	}
	if log.Len() == 0 {
		return nil, fmt.Errorf("%s holds no order that can be used:\n%v", name, cleaning)
	}

	sh := &shop{name: name, cleaning: cleaning}
	if sh.asOf, err = reportDate(log, o.asOf); err != nil {
		return nil, err
	}
	sh.log = log.Before(sh.asOf)
	sh.first, _ = sh.log.Span()
	sh.money = newMoney(log.Currency())
	if sh.customers, err = (events.Summaries{AsOf: sh.asOf}).OfLog(log); err != nil {
		return nil, err
	}
	if n := len(sh.customers); n < fewest {
		few := "only " + plural(n, "customer")
		if n == 0 {
			few = "no customer"
		}
		return nil, fmt.Errorf("%s ordered before %s; a report needs at least %d:\n%v", few, date(sh.asOf), fewest, cleaning)
	}
	if totals(sh.customers).gross == 0 {
		return nil, fmt.Errorf("the orders in %s are worth nothing; is -map right about the money?", name)
	}
	return sh, nil
}

// open opens a file, or the built-in orders for "".
func open(file string) (in io.ReadCloser, name string, size int64, err error) {
	if file == "" {
		orders := data.OnlineRetail()
		return io.NopCloser(orders), "Online Retail", orders.Size(), nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, "", 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, "", 0, err
	}
	return f, filepath.Base(file), info.Size(), nil
}

// reader says what is where in the file and what is left out: rows without
// customer, exact copies, and prices of nothing or less. Cancellations and
// negative quantities take back.
func reader(o options, progress func(done, total int)) events.CSV {
	r := events.CSV{
		Customer:      o.columns["customer"],
		Item:          o.columns["item"],
		Order:         o.columns["order"],
		Time:          o.columns["time"],
		Quantity:      o.columns["quantity"],
		Price:         o.columns["price"],
		Amount:        o.columns["amount"],
		Comma:         o.comma,
		DecimalComma:  o.decimalComma,
		Layouts:       o.layouts,
		Currency:      o.currency,
		TrimPointZero: true,
		Policy: events.Policy{
			NoCustomer: events.Drop,
			Duplicates: events.Drop,
			ZeroPrice:  events.Drop,
		},
		Progress: progress,
	}
	if name := o.columns["name"]; name != "" {
		r.Keep = []string{name}
	}
	if o.in == "" {
		r.Policy.CancelPrefix = "C"
	}
	return r
}

// explain adds what can be done about it.
func explain(err error, o options) error {
	if o.in == "" {
		return err
	}
	if !errors.Is(err, clm.ErrRow) && !errors.Is(err, clm.ErrConfig) {
		return fmt.Errorf("%s: %w", o.in, err)
	}
	return fmt.Errorf("%s: %w\n(-map says which column holds what, for instance -map %s;\n-comma, -decimalcomma and -layout say how the file writes fields, numbers and times)", o.in, err, builtIn)
}

// reportDate returns the instant of which the report tells: the beginning of
// the day that was asked for, or of the one after the last order.
func reportDate(log *events.Log, asked string) (time.Time, error) {
	if asked != "" {
		return time.ParseInLocation(time.DateOnly, asked, log.Location())
	}
	day := clm.Period{Unit: clm.Day}
	last := log.At(log.Len() - 1).Time
	return day.Start(day.Index(last)+1, log.Location()), nil
}

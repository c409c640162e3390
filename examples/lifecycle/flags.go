package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
)

// options are what the command line says.
type options struct {
	in       string            // file with orders, "" is the built-in one
	columns  map[string]string // which column holds what
	asOf     string            // a date, "" is the day after the last order
	out      string            // folder that is written to
	currency string
	seed     uint64

	comma        rune     // between two fields, 0 is ','
	decimalComma bool     // numbers are written 12,50
	layouts      []string // how times are written, nil is the usual ways
}

// builtIn is where the built-in orders hold what is needed. It also serves as
// the example in the help.
const builtIn = "customer=CustomerID,item=StockCode,name=Description,order=InvoiceNo,time=InvoiceDate,quantity=Quantity,price=UnitPrice"

// meanings are what a column can be mapped to.
var meanings = []string{"customer", "item", "name", "order", "time", "quantity", "price", "amount"}

const intro = `Lifecycle reads the orders of a shop and writes a report about its customers:
who they are, what they are worth, and whether they come back.

  go run ./examples/lifecycle                          with the built-in orders
  go run ./examples/lifecycle -in orders.csv -map ...  with your own

Flags:
`

// parseFlags reads the command line. It returns flag.ErrHelp when help was
// asked for and printed.
func parseFlags(args []string, help io.Writer) (options, error) {
	var o options
	var columns, comma, layout string
	f := flag.NewFlagSet("lifecycle", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.in, "in", "", "read orders from this CSV `file`, which may be compressed with gzip")
	f.StringVar(&columns, "map", builtIn, "`columns` of the file; amount=NAME in place of price for the money of a whole line")
	f.StringVar(&comma, "comma", ",", "`character` between two fields of the file, such as ';', or tab")
	f.BoolVar(&o.decimalComma, "decimalcomma", false, "numbers of the file are written 12,50 (default 12.50)")
	f.StringVar(&layout, "layout", "", "how the file writes 2 January 2006, 15:04:05, as a `pattern` such as 02.01.2006 or \"1/2/2006 15:04\" (default 2006-01-02 and the like)")
	f.StringVar(&o.asOf, "asof", "", "`date` of the report as 2006-01-02, orders on that day and later are left out (default the day after the last order)")
	f.StringVar(&o.out, "out", "lifecycle-report", "`folder` for report.html and customers.csv")
	f.StringVar(&o.currency, "currency", "", "`name` of the currency, such as EUR (default GBP for the built-in orders)")
	f.Uint64Var(&o.seed, "seed", 42, "`number` that random starts depend on")
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(help, intro)
		f.SetOutput(help)
		f.PrintDefaults()
		return o, err
	case err != nil:
		return o, fmt.Errorf("%w; -h lists the flags", err)
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q; orders are given with -in", f.Arg(0))
	}
	if o.asOf != "" {
		if _, err := time.Parse(time.DateOnly, o.asOf); err != nil {
			return o, fmt.Errorf("-asof is %q, want a date such as 2011-12-10", o.asOf)
		}
	}
	if strings.ContainsFunc(o.currency, func(c rune) bool { return !unicode.IsLetter(c) }) || len(o.currency) > 8 {
		return o, fmt.Errorf("-currency is %q, want a few letters such as EUR", o.currency)
	}
	if o.in == "" && o.currency == "" {
		o.currency = "GBP"
	}
	if comma == "tab" {
		comma = "\t"
	}
	if c := []rune(comma); len(c) == 1 {
		o.comma = c[0]
	} else {
		return o, fmt.Errorf("-comma is %q, want one character or tab", comma)
	}
	if layout != "" {
		o.layouts = []string{layout}
	}
	if o.in == "" && (comma != "," || o.decimalComma || layout != "") {
		return o, errors.New("-comma, -decimalcomma and -layout are about the file that -in names, and there is none")
	}
	o.columns, err = parseMap(columns)
	return o, err
}

// parseMap reads "customer=CustomerID,time=InvoiceDate".
func parseMap(s string) (map[string]string, error) {
	m := map[string]string{}
	for _, part := range strings.Split(s, ",") {
		meaning, column, ok := strings.Cut(part, "=")
		meaning, column = strings.TrimSpace(meaning), strings.TrimSpace(column)
		switch {
		case !ok || column == "":
			return nil, fmt.Errorf("-map: %q is not of the form meaning=column", part)
		case !slices.Contains(meanings, meaning):
			return nil, fmt.Errorf("-map: %q is unknown, want one of %s", meaning, strings.Join(meanings, ", "))
		case m[meaning] != "":
			return nil, fmt.Errorf("-map: %s is given twice", meaning)
		}
		m[meaning] = column
	}
	for _, meaning := range []string{"customer", "time"} {
		if m[meaning] == "" {
			return nil, fmt.Errorf("-map: %s=COLUMN is missing", meaning)
		}
	}
	if m["amount"] == "" && (m["quantity"] == "" || m["price"] == "") {
		return nil, errors.New("-map: amount=COLUMN is missing, or quantity=COLUMN and price=COLUMN")
	}
	return m, nil
}

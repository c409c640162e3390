package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
)

// options are what the command line says.
type options struct {
	before time.Time // orders from then on are left out; zero: all count
	out    string    // folder that is written to
}

const intro = `Demand forecasts the revenue of a shop by week and by day.

  go run ./examples/demand [flags]

Flags:
`

// parseFlags reads the command line. It returns flag.ErrHelp when help was
// asked for and printed.
func parseFlags(args []string, help io.Writer) (options, error) {
	var o options
	var before string
	f := flag.NewFlagSet("demand", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&before, "before", "", "forecast from this `date` on, as if it were today (default the end of the orders)")
	f.StringVar(&o.out, "out", "demand-report", "`folder` for forecast.csv and the pictures")
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
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	case o.out == "":
		return o, errors.New("-out is empty, want a folder")
	}
	if before != "" {
		if o.before, err = time.Parse(time.DateOnly, before); err != nil {
			return o, fmt.Errorf("-before is %q, want a date such as 2011-10-01", before)
		}
	}
	return o, nil
}

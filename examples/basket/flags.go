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
	before time.Time // learn from the orders before it, try on the others
	out    string    // folder that is written to
	goods  []string  // stock codes of a basket to make offers for
}

const intro = `Basket finds what is bought together in a shop, and what to offer next.

  go run ./examples/basket [flags] [stock code ...]

Stock codes are a basket to make offers for; without them there are three.

Flags:
`

// parseFlags reads the command line. It returns flag.ErrHelp when help was
// asked for and printed.
func parseFlags(args []string, help io.Writer) (options, error) {
	var o options
	var before string
	f := flag.NewFlagSet("basket", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&before, "before", "2011-10-01", "learn from orders before this `date`, and try the offers on those from it on")
	f.StringVar(&o.out, "out", "basket-report", "`folder` for rules.csv and rules.svg")
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(help, intro)
		f.SetOutput(help)
		f.PrintDefaults()
		return o, err
	case err != nil:
		return o, fmt.Errorf("%w; -h lists the flags", err)
	case o.out == "":
		return o, errors.New("-out is empty, want a folder")
	}
	if o.before, err = time.Parse(time.DateOnly, before); err != nil {
		return o, fmt.Errorf("-before is %q, want a date such as 2011-10-01", before)
	}
	o.goods = f.Args()
	return o, nil
}

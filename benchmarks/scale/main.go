// Scale measures how time and memory grow with the number of rows: it runs each
// method of package cluster, and Eclat of package assoc, over three decades and
// prints a table, and the exponents that fit it.
//
//	go run ./benchmarks/scale [-only NAME,...] [-seed SEED]
//
// Run it alone on the machine; it takes two to three minutes. Each fit has a
// process of its own, which makes its table first. The time is that of the first
// fit, or the median of as many as fill half a second. The memory is what the
// process took at most during the first fit, above what it had with its table and
// nothing else; what the collector has not yet taken back counts.
//
// The exponent b of n^b is the slope of the logarithms by least squares: of
// all times, of those of the last decade, which tells more of larger tables, and
// of the memory where it is 1 MB or more.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/choose"
	"github.com/clm-go/clm/benchmarks/internal/machine"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	f := flag.NewFlagSet("scale", flag.ContinueOnError)
	only := f.String("only", "", "measure only these methods: `names` or how they begin, divided by commas")
	seed := f.Uint64("seed", 1, "`number` that decides the tables and what the methods draw")
	rows := f.Int("rows", 0, "used between the program and its children")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	chosen, err := choose.By(methods, func(m method) string { return m.name }, *only)
	if err != nil {
		return err
	}
	if *rows > 0 {
		p, err := chosen[0].measure(ctx, *rows, *seed)
		if err != nil {
			return err
		}
		return json.NewEncoder(out).Encode(p)
	}
	fmt.Fprintf(out, "%s\n\n$ go run ./benchmarks/scale %s\n\n%s, GOMAXPROCS %d\n\n",
		machine.Line(time.Now()), strings.Join(args, " "), machine.Build(), runtime.GOMAXPROCS(0))
	var list []series
	for _, m := range chosen {
		s := series{name: m.name}
		for _, n := range m.rows {
			p, err := child(ctx, m, n, *seed)
			if err != nil {
				return fmt.Errorf("%s, %d rows: %w", m.name, n, err)
			}
			fmt.Fprintf(os.Stderr, "%s %d rows %.4g s\n", m.name, n, p.Seconds)
			s.points = append(s.points, p)
		}
		list = append(list, s)
	}
	return write(out, list)
}

// child measures one fit in a process of its own.
func child(ctx context.Context, m method, rows int, seed uint64) (point, error) {
	var p point
	program, err := os.Executable()
	if err != nil {
		return p, err
	}
	c := exec.CommandContext(ctx, program, "-only", m.name, "-rows", strconv.Itoa(rows), "-seed", strconv.FormatUint(seed, 10))
	c.Stderr = os.Stderr
	text, err := c.Output()
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(text, &p)
}

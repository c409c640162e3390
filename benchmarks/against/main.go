// Against runs workloads here and in the libraries that people use today, on
// the same input files, in turn, and prints one table. Quality comes first:
// where our figures are worse than the peer's by more than the workload allows,
// there are no times.
//
//	go run ./benchmarks/against [-list] [-only NAME,...] [-peers WORD,...] [-threads 1,2] [-isa native,avx2] [-out FILE]
//
// Run it from the root of the repository, alone on the machine. The flags
// -python, -lifetimes, -series and -rscript name the interpreters of the
// environments of benchmarks/peers; a peer that cannot be run is listed as not
// run.
//
// Each side is a process that lives as long as its row: it reads and converts
// the inputs, warms up once, and then does one timed run for each line that it
// is sent, ours, the peer's, the peer's, ours. The ratio is the median of the
// ratios of at least seven pairs (three where a run takes over 5 s); over 1
// ours is faster. Pairs during which other processes had more than 5 % of the
// processor time are thrown away. A row with fewer than five good pairs is
// noisy and proves nothing. Both sides are pinned to as many CPUs as they have
// threads, use the same instructions, and wait idle for their turn. The rows
// "ours again" compare ours with a second process of ours: their ratio shows
// how far to trust the others.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/choose"
	"github.com/clm-go/clm/benchmarks/internal/machine"
)

// options are the flags.
type options struct {
	settings
	list             bool
	only, peers, out string
	threads          []int
	isa              []string
	pairs            int
	foreign          float64
	child, childPeer string // this process is a child
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	var threads, isa string
	f := flag.NewFlagSet("against", flag.ContinueOnError)
	f.BoolVar(&o.list, "list", false, "list the workloads")
	f.StringVar(&o.only, "only", "", "run only these workloads: `names` or how they begin, divided by commas")
	f.StringVar(&o.peers, "peers", "", "run only peers with one of these `words` in their names, divided by commas")
	f.StringVar(&threads, "threads", "1", "`numbers` of threads")
	f.StringVar(&isa, "isa", "native,avx2", "instructions: `native` and others that this machine has")
	f.StringVar(&o.inputs, "inputs", defaultInputs(), "`folder` of the input files, made when they are first needed")
	f.StringVar(&o.python, "python", cmp.Or(os.Getenv("CLM_PEERS"), peersDir+"/venv/bin/python"), "`interpreter` with requirements.txt of benchmarks/peers (default also from CLM_PEERS)")
	f.StringVar(&o.lifetimes, "lifetimes", cmp.Or(os.Getenv("CLM_PEERS_LIFETIMES"), peersDir+"/venv-lifetimes/bin/python"), "`interpreter` with requirements-lifetimes.txt (default also from CLM_PEERS_LIFETIMES)")
	f.StringVar(&o.series, "series", cmp.Or(os.Getenv("CLM_PEERS_SERIES"), peersDir+"/venv-series/bin/python"), "`interpreter` with requirements-series.txt (default also from CLM_PEERS_SERIES)")
	f.StringVar(&o.rscript, "rscript", "Rscript", "`interpreter` of R with forecast and jsonlite")
	f.StringVar(&o.out, "out", defaultResults(time.Now(), machine.CPU()), "`file` to which the table and all pairs are added, none for no file")
	f.IntVar(&o.pairs, "pairs", standard().pairs, "`number` of good pairs wanted; with fewer than 5 a row is noisy")
	f.Float64Var(&o.foreign, "foreign", standard().foreign, "`share` of processor time that others may have during a pair")
	f.StringVar(&o.child, "child", "", "used between the program and its children")
	f.StringVar(&o.childPeer, "peer", "", "used between the program and its children")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if o.pairs < 1 {
		return o, fmt.Errorf("-pairs %d: want a positive number", o.pairs)
	}
	for s := range strings.SplitSeq(threads, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return o, fmt.Errorf("-threads %s: want positive numbers, divided by commas", threads)
		}
		o.threads = append(o.threads, n)
	}
	for s := range strings.SplitSeq(isa, ",") {
		if s = strings.TrimSpace(s); s == "native" {
			s = machine.Instructions()
		}
		if !slices.Contains([]string{"go", "avx2", "avx512"}, s) {
			return o, fmt.Errorf("-isa %s: want native, avx2 or avx512", isa)
		}
		if !slices.Contains(o.isa, s) {
			o.isa = append(o.isa, s)
		}
	}
	return o, nil
}

func run(ctx context.Context, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if o.child != "" {
		return runChild(o)
	}
	chosen, err := choose.By(workloads, func(w workload) string { return w.name }, o.only)
	if err != nil {
		return err
	}
	if o.peers != "" {
		for i := range chosen {
			chosen[i].peers = withWords(chosen[i].peers, strings.Split(o.peers, ","))
		}
	}
	if o.list {
		return printList(os.Stdout, chosen)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	r := runner{settings: o.settings, rules: standard(), program: program, log: os.Stderr}
	r.rules.foreign, r.rules.pairs = o.foreign, o.pairs
	day := time.Now()
	var rows []row
	for _, w := range chosen {
		for _, threads := range o.threads {
			for i, isa := range o.isa {
				if threads > 1 && w.serial || w.plain && i > 0 || ctx.Err() != nil {
					continue
				}
				rows = append(rows, r.rows(ctx, w, threads, isa)...)
			}
		}
	}
	fmt.Println(header(day))
	if err := writeTable(os.Stdout, rows); err != nil {
		return err
	}
	if o.out != "none" {
		return save(o.out, day, rows)
	}
	return nil
}

// runChild is the life of a child of this program.
func runChild(o options) error {
	i := slices.IndexFunc(workloads, func(w workload) bool { return w.name == o.child })
	if i < 0 {
		return fmt.Errorf("no workload %q", o.child)
	}
	open := workloads[i].ours
	for _, p := range workloads[i].peers {
		if o.childPeer != "" && p.name == o.childPeer {
			open = p.job
		}
	}
	j, err := open(o.settings)
	if err != nil {
		return err
	}
	return serve(j, os.Stdin, os.Stdout)
}

func printList(out io.Writer, list []workload) error {
	for _, w := range list {
		var peers, limits []string
		for _, p := range w.peers {
			peers = append(peers, p.name)
		}
		for _, l := range w.limits {
			limits = append(limits, l.String())
		}
		if _, err := fmt.Fprintf(out, "%s\n    %s\n    peers: %s\n    quality: %s\n", w.name, w.doc, strings.Join(peers, ", "), strings.Join(limits, "; ")); err != nil {
			return err
		}
	}
	return nil
}

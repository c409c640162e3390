// Against runs jobs here and in the library that people use today, on the
// same file, in turn, and prints one table. Quality comes first: where the two
// sides' figures differ by more than the job allows, there is no row of times.
//
//	go run ./benchmarks/against [-list] [-only NAME] [-pairs 7] [-python PYTHON] [-lifetimes PYTHON] [-file online-retail.csv.gz]
//
// Run it from the root of the repository, alone on the machine. PYTHON is the
// interpreter of an environment of benchmarks/peers; a peer that cannot be run
// is listed as not run.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
)

// job is one row of the table: the same work on both sides.
type job struct {
	name, about string
	ours        string                                  // package of the program
	args        func(o options, dir string) []string    // its arguments; dir is its own to write to
	peer        func(o options) []string                // the peer's command
	same        func(ours, peer output) (string, error) // the figures in a few words, or how they differ
}

type options struct {
	file, python, lifetimes string
}

var jobs = []job{lifecycle, readSummary}

func main() {
	list := flag.Bool("list", false, "list the jobs")
	only := flag.String("only", "", "run only the job of this name")
	pairs := flag.Int("pairs", 7, "how often each side runs")
	var o options
	flag.StringVar(&o.file, "file", "examples/lifecycle/data/online-retail.csv.gz", "the orders")
	flag.StringVar(&o.python, "python", "benchmarks/peers/venv/bin/python", "interpreter with benchmarks/peers/requirements.txt")
	flag.StringVar(&o.lifetimes, "lifetimes", "benchmarks/peers/venv-lifetimes/bin/python", "interpreter with benchmarks/peers/requirements-lifetimes.txt")
	flag.Parse()
	if *list {
		for _, j := range jobs {
			fmt.Printf("%-14s %s\n", j.name, j.about)
		}
		return
	}
	if err := run(o, *only, *pairs); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(o options, only string, pairs int) error {
	dir, err := os.MkdirTemp("", "against")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("%s, %s/%s, %d CPUs, %d pairs\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), pairs)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "job\tclock\tours s\tpeer s\tratio\tmin\tmax\tours MB\tpeer MB\tfigures\tpeer")
	for _, j := range jobs {
		if only != "" && j.name != only {
			continue
		}
		rows, err := j.measure(o, filepath.Join(dir, j.name), pairs)
		if err != nil {
			fmt.Fprintf(w, "%s\tnot run: %v\n", j.name, err)
			continue
		}
		for _, r := range rows {
			fmt.Fprintln(w, r)
		}
	}
	return w.Flush()
}

package main

import (
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
	"time"
)

// row is one line of the table.
type row struct {
	what, kernel, unit string
	one, all           string // with one thread, with all of them
}

const missing = "no kernel for this platform"

// measure returns all rows; span is the time for each figure.
func measure(span time.Duration, blocks []block) []row {
	threads := runtime.GOMAXPROCS(0)
	var rows []row
	for _, a := range arithmetics {
		r := row{a.what, a.set, "Gflop/s", missing, missing}
		if a.here() {
			r.one, r.all = giga(a.rate(1, span)), giga(a.rate(threads, span))
		}
		rows = append(rows, r)
	}
	for _, b := range blocks {
		rows = append(rows, row{b.what, readers[reading()].set, "GB/s", giga(b.rate(1, span)), giga(b.rate(threads, span))})
	}
	rows = append(rows, row{"fork and join of 2 blocks", "par.For", "µs", micros(forkJoin(1, span)), micros(forkJoin(2, span))})
	wake := row{"wake-up of a goroutine", "go", "µs", "-", "-"}
	if threads > 1 {
		wake.all = micros(wakeUp(span))
	}
	return append(rows, wake)
}

func giga(x float64) string         { return fmt.Sprintf("%.1f", x/1e9) }
func micros(seconds float64) string { return fmt.Sprintf("%.2f", seconds*1e6) }

func write(to io.Writer, rows []row) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "limit\tkernel\tunit\t1 thread\tall %d\n", runtime.GOMAXPROCS(0))
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.what, r.kernel, r.unit, r.one, r.all)
	}
	return w.Flush()
}

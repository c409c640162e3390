package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/machine"
)

// defaultResults names the file of the raw results: the day and the processor.
func defaultResults(day time.Time, cpu string) string {
	name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(cpu), "-"), "-")
	return filepath.Join("benchmarks", "results", day.Format(time.DateOnly)+"-"+name+".txt")
}

// header says when, where and how.
func header(day time.Time) string {
	return fmt.Sprintf("%s\n\n$ go run ./benchmarks/against %s\n\n%s\n", machine.Line(day), strings.Join(os.Args[1:], " "), machine.Build())
}

// writePairs writes every pair of a row: seconds of ours and of the peer, and the
// share of others; then what of the two does not count, if anything. An x marks
// the ones that were thrown away.
func writePairs(out io.Writer, r row) {
	if len(r.pairs) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s, threads %d (CPUs %s), %s, against %s %s, repetitions %d and %d\n",
		r.workload, r.threads, cpuList(r.cpus), r.isa, r.peer, r.them.Version, r.ours.Reps, r.them.Reps)
	for _, p := range r.pairs {
		mark := ""
		if !p.kept {
			mark = " x"
		}
		if p.oursEmpty != 0 || p.peerEmpty != 0 {
			mark = fmt.Sprintf(" less %.9g %.9g", p.oursEmpty, p.peerEmpty) + mark
		}
		fmt.Fprintf(out, "%.9g %.9g %s%s\n", p.ours, p.peer, share(p.foreign), mark)
	}
}

// save adds the rows to a file of results.
func save(file string, day time.Time, rows []row) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if at, err := f.Seek(0, io.SeekEnd); err == nil && at > 0 {
		fmt.Fprintln(f)
	}
	fmt.Fprintf(f, "%s\n", header(day))
	writeTable(f, rows)
	fmt.Fprintln(f, "\nEvery pair: seconds of ours and of the peer, share of processor time that others used; x: thrown away")
	for _, r := range rows {
		writePairs(f, r)
	}
	return f.Close()
}

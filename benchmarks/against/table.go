package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

const heading = "workload\tthreads\tisa\tpeer\tversion\tours\tpeer's\tratio\tmin\tmax\tpairs\tforeign\tours MB\tpeer MB\tours figures\tpeer's figures"

const legend = "ratio: the peer's time over ours, median of the good pairs; foreign: largest share of processor time that others had; " +
	"a time \"of\" another is what is left of that other one without what the doc of the workload says does not count; " +
	"MB: resident before the first run, after the last, and the peak"

// writeTable writes the rows, and what the columns are.
func writeTable(out io.Writer, rows []row) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, heading)
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r.cells(), "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "\n"+legend)
	return err
}

func (r row) cells() []string {
	name := r.peer
	if r.fastest {
		name += " (fastest)"
	}
	c := []string{r.workload, fmt.Sprint(r.threads), r.isa, name, r.them.Version}
	t := r.times
	switch {
	case r.why != "":
		c = append(c, r.why)
		if r.them.Figures == nil {
			return c
		}
		c = append(c, "", "", "", "", "", "")
	case r.noisy:
		c = append(c, "noisy", "", "", "", "", pairCount(t), share(t.foreign))
	default:
		c = append(c, counting(t.ours, t.oursEmpty), counting(t.peer, t.peerEmpty), ratio(t.ratio), ratio(t.min), ratio(t.max), pairCount(t), share(t.foreign))
	}
	return append(c, r.ours.memory(), r.them.memory(), r.ours.Figures.String(), r.them.Figures.String())
}

// line is the row in short, for those who wait.
func (r row) line() string {
	return strings.Join(strings.Fields(strings.Join(r.cells()[:min(len(r.cells()), 12)], " ")), " ")
}

func (r report) memory() string {
	if r.Peak == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f-%.0f-%.0f", r.Before, r.After, r.Peak)
}

// counting writes a time, and all of it where a part does not count.
func counting(s, empty float64) string {
	if empty == 0 {
		return seconds(s)
	}
	return seconds(s) + " of " + seconds(s+empty)
}

func pairCount(t times) string { return fmt.Sprintf("%d of %d", t.good, t.all) }

func ratio(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

func share(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*x)
}

// seconds writes a time with a unit that suits it.
func seconds(s float64) string {
	for _, u := range []struct {
		name  string
		scale float64
	}{{"s", 1}, {"ms", 1e3}, {"µs", 1e6}} {
		if s*u.scale >= 1 {
			return fmt.Sprintf("%.4g %s", s*u.scale, u.name)
		}
	}
	return fmt.Sprintf("%.4g ns", s*1e9)
}

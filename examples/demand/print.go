package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/clm-go/clm/timeseries"
)

func printSeries(out io.Writer, s *series) {
	n := len(s.values)
	fmt.Fprintf(out, "%d %s from %s on, the last one from %s: revenue less refunds, £%s in the last one.\n",
		n, s.name, date(s.start[0]), date(s.start[n-1]), pounds(s.values[n-1]))
}

// printDescription prints what can be said about a series at a glance.
func printDescription(out io.Writer, s *series, d *timeseries.Description) {
	fmt.Fprintf(out, "\nThe %s at a glance, in pounds:\n", s.name)
	for _, sentence := range d.Sentences(
		func(i int) string { return date(s.start[i]) },
		func(i int) string { return "on " + s.start[i].Weekday().String() + "s" },
	) {
		fmt.Fprintln(out, sentence)
	}
}

// printSeason says what the latest season looks like.
func printSeason(out io.Writer, s *series, d *timeseries.Decomposition) {
	fmt.Fprintf(out, "\nThe latest season, as the %s taken apart show it, in pounds above or below the trend:\n", s.name)
	n := len(s.values)
	for i := n - s.period; i < n; i++ {
		fmt.Fprintf(out, "%12s %8s\n", s.start[i].Weekday(), signed(d.Seasonal[i]))
	}
}

// printForecast shows how the methods did, and what comes.
func printForecast(out io.Writer, s *series, f *forecast) {
	t := f.test
	fmt.Fprintf(out, "\nWhich method forecasts %s best? Each one did so %d times, %d %s ahead, from what was known then:\n\n%s",
		s.name, len(t.Origins), s.test.horizon, s.name, t)
	best := t.Methods[f.best]
	fmt.Fprintf(out, "\n* %s is recommended: ", best.Name)
	if f.best == t.Best {
		fmt.Fprintf(out, "it has the lowest error")
	} else {
		fmt.Fprintf(out, "its error is within one standard error of the lowest, and it is simpler")
	}
	var others []string
	for i, m := range t.Methods {
		if p := t.Compare(i, f.best, 2)[0].P; i != f.best && p == p {
			others = append(others, fmt.Sprintf("%s %.2g", m.Name, p))
		}
	}
	fmt.Fprintf(out, ".\nIs another one really worse? p of equal squared errors one %s ahead: %s.\n\nWhat comes, by %s:\n\n%-16s %10s",
		s.one, strings.Join(others, ", "), best.Name, s.one, "forecast")
	for _, level := range levels {
		fmt.Fprintf(out, " %20s", fmt.Sprintf("%g%% of the time", 100*level))
	}
	fmt.Fprintln(out)
	for i, v := range f.values {
		fmt.Fprintf(out, "%-16s %10s", f.start[i].Format("Mon 2006-01-02"), pounds(v))
		for k := range levels {
			fmt.Fprintf(out, " %20s", pounds(f.lo[k][i])+" to "+pounds(f.hi[k][i]))
		}
		fmt.Fprintln(out)
	}
}

// table is all forecasts as a CSV file.
func table(all []forecast) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"series", "start", "method", "forecast"}
	for _, level := range levels {
		head = append(head, fmt.Sprintf("low %g%%", 100*level), fmt.Sprintf("high %g%%", 100*level))
	}
	_ = w.Write(head) // a Buffer takes everything
	for _, f := range all {
		for i, v := range f.values {
			line := []string{f.name, f.start[i].Format(time.DateOnly), f.test.Methods[f.best].Name, cents(v)}
			for k := range levels {
				line = append(line, cents(f.lo[k][i]), cents(f.hi[k][i]))
			}
			_ = w.Write(line)
		}
	}
	w.Flush()
	return b.Bytes()
}

func cents(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

// pounds writes whole pounds with commas: 212,619.
func pounds(v float64) string {
	s := strconv.FormatFloat(v, 'f', 0, 64)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

func signed(v float64) string {
	if v > 0 {
		return "+" + pounds(v)
	}
	return pounds(v)
}

func date(t time.Time) string { return t.Format("2 January 2006") }

package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// series is what a method comes to over its numbers of rows.
type series struct {
	name   string
	points []point
}

// least is the memory in MB that tells: the process itself takes 0.2 to 0.3 MB
// more in its first fit, whatever that does.
const least = 1.0

// write writes all points, and the exponents.
func write(out io.Writer, list []series) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, left("method")+"\trows\tcolumns\ttable MB\tfit MB\tms\tns a cell\t")
	for _, s := range list {
		for _, p := range s.points {
			fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t%.1f\t%.4g\t%.4g\t\n", left(s.name), p.Rows, p.Columns,
				float64(8*p.cells())/(1<<20), p.MB, 1000*p.Seconds, 1e9*p.Seconds/float64(p.cells()))
		}
	}
	fmt.Fprintln(w)
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, left("method")+"\ttime\ttime, last decade\tmemory\t")
	for _, s := range list {
		all, last, memory := s.exponents()
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t\n", left(s.name), power(all), power(last), power(memory))
	}
	return w.Flush()
}

// exponents returns those of all times, of the times of the last decade, and of
// the memory that is large enough to tell.
func (s series) exponents() (all, last, memory float64) {
	var rows, seconds, endRows, endSeconds, heldRows, held []float64
	for _, p := range s.points {
		n := float64(p.Rows)
		rows, seconds = append(rows, n), append(seconds, p.Seconds)
		if 10*p.Rows >= s.points[len(s.points)-1].Rows {
			endRows, endSeconds = append(endRows, n), append(endSeconds, p.Seconds)
		}
		if p.MB >= least {
			heldRows, held = append(heldRows, n), append(held, p.MB)
		}
	}
	return exponent(rows, seconds), exponent(endRows, endSeconds), exponent(heldRows, held)
}

// exponent returns the b for which y is nearest to a·x^b, by least squares of the
// logarithms, NaN for fewer than three points.
func exponent(x, y []float64) float64 {
	if len(x) < 3 {
		return math.NaN()
	}
	var meanX, meanY float64
	for i := range x {
		meanX += math.Log(x[i]) / float64(len(x))
		meanY += math.Log(y[i]) / float64(len(x))
	}
	var xx, xy float64
	for i := range x {
		dx := math.Log(x[i]) - meanX
		xx += dx * dx
		xy += dx * (math.Log(y[i]) - meanY)
	}
	return xy / xx
}

func power(b float64) string {
	if math.IsNaN(b) {
		return "-"
	}
	return fmt.Sprintf("n^%.2f", b)
}

// left keeps a word at the left of a column that is aligned to the right.
func left(s string) string { return fmt.Sprintf("%-18s", s) }

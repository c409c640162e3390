package feature

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/vec"
)

// Moments is what a [Scaler] has to know of a table, in a form that can be
// collected piece by piece: for each column the number of values, their mean,
// the sum of their squared deviations, and their range. Use it to fit a scaler
// to rows that are spread over files, days or machines:
//
//	a, err := scaler.Moments(3)   // on one machine
//	err = a.Add(row)              // for each row
//	b, err := scaler.Moments(3)   // on another
//	...
//	err = a.Merge(b)
//	m, err := scaler.FitMoments(a)
//
// The moments of merged pieces are those of all their rows, whatever the pieces,
// to about 13 digits of the spread of a column. NaN is a missing value and left out.
// The columns in Log1p of the scaler are collected as logarithms.
//
// Moments may not be used by several goroutines at once. A zero Moments is
// there to be filled by UnmarshalBinary. Memory: O(columns).
//
// Source: the updates are those of B. P. Welford, "Note on a method for
// calculating corrected sums of squares and products", Technometrics 4 (1962),
// DOI 10.1080/00401706.1962.10490022, and for pieces of T. F. Chan, G. H. Golub,
// R. J. LeVeque, "Algorithms for computing the sample variance: analysis and
// recommendations", The American Statistician 37 (1983), DOI
// 10.1080/00031305.1983.10483115.
type Moments struct {
	rows int
	logs []bool
	col  []moment
}

// moment is one column of Moments. The mean is kept as a distance from the first
// value, so that a column far from 0 loses no digits of its spread.
type moment struct {
	n       int
	first   float64
	mean    float64 // of x − first
	squares float64 // sum of (x − first − mean)²
	lo, hi  float64
}

// Moments returns empty moments for tables of the given number of columns, of
// which those in Log1p are collected as logarithms.
//
// It returns a [clm.ShapeError] for less than one column, and a
// [clm.ConfigError] for a field out of range, also a column of Log1p that is
// not there.
func (c Scaler) Moments(columns int) (*Moments, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if columns < 1 {
		return nil, &clm.ShapeError{Op: "feature.Scaler.Moments", Got: fmt.Sprintf("%d columns", columns), Want: "at least 1 column"}
	}
	logs, err := c.logs(columns)
	if err != nil {
		return nil, err
	}
	return newMoments(logs), nil
}

func newMoments(logs []bool) *Moments {
	m := &Moments{logs: logs, col: make([]moment, len(logs))}
	for j := range m.col {
		m.col[j].lo, m.col[j].hi = math.Inf(1), math.Inf(-1)
	}
	return m
}

// Rows returns the number of rows that were added.
func (m *Moments) Rows() int { return m.rows }

// Add adds one row, which is not kept.
//
// It returns a [clm.ShapeError] for a row of another length than columns, and a
// [clm.ValueError] for an infinite value or one that has no logarithm, with
// the number of rows added before as the row; the moments are then as before.
func (m *Moments) Add(row []float64) error {
	const op = "feature.Moments.Add"
	if err := check.Columns(op, len(row), len(m.col)); err != nil {
		return err
	}
	if err := scalableRow(op, m.rows, row, m.logs); err != nil {
		return err
	}
	m.add(row)
	return nil
}

// add is Add for a row that has been checked.
func (m *Moments) add(row []float64) {
	m.rows++
	for j, x := range row {
		if x != x {
			continue
		}
		if m.logs[j] {
			x = vec.Log1p(x)
		}
		c := &m.col[j]
		if c.n == 0 {
			c.first = x
		}
		c.n++
		c.lo, c.hi = min(c.lo, x), max(c.hi, x)
		x -= c.first
		t := x - c.mean
		c.mean += t / float64(c.n)
		c.squares += float64(t * (x - c.mean))
	}
}

// Merge adds the rows that were added to other, which stays as it is. Merging
// the same pieces in the same order gives the same bits.
//
// It returns a [clm.ShapeError] if the two do not have the same columns, with
// and without logarithms.
func (m *Moments) Merge(other *Moments) error {
	const op = "feature.Moments.Merge"
	if err := check.Columns(op, len(other.col), len(m.col)); err != nil {
		return err
	}
	for j, log := range m.logs {
		if other.logs[j] != log {
			return &clm.ShapeError{Op: op, Got: fmt.Sprintf("column %d with logarithms on one side only", j), Want: "the same Log1p"}
		}
	}
	m.rows += other.rows
	for j := range m.col {
		m.col[j].merge(other.col[j])
	}
	return nil
}

func (c *moment) merge(o moment) {
	switch {
	case o.n == 0:
		return
	case c.n == 0:
		*c = o
		return
	}
	a, b := float64(c.n), float64(o.n)
	t := (o.first - c.first) + (o.mean - c.mean)
	c.n += o.n
	c.mean += float64(t * (b / (a + b)))
	c.squares += o.squares + float64(float64(t*t)*(a*(b/(a+b))))
	c.lo, c.hi = min(c.lo, o.lo), max(c.hi, o.hi)
}

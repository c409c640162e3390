package segment

import (
	"context"
	"fmt"
	"strings"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
)

// Cut is how the edges between scores are found.
type Cut string

// The ways to find edges.
const (
	Quantile Cut = "quantile" // so that each score holds about as many customers
	Fixed    Cut = "fixed"    // given by the caller, see RFM.Edges
)

// Monetary is the money that counts: in M, and in the revenue of segments.
type Monetary string

// The kinds of money.
const (
	Net   Monetary = "net"   // events.Summary.Total: purchases less refunds
	Gross Monetary = "gross" // events.Summary.Gross: purchases
)

// of returns that money of a customer; the zero Monetary is Net.
func (m Monetary) of(s *events.Summary) int64 {
	if m == Gross {
		return s.Gross
	}
	return s.Total
}

// Edges are the borders between scores, ascending, one fewer than there are
// bins. A value that equals an edge belongs to the bin below it: edges are the
// largest values of their bins.
type Edges struct {
	Recency   []int64 // of SinceLast, in its unit; up to the first edge scores best
	Frequency []int64 // of Orders; up to the first edge scores worst
	Monetary  []int64 // of money, in minor units; up to the first edge scores worst
}

// Importance weighs the three scores against each other, see
// [RFMModel.Weighted]. Only the ratios count.
type Importance struct {
	R float64 // weight of R, 0 to 1,000,000; 0 leaves R out, unless all three are 0
	F float64 // weight of F, 0 to 1,000,000; 0 leaves F out, unless all three are 0
	M float64 // weight of M, 0 to 1,000,000; 0 leaves M out, unless all three are 0
}

// RFM finds out who the good customers are: it scores each one by when they
// last bought (recency), how often (frequency) and for how much (monetary),
// from 1, worst, to Bins, best.
//
// With v the value of a customer and e₁ ≤ e₂ ≤ … the edges of that dimension,
//
//	F, M = 1 + #{k : v > eₖ}           v = Orders; v = money
//	R    = Bins − #{k : v > eₖ}        v = SinceLast
//
// so equal values always have equal scores, and a customer at an edge of
// recency has the better score: "at most 30 days" is what an edge of 30 says.
// (Scoring −SinceLast would give the worse one.)
//
// Quantile edges are those of the customers in Fit: with x the n sorted values
// and h = (n−1)·k/Bins, eₖ is interpolated linearly between x[⌊h⌋] and
// x[⌊h⌋+1], then rounded down. All values are whole numbers, so the rounding
// changes no score; it is done in integers throughout, and amounts of any size
// are exact. Where many customers share one value, edges fall together and some
// scores stay empty; the report notes which. Use Fixed edges where scores must
// mean the same from month to month or from shop to shop.
//
// The scores are relative to the summaries and their AsOf; nothing here reads
// the clock. Summaries that are scored later should have the same unit as those
// of Fit, and an AsOf of their own.
//
// Time: O(n·Bins) for n customers. Memory: O(n), 16 bytes a customer.
//
// Source: A. M. Hughes, Strategic Database Marketing, Probus, 1994 (scores by
// quintiles). J. R. Bult and T. Wansbeek, Optimal Selection for Direct Mail,
// Marketing Science 14(4), 1995, doi:10.1287/mksc.14.4.378. Quantiles: R. J.
// Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American
// Statistician 50(4), 1996, doi:10.1080/00031305.1996.10473566, definition 7.
//
// Differs from Hughes: the three dimensions are cut independently of each
// other, not F within R and M within F. Differs from pandas.qcut over ranks,
// which is often seen: that breaks ties by the order of the rows.
type RFM struct {
	// Bins is the number of scores of each dimension, 2 to 100; 0 means 5.
	Bins int
	// Cut says how edges are found; "" is Quantile.
	Cut Cut
	// Edges are required for Fixed, Bins−1 for each dimension and strictly
	// ascending; they must be zero (all nil) for Quantile.
	Edges Edges
	// Importance weighs the scores in [RFMModel.Weighted]; the zero Importance
	// is the same weight for all three.
	Importance Importance
	// Monetary is the money that M scores; "" is Net.
	Monetary Monetary
}

// The dimensions, in the order in which they are stored.
const (
	recency = iota
	frequency
	monetary
	dimensions
)

var dimensionNames = [dimensions]string{"recency", "frequency", "monetary"}

const maxBins = 100

func (c RFM) check() error {
	const typ = "segment.RFM"
	if c.Bins != 0 {
		if err := check.Int(typ, "Bins", c.Bins, 2, maxBins); err != nil {
			return err
		}
	}
	if err := check.OneOf(typ, "Cut", c.Cut, "", Quantile, Fixed); err != nil {
		return err
	}
	if err := check.OneOf(typ, "Monetary", c.Monetary, "", Net, Gross); err != nil {
		return err
	}
	for _, w := range c.Importance.list() {
		if !(w >= 0 && w <= 1e6) {
			return &clm.ConfigError{Type: typ, Field: "Importance", Value: c.Importance, Want: "weights of 0 to 1,000,000"}
		}
	}
	for i, e := range c.Edges.list() {
		wrong := ""
		switch {
		case c.Cut != Fixed && len(e) > 0:
			wrong = "none, since Cut is not \"fixed\""
		case c.Cut == Fixed && len(e) != c.bins()-1:
			wrong = fmt.Sprintf("%d edges, one fewer than bins", c.bins()-1)
		case !ascending(e):
			wrong = "strictly ascending edges"
		}
		if wrong != "" {
			return &clm.ConfigError{Type: typ, Field: "Edges", Value: e, Want: fmt.Sprintf("for %s %s", dimensionNames[i], wrong)}
		}
	}
	return nil
}

func (e Edges) list() [dimensions][]int64 {
	return [...][]int64{recency: e.Recency, frequency: e.Frequency, monetary: e.Monetary}
}

func (w Importance) list() [dimensions]float64 {
	return [...]float64{recency: w.R, frequency: w.F, monetary: w.M}
}

func ascending(e []int64) bool {
	for i := 1; i < len(e); i++ {
		if e[i] <= e[i-1] {
			return false
		}
	}
	return true
}

func (c RFM) bins() int {
	if c.Bins == 0 {
		return 5
	}
	return c.Bins
}

// Fit finds the edges. The model scores these and other customers.
//
// The errors are a ConfigError, one that wraps [clm.ErrTooFew] where there are
// no summaries, a ValueError for the first summary whose SinceLast (column 0)
// or Orders (column 1) is negative, or the cause of the context.
func (c RFM) Fit(ctx context.Context, summaries []events.Summary) (*RFMModel, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n := len(summaries)
	if n == 0 {
		return nil, fmt.Errorf("segment.RFM.Fit: no summaries, want at least 1: %w", clm.ErrTooFew)
	}
	m := &RFMModel{bins: c.bins(), cut: c.Cut, money: c.Monetary, weights: c.Importance.list()}
	if m.cut == "" {
		m.cut = Quantile
	}
	if m.money == "" {
		m.money = Net
	}
	if m.weights == [dimensions]float64{} {
		m.weights = [dimensions]float64{1, 1, 1}
	}
	if err := inBlocks(ctx, n, func(lo, hi int) error { return negative(summaries, lo, hi) }); err != nil {
		return nil, err
	}
	values, spare := make([]int64, n), []int64(nil)
	if m.cut == Quantile {
		spare = make([]int64, n)
	}
	for d := range dimensions {
		err := inBlocks(ctx, n, func(lo, hi int) error {
			for i := lo; i < hi; i++ {
				values[i] = m.value(d, &summaries[i])
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if m.cut == Quantile {
			if values, spare, err = sortInts(ctx, values, spare); err != nil {
				return nil, err
			}
			m.edges[d] = quantiles(values, m.bins)
		} else {
			m.edges[d] = append([]int64(nil), c.Edges.list()[d]...)
		}
		sizes := make([]int, m.bins+1)
		err = inBlocks(ctx, n, func(lo, hi int) error {
			for _, v := range values[lo:hi] {
				sizes[m.score(d, v)]++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if note := emptyScores(d, sizes[1:], m.edges[d]); note != "" {
			m.report.Notes = append(m.report.Notes, note)
		}
	}
	m.report.Iterations, m.report.Converged = 1, true
	m.report.Reason = fmt.Sprintf("%s edges, %d customers", m.cut, n)
	return m, nil
}

func negative(s []events.Summary, lo, hi int) error {
	const op = "segment.RFM.Fit"
	for i := lo; i < hi; i++ {
		if v := s[i].SinceLast; v < 0 {
			return &clm.ValueError{Op: op, Row: i, Col: 0, Value: float64(v), Want: "SinceLast of at least 0"}
		}
		if v := s[i].Orders; v < 0 {
			return &clm.ValueError{Op: op, Row: i, Col: 1, Value: float64(v), Want: "Orders of at least 0"}
		}
	}
	return nil
}

// emptyScores says which scores nobody has and why, or nothing.
func emptyScores(d int, sizes []int, edges []int64) string {
	var empty, together []string
	for i, n := range sizes {
		if n == 0 {
			empty = append(empty, fmt.Sprint(i+1))
		}
	}
	if len(empty) == 0 {
		return ""
	}
	for i, e := range edges {
		again := i > 0 && edges[i-1] == e
		if more := i+1 < len(edges) && edges[i+1] == e; more && !again {
			together = append(together, fmt.Sprint(e))
		}
	}
	note := fmt.Sprintf("%s: nobody scores %s", dimensionNames[d], strings.Join(empty, ", "))
	if len(together) > 0 {
		note += "; edges fell together at " + strings.Join(together, ", ")
	}
	return note
}

// inBlocks calls f for one block of 0..n after the other and looks at the
// context before each.
func inBlocks(ctx context.Context, n int, f func(lo, hi int) error) error {
	return par.For(ctx, n, 16*par.Block, 1, func(_, lo, hi int) error { return f(lo, hi) })
}

package segment

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
)

// Moves counts how customers went from segment to segment between two dates: a
// transition matrix, in customers or, by [Moves.Share], in shares.
type Moves struct {
	// Names are the segments: those of the first date, then those that only
	// the second one has.
	Names []string
	// Counts has the customers that were in segment i before and in j after at
	// Counts[i][j].
	Counts [][]int
	// New has for each segment the customers that are in it after and were in
	// none before.
	New []int
	// Gone has for each segment the customers that were in it before and are
	// in none after.
	Gone []int
}

// Migration compares the segments of two dates, customer by customer: who
// moved up, who slipped away, who came and who went. Customers are known by
// their ids; the order of the lists does not matter.
//
// Time: O(n log n) for n customers, O(n) where they are sorted, as summaries
// are. Memory: O(n + names²).
//
// The errors are a [clm.ShapeError] where an assignment has not one segment
// for each customer, a [clm.ValueError] where a segment has no name, and one
// that wraps [clm.ErrValue] where a name or a customer stands twice.
func Migration(before, after *Assignment) (*Moves, error) {
	const op = "segment.Migration"
	for _, a := range []struct {
		*Assignment
		which string
	}{{before, "before"}, {after, "after"}} {
		if err := a.check(op, a.which); err != nil {
			return nil, err
		}
		if i, j := twice(a.Customers); i >= 0 {
			return nil, fmt.Errorf("%s: %s: customer %q stands at %d and at %d: %w", op, a.which, a.Customers[i], i, j, clm.ErrValue)
		}
	}
	m := &Moves{Names: append([]string(nil), before.Names...)}
	number := make(map[string]int)
	for i, name := range before.Names {
		number[name] = i
	}
	to := make([]int, len(after.Names)) // row and column of each name of after
	for j, name := range after.Names {
		i, ok := number[name]
		if !ok {
			i = len(m.Names)
			m.Names = append(m.Names, name)
		}
		to[j] = i
	}
	n := len(m.Names)
	m.Counts, m.New, m.Gone = make([][]int, n), make([]int, n), make([]int, n)
	for i := range m.Counts {
		m.Counts[i] = make([]int, n)
	}
	b, a := sortedOrder(before.Customers), sortedOrder(after.Customers)
	for len(b) > 0 || len(a) > 0 {
		switch {
		case len(a) == 0 || len(b) > 0 && before.Customers[b[0]] < after.Customers[a[0]]:
			m.Gone[before.Segment[b[0]]]++
			b = b[1:]
		case len(b) == 0 || before.Customers[b[0]] > after.Customers[a[0]]:
			m.New[to[after.Segment[a[0]]]]++
			a = a[1:]
		default:
			m.Counts[before.Segment[b[0]]][to[after.Segment[a[0]]]]++
			b, a = b[1:], a[1:]
		}
	}
	return m, nil
}

// Before returns how many customers were in segment i before, those that are
// gone included.
func (m *Moves) Before(i int) int {
	n := m.Gone[i]
	for _, c := range m.Counts[i] {
		n += c
	}
	return n
}

// After returns how many customers are in segment j after, new ones included.
func (m *Moves) After(j int) int {
	n := m.New[j]
	for i := range m.Counts {
		n += m.Counts[i][j]
	}
	return n
}

// Share returns the part of the customers of segment i before that is in
// segment j after. The shares of i and its GoneShare add up to 1; NaN where
// there was nobody.
func (m *Moves) Share(i, j int) float64 { return share(m.Counts[i][j], m.Before(i)) }

// GoneShare returns the part of the customers of segment i before that is in
// no segment after; NaN where there was nobody.
func (m *Moves) GoneShare(i int) float64 { return share(m.Gone[i], m.Before(i)) }

// share returns part/whole, NaN for 0/0.
func share(part, whole int) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return float64(part) / float64(whole)
}

package segment

import (
	"fmt"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
)

// Assignment says which segment each customer is in. [Rules.Assign] makes one;
// one made by hand, for instance of cluster labels, serves [Migration] and
// [Profile] as well.
type Assignment struct {
	Names     []string // the segments, each name once
	Customers []string // the customers, each once
	Segment   []int    // for each customer the index of its segment in Names
}

// Name returns the name of the segment of customer i.
func (a *Assignment) Name(i int) string { return a.Names[a.Segment[i]] }

// Counts returns the number of customers of each segment.
func (a *Assignment) Counts() []int {
	n := make([]int, len(a.Names))
	for _, s := range a.Segment {
		n[s]++
	}
	return n
}

// check returns a ShapeError, a ValueError or an error that wraps ErrValue
// where the three lists do not fit together. Which is one word for a, for
// functions that take several.
func (a *Assignment) check(op, which string) error {
	if len(a.Customers) != len(a.Segment) {
		return &clm.ShapeError{Op: op, Got: fmt.Sprintf("%s with %d customers and %d segments", which, len(a.Customers), len(a.Segment)), Want: "one segment for each customer"}
	}
	for i, s := range a.Segment {
		if s < 0 || s >= len(a.Names) {
			return &clm.ValueError{Op: op + ": " + which, Row: i, Col: -1, Value: float64(s), Want: fmt.Sprintf("the index of one of %d names", len(a.Names))}
		}
	}
	if i, j := twice(a.Names); i >= 0 {
		return fmt.Errorf("%s: %s: name %q stands at %d and at %d: %w", op, which, a.Names[i], i, j, clm.ErrValue)
	}
	return nil
}

// twice returns the places of a text that is in the list twice, or −1.
func twice(list []string) (int, int) {
	order := sortedOrder(list)
	for k := 1; k < len(order); k++ {
		if i, j := order[k-1], order[k]; list[i] == list[j] {
			return i, j
		}
	}
	return -1, -1
}

// sortedOrder returns the indexes of the list in the order of its texts,
// equal ones in their own order. A list that is sorted, as summaries are,
// takes O(n).
func sortedOrder(list []string) []int {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	if !slices.IsSorted(list) {
		slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(list[a], list[b]) })
	}
	return order
}

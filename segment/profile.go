package segment

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/check"
)

// SegmentProfile describes one segment in the figures by which segments are
// told apart. What cannot be said, such as the median of nobody, is NaN.
type SegmentProfile struct {
	Name      string
	Customers int
	Share     float64 // of all customers

	Revenue      int64   // sum of the money that Profiles.Monetary names, in minor units
	RevenueShare float64 // of the revenue of all; NaN unless that is above 0

	// Medians are the middle values of the segment's customers, the mean of
	// the middle two where their number is even.
	Medians Figures
	// Lift is the mean of the segment divided by the mean of all customers
	// outside it: 2 is twice as much as the rest. NaN where there is no rest or
	// its mean is not above 0.
	Lift Figures
}

// Figures is one number for each dimension of RFM.
type Figures struct {
	SinceLast float64 // units since the last purchase; less is better
	Orders    float64 // number of orders
	Total     float64 // the money that Profiles.Monetary names, in minor units
}

// sums are the totals of a group of customers.
type sums struct {
	customers                int
	sinceLast, orders, total int64
}

func (s *sums) add(o sums) (ok bool) {
	a := addInt(&s.sinceLast, o.sinceLast)
	b := addInt(&s.orders, o.orders)
	c := addInt(&s.total, o.total)
	s.customers += o.customers
	return a && b && c
}

// addInt adds v to sum and tells whether the result fits.
func addInt(sum *int64, v int64) bool {
	r := *sum + v
	ok := (r > *sum) == (v > 0)
	*sum = r
	return ok
}

// Profiles describes each segment: how many customers, what share of the
// revenue, typical values, and how far it stands out from the rest.
type Profiles struct {
	// Monetary is the money that counts as revenue; "" is Net.
	Monetary Monetary
}

// Profile is [Profiles.Of] with the zero Profiles: revenue is net of refunds.
func Profile(a *Assignment, summaries []events.Summary) ([]SegmentProfile, error) {
	return Profiles{}.Of(a, summaries)
}

// Of returns one profile for each segment. Those with more revenue come first,
// equal ones in the order of their names in a; those without customers are
// listed too.
//
// Summaries are those of the customers of a, in the same order. Time:
// O(n log n) for n customers. Memory: O(n).
//
// The errors are a [clm.ConfigError] for a Monetary that does not exist, a
// [clm.ShapeError] where a and summaries differ in length or a has not one
// segment for each customer, a [clm.ValueError] where a segment has no name,
// one that wraps [clm.ErrValue] where a name stands twice or the customers
// differ, and a [clm.LimitError] where a sum does not fit in 64 bits.
func (p Profiles) Of(a *Assignment, summaries []events.Summary) ([]SegmentProfile, error) {
	const op = "segment.Profiles.Of"
	if err := check.OneOf("segment.Profiles", "Monetary", p.Monetary, "", Net, Gross); err != nil {
		return nil, err
	}
	if err := a.check(op, "assignment"); err != nil {
		return nil, err
	}
	if len(summaries) != len(a.Customers) {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d summaries for %d customers", len(summaries), len(a.Customers)), Want: "one for each customer"}
	}
	each := make([]sums, len(a.Names))
	fits := true
	for i := range summaries {
		s := &summaries[i]
		if s.Customer != a.Customers[i] {
			return nil, fmt.Errorf("%s: summary %d is of customer %q, want %q as in the assignment: %w", op, i, s.Customer, a.Customers[i], clm.ErrValue)
		}
		fits = each[a.Segment[i]].add(sums{1, int64(s.SinceLast), int64(s.Orders), p.Monetary.of(s)}) && fits
	}
	var all sums
	for _, s := range each {
		fits = all.add(s) && fits
	}
	if !fits {
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt64, What: "in a sum", Hint: "are the amounts in minor units?"}
	}
	members := bySegment(a)
	out := make([]SegmentProfile, len(a.Names))
	var buf []int64
	for k, name := range a.Names {
		s := each[k]
		row := SegmentProfile{Name: name, Customers: s.customers, Share: share(s.customers, all.customers), Revenue: s.total, RevenueShare: math.NaN()}
		if all.total > 0 {
			row.RevenueShare = float64(s.total) / float64(all.total)
		}
		median := func(get func(*events.Summary) int64) float64 {
			buf = buf[:0]
			for _, i := range members[k] {
				buf = append(buf, get(&summaries[i]))
			}
			return medianOf(buf)
		}
		rest := all.customers - s.customers
		row.Medians.SinceLast = median(func(s *events.Summary) int64 { return int64(s.SinceLast) })
		row.Medians.Orders = median(func(s *events.Summary) int64 { return int64(s.Orders) })
		row.Medians.Total = median(p.Monetary.of)
		row.Lift.SinceLast = lift(s.sinceLast, s.customers, all.sinceLast, rest)
		row.Lift.Orders = lift(s.orders, s.customers, all.orders, rest)
		row.Lift.Total = lift(s.total, s.customers, all.total, rest)
		out[k] = row
	}
	slices.SortStableFunc(out, func(a, b SegmentProfile) int { return cmp.Compare(b.Revenue, a.Revenue) })
	return out, nil
}

// bySegment returns the customers of each segment.
func bySegment(a *Assignment) [][]int {
	members := make([][]int, len(a.Names))
	for k, n := range a.Counts() {
		members[k] = make([]int, 0, n)
	}
	for i, k := range a.Segment {
		members[k] = append(members[k], i)
	}
	return members
}

// medianOf sorts v.
func medianOf(v []int64) float64 {
	n := len(v)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	if n%2 == 1 {
		return float64(v[n/2])
	}
	return float64(v[n/2-1])/2 + float64(v[n/2])/2
}

// lift returns the mean of a group of n over the mean of the rest of all.
func lift(sum int64, n int, all int64, rest int) float64 {
	others := float64(all - sum)
	if (all-sum > all) != (sum < 0) { // the difference does not fit
		others = float64(all) - float64(sum)
	}
	if n == 0 || rest == 0 || others <= 0 {
		return math.NaN()
	}
	return (float64(sum) / float64(n)) / (others / float64(rest))
}

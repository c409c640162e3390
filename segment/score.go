package segment

import "strconv"

// Score is what a customer is worth in three numbers from 1, worst, to Bins,
// best.
type Score struct {
	R int // recency: how lately the customer bought
	F int // frequency: how often the customer bought
	M int // monetary: how much money the customer spent
}

// FM returns F + M, from 2 to twice the number of bins.
func (s Score) FM() int { return s.F + s.M }

// String returns the digits of R, F and M, e.g. "545". Where one of them is
// above 9 they stand apart, e.g. "10-4-5".
func (s Score) String() string {
	sep := ""
	if max(s.R, s.F, s.M) > 9 {
		sep = "-"
	}
	return strconv.Itoa(s.R) + sep + strconv.Itoa(s.F) + sep + strconv.Itoa(s.M)
}

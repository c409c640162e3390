package timeseries

import "fmt"

// A Candidate is a model that [AutoARIMA] looked at.
type Candidate struct {
	P, D, Q    int     // orders without the season: autoregressive, differences, moving average
	SP, SD, SQ int     // those of the season
	Period     int     // length of the season, 1 for none
	Constant   bool    // whether it has a mean or a drift
	Criterion  float64 // AICc, or what was asked for, at the optimum that a short search found; +Inf where the model was refused
	Refused    string  // why it was refused; "" where it was not
}

// String returns the candidate in the usual notation with its criterion, such as
// "ARIMA(0,1,1)(0,1,1)[12] with drift: 1020.49".
func (c Candidate) String() string {
	if c.Refused != "" {
		return c.name() + ": " + c.Refused
	}
	return fmt.Sprintf("%s: %.2f", c.name(), c.Criterion)
}

// Candidates returns the models that [AutoARIMA] looked at, in that order. The one that was
// chosen is the first with the lowest Criterion, unless all were refused, and has the orders
// of Config. It is nil for a
// series that does not vary, for models of [ARIMA], and for those from a file or Append.
func (e *estimate) Candidates() []Candidate {
	e.asked()
	return append([]Candidate(nil), e.candidates...)
}

// name returns the usual notation.
func (c Candidate) name() string {
	s := fmt.Sprintf("ARIMA(%d,%d,%d)", c.P, c.D, c.Q)
	if c.Period > 1 {
		s += fmt.Sprintf("(%d,%d,%d)[%d]", c.SP, c.SD, c.SQ, c.Period)
	}
	switch {
	case c.Constant && c.D+c.SD == 0:
		s += " with mean"
	case c.Constant:
		s += " with drift"
	}
	return s
}

// leastAR is the modulus under which a root of the autoregression is too near to 1: another
// difference is wanted.
//
// Source: the package forecast 8.20, which has it for moving averages too.
const leastAR = 1.01

// leastMA is the modulus under which a root of the moving average is too near to 1, with n values after
// differencing: it undoes a difference that was taken.
//
// Up to 100 values it is leastAR, then it nears 1 as 1/n, as the estimates do. Where the true root is 1, or
// a few times 1/n above it, the likelihood has its maximum at 1 itself or more than 1/n above, and hardly ever
// between. A bound that does not move refuses the best models of long series; and those of series
// with a long season of s values, for whose polynomial it means leastAR^s.
//
// Source: R. A. Davis and L. Song, Unit roots in moving averages beyond first order, 2011,
// DOI 10.1214/11-AOS935, for the scale of 1/n.
func leastMA(n int) float64 { return min(leastAR, 1+1/float64(n)) }

package timeseries

import "fmt"

// A Candidate is a model that [AutoARIMA] looked at.
type Candidate struct {
	P, D, Q    int     // orders without the season: autoregressive, differences, moving average
	SP, SD, SQ int     // those of the season
	Period     int     // length of the season, 1 for none
	Constant   bool    // whether it has a mean or a drift
	Criterion  float64 // AICc, or what was asked for, to about 1e-3 where the model was not chosen; +Inf where it was refused
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

// Candidates returns the models that [AutoARIMA] looked at, in that order. It is nil for a
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

// The moduli under which a root of a polynomial is too near to 1: with such roots of the
// autoregression another difference is wanted, and such roots of the moving average
// undo one that was taken.
//
// Source: leastAR is that of the package forecast 8.20, for both sides. leastMA is that of R. J. Hyndman and
// Y. Khandakar, Automatic time series forecasting: the forecast package for R, 2008,
// DOI 10.18637/jss.v027.i03, section 3.2. The exact likelihood is as exact near a moving
// average of 1 as elsewhere, and in the weekly series of the M4 competition the package's
// bound leaves nothing but long autoregressions of second differences: with leastMA the mean
// MASE is 2.23, with leastAR on both sides 2.43.
const (
	leastAR = 1.01
	leastMA = 1.001
)

package timeseries

import (
	"fmt"
	"math"
)

// A Candidate is a model that [AutoARIMA] looked at.
type Candidate struct {
	P, D, Q    int     // orders without the season: autoregressive, differences, moving average
	SP, SD, SQ int     // those of the season
	Period     int     // length of the season, 1 for none
	Constant   bool    // whether it has a mean or a drift
	Criterion  float64 // AICc, or what was asked for; +Inf where the model was refused
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

// nearUnitRoot tells whether a root of
//
//	(1 + c₁z + … )·(1 + C₁z^period + … )
//
// has a modulus under least. A root Z of the second factor in z^period stands for
// period roots of modulus |Z|^(1/period).
func nearUnitRoot(c, seasonal []float64, period int, least float64) bool {
	if rootWithin(c, least) {
		return true
	}
	power := least
	for range period - 1 {
		power *= least
	}
	return rootWithin(seasonal, power)
}

// rootWithin tells whether 1 + c₁z + … has a root of a modulus under r. The
// polynomial in r·z has one inside the unit circle then, which the recursion of
// Schur and Cohn finds without looking for roots: all are outside while the partial
// coefficients stay under 1.
//
// Source: I. Schur, Über Potenzreihen, die im Innern des Einheitskreises beschränkt
// sind, 1917, DOI 10.1515/crll.1917.147.205.
func rootWithin(c []float64, r float64) bool {
	a := make([]float64, len(c))
	power := 1.0
	for i, v := range c {
		power *= r
		a[i] = v * power
	}
	b := make([]float64, len(c))
	for k := len(a); k > 0; k-- {
		last := a[k-1]
		if !(math.Abs(last) < 1) {
			return true
		}
		below := 1 - float64(last*last)
		for i := range k - 1 {
			b[i] = (a[i] - float64(last*a[k-2-i])) / below
		}
		copy(a[:k-1], b)
	}
	return false
}

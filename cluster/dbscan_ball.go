package cluster

import "math"

// form is how a metric puts the differences of the columns together.
type form uint8

const (
	formSquares form = iota // Σ t², a chain of fused multiply-adds
	formSum                 // Σ |t|
	formLargest             // max |t|
	formOther               // only the metric knows
)

// ball says which rows are neighbours: those whose distance, in the given
// form, is at most limit.
type ball struct {
	metric Metric
	name   string // of the metric in a file, "" for one that is not ours
	form   form
	limit  float64
}

// newBall returns the closed ball of a radius.
func newBall(m Metric, radius float64) ball {
	switch m := m.(type) {
	case nil:
		return ball{Euclidean{}, "euclidean", formSquares, radius * radius}
	case Euclidean:
		return ball{m, "euclidean", formSquares, radius * radius}
	case SquaredEuclidean:
		return ball{m, "squared euclidean", formSquares, radius}
	case Manhattan:
		return ball{m, "manhattan", formSum, radius}
	case Chebyshev:
		return ball{m, "chebyshev", formLargest, radius}
	case Cosine:
		return ball{m, "cosine", formOther, radius}
	}
	return ball{m, "", formOther, radius}
}

// metricNamed returns the metric of a name in a file.
func metricNamed(name string) (m Metric, known bool) {
	for _, m := range []Metric{Euclidean{}, SquaredEuclidean{}, Manhattan{}, Chebyshev{}, Cosine{}} {
		if newBall(m, 1).name == name {
			return m, true
		}
	}
	return nil, false
}

// add puts one more difference, which is not negative, behind those that made
// s. A larger difference or a larger s never gives a smaller result, rounding
// included: so what is true of the sides of a box is true of the rows in it,
// without any margin.
func (f form) add(s, t float64) float64 {
	switch f {
	case formSquares:
		return math.FMA(t, t, s)
	case formSum:
		return s + t
	}
	return max(s, t)
}

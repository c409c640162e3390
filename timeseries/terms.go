package timeseries

import "gonum.org/v1/gonum/mat"

// Terms are regressors that are known for every time, past or future, such as
// waves of a season or days of the week: columns of X for a model with regressors.
type Terms struct {
	Names []string   // of the columns
	X     *mat.Dense // one row for each value of the series
}

func newTerms(rows int, names []string) *Terms {
	return &Terms{Names: names, X: mat.NewDense(rows, len(names), nil)}
}

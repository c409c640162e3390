package clm

import "context"

// A Fitter is a configuration that learns a model M from data D.
//
// Fit changes neither the configuration nor the data. It returns the cause of
// the context when that ends first, and a nil model with every error.
type Fitter[D, M any] interface {
	Fit(ctx context.Context, data D) (M, error)
}

// Report says how a fit went. Not having converged is told here and is not an
// error.
type Report struct {
	// Iterations is the number of passes made by the run that was kept.
	Iterations int
	// Converged tells whether the stopping rule was met before the iterations ran out.
	Converged bool
	// Objective is the value that was optimised; each method says what it is
	// and whether more or less is better.
	Objective float64
	// Reason says in a few words why the fit stopped.
	Reason string
	// Notes are what a careful user would want to know: relocated clusters,
	// separation, bins that fell together.
	Notes []string
}

package timeseries

import (
	"context"

	clm "github.com/clm-go/clm"
)

// Method is one competitor of a [Backtest]: a name, and a way to learn a
// [Forecaster] from a series. [Named] makes one from any configuration that needs
// nothing but the series.
//
// A method with regressors is a Fit of your own. Where Window is 0, y is the beginning
// of the series: rows 0 to len(y)−1 of the regressors belong to it, and the forecaster
// that Fit returns takes the rows from len(y) on, which must have been known then.
type Method struct {
	// Name is what the method is called in tables.
	Name string
	// Fit learns from y, which it must not change and not keep.
	Fit func(ctx context.Context, y []float64) (Forecaster, error)
}

// Named makes a method from a configuration such as Naive{} or ARIMA{P: 1}.
func Named[M Forecaster](name string, fitter clm.Fitter[[]float64, M]) Method {
	return Method{Name: name, Fit: func(ctx context.Context, y []float64) (Forecaster, error) {
		m, err := fitter.Fit(ctx, y)
		if err != nil {
			return nil, err // not m: an interface that holds a nil pointer is not nil
		}
		return m, nil
	}}
}

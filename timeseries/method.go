package timeseries

import (
	"context"

	clm "github.com/clm-go/clm"
)

// Method is one competitor of a [Backtest]: a name, and a way to learn a
// [Forecaster] from a series. [Named] makes one from any configuration.
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

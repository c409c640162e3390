package timeseries

// Forecaster says what comes next. Every model of this package is one, but for
// [ARIMAXModel], which wants the regressors of the future; and so is any other type
// with this method.
type Forecaster interface {
	// Forecast sets dst to the h values that follow the series that the model was
	// fitted to and returns dst. A nil dst is allocated. It panics where h is below 1
	// or dst has another length.
	Forecast(dst []float64, h int) []float64
}

// IntervalForecaster is a [Forecaster] that also says how sure it is.
type IntervalForecaster interface {
	Forecaster
	// Interval sets lo and hi to the limits between which each of the next h values
	// lies with probability level, and returns them. Nil slices are allocated. It
	// panics where h is below 1, level is not between 0 and 1, or a slice has another
	// length.
	Interval(lo, hi []float64, h int, level float64) (lower, upper []float64)
}

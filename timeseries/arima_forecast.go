package timeseries

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

var _ IntervalForecaster = (*ARIMAModel)(nil)

// Forecast sets dst to the h values that follow and returns dst. A nil dst is
// allocated; with one it allocates nothing. With Lambda they are medians, and beyond the
// pole of the transformation they are +Inf for λ < 0 and of the other sign for λ > 0, as
// [InvBoxCox] says.
//
// It panics where h is below 1 or dst has another length. Time: O(h·(p + P·s + d*)).
func (m *ARIMAModel) Forecast(dst []float64, h int) []float64 {
	const op = "timeseries.ARIMAModel.Forecast"
	m.asked()
	dst = horizon(op, dst, h)
	m.ahead(dst)
	for i, z := range dst {
		dst[i] = m.config.fromModel(z)
	}
	return dst
}

// ahead sets dst to the next means on the scale of the model, with mean or drift and
// without regressors.
func (e *estimate) ahead(dst []float64) {
	e.state.forecast(dst)
	if !e.config.constant() {
		return
	}
	o := e.config.orders()
	for i := range dst {
		dst[i] += float64(e.beta[0] * o.constantAt(e.n+i))
	}
}

// Interval sets lo and hi to the limits between which each of the next h values lies with
// probability level, each by itself, and returns them. Nil slices are allocated; with both given it
// allocates nothing, unless r + d* is above 512.
//
// The limits are normal quantiles around the forecast with the exact variance of the
// forecast error for this series, and σ² estimated by ssq/(n − k + 1), n the
// Used values and k the coefficients and σ². With Lambda they are taken back, beyond the pole as in Forecast. That the coefficients
// are estimates is not in them: they are somewhat too narrow for short series.
//
// It panics where h is below 1, level is not between 0 and 1, or a slice has another
// length. Time: O(h·(r + d*)²).
//
// Differs from R: forecast::forecast.Arima adds the residuals of the first d* values to ssq,
// which are not innovations and grow with the level of the series; without differences the
// limits are the same. stats::predict.Arima divides ssq by n.
func (m *ARIMAModel) Interval(lo, hi []float64, h int, level float64) (lower, upper []float64) {
	const op = "timeseries.ARIMAModel.Interval"
	m.asked()
	z := normalQuantile(checkLevel(op, level))
	lo, hi = horizon(op, lo, h), horizon(op, hi, h)
	m.ahead(hi)
	m.limits(lo, hi, z)
	return lo, hi
}

// limits turns hi, means on the scale of the model, into limits z standard deviations away.
func (e *estimate) limits(lo, hi []float64, z float64) {
	e.state.variances(lo)
	sigma2 := e.ssq / float64(e.used-e.k()+1)
	for i, mean := range hi {
		half := float64(z * math.Sqrt(sigma2*lo[i]))
		lo[i], hi[i] = e.config.fromModel(mean-half), e.config.fromModel(mean+half)
	}
}

// Forecast sets dst to the values that follow, one for each row of x, which holds the regressors of
// that time, and returns dst. A nil dst is allocated; with one, and a matrix whose rows lie in memory or have no more
// than 32 columns, it allocates nothing. With Lambda forecasts are medians, as [ARIMAModel.Forecast] says.
//
// It returns a [clm.ShapeError] where x has another number of columns than the model, and a
// [clm.ValueError] with the place of a number that is NaN, infinite or beyond ±1e140. It panics
// where x has no row or dst another length than x has rows.
func (m *ARIMAXModel) Forecast(dst []float64, x mat.Matrix) ([]float64, error) {
	const op = "timeseries.ARIMAXModel.Forecast"
	m.asked()
	dst, err := m.aheadX(op, dst, x)
	if err != nil {
		return nil, err
	}
	for i, z := range dst {
		dst[i] = m.config.fromModel(z)
	}
	return dst, nil
}

// Interval sets lo and hi to the limits between which each of the values that follow lies with
// probability level, one for each row of x, and returns them, as [ARIMAModel.Interval]
// does. It returns the errors of Forecast, and panics as both do.
func (m *ARIMAXModel) Interval(lo, hi []float64, x mat.Matrix, level float64) (lower, upper []float64, err error) {
	const op = "timeseries.ARIMAXModel.Interval"
	m.asked()
	z := normalQuantile(checkLevel(op, level))
	hi, err = m.aheadX(op, hi, x)
	if err != nil {
		return nil, nil, err
	}
	lo = horizon(op, lo, len(hi))
	m.limits(lo, hi, z)
	return lo, hi, nil
}

package timeseries

import (
	"math"
	"testing"

	clm "github.com/clm-go/clm"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// Values whose squares are nothing to a float64 are refused; those a little larger have the same
// coefficients as they have on any other scale.
func TestARIMAOfTinyValues(t *testing.T) {
	y, x := benchSeries(80), walk(81)[1:]
	scaled := func(v []float64, by float64) []float64 {
		s := make([]float64, len(v))
		for i := range v {
			s[i] = v[i] * by
		}
		return s
	}
	a := ARIMA{P: 1, Q: 1, Constant: WithoutConstant}
	want, err := a.FitX(t.Context(), y, mat.NewDense(80, 1, x))
	require.NoError(t, err)
	for _, by := range []float64{0x1p-400, 0x1p400} {
		for _, other := range []float64{0x1p-400, 1, 0x1p400} {
			got, err := a.FitX(t.Context(), scaled(y, by), mat.NewDense(80, 1, scaled(x, other)))
			require.NoError(t, err)
			for i, c := range want.Coefficients() {
				factor := 1.0
				if i == 2 {
					factor = other / by
				}
				near(t, c.Value, got.Coefficients()[i].Value*factor, 1e-6, by, other, c.Name)
				if (other/by > 0x1p700 || by/other > 0x1p700) && i == 2 {
					// The square of the standard error is 0 or infinite to a float64.
					require.True(t, math.IsNaN(got.Coefficients()[i].SE))
					continue
				}
				near(t, c.SE, got.Coefficients()[i].SE*factor, 1e-5, by, other, c.Name)
			}
		}
	}

	var at *clm.ValueError
	_, err = a.Fit(t.Context(), scaled(y, 1e-300))
	require.ErrorAs(t, err, &at)
	largest := 0
	for i, v := range y {
		if math.Abs(v) > math.Abs(y[largest]) {
			largest = i
		}
	}
	require.Equal(t, largest, at.Row)
	_, err = a.FitX(t.Context(), y, mat.NewDense(80, 1, scaled(x, 1e-200)))
	require.ErrorAs(t, err, &at)
	require.Equal(t, 0, at.Col)
	m, err := a.Fit(t.Context(), make([]float64, 80))
	require.NoError(t, err)
	require.Equal(t, 0.0, m.Sigma2())
}

// Regressors that are nearly the same are an error that names the second one, or have standard errors.
func TestARIMAOfNearlyTheSameRegressors(t *testing.T) {
	y, x, other := benchSeries(120), walk(120), benchSeries(240)[120:]
	for _, method := range []ARIMAMethod{ML, CSS} {
		for _, by := range []float64{1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11} {
			cols := mat.NewDense(120, 2, nil)
			for i := range x {
				cols.SetRow(i, []float64{x[i], x[i] + by*other[i]})
			}
			m, err := ARIMA{P: 1, D: 1, Method: method}.FitX(t.Context(), y, cols)
			if by < 1e-6 {
				require.ErrorIs(t, err, clm.ErrValue, "%v", by)
				require.ErrorContains(t, err, "column 1 of the regressors")
				continue
			}
			require.NoError(t, err, "%v", by)
			// The second coefficient is that of the difference, over by.
			c := m.Coefficients()
			one, err := ARIMA{P: 1, D: 1, Method: method}.FitX(t.Context(), y, twoColumns(x, other))
			require.NoError(t, err)
			want := one.Coefficients()
			near(t, want[3].Value, c[3].Value*by, 1e-3, by)
			near(t, want[3].SE, c[3].SE*by, 1e-3, by)
		}
	}
}

func twoColumns(x, y []float64) *mat.Dense {
	cols := mat.NewDense(len(x), 2, nil)
	for i := range x {
		cols.SetRow(i, []float64{x[i], y[i]})
	}
	return cols
}

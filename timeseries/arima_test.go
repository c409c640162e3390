package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/rng"
)

func fitARIMA(t testing.TB, c ARIMA, y []float64) *ARIMAModel {
	t.Helper()
	m, err := c.Fit(t.Context(), y)
	require.NoError(t, err)
	return m
}

func arimaFile(t testing.TB, m *ARIMAModel) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	require.NoError(t, err)
	return b
}

// simulated returns n values of the process with these coefficients, after as many that are thrown away.
func simulated(seed uint64, o orders, coef []float64, n int) []float64 {
	r := rng.New(seed, 1)
	p := o.expand(coef)
	w, e := make([]float64, 2*n), make([]float64, 2*n)
	for t := range w {
		e[t] = r.NormFloat64()
		w[t] = e[t]
		for i, c := range p.ar {
			if t > i {
				w[t] += float64(c * w[t-i-1])
			}
		}
		for j, c := range p.ma {
			if t > j {
				w[t] += float64(c * e[t-j-1])
			}
		}
	}
	diff := o.differencing()
	for t := range w {
		for i, c := range diff {
			if t > i {
				w[t] += float64(c * w[t-i-1])
			}
		}
	}
	return w[n:]
}

// A long series gives the coefficients that it was made with.
func TestARIMAFindsWhatASeriesWasMadeWith(t *testing.T) {
	for _, c := range []struct {
		o    orders
		coef []float64
	}{
		{orders{p: 1, q: 1, period: 1}, []float64{0.7, 0.4}},
		{orders{p: 2, d: 1, q: 1, period: 1}, []float64{0.5, 0.2, -0.6}},
		{orders{p: 1, q: 1, sp: 1, sd: 1, sq: 1, period: 4}, []float64{0.5, 0.3, 0.4, -0.7}},
		{orders{d: 2, q: 2, period: 1}, []float64{-1.1, 0.4}},
	} {
		y := simulated(11, c.o, c.coef, 3000)
		m := fitARIMA(t, ARIMA{P: c.o.p, D: c.o.d, Q: c.o.q, SP: c.o.sp, SD: c.o.sd, SQ: c.o.sq, Period: c.o.period}, y)
		for i, k := range m.Coefficients()[:len(c.coef)] {
			require.InDelta(t, c.coef[i], k.Value, 4*k.SE, k.Name)
			require.Less(t, k.SE, 0.1)
		}
		require.InDelta(t, 1, m.Sigma2(), 0.1)
		require.True(t, m.Report().Converged)
		require.True(t, m.Stationary())
		require.True(t, m.Invertible())
	}
}

// White noise is its mean, and a walk with drift its last value.
func TestARIMAOfOrderZero(t *testing.T) {
	y := []float64{3, 5, 4, 8, 1, 9}
	m := fitARIMA(t, ARIMA{}, y)
	require.InDelta(t, 5, m.Intercept(), 1e-12)
	require.InDelta(t, 46.0/6, m.Sigma2(), 1e-12)
	require.InDelta(t, -3*(math.Log(2*math.Pi*46/6)+1), m.LogLik(), 1e-12)
	require.InDelta(t, math.Sqrt(46.0/36), m.Coefficients()[0].SE, 1e-12)
	require.InDeltaSlice(t, []float64{5, 5, 5}, m.Forecast(nil, 3), 1e-12)
	lo, hi := m.Interval(nil, nil, 2, 0.95)
	half := 1.959963984540054 * math.Sqrt(46.0/5)
	require.InDeltaSlice(t, []float64{5 - half, 5 - half}, lo, 1e-12)
	require.InDeltaSlice(t, []float64{5 + half, 5 + half}, hi, 1e-12)
	require.InDelta(t, 4-2*m.LogLik(), m.AIC(), 1e-12)
	require.InDelta(t, m.AIC()+4, m.AICc(), 1e-12)
	require.InDelta(t, 2*math.Log(6)-2*m.LogLik(), m.BIC(), 1e-12)
	require.InDeltaSlice(t, []float64{-2, 0, -1, 3, -4, 4}, m.Residuals(), 1e-12)

	m = fitARIMA(t, ARIMA{D: 1}, y)
	require.Equal(t, "drift", m.Coefficients()[0].Name)
	require.InDelta(t, 6.0/5, m.Coefficients()[0].Value, 1e-12)
	require.InDelta(t, 6.0/5, m.Intercept(), 1e-12)
	require.InDeltaSlice(t, []float64{9 + 1.2, 9 + 2.4}, m.Forecast(nil, 2), 1e-12)
	require.True(t, math.IsNaN(m.Residuals()[0]))
	require.True(t, math.IsNaN(m.Fitted()[0]))

	m = fitARIMA(t, ARIMA{SD: 1, Period: 2}, y)
	require.InDelta(t, m.Coefficients()[0].Value*2, m.Intercept(), 1e-12)
	require.InDelta(t, (4+8+1+9-3-5-4-8)/4.0, m.Intercept(), 1e-12)

	m = fitARIMA(t, ARIMA{D: 1, Constant: WithoutConstant}, y)
	require.Empty(t, m.Coefficients())
	require.Zero(t, m.Intercept())
	require.Equal(t, []float64{9, 9}, m.Forecast(nil, 2))
}

func TestARIMAIntercept(t *testing.T) {
	y := simulated(3, orders{p: 2, sp: 1, period: 4}, []float64{0.5, 0.2, 0.4}, 400)
	for i := range y {
		y[i] += 100
	}
	m := fitARIMA(t, ARIMA{P: 2, SP: 1, Period: 4}, y)
	k := m.Coefficients()
	require.InDelta(t, k[3].Value*(1-k[0].Value-k[1].Value)*(1-k[2].Value), m.Intercept(), 1e-9)
	require.InDelta(t, 100, k[3].Value, 1)
}

// A level that differencing takes away changes neither likelihood nor coefficients, and moves
// forecasts along.
func TestARIMALevelDoesNotMatter(t *testing.T) {
	o := orders{p: 1, d: 1, q: 1, period: 1}
	y := simulated(5, o, []float64{0.6, -0.3}, 150)
	c := ARIMA{P: 1, D: 1, Q: 1}
	m := fitARIMA(t, c, y)
	up := append([]float64(nil), y...)
	for i := range up {
		up[i] += 1e6
	}
	n := fitARIMA(t, c, up)
	require.InDelta(t, m.LogLik(), n.LogLik(), 1e-8*(1+math.Abs(m.LogLik())))
	f, g := m.Forecast(nil, 8), n.Forecast(nil, 8)
	for i := range f {
		require.InDelta(t, f[i]+1e6, g[i], 1e-5)
	}
	for i := range up {
		up[i] = y[i] * 1024
	}
	n = fitARIMA(t, c, up)
	require.InDelta(t, m.Coefficients()[0].Value, n.Coefficients()[0].Value, 1e-6)
	require.InEpsilon(t, m.Sigma2()*1024*1024, n.Sigma2(), 1e-8)
}

// One value after the other, in pieces or at once: the same bytes.
func TestAppendInAnyPieces(t *testing.T) {
	o := orders{p: 1, d: 1, q: 1, sq: 1, period: 4}
	y := simulated(9, o, []float64{0.4, -0.3, 0.5}, 120)
	for _, i := range []int{7, 70, 71, 93, 119} {
		y[i] = math.NaN()
	}
	m := fitARIMA(t, ARIMA{P: 1, D: 1, Q: 1, SQ: 1, Period: 4}, y[:64])
	all, err := m.Append(y[64:]...)
	require.NoError(t, err)
	for _, cut := range []int{64, 65, 71, 72, 94, 119, 120} {
		first, err := m.Append(y[64:cut]...)
		require.NoError(t, err)
		second, err := first.Append(y[cut:]...)
		require.NoError(t, err)
		require.Equal(t, arimaFile(t, all), arimaFile(t, second))
		var back ARIMAModel
		require.NoError(t, back.UnmarshalBinary(arimaFile(t, first)))
		third, err := back.Append(y[cut:]...)
		require.NoError(t, err)
		require.Equal(t, arimaFile(t, all), arimaFile(t, third))
		require.Nil(t, third.Residuals())
		require.Equal(t, len(y), third.Len())
	}
	require.Len(t, all.Residuals(), len(y))
	require.Len(t, all.Fitted(), len(y))
	require.InDelta(t, y[100], all.Fitted()[100]+all.Residuals()[100], 1e-9)
	require.Equal(t, m.LogLik(), all.LogLik())
	require.Equal(t, m.Coefficients(), all.Coefficients())
	require.Len(t, m.Residuals(), 64)

	_, err = m.Append(1, math.Inf(1))
	require.EqualError(t, err, "timeseries.ARIMAModel.Append: value +Inf at row 1, want -1e140 to 1e140")
}

// Missing values are not there: leading ones change nothing, and what is at the end is forecast.
func TestARIMAMissingValues(t *testing.T) {
	o := orders{p: 1, q: 1, period: 1}
	y := simulated(21, o, []float64{0.7, 0.3}, 90)
	c := ARIMA{P: 1, Q: 1}
	m := fitARIMA(t, c, y)
	nan := math.NaN()
	before := fitARIMA(t, c, append([]float64{nan, nan, nan}, y...))
	require.InDelta(t, m.LogLik(), before.LogLik(), 1e-9)
	require.InDeltaSlice(t, m.Forecast(nil, 4), before.Forecast(nil, 4), 1e-6)
	after := fitARIMA(t, c, append(append([]float64{}, y...), nan, nan))
	require.InDelta(t, m.LogLik(), after.LogLik(), 1e-9)
	require.InDeltaSlice(t, m.Forecast(nil, 6)[2:], after.Forecast(nil, 4), 1e-6)
	lo, _ := m.Interval(nil, nil, 6, 0.9)
	late, _ := after.Interval(nil, nil, 4, 0.9)
	require.InDeltaSlice(t, lo[2:], late, 1e-6)
}

// Where logarithms are taken, forecasts are those of the logarithms taken back.
func TestARIMALambda(t *testing.T) {
	z := simulated(2, orders{p: 1, period: 1}, []float64{0.8}, 100)
	y := make([]float64, len(z))
	for i := range z {
		z[i] = 3 + z[i]/4
		y[i] = math.Exp(z[i])
	}
	zero := 0.0
	m, plain := fitARIMA(t, ARIMA{P: 1, Lambda: &zero}, y), fitARIMA(t, ARIMA{P: 1}, z)
	require.InDelta(t, plain.LogLik(), m.LogLik(), 1e-9)
	f, g := m.Forecast(nil, 5), plain.Forecast(nil, 5)
	lo, hi := m.Interval(nil, nil, 5, 0.8)
	lower, upper := plain.Interval(nil, nil, 5, 0.8)
	for i := range f {
		require.InEpsilon(t, math.Exp(g[i]), f[i], 1e-7)
		require.InEpsilon(t, math.Exp(lower[i]), lo[i], 1e-7)
		require.InEpsilon(t, math.Exp(upper[i]), hi[i], 1e-7)
	}
	require.InEpsilon(t, y[50], math.Exp(math.Log(m.Fitted()[50])+m.Residuals()[50]), 1e-9)

	// Beyond the pole of λ < 0 no number is large enough.
	minus := -1.0
	m = fitARIMA(t, ARIMA{D: 1, Lambda: &minus}, []float64{1, 2, 1, 4, 2, 30, 5, 60, 3, 80})
	_, hi = m.Interval(nil, nil, 9, 0.99)
	require.True(t, math.IsInf(hi[8], 1))
}

// The configuration that comes back is the caller's own.
func TestARIMAConfig(t *testing.T) {
	l := 0.5
	m := fitARIMA(t, ARIMA{P: 1, Lambda: &l}, []float64{1, 2, 3, 2, 1, 3, 4, 5, 3})
	c := m.Config()
	*c.Lambda = 7
	require.Equal(t, 0.5, *m.Config().Lambda)
}

func TestARIMAReportsWhatItSees(t *testing.T) {
	// White noise that was differenced once too often.
	y := simulated(4, orders{period: 1}, nil, 200)
	m := fitARIMA(t, ARIMA{D: 1, Q: 1}, y)
	require.Contains(t, m.Report().Notes[0], "moving average root of modulus 1.0")
	// Factors that cancel.
	m = fitARIMA(t, ARIMA{P: 1, Q: 1}, simulated(8, orders{period: 1}, nil, 3000))
	require.Contains(t, m.Report().Notes[0], "nearly cancel")
	// A walk.
	m = fitARIMA(t, ARIMA{P: 1}, simulated(4, orders{d: 1, period: 1}, nil, 1500))
	require.Contains(t, m.Report().Notes[0], "autoregressive root of modulus 1.0")
	// Nothing varies.
	m = fitARIMA(t, ARIMA{P: 1, D: 1}, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9})
	require.Contains(t, m.Report().Notes[0], "constant")
	require.Equal(t, math.Inf(1), m.LogLik())
	require.InDeltaSlice(t, []float64{10, 11}, m.Forecast(nil, 2), 1e-9)
	lo, hi := m.Interval(nil, nil, 1, 0.9)
	require.Equal(t, lo, hi)
}

func TestARIMAFileIsSmall(t *testing.T) {
	y := simulated(6, orders{p: 1, sd: 1, sq: 1, period: 24}, []float64{0.6, -0.4}, 300)
	for _, c := range []ARIMA{{P: 1, SP: 1, SD: 1, SQ: 1, Period: 24}, {P: 20, Q: 1}, {D: 1, Q: 1}} {
		m := fitARIMA(t, c, y)
		o := c.orders()
		require.LessOrEqual(t, len(arimaFile(t, m)), 2048+16*(o.states()+o.lost()))
	}
}

func TestARIMAForecastAllocatesNothing(t *testing.T) {
	y := simulated(6, orders{p: 1, sd: 1, sq: 1, period: 12}, []float64{0.6, -0.4}, 200)
	c := ARIMA{P: 1, SD: 1, SQ: 1, Period: 12}
	m := fitARIMA(t, c, y)
	dst, lo, hi := make([]float64, 30), make([]float64, 30), make([]float64, 30)
	require.Zero(t, testing.AllocsPerRun(20, func() { m.Forecast(dst, 30) }))
	require.Zero(t, testing.AllocsPerRun(20, func() { m.Interval(lo, hi, 30, 0.9) }))

	e := noise(2*230, 5)
	withX, err := c.FitX(t.Context(), y, mat.NewDense(200, 2, e[:400]))
	require.NoError(t, err)
	future := mat.NewDense(30, 2, e[400:])
	sparse, err := clm.NewSparseTriplets(30, 2, []int{0, 7}, []int{1, 0}, []float64{1, -2})
	require.NoError(t, err)
	for name, x := range map[string]mat.Matrix{"dense": future, "transposed": mat.NewDense(2, 30, e[400:]).T(), "sparse": sparse} {
		want, err := withX.Forecast(nil, mat.DenseCopyOf(x))
		require.NoError(t, err)
		got, err := withX.Forecast(dst, x)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
		require.Zero(t, testing.AllocsPerRun(20, func() { _, err = withX.Forecast(dst, x) }), name)
		require.Zero(t, testing.AllocsPerRun(20, func() { _, _, err = withX.Interval(lo, hi, x, 0.9) }), name)
		require.NoError(t, err)
	}
}

// Beyond what fits on the stack variances are the same.
func TestARIMAIntervalOfALongSeason(t *testing.T) {
	y := make([]float64, 1300)
	for i, v := range noise(len(y), 8) {
		y[i] = v + float64(i%600)
	}
	m := fitARIMA(t, ARIMA{SD: 1, Period: 600}, y)
	lo, hi := m.Interval(nil, nil, 1201, 0.9)
	// A seasonal walk: the variance grows by σ² from season to season.
	width := hi[0] - lo[0]
	for h, seasons := range map[int]float64{599: 1, 600: 2, 1199: 2, 1200: 3} {
		require.InDelta(t, width*math.Sqrt(seasons), hi[h]-lo[h], 1e-9*width, h)
	}
}

func TestARIMAPanicsForTheCallersNumbers(t *testing.T) {
	m := fitARIMA(t, ARIMA{}, []float64{3, 5, 4, 8, 1, 9})
	require.PanicsWithValue(t, "timeseries.ARIMAModel.Forecast: h is 0, want at least 1", func() { m.Forecast(nil, 0) })
	require.Panics(t, func() { m.Forecast(make([]float64, 3), 2) })
	require.Panics(t, func() { m.Interval(nil, nil, -1, 0.9) })
	require.Panics(t, func() { m.Interval(nil, nil, 1, 1) })
	require.Panics(t, func() { m.Interval(nil, nil, 1, math.NaN()) })
}

func TestARIMAErrors(t *testing.T) {
	y := simulated(6, orders{period: 1}, nil, 60)
	for i := 3; i < 60; i += 12 {
		y[i] = math.NaN()
	}
	_, err := ARIMA{SD: 1, Period: 12}.Fit(t.Context(), y)
	require.ErrorIs(t, err, clm.ErrTooFew)
	require.EqualError(t, err, "timeseries.ARIMA.Fit: season 3 of 12, counted from 0 at the first value, is never observed: too few data")
	_, err = ARIMA{SP: 1, Period: 99}.Fit(t.Context(), y)
	require.ErrorIs(t, err, clm.ErrTooFew)
	_, err = ARIMA{SD: 3, Period: 900}.Fit(t.Context(), y)
	require.ErrorIs(t, err, clm.ErrLimit)
	_, err = ARIMA{P: 1, Method: CSS}.Fit(t.Context(), y)
	require.EqualError(t, err, "timeseries.ARIMA.Fit: value NaN at row 3, want a number, as CSS takes no missing values between others")
	_, err = ARIMA{P: 20}.Fit(t.Context(), y[:22])
	require.EqualError(t, err, "timeseries.ARIMA.Fit: 20 observed values, want at least 24: too few data")
}

// A regressor with an effect that is known, and what its model refuses.
func TestARIMAX(t *testing.T) {
	n := 200
	e := simulated(12, orders{p: 1, period: 1}, []float64{0.5}, n)
	x, y := mat.NewDense(n+4, 2, nil), make([]float64, n)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range n + 4 {
		x.Set(i, 0, r.NormFloat64())
		x.Set(i, 1, float64(i%7/6))
		if i < n {
			y[i] = 10 + 3*x.At(i, 0) - 5*x.At(i, 1) + e[i]
		}
	}
	past, future := x.Slice(0, n, 0, 2), x.Slice(n, n+4, 0, 2)
	m, err := ARIMA{P: 1}.FitX(t.Context(), y, past)
	require.NoError(t, err)
	k := m.Coefficients()
	for i, want := range []float64{0.5, 10, 3, -5} {
		require.InDelta(t, want, k[i].Value, 4*k[i].SE)
	}
	require.Equal(t, []string{"ar1", "mean", "x0", "x1"}, []string{k[0].Name, k[1].Name, k[2].Name, k[3].Name})
	require.Equal(t, 2, m.Columns())
	f, err := m.Forecast(nil, future)
	require.NoError(t, err)
	require.Len(t, f, 4)
	_, err = m.Forecast(nil, x.Slice(0, 3, 0, 1))
	require.EqualError(t, err, "timeseries.ARIMAXModel.Forecast: 1 columns, want 2 columns")
	require.ErrorIs(t, err, clm.ErrShape)
	bad := mat.DenseCopyOf(future)
	bad.Set(2, 1, math.NaN())
	_, err = m.Forecast(nil, bad)
	require.ErrorContains(t, err, "value NaN at row 2, column 1")
	_, _, err = m.Interval(nil, nil, bad, 0.9)
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = m.AppendX([]float64{1, 2}, bad)
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = m.AppendX([]float64{1, 2}, future)
	require.ErrorIs(t, err, clm.ErrShape)
	require.Panics(t, func() { _, _ = m.Forecast(make([]float64, 2), future) })

	// A sparse table says the same.
	var rows, cols []int
	var vals []float64
	for i := range n {
		for j := range 2 {
			if v := past.At(i, j); v != 0 {
				rows, cols, vals = append(rows, i), append(cols, j), append(vals, v)
			}
		}
	}
	s, err := clm.NewSparseTriplets(n, 2, rows, cols, vals)
	require.NoError(t, err)
	same, err := ARIMA{P: 1}.FitX(t.Context(), y, s)
	require.NoError(t, err)
	require.Equal(t, m.Coefficients(), same.Coefficients())

	// Without regressors the two kinds agree.
	none, err := ARIMA{P: 1}.FitX(t.Context(), y, columnless(n))
	require.NoError(t, err)
	require.Equal(t, fitARIMA(t, ARIMA{P: 1}, y).Coefficients(), none.Coefficients())
}

// columnless is a table with rows and no column.
type columnless int

func (c columnless) Dims() (int, int)    { return int(c), 0 }
func (c columnless) At(int, int) float64 { panic("there is no column") }
func (c columnless) T() mat.Matrix       { return mat.Transpose{Matrix: c} }

package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func walk(n int) []float64 {
	r := rand.New(rand.NewPCG(11, 12))
	y := make([]float64, n)
	for i := 1; i < n; i++ {
		y[i] = y[i-1] + r.NormFloat64()
	}
	return y
}

func TestLikelihoodOfWhatIsNotStationary(t *testing.T) {
	l, err := newLikelihood(orders{p: 2, d: 1, q: 1, sp: 1, period: 4}, walk(40), nil)
	require.NoError(t, err)
	for _, coef := range [][]float64{
		{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, -1}, {2.5, -0.3, 0, 0}, {0.5, 0.5, 0, 0}, {0, 0, 0, 1.01},
		{math.NaN(), 0, 0, 0}, {0, 0, math.NaN(), 0}, {math.Inf(1), 0, 0, 0}, {0, 0, math.Inf(-1), 0}, {0, 0, 1e200, 0}, {1e300, -1e300, 1, 0.5},
	} {
		var v value
		l.at(&v, coef)
		require.False(t, v.ok, coef)
		end, _, _ := l.filter(coef, nil)
		require.Nil(t, end, coef)
	}
}

// A moving average that is not invertible has a likelihood too: that of the one with the
// inverse root and a larger variance of ε.
func TestLikelihoodOfWhatIsNotInvertible(t *testing.T) {
	l, err := newLikelihood(orders{q: 1, period: 1}, walk(40), nil)
	require.NoError(t, err)
	var in, out value
	for _, theta := range []float64{0.01, 0.5, -0.9, 1} {
		l.at(&in, []float64{theta})
		l.at(&out, []float64{1 / theta})
		require.True(t, in.ok && out.ok)
		near(t, in.loglik, out.loglik, 1e-10)
		near(t, in.sigma2*theta*theta, out.sigma2, 1e-10)
	}
}

func TestLikelihoodOfStrangeSeries(t *testing.T) {
	o := orders{1, 1, 1, 1, 1, 1, 3}
	coef := []float64{0.5, 0.3, 0.2, -0.4}
	constant, huge, spike, large := make([]float64, 30), make([]float64, 30), make([]float64, 30), walk(30)
	for i := range huge {
		constant[i] = 7
		huge[i] = math.Copysign(1e300, float64(i%2)-0.5)
		large[i] *= 1e150
	}
	spike[20] = 1
	for name, y := range map[string][]float64{"constant": constant, "huge": huge, "large": large} {
		l, err := newLikelihood(o, y, nil)
		require.NoError(t, err, name)
		var v value
		l.at(&v, coef)
		require.True(t, !v.ok || finite(v.loglik), name)
	}
	l, err := newLikelihood(o, spike, nil)
	require.NoError(t, err)
	var v value
	l.at(&v, coef)
	require.True(t, v.ok)
}

func TestScaleAndLocation(t *testing.T) {
	o := orders{1, 1, 1, 0, 1, 1, 4}
	coef := []float64{0.5, 0.3, -0.4}
	y := walk(50)
	y[7], y[20], y[21] = math.NaN(), math.NaN(), math.NaN()
	l, err := newLikelihood(o, y, nil)
	require.NoError(t, err)
	var v, scaled value
	l.at(&v, coef)
	for _, c := range []struct{ by, plus float64 }{{8, 0}, {1e-3, 0}, {1, 1e6}, {-2, 3}} {
		z := make([]float64, len(y))
		for i := range z {
			z[i] = c.by*y[i] + c.plus
		}
		l, err := newLikelihood(o, z, nil)
		require.NoError(t, err)
		l.at(&scaled, coef)
		near(t, v.loglik-float64(v.used)*math.Log(math.Abs(c.by)), scaled.loglik, 1e-9)
		near(t, v.sigma2*c.by*c.by, scaled.sigma2, 1e-9)
	}
}

// Missing values before the first and after the last observed one change nothing.
func TestMissingAtTheEnds(t *testing.T) {
	o := orders{1, 1, 1, 0, 1, 1, 4}
	coef := []float64{0.5, 0.3, -0.4}
	y := walk(50)
	y[20] = math.NaN()
	padded := append([]float64{math.NaN(), math.NaN()}, y...)
	padded = append(padded, math.NaN())
	x := make([]float64, len(padded))
	for i := range x {
		x[i] = float64(i * i)
	}
	l, err := newLikelihood(o, y, [][]float64{x[2:][:50]})
	require.NoError(t, err)
	wide, err := newLikelihood(o, padded, [][]float64{x})
	require.NoError(t, err)
	var a, b value
	l.at(&a, coef)
	wide.at(&b, coef)
	require.Equal(t, a, b)
	end, v, _ := l.filter(coef, a.beta)
	wideEnd, wideV, _ := wide.filter(coef, b.beta)
	require.Equal(t, bits(v[10:]), bits(wideV[12:52]))
	end.push(math.NaN())
	requireSameState(t, end, wideEnd)
}

func TestWhatCannotBeSettled(t *testing.T) {
	nan := math.NaN()
	seasonal := orders{sd: 1, period: 4}
	y := walk(24)
	for i := 2; i < len(y); i += 4 {
		y[i] = nan
	}
	_, err := newLikelihood(seasonal, y, nil)
	var season *seasonError
	require.ErrorAs(t, err, &season)
	require.Equal(t, 2, season.season)

	for _, y := range [][]float64{{}, {nan, nan}, {1}, {1, 2}, {nan, 1, 2, nan, nan}, {1, nan, nan, 2}} {
		_, err = newLikelihood(orders{d: 2, period: 1}, y, nil)
		require.ErrorIs(t, err, errTooFewSeen, y)
	}
	// Each season once, and one of them again: the trend is settled too. Without that it is not.
	_, err = newLikelihood(orders{d: 1, sd: 1, period: 4}, []float64{1, 2, 3, 4, nan, nan, nan, nan, nan, nan, nan, 5, 6}, nil)
	require.NoError(t, err)
	_, err = newLikelihood(orders{d: 1, sd: 1, period: 4}, []float64{1, 2, nan, nan, nan, nan, 3, 4}, nil)
	require.ErrorIs(t, err, errTooFewSeen)
}

func TestDependentColumns(t *testing.T) {
	n := 40
	y := walk(n)
	ones, trend, other := make([]float64, n), make([]float64, n), walk(n + 1)[1:]
	for i := range ones {
		ones[i] = 0.1
		trend[i] = 0.1*float64(i) + 3
		other[i] *= other[i]
	}
	only := make([]float64, n) // not 0 where y is missing alone
	y[17], only[17] = math.NaN(), 1
	for _, c := range []struct {
		o    orders
		x    [][]float64
		want int
	}{
		{orders{period: 1}, [][]float64{ones, trend, other}, -1},
		{orders{d: 1, period: 1}, [][]float64{ones}, 0},
		{orders{sd: 1, period: 7}, [][]float64{other, ones}, 1},
		{orders{d: 1, period: 1}, [][]float64{trend, other}, -1},
		{orders{d: 2, period: 1}, [][]float64{other, trend}, 1},
		{orders{period: 1}, [][]float64{other, only}, 1},
		{orders{d: 1, period: 1}, [][]float64{other, other}, 1},
		{orders{sd: 1, period: 4}, [][]float64{trend, other}, -1},
	} {
		_, err := newLikelihood(c.o, y, c.x)
		if c.want < 0 {
			require.NoError(t, err, c.o)
			continue
		}
		var dependent *dependentError
		require.ErrorAs(t, err, &dependent, c.o)
		require.Equal(t, c.want, dependent.column)
	}
}

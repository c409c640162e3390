package timeseries

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestKPSSOfThreeValues(t *testing.T) {
	// Residuals −1, 0, 1 with sums −1, −1, 0: η = 2/9 / (2/3).
	r, err := KPSS{Lags: -1}.Of(context.Background(), []float64{5, 6, 7})
	require.NoError(t, err)
	require.InDelta(t, 1.0/3, r.Statistic, 1e-15)
	require.Equal(t, TestResult{Statistic: r.Statistic, P: 0.10, Edge: 1, N: 3}, r)
	require.Equal(t, "statistic 0.3333, p ≥ 0.1, lags 0, n 3", r.String())
	require.Equal(t, "statistic 2, p = 0.04, lags 3, df 2, n 9", TestResult{2, 0.04, 0, 3, 2, 9}.String())
}

// A random walk is told from noise by both tests, and a straight line beside noise
// from a level.
func TestUnitRootTestsAreRightAboutToys(t *testing.T) {
	ctx := context.Background()
	p := func(r TestResult, err error) float64 { require.NoError(t, err); return r.P }
	steady, walk := noise(400, 3), wander(400, 0, 3)
	require.GreaterOrEqual(t, p(KPSS{}.Of(ctx, steady)), 0.1)
	require.LessOrEqual(t, p(KPSS{}.Of(ctx, walk)), 0.01)
	require.LessOrEqual(t, p(ADF{}.Of(ctx, steady)), 0.01)
	require.GreaterOrEqual(t, p(ADF{}.Of(ctx, walk)), 0.1)
	for i := range steady {
		steady[i] += 0.05 * float64(i)
	}
	require.LessOrEqual(t, p(KPSS{}.Of(ctx, steady)), 0.01)
	require.GreaterOrEqual(t, p(KPSS{Trend: true}.Of(ctx, steady)), 0.1)
}

// Long series are taken in pieces: the statistic is that of one piece.
func TestADFInPieces(t *testing.T) {
	ctx := context.Background()
	y := wander(5000, 0.01, 9)
	for _, lags := range []int{-1, 3, 0} {
		r, err := ADF{Lags: lags}.Of(ctx, y)
		require.NoError(t, err)
		require.InDelta(t, slowADF(y, r.Lags), r.Statistic, 1e-9)
	}
	ctx, stop := context.WithCancel(ctx)
	stop()
	_, err := ADF{}.Of(ctx, y)
	require.ErrorIs(t, err, context.Canceled)
	_, err = KPSS{}.Of(ctx, y)
	require.ErrorIs(t, err, context.Canceled)
	_, err = LjungBox{}.Of(ctx, y)
	require.ErrorIs(t, err, context.Canceled)
}

// slowADF returns the statistic from the normal equations of the regression on
// centred columns, by elimination of one column after the other.
func slowADF(y []float64, lags int) float64 {
	n := len(y) - 1 - lags
	columns := [][]float64{}
	add := func(f func(t int) float64) {
		c := make([]float64, n)
		mean := 0.0
		for i := range c {
			c[i] = f(i + lags + 1)
			mean += c[i] / float64(n)
		}
		for i := range c {
			c[i] -= mean
		}
		columns = append(columns, c)
	}
	add(func(t int) float64 { return float64(t) })
	for k := 1; k <= lags; k++ {
		add(func(t int) float64 { return y[t-k] - y[t-k-1] })
	}
	add(func(t int) float64 { return y[t-1] })
	add(func(t int) float64 { return y[t] - y[t-1] })
	dot := func(a, b []float64) (s float64) {
		for i := range a {
			s += a[i] * b[i]
		}
		return s
	}
	p := len(columns) - 1
	for j := range p {
		if j == p-1 {
			break
		}
		for k := j + 1; k <= p; k++ {
			b := dot(columns[j], columns[k]) / dot(columns[j], columns[j])
			for i := range columns[k] {
				columns[k][i] -= b * columns[j][i]
			}
		}
	}
	x, z := columns[p-1], columns[p]
	b := dot(x, z) / dot(x, x)
	for i := range z {
		z[i] -= b * x[i]
	}
	return b / math.Sqrt(dot(z, z)/float64(n-p-1)/dot(x, x))
}

func TestTestsRefuse(t *testing.T) {
	ctx := context.Background()
	line := make([]float64, 40)
	saw := make([]float64, 40)
	for i := range line {
		line[i] = 7 + 0.3*float64(i)
		saw[i] = float64(i % 2)
	}
	_, err := KPSS{Trend: true}.Of(ctx, line)
	require.EqualError(t, err, "timeseries.KPSS.Of: all 40 values lie on a line, want some beside it: invalid value")
	_, err = KPSS{}.Of(ctx, line)
	require.NoError(t, err)
	_, err = ADF{}.Of(ctx, line)
	require.EqualError(t, err, "timeseries.ADF.Of: the regression of 40 values has no single answer: invalid value")
	_, err = ADF{Lags: -1}.Of(ctx, saw)
	require.EqualError(t, err, "timeseries.ADF.Of: the regression of 40 values has no error: invalid value")
	for _, lags := range []int{18, 40, math.MaxInt} {
		_, err = ADF{Lags: lags}.Of(ctx, noise(40, 1))
		require.ErrorIs(t, err, clm.ErrTooFew)
	}
	for _, lags := range []int{39, 40, math.MaxInt} {
		_, err = KPSS{Lags: lags}.Of(ctx, noise(40, 1))
		require.ErrorIs(t, err, clm.ErrTooFew)
	}
	_, err = KPSS{Lags: 38}.Of(ctx, noise(40, 1))
	require.NoError(t, err)
	for _, c := range []struct {
		test LjungBox
		want string
	}{
		{LjungBox{Lags: -1}, "timeseries.LjungBox: Lags is -1, want at least 0"},
		{LjungBox{Fitted: -1}, "timeseries.LjungBox: Fitted is -1, want at least 0"},
		{LjungBox{Lags: 3, Fitted: 3}, "timeseries.LjungBox: Lags is 3, want more than Fitted, which is 3"},
		{LjungBox{Lags: 40}, "timeseries.LjungBox.Of: 40 values, want at least 41: too few data"},
		{LjungBox{Lags: math.MaxInt, Fitted: 4}, "timeseries.LjungBox.Of: 40 values, want at least 41: too few data"},
		{LjungBox{Fitted: math.MaxInt}, "timeseries.LjungBox.Of: 40 values, want at least 41: too few data"},
	} {
		_, err := c.test.Of(ctx, noise(40, 1))
		require.EqualError(t, err, c.want)
	}
	r, err := LjungBox{}.Of(ctx, noise(40, 1))
	require.NoError(t, err)
	require.Equal(t, 8, r.Lags)
	r, err = LjungBox{Fitted: 9}.Of(ctx, noise(400, 1))
	require.NoError(t, err)
	require.Equal(t, []int{10, 1}, []int{r.Lags, r.DF})
}

package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

func TestNormalQuantile(t *testing.T) {
	// Values of R 4.2.2, qnorm(0.5+level/2).
	require.InEpsilon(t, 1.9599639845400542355, normalQuantile(0.95), 1e-15)
	require.InEpsilon(t, 1.2815515655446003755, normalQuantile(0.8), 1e-15)
	for level := 0.001; level < 1; level += 0.001 {
		require.InEpsilon(t, distuv.UnitNormal.Quantile(0.5+level/2), normalQuantile(level), 1e-12, "level %v", level)
	}
	// Far out, by the probability of the tail.
	for _, alpha := range []float64{0x1p-10, 0x1p-20, 0x1p-30, 0x1p-40, 0x1p-50} {
		z := normalQuantile(1 - alpha)
		require.InEpsilon(t, alpha, math.Erfc(z/math.Sqrt2), 1e-12, "alpha %v", alpha)
	}
}

func TestStudentQuantile(t *testing.T) {
	// One and two degrees of freedom have closed forms.
	for _, level := range []float64{1e-6, 0.1, 0.5, 0.8, 0.95, 0.99, 0.9999, 1 - 1e-9} {
		require.InEpsilon(t, math.Tan(math.Pi/2*level), studentQuantile(level, 1), 1e-6, "level %v", level)
		require.InEpsilon(t, level*math.Sqrt(2/(1-level*level)), studentQuantile(level, 2), 1e-6, "level %v", level)
	}
	require.InEpsilon(t, math.Tan(math.Pi/2*0.95), studentQuantile(0.95, 1), 1e-13)
	for _, df := range []int{1, 2, 3, 4, 5, 7, 10, 29, 63, 64, 65, 200, 1000, 99999, 100000, 1e6} {
		d := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}
		for _, level := range []float64{0.05, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999} {
			q := studentQuantile(level, df)
			require.InEpsilon(t, 1-level, studentTail(q, df), 1e-10, "df %d, level %v", df, level)
			require.InEpsilon(t, 1-level, 2*d.CDF(-q), 1e-8, "df %d, level %v", df, level)
			require.Greater(t, q, normalQuantile(level))
		}
		require.Equal(t, 1.0, studentTail(0, df))
		require.Zero(t, studentTail(math.Inf(1), df))
		require.Zero(t, studentTail(1e300, df))
	}
}

package timeseries

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// Fits that would take from seconds to hours end soon after their context.
func TestARIMAEndsWithItsContext(t *testing.T) {
	holed := func(n, every int) []float64 {
		y := benchSeries(n)
		r := rand.New(rand.NewPCG(1, 2))
		for i := range y {
			if r.IntN(every) == 0 {
				y[i] = math.NaN()
			}
		}
		return y
	}
	random := func(n, k int) mat.Matrix {
		r := rand.New(rand.NewPCG(3, 4))
		x := mat.NewDense(n, k, nil)
		for i := range n {
			for j := range k {
				x.Set(i, j, r.NormFloat64())
			}
		}
		return x
	}
	long := holed(4000, 1000)
	for i := 1000; i < 2500; i++ {
		long[i] = math.NaN()
	}
	for name, c := range map[string]struct {
		a ARIMA
		y []float64
		x mat.Matrix
	}{
		"long period":        {ARIMA{P: 1, D: 1, Q: 1, SP: 1, SD: 1, SQ: 1, Period: 364}, benchSeries(3000), nil},
		"longer, with gaps":  {ARIMA{P: 1, Q: 1, SP: 1, SD: 1, SQ: 1, Period: 700}, holed(6000, 50), nil},
		"many lags":          {ARIMA{P: 300}, benchSeries(3000), nil},
		"many seasonal lags": {ARIMA{P: 2, SP: 100, Period: 12}, benchSeries(5000), nil},
		"many gaps":          {ARIMA{P: 2, D: 1, Q: 2, SP: 1, SD: 1, SQ: 1, Period: 12}, holed(60000, 3), nil},
		"a long gap":         {ARIMA{P: 1, D: 2, Q: 2}, long, nil},
		"many regressors":    {ARIMA{P: 1, D: 1, Q: 1}, holed(6000, 100), random(6000, 700)},
		"long period, CSS":   {ARIMA{P: 1, D: 1, Q: 1, SP: 1, SD: 1, SQ: 1, Period: 364, Method: CSS}, benchSeries(100000), nil},
	} {
		t.Run(name, func(t *testing.T) {
			x := c.x
			if x == nil {
				x = random(len(c.y), 1)
			}
			for _, after := range []time.Duration{5 * time.Millisecond, 150 * time.Millisecond} {
				ctx, cancel := context.WithTimeout(t.Context(), after)
				began := time.Now()
				_, err := c.a.FitX(ctx, c.y, x)
				late := time.Since(began) - after
				t.Logf("%v after %v: %v", late, after, err)
				if err != nil {
					require.ErrorIs(t, err, context.DeadlineExceeded)
					require.Less(t, late, 3*time.Second)
				}
				cancel()
			}
		})
	}
}

// The neighbours of a point of many numbers, of which there are k², are not all held at once.
func TestARIMAMemoryOfManyLags(t *testing.T) {
	y := benchSeries(2000)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ARIMA{P: 500}.Fit(ctx, y)
	runtime.ReadMemStats(&after)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(200<<20)) // all would be 1 GB, twice
}

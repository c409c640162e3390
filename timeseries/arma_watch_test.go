package timeseries

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
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

// looked is a context that ends after a number of looks.
type looked struct {
	context.Context
	left atomic.Int64
	done chan struct{}
}

func lookedAt(times int64) *looked {
	c := &looked{Context: context.Background(), done: make(chan struct{})}
	c.left.Store(times)
	return c
}

func (c *looked) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func (c *looked) Done() <-chan struct{} { return c.done }

// Wherever the context ends, that is the error.
func TestErrorOfAnEndedContext(t *testing.T) {
	y := benchSeries(600)
	for i := 3; i < len(y); i += 7 {
		y[i] = math.NaN()
	}
	for name, fit := range map[string]func(context.Context) error{
		"ARIMA": func(ctx context.Context) error {
			_, err := ARIMA{P: 1, D: 1, Q: 1, SP: 1, SD: 1, Period: 52}.Fit(ctx, y)
			return err
		},
		"AutoARIMA": func(ctx context.Context) error {
			_, err := AutoARIMA{Period: 52, MaxModels: 3, Workers: 1}.Fit(ctx, y)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			const ever = 1 << 40
			whole := lookedAt(ever)
			require.NoError(t, fit(whole))
			looks := ever - whole.left.Load()
			require.Greater(t, looks, int64(20))
			for back := range min(looks, 20) {
				require.ErrorIs(t, fit(lookedAt(looks-1-back)), context.Canceled, "look %d of %d", looks-back, looks)
			}
			for at := int64(0); at < looks; at += 1 + looks/20 {
				require.ErrorIs(t, fit(lookedAt(at)), context.Canceled, "look %d of %d", at, looks)
			}
		})
	}
}

package timeseries_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/timeseries"
)

// many walks over n short series; number i ends in i, every tenth is all missing. It
// uses the same memory for each.
func many(n int) iter.Seq2[int, []float64] {
	return func(yield func(int, []float64) bool) {
		y := make([]float64, 3)
		for i := range n {
			y[0], y[1], y[2] = 1, 2, float64(i)
			if i%10 == 9 {
				fill(y, math.NaN())
			}
			if !yield(i, y) {
				return
			}
		}
	}
}

func fill(y []float64, v float64) {
	for i := range y {
		y[i] = v
	}
}

func TestFitAllKeepsOrderAndGoesOnAfterErrors(t *testing.T) {
	for _, workers := range []int{-1, 0, 1, 2, 7, math.MaxInt} {
		i := 0
		for f := range timeseries.FitAll(t.Context(), timeseries.Naive{}, many(1000), workers) {
			require.Equal(t, i, f.Key)
			if i%10 == 9 {
				require.ErrorIs(t, f.Err, clm.ErrTooFew)
				require.Nil(t, f.Model)
			} else {
				require.NoError(t, f.Err)
				require.Equal(t, []float64{float64(i)}, f.Model.Forecast(nil, 1))
			}
			i++
		}
		require.Equal(t, 1000, i)
	}
	for range timeseries.FitAll(t.Context(), timeseries.Naive{}, many(0), 2) {
		require.Fail(t, "there is no series")
	}
}

func TestFitAllTakesKeysOfAnyKind(t *testing.T) {
	sales := map[string][]float64{"jam": {3, 4}, "tea": {1, 2}}
	got := map[string]float64{}
	for f := range timeseries.FitAll(t.Context(), timeseries.Mean{}, maps.All(sales), 0) {
		require.NoError(t, f.Err)
		got[f.Key] = f.Model.Forecast(nil, 1)[0]
	}
	require.Equal(t, map[string]float64{"jam": 3.5, "tea": 1.5}, got)
}

// At most four series for each worker are under way.
func TestFitAllTakesSeriesWhenThereIsRoom(t *testing.T) {
	taken := 0
	counted := func(yield func(int, []float64) bool) {
		for i, y := range many(500) {
			taken++
			if !yield(i, y) {
				return
			}
		}
	}
	given := 0
	for range timeseries.FitAll(t.Context(), timeseries.Naive{}, counted, 2) {
		require.LessOrEqual(t, taken-given, 9)
		given++
	}
	require.Equal(t, 500, given)
}

// slow fits until the context ends, but for the first series.
type slow struct{ begun *atomic.Int64 }

func (s slow) Fit(ctx context.Context, y []float64) (*timeseries.NaiveModel, error) {
	s.begun.Add(1)
	if y[2] > 0 {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	return timeseries.Naive{}.Fit(ctx, y)
}

func TestFitAllStops(t *testing.T) {
	before := runtime.NumGoroutine()
	enough := errors.New("enough")
	ctx, end := context.WithCancelCause(t.Context())
	defer end(nil)
	var begun atomic.Int64
	i := 0
	for f := range timeseries.FitAll(ctx, slow{&begun}, many(100000), 2) {
		require.Equal(t, i, f.Key)
		if i == 0 {
			require.NoError(t, f.Err)
			end(enough)
		} else {
			require.ErrorIs(t, f.Err, enough)
		}
		i++
	}
	require.Less(t, i, 20)
	noMoreGoroutines(t, before)

	for range timeseries.FitAll(ctx, slow{&begun}, many(10), 2) {
		require.Fail(t, "the context had ended")
	}
	// Leaving the loop ends the fits under way.
	for f := range timeseries.FitAll(t.Context(), slow{&begun}, many(100000), 3) {
		require.NoError(t, f.Err)
		break
	}
	noMoreGoroutines(t, before)
}

func noMoreGoroutines(t *testing.T, before int) {
	t.Helper()
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	require.LessOrEqual(t, runtime.NumGoroutine(), before)
}

// faulty panics at the third series.
type faulty struct{}

func (faulty) Fit(ctx context.Context, y []float64) (*timeseries.NaiveModel, error) {
	if y[2] == 3 {
		panic("boom")
	}
	return timeseries.Naive{}.Fit(ctx, y)
}

func TestFitAllPassesPanicsOn(t *testing.T) {
	before := runtime.NumGoroutine()
	var keys []int
	require.PanicsWithValue(t, "boom", func() {
		for f := range timeseries.FitAll(t.Context(), faulty{}, many(50), 2) {
			keys = append(keys, f.Key)
		}
	})
	require.Equal(t, []int{0, 1, 2}, keys)
	noMoreGoroutines(t, before)

	// So does one of the loop.
	require.PanicsWithValue(t, "loop", func() {
		for range timeseries.FitAll(t.Context(), timeseries.Naive{}, many(50), 2) {
			panic("loop")
		}
	})
	noMoreGoroutines(t, before)
	require.Len(t, slices.Collect(timeseries.FitAll(t.Context(), timeseries.Naive{}, many(50), 2)), 50)
}

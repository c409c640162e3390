package par

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBlocksCoverEveryItemOnce(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 1000} {
		for _, workers := range []int{0, 1, 2, 7} {
			seen := make([]int32, n)
			err := For(t.Context(), n, 10, workers, func(b, lo, hi int) error {
				require.Equal(t, b*10, lo)
				require.LessOrEqual(t, hi-lo, 10)
				for i := lo; i < hi; i++ {
					atomic.AddInt32(&seen[i], 1)
				}
				return nil
			})
			require.NoError(t, err)
			for i, c := range seen {
				require.EqualValues(t, 1, c, "item %d of %d", i, n)
			}
		}
	}
}

func TestLowestErrorWins(t *testing.T) {
	low, high := errors.New("low"), errors.New("high")
	for range 200 {
		for _, workers := range []int{1, 2, 7} {
			err := For(t.Context(), 100, 1, workers, func(b, _, _ int) error {
				switch b {
				case 5:
					time.Sleep(time.Microsecond)
					return low
				case 6, 7, 90:
					return high
				}
				return nil
			})
			require.Equal(t, low, err)
		}
	}
}

func TestCancelledBeforeAndDuring(t *testing.T) {
	why := errors.New("why")
	for _, workers := range []int{1, 3} {
		ctx, cancel := context.WithCancelCause(t.Context())
		var ran atomic.Int32
		err := For(ctx, 1000, 1, workers, func(b, _, _ int) error {
			if ran.Add(1) == 10 {
				cancel(why)
			}
			return nil
		})
		require.Equal(t, why, err)
		require.Less(t, ran.Load(), int32(20))
		err = For(ctx, 10, 1, workers, func(int, int, int) error { t.Error("ran"); return nil })
		require.Equal(t, why, err)
	}
}

// Work that is finished is not thrown away because the context ended late.
func TestCancelledAfterTheLastBlock(t *testing.T) {
	for _, workers := range []int{1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		var left atomic.Int32
		left.Store(2)
		err := For(ctx, 2, 1, workers, func(int, int, int) error {
			if left.Add(-1) == 0 {
				cancel()
			}
			return nil
		})
		require.NoError(t, err)
	}
}

func TestPanicReachesTheCaller(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		before := runtime.NumGoroutine()
		require.PanicsWithValue(t, "block 3", func() {
			_ = For(t.Context(), 50, 1, workers, func(b, _, _ int) error {
				switch b {
				case 3:
					time.Sleep(time.Microsecond)
					panic("block 3")
				case 4:
					panic("block 4")
				}
				return nil
			})
		})
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
	}
}

func TestGoexitReachesTheCaller(t *testing.T) {
	for _, workers := range []int{1, 2} {
		returned := false
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = For(t.Context(), 4, 1, workers, func(b, _, _ int) error {
				if b == 1 {
					runtime.Goexit()
				}
				return nil
			})
			returned = true
		}()
		<-done
		require.False(t, returned)
	}
}

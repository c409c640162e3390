package main

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/clm-go/clm/internal/par"
)

// forkJoin returns the seconds that a loop over two blocks takes when there is
// nothing to do in them.
func forkJoin(workers int, span time.Duration) float64 {
	nothing := func(int, int, int) error { return nil }
	return 1 / rate(1, span, func() func() {
		return func() { par.For(context.Background(), 2, 1, workers, nothing) }
	})
}

// wakeUp returns the seconds between a go statement and the first statement of
// its goroutine on another processor that has been idle; the median, because
// the best would be that of a processor that had not fallen asleep yet. The
// caller stays busy meanwhile, so at least two processors are needed.
func wakeUp(span time.Duration) float64 {
	var took []float64
	for end := time.Now().Add(span); len(took) == 0 || time.Now().Before(end); {
		time.Sleep(time.Millisecond)
		var there atomic.Int64
		from := time.Now()
		go func() { there.Store(int64(time.Since(from))) }()
		for there.Load() == 0 {
		}
		took = append(took, time.Duration(there.Load()).Seconds())
	}
	slices.Sort(took)
	return took[len(took)/2]
}

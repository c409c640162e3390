// Package par runs loops over fixed blocks on several goroutines without
// letting their number change the answer.
package par

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Block is the usual number of rows in one block of work.
const Block = 4096

// Blocks returns how many blocks of at most grain items cover n items.
func Blocks(n, grain int) int { return (n + grain - 1) / grain }

// For calls f once for each block [lo, hi) of 0..n, on at most workers
// goroutines (0 or less: GOMAXPROCS). The blocks depend on n and grain only,
// so results that are kept per block and put together in block order do not
// depend on workers.
//
// For returns when every call has returned. The error is that of the lowest
// block that has one; else the cause of the context, if it ended before the
// last block began; else nil. The context is looked at once before each
// block. A panic in a block stops the loop and goes on in the caller, again
// that of the lowest block.
func For(ctx context.Context, n, grain, workers int, f func(block, lo, hi int) error) error {
	blocks := Blocks(n, grain)
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if min(workers, blocks) <= 1 {
		for b := range blocks {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := f(b, b*grain, min((b+1)*grain, n)); err != nil {
				return err
			}
		}
		return nil
	}
	return forMany(ctx, n, grain, min(workers, blocks), f)
}

// outcome is how the lowest block that did not simply succeed ended.
type outcome struct {
	sync.Mutex
	block  int
	err    error
	panics any
	exited bool // the block called runtime.Goexit
}

func (o *outcome) report(block int, err error, panics any, exited bool) {
	o.Lock()
	defer o.Unlock()
	if o.block < 0 || block < o.block {
		o.block, o.err, o.panics, o.exited = block, err, panics, exited
	}
}

// Blocks are handed out in ascending order and each one handed out is run to
// its end, so the lowest block that fails always runs, whatever the timing.
func forMany(ctx context.Context, n, grain, workers int, f func(block, lo, hi int) error) error {
	var (
		next, done atomic.Int64
		stop       atomic.Bool
		blocks     = Blocks(n, grain)
		worst      = outcome{block: -1}
		wg         sync.WaitGroup
	)
	one := func(b int) {
		finished := false
		defer func() {
			if finished {
				return
			}
			stop.Store(true)
			p := recover()
			worst.report(b, nil, p, p == nil)
		}()
		err := f(b, b*grain, min((b+1)*grain, n))
		finished = true
		if err != nil {
			stop.Store(true)
			worst.report(b, err, nil, false)
			return
		}
		done.Add(1)
	}
	for range workers {
		wg.Go(func() {
			for !stop.Load() && ctx.Err() == nil {
				b := int(next.Add(1)) - 1
				if b >= blocks {
					return
				}
				one(b)
			}
		})
	}
	wg.Wait()
	switch {
	case worst.panics != nil:
		panic(worst.panics)
	case worst.exited:
		runtime.Goexit()
	case worst.err != nil:
		return worst.err
	case int(done.Load()) < blocks:
		return context.Cause(ctx)
	}
	return nil
}

package main

import (
	"sync"
	"time"
)

// tries is how many runs share the time of one figure; the best counts, as
// everything that disturbs a run makes it slower.
const tries = 10

// rate returns how many steps a second goroutines make together at best. Each
// has its step from start, which makes what it works on.
func rate(threads int, span time.Duration, start func() (step func())) float64 {
	steps := make([]func(), threads)
	for i := range steps {
		steps[i] = start()
	}
	best := 0.0
	for range tries {
		best = max(best, once(steps, span/tries))
	}
	return best
}

// once runs all steps beside each other, again and again for the given time,
// and returns how many a second there were.
func once(steps []func(), span time.Duration) float64 {
	var ready, done sync.WaitGroup
	rates := make([]float64, len(steps))
	begin := make(chan struct{})
	for i, step := range steps {
		ready.Add(1)
		done.Go(func() {
			step()
			ready.Done()
			<-begin
			n, from := 0, time.Now()
			for {
				step()
				n++
				if took := time.Since(from); took >= span {
					rates[i] = float64(n) / took.Seconds()
					return
				}
			}
		})
	}
	ready.Wait()
	close(begin)
	done.Wait()
	sum := 0.0
	for _, r := range rates {
		sum += r
	}
	return sum
}

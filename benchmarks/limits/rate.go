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
// and returns how many a second there were. The clock runs from the moment when
// all may begin until the last has ended: goroutines that take turns on one
// processor are not counted as if they had one each.
func once(steps []func(), span time.Duration) float64 {
	var ready, done sync.WaitGroup
	var from time.Time
	counts := make([]int, len(steps))
	begin := make(chan struct{})
	for i, step := range steps {
		ready.Add(1)
		done.Go(func() {
			step()
			ready.Done()
			<-begin
			n := 0
			for time.Since(from) < span {
				step()
				n++
			}
			counts[i] = n
		})
	}
	ready.Wait()
	from = time.Now()
	close(begin)
	done.Wait()
	took := time.Since(from)
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / took.Seconds()
}

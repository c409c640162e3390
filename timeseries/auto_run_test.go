package timeseries

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// A scout is never with two goroutines at a time.
func TestBorrowedScoutsAreNotShared(t *testing.T) {
	const workers = 4
	r := &autoRun{free: map[bool][]*scout{}}
	held := map[*scout]*atomic.Int32{}
	for range workers {
		s := new(scout)
		held[s] = new(atomic.Int32)
		r.giveBack(true, s)
	}
	var shared atomic.Int32
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for range 50_000 {
				s, err := r.borrow(t.Context(), true)
				if err != nil || held[s].Add(1) > 1 {
					shared.Add(1)
				}
				held[s].Add(-1)
				r.giveBack(true, s)
			}
		})
	}
	all.Wait()
	require.Zero(t, shared.Load())
}

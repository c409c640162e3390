package assoc_test

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// A run takes at most twice what it returns, 16 bytes for each frequent item of a
// basket and 16 MB for each worker, above the baskets of the caller. The test
// takes some seconds and wants the machine's memory to itself, so it runs only
// where CLM_MEMORY is set.
func TestPeakMemory(t *testing.T) {
	if os.Getenv("CLM_MEMORY") == "" {
		t.Skip("CLM_MEMORY is not set: a test of the peak of the heap, for a quiet process")
	}
	for _, ref := range references(t) {
		if !slices.Contains([]string{"retail/0.01", "T10I4D100K/0.02", "mushroom/5", "chess/50"}, fmt.Sprintf("%s/%v", ref.Dataset, ref.Percent)) {
			continue
		}
		var baskets [][]int
		counts := map[int]int{}
		for basket := range public(t, ref.Dataset) {
			baskets = append(baskets, slices.Clone(basket))
			for _, item := range basket {
				counts[item]++
			}
		}
		pairs := 0
		for _, count := range counts {
			if count >= ref.MinCount {
				pairs += count
			}
		}
		for _, target := range []assoc.Target{assoc.All, assoc.Closed, assoc.Maximal} {
			for _, workers := range []int{1, 2} {
				t.Run(fmt.Sprintf("%s/%s/%d", ref.Dataset, target, workers), func(t *testing.T) {
					var s *assoc.Itemsets
					fit := func() {
						var err error
						s, err = assoc.Eclat{MinCount: ref.MinCount, Target: target, Workers: workers}.Fit(t.Context(), slices.Values(baskets))
						require.NoError(t, err)
					}
					// A thread more than there are workers looks at the heap.
					defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers + 1))
					usual, _ := heap(100, fit)
					s = nil
					peak, kept := heap(5, fit)
					require.Equal(t, ref.target(target).Count, s.Len())
					const mb = 1 << 20
					bound := 2*kept + 16*pairs + 16*mb*workers
					t.Logf("peak %.1f MB, bound %.1f: sets %.1f, pairs %d; with the garbage of GOGC=100 peak %.1f",
						float64(peak)/mb, float64(bound)/mb, float64(kept)/mb, pairs, float64(usual)/mb)
					require.LessOrEqual(t, peak, bound)
					runtime.KeepAlive(baskets)
				})
			}
		}
	}
}

// heap returns by how much the heap was larger than before f, in bytes: at most
// while it ran, and after it. The collector runs when the heap has grown by so
// many percent: with few, little of what counts is garbage.
func heap(percent int, f func()) (peak, kept int) {
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	live := func() int {
		list := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(list)
		return int(list[0].Value.Uint64())
	}
	collect := func() {
		runtime.GC()
		runtime.GC() // a sync.Pool lets go at the second time
	}
	collect()
	before := live()
	stop := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		for {
			peak = max(peak, live()-before)
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Microsecond):
			}
		}
	})
	f()
	close(stop)
	done.Wait()
	collect()
	return peak, live() - before
}

// The meter sees what is held for a while and what stays.
func TestHeap(t *testing.T) {
	var kept []byte
	peak, after := heap(5, func() {
		held := make([]byte, 64<<20)
		held[1] = 1
		time.Sleep(20 * time.Millisecond)
		runtime.KeepAlive(held)
		kept = make([]byte, 8<<20)
	})
	require.InDelta(t, 8<<20, after, 1<<20)
	require.GreaterOrEqual(t, peak, 64<<20)
	require.Less(t, peak, 80<<20)
	runtime.KeepAlive(kept)
}

package main

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseStat(t *testing.T) {
	b := parseStat(`cpu  300 30 60 1000 50 6 8 10 0 0
cpu0 100 10 20 500 25 2 3 4 0 0
cpu11 200 20 40 500 25 4 5 6 7 8
intr 1 2 3 4 5 6 7 8 9
cpufreq 1 2 3 4 5 6 7 8 9
`)
	require.Len(t, b, 2)
	require.InDelta(t, 1.39, b[0], 1e-12)
	require.InDelta(t, 2.75, b[11], 1e-12)
	require.Empty(t, parseStat("nothing"))
}

func TestForeignShare(t *testing.T) {
	var w window
	before := busy{0: 10, 1: 20, 2: 30, 3: 40}
	// Two seconds on CPU 3: 1.9 of it by the run, 0.1 by others, who also use CPU 0.
	w.add(before, busy{0: 11, 1: 20, 2: 30, 3: 42}, 2*time.Second, 1.9, []int{3})
	require.InDelta(t, (3-1.9)/(2*4), w.foreign(1), 1e-12, "of the whole machine")
	// Two more, without anything on CPU 0 but 0.3 s of others on CPU 3.
	w = window{}
	w.add(before, busy{0: 10, 1: 20, 2: 30, 3: 42}, 2*time.Second, 1.7, []int{3})
	require.InDelta(t, 0.3/2, w.foreign(1), 1e-12, "of the CPU that the run is pinned to")
	// The runs of a pair add up.
	w.add(before, before, 4*time.Second, 0, []int{3})
	require.InDelta(t, 0.3/6, w.foreign(1), 1e-12)
	// A clock tick too few is none, not less.
	w = window{}
	w.add(before, before, time.Second, 0.01, []int{3})
	require.Zero(t, w.foreign(1))
	// Not pinned: all CPUs are the run's.
	w = window{}
	w.add(before, busy{0: 11, 1: 21, 2: 31, 3: 41}, time.Second, 3, nil)
	require.InDelta(t, 0.25, w.foreign(0), 1e-12)
	// Where the system does not tell, it is unknown.
	w = window{}
	w.add(nil, nil, time.Second, 1, nil)
	require.True(t, math.IsNaN(w.foreign(0)))
}

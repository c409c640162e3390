package main

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// scripted is a side whose runs take given seconds, the last again and again. It
// writes its name down at every run.
type scripted struct {
	name    string
	seconds []float64
	order   *string
	at      int
	err     error
}

func (s *scripted) run() (answer, error) {
	*s.order += s.name
	a := answer{Seconds: s.seconds[min(s.at, len(s.seconds)-1)]}
	s.at++
	return a, s.err
}

// quiet are the rules on a machine where nothing but the sides runs, without
// waiting.
func quiet() rules {
	r := standard()
	r.pause = 0
	r.stat = func() busy { return nil }
	return r
}

func TestOrderIsABBA(t *testing.T) {
	order := ""
	a := &scripted{name: "A", seconds: []float64{2}, order: &order}
	b := &scripted{name: "B", seconds: []float64{6}, order: &order}
	pairs, enough, err := quiet().compare(a, b, 4, nil)
	require.NoError(t, err)
	require.True(t, enough)
	require.Equal(t, "ABBAABBAABBAAB", order)
	require.Len(t, pairs, 7)
	for _, p := range pairs {
		require.Equal(t, 2.0, p.ours)
		require.Equal(t, 6.0, p.peer)
		require.True(t, math.IsNaN(p.foreign))
	}
}

func TestLongRunsAreFewer(t *testing.T) {
	r := quiet()
	for _, c := range []struct {
		run          float64
		want, enough int
	}{{5, 7, 5}, {5.1, 3, 3}} {
		want, enough := r.wanted(c.run)
		require.Equal(t, c.want, want)
		require.Equal(t, c.enough, enough)
	}
	order := ""
	a := &scripted{name: "A", seconds: []float64{1}, order: &order}
	b := &scripted{name: "B", seconds: []float64{1}, order: &order}
	_, enough, err := r.compare(a, b, 6, nil)
	require.NoError(t, err)
	require.True(t, enough)
	require.Equal(t, "ABBAAB", order)
}

// loaded are rules on a machine of one CPU, on which others work for the given
// share of each pair in turn, of runs that take all of the CPU themselves.
func loaded(shares ...float64) (rules, func(side) side) {
	r := quiet()
	now, calls := 0.0, 0
	r.stat = func() busy { return busy{0: now} }
	wrap := func(s side) side {
		return sideFunc(func() (answer, error) {
			a, err := s.run()
			share := shares[min(calls/2, len(shares)-1)]
			calls++
			a.CPU = 1
			now += 1 + share*1e9 // the run itself takes no time, so any share is more than all
			return a, err
		})
	}
	return r, wrap
}

type sideFunc func() (answer, error)

func (f sideFunc) run() (answer, error) { return f() }

func TestPairsUnderLoadAreRepeated(t *testing.T) {
	order := ""
	r, wrap := loaded(0, 1, 1, 0)
	a := wrap(&scripted{name: "A", seconds: []float64{1}, order: &order})
	b := wrap(&scripted{name: "B", seconds: []float64{1, 9, 9, 2}, order: &order})
	pairs, enough, err := r.compare(a, b, 1, nil)
	require.NoError(t, err)
	require.True(t, enough)
	require.Len(t, pairs, 9)
	require.Equal(t, "ABBABABAABBAABBAAB", order, "a pair that is repeated keeps its order")
	kept := []bool{}
	for _, p := range pairs {
		kept = append(kept, p.kept)
	}
	require.Equal(t, []bool{true, false, false, true, true, true, true, true, true}, kept)
	s := summary(pairs)
	require.Equal(t, 7, s.good)
	require.Equal(t, 9, s.all)
	require.Equal(t, 2.0, s.ratio)
	require.Equal(t, 1.0, s.min)
	require.Equal(t, 2.0, s.max)
}

func TestTooFewGoodPairsAreNoisy(t *testing.T) {
	for _, good := range []int{0, 4, 5} {
		shares := make([]float64, good+1)
		shares[good] = 1 // from then on
		r, wrap := loaded(shares...)
		order := ""
		a := wrap(&scripted{name: "A", seconds: []float64{1}, order: &order})
		b := wrap(&scripted{name: "B", seconds: []float64{1}, order: &order})
		pairs, enough, err := r.compare(a, b, 1, nil)
		require.NoError(t, err)
		require.Len(t, pairs, 21, "the tries have an end")
		require.Equal(t, good >= 5, enough)
		require.Equal(t, good, summary(pairs).good)
	}
}

func TestErrorEndsTheComparison(t *testing.T) {
	order := ""
	why := errors.New("why")
	a := &scripted{name: "A", seconds: []float64{1}, order: &order}
	b := &scripted{name: "B", seconds: []float64{1}, order: &order, err: why}
	_, _, err := quiet().compare(a, b, 1, nil)
	require.ErrorIs(t, err, why)
	_, _, err = quiet().compare(b, a, 1, nil)
	require.ErrorIs(t, err, why)
}

func TestSummary(t *testing.T) {
	require.Equal(t, times{all: 3, foreign: 0.4}, summary([]pair{{ours: 1, peer: 2, foreign: 0.4}, {ours: 1, peer: 2, foreign: 0.9}, {ours: 1, peer: 2, foreign: 0.3}}))
	s := summary([]pair{
		{ours: 1, peer: 4, foreign: 0.01, kept: true},
		{ours: 2, peer: 2, foreign: 0.04, kept: true},
		{ours: 9, peer: 1, foreign: 0.9},
		{ours: 4, peer: 8, foreign: 0, kept: true},
		{ours: 3, peer: 9, foreign: 0.02, kept: true},
	})
	require.Equal(t, times{ours: 2.5, peer: 6, ratio: 2.5, min: 1, max: 4, foreign: 0.04, good: 4, all: 5}, s)
}

// What does not count is taken off by its median, on either side.
func TestSummaryWithoutWhatDoesNotCount(t *testing.T) {
	s := summary([]pair{
		{ours: 3, oursEmpty: 1, peer: 9, peerEmpty: 5, kept: true},
		{ours: 2, oursEmpty: 7, peer: 8, peerEmpty: 2, kept: true},
		{ours: 5, oursEmpty: 0.5, peer: 10, peerEmpty: 4, kept: true},
		{ours: 5, oursEmpty: 50, peer: 10, peerEmpty: 40},
	})
	require.Equal(t, times{ours: 2, peer: 5, oursEmpty: 1, peerEmpty: 4, ratio: 2.5, min: 1.5, max: 4, good: 3, all: 4}, s)
	require.Equal(t, "2 s of 3 s", counting(s.ours, s.oursEmpty))
	require.Equal(t, "2 s", counting(2, 0))
}

func TestMedian(t *testing.T) {
	x := []float64{3, 1, 2}
	require.Equal(t, 2.0, median(x))
	require.Equal(t, []float64{3, 1, 2}, x)
	require.Equal(t, 1.5, median([]float64{2, 1}))
}

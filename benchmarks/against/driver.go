package main

import (
	"slices"
	"time"
)

// side is one of the two that are compared.
type side interface {
	run() (answer, error)
}

// rules say how many pairs of runs make a ratio.
type rules struct {
	pairs, enough int     // wanted; with fewer than enough the row is noisy
	longPairs     int     // wanted and enough where one run takes longer than long
	long          float64 // seconds
	foreign       float64 // a pair with a larger share of foreign load is thrown away
	tries         int     // pairs at most, as a multiple of those wanted
	pause         time.Duration
	stat          func() busy
}

func standard() rules {
	return rules{pairs: 7, enough: 5, longPairs: 3, long: 5, foreign: 0.05, tries: 3, pause: 50 * time.Millisecond, stat: stat}
}

// pair is one run of each side, one straight after the other.
type pair struct {
	ours, peer           float64 // seconds
	oursEmpty, peerEmpty float64 // seconds of these that are not to count
	foreign              float64 // share of processor time that others used, NaN if unknown
	kept                 bool
}

// wanted returns how many good pairs are wanted and how many are enough, given
// the seconds of the longer run.
func (r rules) wanted(run float64) (want, enough int) {
	if run > r.long {
		want := min(r.pairs, r.longPairs)
		return want, r.longPairs
	}
	return r.pairs, r.enough
}

// compare runs the sides A B B A A B ... until there are as many good pairs as
// wanted, or no more tries. The bool says whether the good ones are enough.
// run is the seconds of the longer of two runs.
func (r rules) compare(ours, peer side, run float64, cpus []int) ([]pair, bool, error) {
	want, enough := r.wanted(run)
	var pairs []pair
	kept := 0
	for len(pairs) < want*r.tries && kept < want {
		p, err := r.pair(ours, peer, kept%2 == 1, cpus)
		if err != nil {
			return nil, false, err
		}
		if p.kept {
			kept++
		}
		pairs = append(pairs, p)
	}
	return pairs, kept >= enough, nil
}

func (r rules) pair(ours, peer side, peerFirst bool, cpus []int) (pair, error) {
	var p pair
	var w window
	timed := func(s side, seconds, empty *float64) error {
		time.Sleep(r.pause) // threads of the other side may still spin
		before, start := r.stat(), time.Now()
		a, err := s.run()
		wall := time.Since(start)
		w.add(before, r.stat(), wall, a.CPU, cpus)
		*seconds, *empty = a.Seconds, a.Empty
		return err
	}
	first := func() error { return timed(ours, &p.ours, &p.oursEmpty) }
	second := func() error { return timed(peer, &p.peer, &p.peerEmpty) }
	if peerFirst {
		first, second = second, first
	}
	if err := first(); err != nil {
		return p, err
	}
	if err := second(); err != nil {
		return p, err
	}
	p.foreign = w.foreign(len(cpus))
	p.kept = !(p.foreign > r.foreign) // unknown is kept
	return p, nil
}

// times is what the good pairs come to. What is not to count is taken off: the
// median of it, as that of one run is as uneven as the run.
type times struct {
	ours, peer, ratio, min, max float64 // medians; of the ratios also the ends
	oursEmpty, peerEmpty        float64 // medians of what was taken off, 0 where all counts
	foreign                     float64 // the largest share; without good pairs the median of all
	good, all                   int
}

func summary(pairs []pair) times {
	t := times{all: len(pairs)}
	var ours, peer, oursEmpty, peerEmpty, ratio, foreign, anyway []float64
	for _, p := range pairs {
		anyway = append(anyway, p.foreign)
		if p.kept {
			ours, peer, foreign = append(ours, p.ours), append(peer, p.peer), append(foreign, p.foreign)
			oursEmpty, peerEmpty = append(oursEmpty, p.oursEmpty), append(peerEmpty, p.peerEmpty)
		}
	}
	if t.good = len(ours); t.good == 0 {
		t.foreign = median(anyway)
		return t
	}
	t.oursEmpty, t.peerEmpty = median(oursEmpty), median(peerEmpty)
	for i := range ours {
		ours[i] -= t.oursEmpty
		peer[i] -= t.peerEmpty
		ratio = append(ratio, peer[i]/ours[i])
	}
	t.ours, t.peer, t.ratio = median(ours), median(peer), median(ratio)
	t.min, t.max, t.foreign = slices.Min(ratio), slices.Max(ratio), slices.Max(foreign)
	return t
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

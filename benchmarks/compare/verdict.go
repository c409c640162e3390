package main

import (
	"maps"
	"math"
	"slices"
)

// figures is what is known of one benchmark after a round of samples.
type figures struct {
	change
	noise float64 // ratio of the base's medians, even rounds to odd ones
}

const (
	significant = 0.01
	tooNoisy    = 1.05
)

// flagged lists what is slower, in order of name.
func flagged(found map[string]figures) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if f := found[name]; f.p < significant && f.ratio > limit(name) {
			list = append(list, name)
		}
	}
	return list
}

// verdict lists what is flagged both times: slower, or unclear because the base
// differed from itself in one of them.
func verdict(first, second map[string]figures) (slower, unclear []string) {
	for _, name := range flagged(first) {
		if !slices.Contains(flagged(second), name) {
			continue
		}
		if noisy(first[name].noise) || noisy(second[name].noise) {
			unclear = append(unclear, name)
		} else {
			slower = append(slower, name)
		}
	}
	return slower, unclear
}

func noisy(ratio float64) bool { return math.Max(ratio, 1/ratio) > tooNoisy }

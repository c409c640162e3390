package main

import (
	"maps"
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

// unclear lists the benchmarks whose base differs from itself, in order of name.
func unclear(found map[string]figures) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if n := found[name].noise; max(n, 1/n) > tooNoisy {
			list = append(list, name)
		}
	}
	return list
}

// slower lists what is flagged both times and was clear both times.
func slower(first, second map[string]figures) []string {
	out := slices.Concat(unclear(first), unclear(second))
	again := flagged(second)
	return slices.DeleteFunc(flagged(first), func(name string) bool {
		return !slices.Contains(again, name) || slices.Contains(out, name)
	})
}

// Package choose picks from a list by what was asked for on the command line.
package choose

import (
	"fmt"
	"slices"
	"strings"
)

// By returns the items whose names are in a list divided by commas, or begin
// with one of its entries that is no name itself. The empty list means all.
func By[T any](items []T, name func(T) string, only string) ([]T, error) {
	if only == "" {
		return items, nil
	}
	chosen := map[string]bool{}
	for entry := range strings.SplitSeq(only, ",") {
		entry = strings.TrimSpace(entry)
		hits := 0
		exact := slices.ContainsFunc(items, func(i T) bool { return name(i) == entry })
		for _, i := range items {
			if n := name(i); n == entry || !exact && entry != "" && strings.HasPrefix(n, entry) {
				chosen[n] = true
				hits++
			}
		}
		if hits == 0 {
			return nil, fmt.Errorf("nothing is called %q", entry)
		}
	}
	return slices.DeleteFunc(slices.Clone(items), func(i T) bool { return !chosen[name(i)] }), nil
}

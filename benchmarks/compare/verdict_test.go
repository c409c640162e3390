package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerdict(t *testing.T) {
	const dot, kmeans = "internal/vec.Dot/n=16", "cluster.KMeansFit"
	of := func(ratio, p, noise float64) figures { return figures{change{ratio, p}, noise} }
	bad := of(1.5, 0.001, 1.01)
	for _, c := range []struct {
		what          string
		name          string
		first, second figures
		slower        bool
		unclear       bool
	}{
		{"twice", kmeans, bad, bad, true, false},
		{"once", kmeans, bad, of(1.01, 0.5, 1), false, false},
		{"only in the second look", kmeans, of(1.01, 0.5, 1), bad, false, false},
		{"by chance", kmeans, of(1.5, 0.01, 1), bad, false, false},
		{"faster", kmeans, of(0.5, 0, 1), of(0.5, 0, 1), false, false},
		{"a little, for a fit", kmeans, of(1.14, 0, 1), of(1.14, 0, 1), false, false},
		{"a little, for a kernel", dot, of(1.14, 0, 1), of(1.14, 0, 1), true, false},
		{"very little, for a kernel", dot, of(1.09, 0, 1), of(1.09, 0, 1), false, false},
		{"base slower than itself", kmeans, of(1.5, 0, 1.06), bad, false, true},
		{"base faster than itself", kmeans, bad, of(1.5, 0, 0.94), false, true},
		{"base with one half only", kmeans, of(1.5, 0, 0), bad, false, true},
	} {
		first, second := map[string]figures{c.name: c.first}, map[string]figures{c.name: c.second}
		require.Equal(t, c.slower, len(slower(first, second)) == 1, c.what)
		require.Equal(t, c.unclear, len(unclear(first))+len(unclear(second)) == 1, c.what)
	}
	require.Empty(t, slower(map[string]figures{dot: bad}, nil))
}

func TestFlaggedAreSorted(t *testing.T) {
	bad := figures{change{2, 0}, 1}
	require.Equal(t, []string{"cluster.A", "feature.A", "feature.B"}, flagged(map[string]figures{"feature.B": bad, "cluster.A": bad, "feature.A": bad, "segment.C": {change{1, 0}, 1}}))
}

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestListIsShortAndOfThisTree(t *testing.T) {
	names := all()
	require.LessOrEqual(t, len(names), most)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names), "a name is there twice")
	for _, p := range packages {
		files, err := filepath.Glob(filepath.Join("../..", p.dir, "*_test.go"))
		require.NoError(t, err)
		var text strings.Builder
		for _, f := range files {
			b, err := os.ReadFile(f)
			require.NoError(t, err)
			text.Write(b)
		}
		for _, n := range p.names {
			function, _, _ := strings.Cut(n, "/")
			require.Contains(t, text.String(), "func Benchmark"+function+"(", p.dir)
		}
	}
}

func TestPatternMatchesTheNamesOnly(t *testing.T) {
	p := pattern("cluster", []string{"cluster.Fit/n=1/k=2", "clusters.Other", "cluster.Exp"})
	require.Equal(t, "^BenchmarkFit$/^n=1$/^k=2$|^BenchmarkExp$", p)
	require.Empty(t, pattern("feature", []string{"cluster.Fit"}))
}

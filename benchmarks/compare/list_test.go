package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
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

// A name that no benchmark has must not pass for one that is not slower.
func TestAbsent(t *testing.T) {
	ran := results("cluster", []byte("goos: linux\nBenchmarkFit/n=10-2 \t 3\t 17 ns/op\nBenchmarkOf/k=1 \t 3\t 17 ns/op\nBenchmarkOdd\nPASS\n"))
	require.Equal(t, map[string]bool{"cluster.Fit/n=10": true, "cluster.Of/k=1": true}, ran)
	names := []string{"cluster.Fit/n=10", "cluster.Fit/n=11", "cluster.Odd", "feature.Other", "cluster.Fit/set=avx512", "cluster.Fit/avx512"}
	for _, s := range cpu.Sets() {
		func() {
			defer s.Use()()
			want := []string{"cluster.Fit/n=11", "cluster.Odd"}
			if s.Name == "avx512" {
				want = append(want, names[4:]...)
			}
			require.Equal(t, want, absent("cluster", names, ran), s.Name)
		}()
	}
}

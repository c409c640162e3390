package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// scipy's trees have the same indices, but where it says otherwise.
func TestLinkageOfBenchmarkSets(t *testing.T) {
	for _, c := range []struct {
		name   string
		method LinkageMethod
		k      int
		least  float64 // adjusted Rand index
	}{
		{"s1", WardLinkage, 15, 0.983}, {"a1", WardLinkage, 20, 0.914}, {"unbalance", WardLinkage, 8, 0.999},
		{"aggregation", AverageLinkage, 7, 0.99}, // scipy: 1; the distances have many ties
		{"spiral", SingleLinkage, 3, 1},
	} {
		t.Run(c.name+"/"+string(c.method), func(t *testing.T) {
			x, want := benchmarkSet(t, c.name)
			m := fitLinkage(t, Linkage{Method: c.method}, x)
			got, err := m.Cut(nil, c.k)
			require.NoError(t, err)
			t.Logf("adjusted Rand index %v", adjustedRand(got, want))
			require.GreaterOrEqual(t, adjustedRand(got, want), c.least)
		})
	}
}

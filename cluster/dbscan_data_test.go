package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDBSCANOfBenchmarkSets(t *testing.T) {
	for _, c := range []struct {
		name     string
		config   DBSCAN
		clusters int
		rand     float64
	}{
		{"spiral", DBSCAN{Eps: 2.5}, 3, 1},
		{"aggregation", DBSCAN{Eps: 1.61, MinPoints: 10}, 7, 0.98},
		{"unbalance", DBSCAN{Eps: 10000, MinPoints: 10}, 8, 0.999},
		{"chameleon_t4_8k", DBSCAN{Eps: 10, MinPoints: 20}, 6, 0.96},
		{"s1", DBSCAN{Eps: 32700, MinPoints: 20}, 15, 0.96},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, labels := benchmarkSet(t, c.name)
			m := fitDBSCAN(t, c.config, x)
			ari := adjustedRand(labels, m.Labels())
			t.Logf("clusters %d, noise %.4f, adjusted Rand %.4f", m.Clusters(), m.Report().Objective, ari)
			require.Equal(t, c.clusters, m.Clusters())
			require.GreaterOrEqual(t, ari, c.rand)
			again, err := m.Predict(nil, x)
			require.NoError(t, err)
			require.Equal(t, m.Labels(), again)
		})
	}
}

// What the curve proposes is near enough to be of use.
func TestEpsCurveOfBenchmarkSets(t *testing.T) {
	for _, c := range []struct {
		name   string
		points int
		rand   float64
	}{{"spiral", 3, 0.99}, {"aggregation", 10, 0.9}, {"unbalance", 10, 0.97}, {"chameleon_t4_8k", 10, 0.94}, {"s1", 20, 0.92}} {
		t.Run(c.name, func(t *testing.T) {
			x, labels := benchmarkSet(t, c.name)
			k, err := EpsCurve{MinPoints: c.points}.Of(t.Context(), x)
			require.NoError(t, err)
			m := fitDBSCAN(t, DBSCAN{Eps: k.Eps, MinPoints: c.points}, x)
			ari := adjustedRand(labels, m.Labels())
			t.Logf("eps %.4g, clusters %d, adjusted Rand %.4f", k.Eps, m.Clusters(), ari)
			require.GreaterOrEqual(t, ari, c.rand)
		})
	}
}

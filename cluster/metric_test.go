package cluster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/cluster"
)

func TestMetrics(t *testing.T) {
	a, b, zero := []float64{1, 2, -2}, []float64{4, -2, -2}, []float64{0, 0, 0}
	for _, c := range []struct {
		metric cluster.Metric
		want   float64
	}{
		{cluster.Euclidean{}, 5},
		{cluster.SquaredEuclidean{}, 25},
		{cluster.Manhattan{}, 7},
		{cluster.Chebyshev{}, 4},
		{cluster.Cosine{}, 1 - 4/(3*4.898979485566356)},
	} {
		require.InDelta(t, c.want, c.metric.Distance(a, b), 1e-15, "%T", c.metric)
		require.Equal(t, c.metric.Distance(a, b), c.metric.Distance(b, a), "%T", c.metric)
		require.InDelta(t, 0, c.metric.Distance(a, a), 1e-15, "%T", c.metric)
	}
	require.Equal(t, 1.0, cluster.Cosine{}.Distance(zero, a))
	require.Equal(t, 1.0, cluster.Cosine{}.Distance(zero, zero))
	require.Equal(t, 2.0, cluster.Cosine{}.Distance([]float64{1, 0}, []float64{-3, 0}))
}

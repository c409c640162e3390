package cluster

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

// With one start and the same batches, the mean inertia of many fits is not above
// that of scikit-learn.
func TestMiniBatchLikeScikitLearn(t *testing.T) {
	type input struct {
		X         [][]golden.Float
		Weight    []golden.Float
		K         int
		BatchSize int `json:"batch_size"`
		Seeds     int
	}
	type output struct{ Mean, Best float64 }
	files, err := filepath.Glob("testdata/minibatch/*.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, name := range files {
		g := golden.Load[input, output](t, name)
		x := denseOf(g.Input.X)
		var weight []float64
		if g.Input.Weight != nil {
			weight = golden.Floats(g.Input.Weight)
		}
		mean := 0.0
		for seed := range g.Input.Seeds {
			m, err := MiniBatch{K: g.Input.K, BatchSize: g.Input.BatchSize, Starts: 1, Seed: uint64(seed)}.FitWeighted(t.Context(), x, weight)
			require.NoError(t, err)
			require.Greater(t, m.Inertia(), g.Output.Best*(1-1e-9))
			mean += m.Inertia() / float64(g.Input.Seeds)
		}
		t.Logf("%s: mean inertia %g, of scikit-learn %g, the best known %g", name, mean, g.Output.Mean, g.Output.Best)
		require.Less(t, mean, g.Output.Mean*(1+g.Tolerance))
	}
}

package cluster

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

// goldenCases calls f for each file of a folder, of which there are at least
// least.
func goldenCases(t *testing.T, folder string, least int, f func(t *testing.T, file string)) {
	files, err := filepath.Glob("testdata/" + folder + "/*.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), least)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) { f(t, name) })
	}
}

func TestDBSCANLikeScikitLearn(t *testing.T) {
	type input struct {
		X         [][]golden.Float
		Weight    []golden.Float
		Eps       float64
		MinPoints int `json:"min_points"`
		Metric    string
	}
	type output struct{ Labels, Cores []int }
	goldenCases(t, "dbscan", 16, func(t *testing.T, file string) {
		g := golden.Load[input, output](t, file)
		metric, known := metricNamed(g.Input.Metric)
		require.True(t, known)
		var weight []float64
		if g.Input.Weight != nil {
			weight = golden.Floats(g.Input.Weight)
		}
		m, err := DBSCAN{Eps: g.Input.Eps, MinPoints: g.Input.MinPoints, Metric: metric}.FitWeighted(t.Context(), denseOf(g.Input.X), weight)
		require.NoError(t, err)
		require.Equal(t, g.Output.Labels, m.Labels())
		require.Equal(t, g.Output.Cores, m.CoreIndices())
	})
}

func TestEpsCurveLikeScikitLearn(t *testing.T) {
	type input struct {
		X         [][]golden.Float
		MinPoints int `json:"min_points"`
		Metric    string
	}
	type output struct {
		Distances []golden.Float
		Knee      int
	}
	goldenCases(t, "epscurve", 3, func(t *testing.T, file string) {
		g := golden.Load[input, output](t, file)
		metric, known := metricNamed(g.Input.Metric)
		require.True(t, known)
		k, err := EpsCurve{MinPoints: g.Input.MinPoints, Metric: metric}.Of(t.Context(), denseOf(g.Input.X))
		require.NoError(t, err)
		golden.Near(t, golden.Floats(g.Output.Distances), k.Distances, g.Tolerance)
		require.Equal(t, g.Output.Knee, k.Knee)
		require.InEpsilon(t, k.Distances[k.Knee], k.Eps, 1e-15)
		// As many rows are core rows as have a smaller distance.
		m := fitDBSCAN(t, DBSCAN{Eps: k.Eps, MinPoints: g.Input.MinPoints, Metric: metric}, denseOf(g.Input.X))
		within := 0
		for _, v := range k.Distances {
			if v <= k.Distances[k.Knee] {
				within++
			}
		}
		require.Len(t, m.CoreIndices(), within)
	})
}

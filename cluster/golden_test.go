package cluster

import (
	"cmp"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/golden"
)

func denseOf(rows [][]golden.Float) *mat.Dense {
	return mat.NewDense(len(rows), len(rows[0]), golden.Flat(rows))
}

type kmeansInput struct {
	X, Start [][]golden.Float
	Weight   []golden.Float
	K        int
	Runs     []struct {
		Tol     float64
		MaxIter int `json:"max_iter"`
	}
}

type kmeansOutput struct {
	Runs []struct {
		Labels     []int
		Centers    [][]golden.Float
		Inertia    float64
		Iterations int `json:"n_iter"`
		Converged  bool
	}
	CenterTolerance float64 `json:"center_tolerance"`
}

// scikit-learn from the same starting centres: the same labels after the same
// number of iterations.
func TestKMeansLikeScikitLearn(t *testing.T) {
	files, err := filepath.Glob("testdata/kmeans/*.json")
	require.NoError(t, err)
	seen := 0
	for _, name := range files {
		if filepath.Base(name) == "iris_best.json" {
			continue
		}
		seen++
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			g := golden.Load[kmeansInput, kmeansOutput](t, name)
			require.Len(t, g.Output.Runs, len(g.Input.Runs))
			require.NotEmpty(t, g.Output.Runs)
			var weight []float64
			if g.Input.Weight != nil {
				weight = golden.Floats(g.Input.Weight)
			}
			x, start := denseOf(g.Input.X), denseOf(g.Input.Start)
			for i, run := range g.Input.Runs {
				want := g.Output.Runs[i]
				c := KMeans{K: len(g.Input.Start), Tol: run.Tol, MaxIter: run.MaxIter}
				if c.Tol == 0 {
					c.Tol = -1
				}
				m, err := c.FitFrom(t.Context(), x, weight, start)
				require.NoError(t, err)
				require.Equal(t, want.Labels, m.Labels())
				require.InEpsilon(t, want.Inertia, m.Inertia(), g.Tolerance)
				centers := golden.Flat(want.Centers)
				got := m.Centers().RawMatrix().Data
				require.Len(t, got, len(centers))
				for e, v := range centers {
					require.InDelta(t, v, got[e], g.Output.CenterTolerance)
				}
				require.Equal(t, want.Iterations, m.Report().Iterations)
				require.Equal(t, want.Converged, m.Report().Converged)
			}
		})
	}
	require.Greater(t, seen, 10)
}

// All the starts on iris end in the best known optimum.
func TestKMeansOfIris(t *testing.T) {
	type output struct {
		Centers         [][]golden.Float
		Sizes           []int
		Inertia         float64
		CenterTolerance float64 `json:"center_tolerance"`
	}
	g := golden.Load[kmeansInput, output](t, "testdata/kmeans/iris_best.json")
	for seed := range uint64(5) {
		m := fitKMeans(t, KMeans{K: g.Input.K, Seed: seed}, denseOf(g.Input.X))
		require.InEpsilon(t, g.Output.Inertia, m.Inertia(), g.Tolerance)
		order := []int{0, 1, 2}
		c := m.Centers()
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(c.At(a, 0), c.At(b, 0)) })
		for i, k := range order {
			require.Equal(t, g.Output.Sizes[i], m.Sizes()[k])
			for j, v := range g.Output.Centers[i] {
				require.InDelta(t, float64(v), c.At(k, j), g.Output.CenterTolerance)
			}
		}
	}
}

func TestSilhouetteLikeScikitLearn(t *testing.T) {
	type input struct {
		X      [][]golden.Float
		Labels []int
	}
	type output struct {
		Samples []golden.Float
		Mean    float64
	}
	files, err := filepath.Glob("testdata/silhouette/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		g := golden.Load[input, output](t, name)
		s, err := Silhouette{}.Of(t.Context(), denseOf(g.Input.X), g.Input.Labels)
		require.NoError(t, err)
		golden.Near(t, golden.Floats(g.Output.Samples), s.Samples, g.Tolerance)
		golden.NearOne(t, g.Output.Mean, s.Mean, g.Tolerance)
	}
}

// R 4.2.2, package cluster 2.1.4: silhouette(Species, dist(iris)), its mean
// and that of each species; and kmeans(iris, 3, algorithm = "Lloyd") from rows
// 1, 51 and 101.
func TestIrisLikeR(t *testing.T) {
	type input struct {
		X      [][]golden.Float
		Labels []int
	}
	g := golden.Load[input, struct{}](t, "testdata/silhouette/iris.json")
	x := denseOf(g.Input.X)
	s, err := Silhouette{}.Of(t.Context(), x, g.Input.Labels)
	require.NoError(t, err)
	golden.NearOne(t, 0.503477440693297, s.Mean, 1e-14) // as many digits as R printed
	for i, want := range []float64{0.789381242187165, 0.409084639596988, 0.311966440295737} {
		golden.NearOne(t, want, s.Clusters[i].Mean, 1e-14)
	}
	start := mat.NewDense(3, 4, slices.Concat(x.RawRowView(0), x.RawRowView(50), x.RawRowView(100)))
	m, err := KMeans{K: 3, Tol: -1}.FitFrom(t.Context(), x, nil, start)
	require.NoError(t, err)
	require.LessOrEqual(t, math.Abs(m.Inertia()-78.851441426146), 1e-12)
	require.Equal(t, []int{50, 62, 38}, m.Sizes())
}

package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

type linkageInput struct {
	X [][]golden.Float
}

type linkageTree struct {
	Method      LinkageMethod
	Metric      string
	Merges      [][3]int
	Heights     []golden.Float
	Order       []int
	CutHeight   []float64 `json:"cut_height"`
	CutLabels   [][]int   `json:"cut_labels"`
	Cut3        []int
	Sum         float64 `json:"cophenetic_sum"`
	Correlation float64
}

type linkageOutput struct {
	Trees, Metrics []linkageTree
}

var metricsOfPdist = map[string]Metric{
	"": Euclidean{}, "sqeuclidean": SquaredEuclidean{}, "cityblock": Manhattan{}, "chebyshev": Chebyshev{}, "cosine": Cosine{},
}

// scipy's trees, of rows and of their distances.
func TestLinkageLikeScipy(t *testing.T) {
	for _, name := range []string{"groups", "line"} {
		g := golden.Load[linkageInput, linkageOutput](t, "testdata/linkage/"+name+".json")
		x := denseOf(g.Input.X)
		n, _ := x.Dims()
		require.Len(t, g.Output.Trees, len(linkageMethods))
		require.GreaterOrEqual(t, len(g.Output.Metrics), 12)
		for _, want := range append(g.Output.Trees, g.Output.Metrics...) {
			t.Run(name+"/"+string(want.Method)+"/"+want.Metric, func(t *testing.T) {
				metric := metricsOfPdist[want.Metric]
				distances := pdist(x, metric)
				m := fitLinkage(t, Linkage{Method: want.Method, Metric: metric}, x)
				given, err := Linkage{Method: want.Method}.FitDistances(t.Context(), n, distances)
				require.NoError(t, err)
				for _, m := range []*Dendrogram{m, given} {
					likeScipy(t, m, want, g.Tolerance)
					c, err := m.CorrelationDistances(t.Context(), distances)
					require.NoError(t, err)
					golden.NearOne(t, want.Correlation, c, g.Tolerance)
				}
				c, err := m.Correlation(t.Context(), x, metric)
				require.NoError(t, err)
				golden.NearOne(t, want.Correlation, c, g.Tolerance)
			})
		}
	}
}

func likeScipy(t *testing.T, m *Dendrogram, want linkageTree, tol float64) {
	t.Helper()
	heights := golden.Floats(want.Heights)
	got := make([]float64, 0, len(heights))
	for i, s := range m.Merges() {
		require.Equal(t, want.Merges[i], [3]int{s.A, s.B, s.Size}, "merge %d", i)
		got = append(got, s.Height)
	}
	golden.Near(t, heights, got, tol)
	require.Equal(t, want.Order, m.Order())
	for i, h := range want.CutHeight {
		labels, err := m.CutHeight(nil, h)
		require.NoError(t, err)
		require.Equal(t, want.CutLabels[i], labels)
	}
	sum := 0.0
	for _, d := range m.Cophenetic(nil) {
		sum += d
	}
	golden.NearOne(t, want.Sum, sum, tol)
}

// R's hclust and cutree on iris without ties.
func TestLinkageLikeR(t *testing.T) {
	g := golden.Load[linkageInput, linkageOutput](t, "testdata/linkage/iris_r.json")
	x := denseOf(g.Input.X)
	require.Len(t, g.Output.Trees, 6)
	for _, want := range g.Output.Trees {
		m := fitLinkage(t, Linkage{Method: want.Method}, x)
		var got []float64
		for _, s := range m.Merges() {
			got = append(got, s.Height)
		}
		golden.Near(t, golden.Floats(want.Heights), got, g.Tolerance)
		labels, err := m.Cut(nil, 3)
		require.NoError(t, err)
		require.Equal(t, want.Cut3, labels, want.Method)
		if want.Correlation != 0 {
			c, err := m.Correlation(t.Context(), x, nil)
			require.NoError(t, err)
			golden.NearOne(t, want.Correlation, c, g.Tolerance)
		}
	}
}

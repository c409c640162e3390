package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/internal/vec"
)

type chooseKInput struct {
	X          [][]golden.Float
	To         int
	References [][]golden.Float `json:"reference_inertias"`
}

type chooseKOutput struct {
	Inertia, Silhouette, Elbow []golden.Float
	CalinskiHarabasz           []golden.Float `json:"calinski_harabasz"`
	Chosen                     map[Criterion]int
	Gap                        []golden.Float
	GapError                   []golden.Float `json:"gap_error"`
	GapChosen                  int            `json:"gap_chosen"`
	ExpectedGap                []golden.Float `json:"expected_gap"`
	Deviation                  []golden.Float // of one reference table
	References                 int            // behind ExpectedGap
}

func column64(points []KPoint, f func(p *KPoint) float64) []float64 {
	v := make([]float64, len(points))
	for i := range points {
		v[i] = f(&points[i])
	}
	return v
}

// The curves are those of scikit-learn and numpy where both find the best
// clusters.
func TestChooseKLikeScikitLearn(t *testing.T) {
	goldenCases(t, "choosek", 4, func(t *testing.T, file string) {
		g := golden.Load[chooseKInput, chooseKOutput](t, file)
		want := g.Output
		for _, from := range []int{1, 2} {
			curve, err := ChooseK{From: from, To: g.Input.To, Starts: 100, Tol: -1}.Of(t.Context(), denseOf(g.Input.X))
			require.NoError(t, err)
			for name, c := range map[string]struct {
				want []golden.Float
				got  func(p *KPoint) float64
			}{
				"inertia":           {want.Inertia, func(p *KPoint) float64 { return p.Inertia }},
				"silhouette":        {want.Silhouette, func(p *KPoint) float64 { return p.Silhouette }},
				"Calinski-Harabasz": {want.CalinskiHarabasz, func(p *KPoint) float64 { return p.CalinskiHarabasz }},
				"elbow":             {want.Elbow, func(p *KPoint) float64 { return p.Elbow }},
			} {
				require.True(t, golden.Near(t, golden.Floats(c.want)[from-1:], column64(curve.Points, c.got), g.Tolerance), "%s from %d", name, from)
			}
			require.Equal(t, want.Chosen, curve.Choices)
			require.Equal(t, want.Chosen[BySilhouette], curve.K)
		}
	})
}

// The gap is that of the definition, computed by numpy from the same inertias.
func TestGapLikeNumpy(t *testing.T) {
	goldenCases(t, "choosek", 4, func(t *testing.T, file string) {
		g := golden.Load[chooseKInput, chooseKOutput](t, file)
		points := make([]KPoint, g.Input.To)
		for i := range points {
			points[i] = KPoint{K: i + 1, Inertia: float64(g.Output.Inertia[i])}
			logs := make([]float64, len(g.Input.References))
			for b, row := range g.Input.References {
				logs[b] = vec.Log(float64(row[i]))
			}
			points[i].gap(logs)
		}
		golden.Near(t, golden.Floats(g.Output.Gap), column64(points, func(p *KPoint) float64 { return p.Gap }), g.Tolerance)
		golden.Near(t, golden.Floats(g.Output.GapError), column64(points, func(p *KPoint) float64 { return p.GapError }), g.Tolerance)
		require.Equal(t, g.Output.GapChosen, points[firstWithinError(points)].K)
	})
}

// Other random tables give the same gap, but for what their number leaves
// open: five standard errors of the difference.
func TestGapOfOtherTables(t *testing.T) {
	const tables = 50
	goldenCases(t, "choosek", 4, func(t *testing.T, file string) {
		g := golden.Load[chooseKInput, chooseKOutput](t, file)
		curve, err := ChooseK{To: g.Input.To, Criterion: ByGap, References: tables, Starts: 5, Tol: -1}.Of(t.Context(), denseOf(g.Input.X))
		require.NoError(t, err)
		require.Equal(t, 1, curve.Points[0].K)
		for i, p := range curve.Points {
			sd := float64(g.Output.Deviation[i])
			require.InDelta(t, float64(g.Output.ExpectedGap[i]), p.Gap, 5*sd*math.Sqrt(1.0/tables+1/float64(g.Output.References)), "K = %d", p.K)
			// The standard error of a standard deviation of 50 values is a tenth of it.
			require.InEpsilon(t, sd*math.Sqrt(1+1.0/tables), p.GapError, 0.5, "K = %d", p.K)
		}
	})
}

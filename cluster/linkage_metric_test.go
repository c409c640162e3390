package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// canberra is a metric that is about more than differences.
type canberra struct{}

func (canberra) Distance(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		if s := math.Abs(v) + math.Abs(b[i]); s > 0 {
			sum += math.Abs(v-b[i]) / s
		}
	}
	return sum
}

// A column that is the same for all rows, or far from 0, turns the directions of
// rows. Cosine distances of the table must be those of the pairs of its rows.
func TestLinkageOfMetricsThatSeeTheOrigin(t *testing.T) {
	x := cloud(11, 60, 4, false)
	for i := range 60 {
		x.Set(i, 1, 5)
		x.Set(i, 2, 100+x.At(i, 2))
	}
	for _, metric := range []Metric{Cosine{}, canberra{}, Manhattan{}, Chebyshev{}, Euclidean{}, SquaredEuclidean{}} {
		distances := pdist(x, metric)
		for _, method := range []LinkageMethod{SingleLinkage, CompleteLinkage, AverageLinkage, WeightedLinkage} {
			m := fitLinkage(t, Linkage{Method: method, Metric: metric}, x)
			want, err := Linkage{Method: method}.FitDistances(t.Context(), 60, distances)
			require.NoError(t, err)
			for i, h := range heightsOf(want) {
				require.InEpsilon(t, h, heightsOf(m)[i], 1e-9, "%T %s", metric, method)
			}
			require.Equal(t, want.Order(), m.Order(), "%T %s", metric, method)
			r, err := m.Correlation(t.Context(), x, metric)
			require.NoError(t, err)
			given, err := m.CorrelationDistances(t.Context(), distances)
			require.NoError(t, err)
			require.InDelta(t, given, r, 1e-9)
		}
	}
	far := mat.NewDense(3, 2, []float64{1, 7, 2, 7, 4, 7}) // by angle rows 0 and 1 are nearest
	require.Equal(t, []float64{Cosine{}.Distance(far.RawRowView(0), far.RawRowView(1)), Cosine{}.Distance(far.RawRowView(1), far.RawRowView(2))},
		heightsOf(fitLinkage(t, Linkage{Method: SingleLinkage, Metric: Cosine{}}, far)))
}

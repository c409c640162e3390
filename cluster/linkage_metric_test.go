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

// liar is a metric that says something else of one pair of rows.
type liar struct{ says float64 }

func (l liar) Distance(a, b []float64) float64 {
	if min(a[0], b[0]) == 2 && max(a[0], b[0]) == 5 {
		return l.says
	}
	return math.Abs(a[0] - b[0])
}

func TestMetricsThatAreNone(t *testing.T) {
	x := column(9, 2, 3, 4, 5, 7)
	for says, text := range map[float64]string{
		math.NaN(): ": metric: value NaN at row 1, column 4",
		-1:         ": metric: value -1 at row 1, column 4, want a distance, with the rows in place of row and column",
	} {
		for _, points := range []int{1, 3, 6} { // in each phase
			m, err := DBSCAN{Eps: 2.5, MinPoints: points, Metric: liar{says}}.Fit(t.Context(), x)
			if points == 1 && err == nil {
				continue // never asked for
			}
			require.EqualError(t, err, "cluster.DBSCAN.Fit"+text)
			require.Nil(t, m)
		}
		_, err := EpsCurve{MinPoints: 2, Metric: liar{says}}.Of(t.Context(), x)
		require.EqualError(t, err, "cluster.EpsCurve.Of"+text)
		_, err = Linkage{Method: SingleLinkage, Metric: liar{says}}.Fit(t.Context(), x)
		require.EqualError(t, err, "cluster.Linkage.Fit"+text)
		tree := fitLinkage(t, Linkage{}, x)
		_, err = tree.Correlation(t.Context(), x, liar{says})
		require.EqualError(t, err, "cluster.Dendrogram.Correlation"+text)
		distances := pdist(x, Euclidean{})
		distances[1+4+2] = says // of rows 1 and 4
		_, err = tree.CorrelationDistances(t.Context(), distances)
		require.EqualError(t, err, "cluster.Dendrogram.CorrelationDistances"+text[len(": metric"):])
	}
}

package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

func TestCutIntoEveryNumber(t *testing.T) {
	for _, method := range linkageMethods {
		m := fitLinkage(t, Linkage{Method: method}, cloud(1, 50, 2, true))
		for k := 1; k <= 50; k++ {
			dst := make([]int, 50)
			labels, err := m.Cut(dst, k)
			require.NoError(t, err)
			require.Equal(t, &dst[0], &labels[0])
			next := 0 // numbers come in order of the first rows
			for _, l := range labels {
				require.LessOrEqual(t, l, next)
				if l == next {
					next++
				}
			}
			require.Equal(t, k, next)
		}
	}
	m := fitLinkage(t, Linkage{}, column(1, 2, 4))
	for _, k := range []int{0, -1, 4} {
		_, err := m.Cut(nil, k)
		require.ErrorIs(t, err, clm.ErrConfig)
	}
	_, err := m.CutHeight(nil, math.NaN())
	require.ErrorIs(t, err, clm.ErrConfig)
	require.PanicsWithValue(t, "cluster.Dendrogram.Cut: dst has length 2, want 3", func() { _, _ = m.Cut(make([]int, 2), 1) })
}

func TestCutHeight(t *testing.T) {
	m := fitLinkage(t, Linkage{Method: SingleLinkage}, column(0, 1, 3, 10, 10))
	for _, c := range []struct {
		height float64
		want   []int
	}{
		{math.Inf(-1), []int{0, 1, 2, 3, 4}}, {-1, []int{0, 1, 2, 3, 4}}, {0, []int{0, 1, 2, 3, 3}}, {1, []int{0, 0, 1, 2, 2}},
		{2, []int{0, 0, 0, 1, 1}}, {6.9, []int{0, 0, 0, 1, 1}}, {7, []int{0, 0, 0, 0, 0}}, {math.Inf(1), []int{0, 0, 0, 0, 0}},
	} {
		labels, err := m.CutHeight(nil, c.height)
		require.NoError(t, err)
		require.Equal(t, c.want, labels, "at %v", c.height)
	}
}

func TestOneRowIsATree(t *testing.T) {
	for _, method := range linkageMethods {
		m := fitLinkage(t, Linkage{Method: method, Metric: nil}, column(3))
		require.Equal(t, 1, m.Rows())
		require.Empty(t, m.Merges())
		require.Equal(t, []int{0}, m.Order())
		require.Empty(t, m.Cophenetic(nil))
		require.Equal(t, [][]int{{0}}, cuts(t, m, 1))
		r, err := m.Correlation(t.Context(), column(3), nil)
		require.NoError(t, err)
		require.True(t, math.IsNaN(r))
		var back Dendrogram
		require.NoError(t, back.UnmarshalBinary(treeFile(t, m)))
		require.Equal(t, 1, back.Rows())
	}
}

func TestCophenetic(t *testing.T) {
	m := fitLinkage(t, Linkage{Method: SingleLinkage}, column(0, 10, 1, 4))
	require.Equal(t, []float64{6, 1, 3, 6, 6, 3}, m.Cophenetic(nil))
	// With heights that are the distances, all agrees.
	r, err := m.CorrelationDistances(t.Context(), []float64{6, 1, 3, 6, 6, 3})
	require.NoError(t, err)
	require.InDelta(t, 1, r, 1e-15)
	far, err := m.CorrelationDistances(t.Context(), []float64{1e9 + 6, 1e9 + 1, 1e9 + 3, 1e9 + 6, 1e9 + 6, 1e9 + 3})
	require.NoError(t, err)
	require.InDelta(t, 1, far, 1e-14)
	_, err = m.CorrelationDistances(t.Context(), []float64{1})
	require.EqualError(t, err, "cluster.Dendrogram.CorrelationDistances: 1 distances, want 6 distances")
	_, err = m.Correlation(t.Context(), column(1, 2, 3), nil)
	require.EqualError(t, err, "cluster.Dendrogram.Correlation: 3 rows, want 4 rows")
	_, err = m.Correlation(t.Context(), column(1, 2, math.NaN(), 3), nil)
	require.EqualError(t, err, "cluster.Dendrogram.Correlation: value NaN at row 2, column 0")
	require.Panics(t, func() { m.Cophenetic(make([]float64, 5)) })
}

// Two rows in the same merge stand side by side.
func TestOrderHasNoCrossings(t *testing.T) {
	for _, method := range linkageMethods {
		m := fitLinkage(t, Linkage{Method: method}, cloud(2, 60, 2, false))
		place := make([]int, 60)
		for at, i := range m.Order() {
			place[i] = at
		}
		for k := 1; k < 60; k++ {
			labels := cuts(t, m, k)[0]
			changes := 0
			order := m.Order()
			for at := 1; at < 60; at++ {
				if labels[order[at]] != labels[order[at-1]] {
					changes++
				}
			}
			require.Equal(t, k-1, changes)
		}
	}
}

func TestCorrelationDoesNotDependOnProcessors(t *testing.T) {
	x := cloud(3, 400, 2, false)
	m := fitLinkage(t, Linkage{}, x)
	want, err := m.Correlation(t.Context(), x, Manhattan{})
	require.NoError(t, err)
	got, err := m.CorrelationDistances(t.Context(), pdist(x, Manhattan{}))
	require.NoError(t, err)
	require.InDelta(t, want, got, 1e-14)
	require.Greater(t, want, 0.3)
}

func TestCopheneticOfEqualRows(t *testing.T) {
	x := mat.NewDense(5, 2, nil)
	m := fitLinkage(t, Linkage{}, x)
	r, err := m.Correlation(t.Context(), x, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(r))
}

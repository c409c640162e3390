package cluster

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
)

func FuzzKMeansModelUnmarshal(f *testing.F) {
	for _, k := range []int{1, 3} {
		m, err := KMeans{K: k}.Fit(f.Context(), clouds(1, 30, 2, 3))
		require.NoError(f, err)
		b, err := m.MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m KMeansModel
		if err := m.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, m)
			return
		}
		d := m.Centers().RawMatrix().Cols
		j, err := m.PredictRow(make([]float64, d))
		require.NoError(t, err)
		require.Less(t, j, len(m.Sizes()))
		again, err := m.MarshalBinary()
		require.NoError(t, err)
		var back KMeansModel
		require.NoError(t, back.UnmarshalBinary(again))
	})
}

// Whatever the numbers, a fit is a model or an error that wraps a sentinel.
func FuzzKMeansFit(f *testing.F) {
	f.Add(uint8(2), uint8(2), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	f.Add(uint8(9), uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, k, d uint8, b []byte) {
		x := matrixOf(b, int(d%5)+1)
		if x == nil {
			return
		}
		n, _ := x.Dims()
		m, err := KMeans{K: int(k%9) + 1, Starts: 2, MaxIter: 9}.Fit(t.Context(), x)
		if err != nil {
			require.True(t, isKnown(err), "%v", err)
			return
		}
		l, err := m.Predict(nil, x)
		require.NoError(t, err)
		require.Equal(t, m.Labels(), l)
		require.Len(t, l, n)
		require.GreaterOrEqual(t, m.Inertia(), 0.0)
	})
}

func FuzzDendrogramUnmarshal(f *testing.F) {
	for _, n := range []int{1, 2, 30} {
		f.Add(treeFile(f, fitLinkage(f, Linkage{Method: MedianLinkage}, cloud(1, n, 2, true))))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Dendrogram
		if err := m.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, m)
			return
		}
		n := m.Rows()
		require.Len(t, m.Merges(), n-1)
		order := m.Order()
		seen := make([]bool, n)
		for _, i := range order {
			seen[i] = true
		}
		require.NotContains(t, seen, false)
		k := (n + 1) / 2
		labels, err := m.Cut(nil, k)
		require.NoError(t, err)
		require.Equal(t, k-1, slices.Max(labels))
		_, err = m.CutHeight(nil, 1)
		require.NoError(t, err)
		var back Dendrogram
		require.NoError(t, back.UnmarshalBinary(treeFile(t, &m)))
	})
}

// Whatever the numbers, a tree of all rows comes out, or an error that wraps a
// sentinel.
func FuzzLinkageFit(f *testing.F) {
	f.Add(uint8(0), uint8(2), []byte("0123456789abcdef0123456789abcdef0123456789abcdef"))
	f.Add(uint8(5), uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, method, d uint8, b []byte) {
		x := matrixOf(b, int(d%5)+1)
		if x == nil {
			return
		}
		n, _ := x.Dims()
		c := Linkage{Method: linkageMethods[int(method)%len(linkageMethods)]}
		if method >= 128 && !c.isCentred() {
			c.Metric = SquaredEuclidean{}
		}
		m, err := c.Fit(t.Context(), x)
		if err != nil {
			require.True(t, isKnown(err), "%v", err)
			return
		}
		var back Dendrogram
		require.NoError(t, back.UnmarshalBinary(treeFile(t, m)))
		require.Equal(t, n, m.Rows())
		require.Len(t, m.Order(), n)
	})
}

func FuzzDBSCANModelUnmarshal(f *testing.F) {
	for _, c := range []DBSCAN{{Eps: 1}, {Eps: 1e-3}, {Eps: 1, Metric: Manhattan{}}, {Eps: 0.1, Metric: Cosine{}}} {
		b, err := fitDBSCAN(f, c, clouds(1, 30, 2, 3)).MarshalBinary()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m DBSCANModel
		if err := m.UnmarshalBinary(modeltest.Repair(b)); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			require.Zero(t, m)
			return
		}
		if m.d > 1000 {
			return
		}
		j, err := m.PredictRow(make([]float64, m.d))
		require.NoError(t, err)
		require.Less(t, j, m.Clusters())
		again, err := m.MarshalBinary()
		require.NoError(t, err)
		var back DBSCANModel
		require.NoError(t, back.UnmarshalBinary(again))
	})
}

// Whatever the numbers, a fit follows the definition or gives an error that
// wraps a sentinel.
func FuzzDBSCANFit(f *testing.F) {
	f.Add(uint8(2), uint8(2), 1.5, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	f.Add(uint8(9), uint8(8), 0.1, make([]byte, 400))
	f.Fuzz(func(t *testing.T, points, d uint8, eps float64, b []byte) {
		x := matrixOf(b, int(d%9)+1)
		if x == nil {
			return
		}
		c := DBSCAN{Eps: eps, MinPoints: int(points%9) + 1}
		m, err := c.Fit(t.Context(), x)
		if err != nil {
			require.True(t, isKnown(err), "%v", err)
			return
		}
		labels, cores := plainDBSCAN(x, c, nil)
		require.Equal(t, labels, m.Labels())
		require.Equal(t, cores, m.CoreIndices())
		l, err := m.Predict(nil, x)
		require.NoError(t, err)
		require.Equal(t, labels, l)
	})
}

package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/view"
)

// fittingOf is the first half of Fit.
func fittingOf(t *testing.T, c KMeans, x mat.Matrix, weight []float64) *fitting {
	t.Helper()
	c, err := c.complete()
	require.NoError(t, err)
	tab, err := newTable(t.Context(), "test", view.Of(x), weight, c.Precision == Float32, 1)
	require.NoError(t, err)
	return newFitting(c, "test", tab, weight, nil)
}

func TestEmptyClustersGoToTheFarthestRows(t *testing.T) {
	// All rows are nearest to the first start. From 5, the farthest are 30
	// and then 11.
	m, err := KMeans{K: 3}.FitFrom(t.Context(), column(0, 1, 10, 11, 30), nil, column(5, 100, 200))
	require.NoError(t, err)
	require.Equal(t, []int{0, 0, 2, 2, 1}, m.Labels())
	require.Equal(t, 1.0, m.Inertia())
	require.Equal(t, []string{"empty clusters moved to the farthest row: 2"}, m.Report().Notes)
}

func TestEmptyClusterTakesTheFirstOfEquallyFarRows(t *testing.T) {
	f := fittingOf(t, KMeans{K: 3}, column(-2, 2, -2, 2, 0), nil)
	s := f.newStart(1)
	copy(s.centers.at, []float64{0, 50, 60})
	require.NoError(t, s.assign(t.Context()))
	moved, err := s.relocate(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, moved)
	require.Equal(t, []int32{1, 2, 0, 0, 0}, s.label)
	require.Equal(t, []int{3, 1, 1}, s.total.count)
	require.Equal(t, []float64{0, -2, 2}, s.total.sum)
}

func TestRowsThatStay(t *testing.T) {
	// The farthest row is alone in its cluster, the next has no weight.
	f := fittingOf(t, KMeans{K: 3}, column(90, 0, 9, 1, 2), []float64{1, 1, 0, 1, 1})
	s := f.newStart(1)
	offset := f.table.offset()[0]
	copy(s.centers.at, []float64{50 - offset, 0 - offset, 1000 - offset})
	require.NoError(t, s.assign(t.Context()))
	require.Equal(t, []int32{0, 1, 1, 1, 1}, s.label)
	moved, err := s.relocate(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, moved)
	require.Equal(t, []int32{0, 1, 1, 1, 2}, s.label)
}

func TestMoreClustersThanDistinctRows(t *testing.T) {
	// 0.1 and 0.7 have means that are not quite 0.1 and 0.7.
	x := column(0.1, 0.7, 0.1, 0.7, 0.1, 0.7, 0.1, 0.1, 0.1, 0.1, 0.7)
	for _, y := range []mat.Matrix{x, sparse(t, x)} {
		for _, init := range []Init{PlusPlus, RandomRows} {
			m := fitKMeans(t, KMeans{K: 5, Init: init, Tol: -1}, y)
			l := m.Labels()
			for i := range l {
				require.Equal(t, l[i] == l[0], x.At(i, 0) == x.At(0, 0))
			}
			require.Equal(t, []string{"distinct rows: 2, fewer than the 5 clusters; the other clusters are empty"}, m.Report().Notes)
			require.True(t, m.Report().Converged)
			require.InDelta(t, 0, m.Inertia(), 1e-30)
		}
	}
}

// A row of weight 0 neither takes over an empty cluster nor fills one.
func TestRowsWithoutWeightFillNoCluster(t *testing.T) {
	x, w := column(0, 1, 5, 6, 6), []float64{1, 1, 0, 0, 1}
	m, err := KMeans{K: 2, MaxIter: 1}.FitFrom(t.Context(), x, w, column(2, 13))
	require.NoError(t, err)
	require.Equal(t, []int{0, 0, 1, 1, 1}, m.Labels())
	require.Equal(t, []string{
		"empty clusters moved to the farthest row: 1",
		"not converged in 1 iterations; a larger MaxIter may help",
	}, m.Report().Notes)
}

func TestEqualRowsAreOneCluster(t *testing.T) {
	m := fitKMeans(t, KMeans{K: 2}, mat.NewDense(7, 3, nil))
	require.Equal(t, make([]int, 7), m.Labels())
	require.Zero(t, m.Inertia())
	require.Equal(t, []string{"distinct rows: 1, fewer than the 2 clusters; the other clusters are empty"}, m.Report().Notes)
}

func TestEveryRowItsOwnCluster(t *testing.T) {
	for _, init := range []Init{PlusPlus, RandomRows} {
		m := fitKMeans(t, KMeans{K: 6, Init: init, Starts: 1}, column(3, 1, 4, 15, 9, 2))
		require.Equal(t, []int{1, 1, 1, 1, 1, 1}, m.Sizes())
		require.Zero(t, m.Inertia())
	}
}

func TestRandomRowsAreDifferentAndHaveWeight(t *testing.T) {
	x := column(1, 1, 1, 1, 1, 1, 1, 2, 3, 4)
	f := fittingOf(t, KMeans{K: 3}, x, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 0})
	for seed := range uint64(50) {
		s := f.newStart(1)
		require.NoError(t, s.randomRows(t.Context(), rng.New(seed, 0)))
		sum, product := 0.0, 1.0
		for _, c := range s.centers.at {
			v := c + f.table.offset()[0]
			sum, product = sum+v, product*v
		}
		require.InDelta(t, 6, sum, 1e-12)
		require.InDelta(t, 6, product, 1e-12)
	}
}

// The first centre is drawn by weight, and one that lies on a centre never.
func TestPlusPlusDrawsByWeightAndDistance(t *testing.T) {
	f := fittingOf(t, KMeans{K: 2}, column(0, 10, 20), []float64{1, 0, 3})
	first := map[float64]int{}
	for seed := range uint64(400) {
		s := f.newStart(1)
		require.NoError(t, s.plusPlus(t.Context(), rng.New(seed, 0)))
		a, b := s.centers.at[0]+f.table.offset()[0], s.centers.at[1]+f.table.offset()[0]
		require.Equal(t, 20.0, a+b)
		first[a]++
	}
	require.Len(t, first, 2)
	require.InDelta(t, 300, first[20], 40) // 300 ± 4.6 standard deviations
}

func TestPlusPlusCandidates(t *testing.T) {
	for k, want := range map[int]int{1: 2, 2: 2, 3: 3, 7: 3, 8: 4, 20: 4, 21: 5, 100: 6, 1000: 8, 1000000: 15} {
		require.Equal(t, want, plusPlusCandidates(k), "K = %d", k)
	}
}

func TestGrainBoundsTheSumsKept(t *testing.T) {
	require.Equal(t, 4096, grain(0, 5))
	require.Equal(t, 4096, grain(1_000_000, 16*8))
	require.Equal(t, 8192, grain(1_000_000, 128*1024))
	for _, size := range []int{1 << 20, 1 << 22, 1 << 30} {
		g := grain(10_000_000, size)
		require.Zero(t, g%4096)
		require.LessOrEqual(t, (10_000_000+g-1)/g, max(4, 1<<24/size))
	}
}

// The squares of the last moves of the centres are 0 here, and labels of rows between
// centres change all the same.
func TestLabelsFollowTheSmallestMoves(t *testing.T) {
	for seed := range uint64(20) {
		r := rng.New(seed, 0)
		x := mat.NewDense(300, 1, nil)
		for i := range 300 {
			x.Set(i, 0, 1e-160*r.Float64())
		}
		m, err := KMeans{K: 5, Starts: 1, Seed: seed}.Fit(t.Context(), x)
		require.NoError(t, err)
		labels, err := m.Predict(nil, x)
		require.NoError(t, err)
		require.Equal(t, labels, m.Labels(), seed)
	}
}

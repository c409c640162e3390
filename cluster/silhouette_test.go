package cluster

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/view"
)

// slowSilhouette is the definition, row by row.
func slowSilhouette(x mat.Matrix, labels []int) []float64 {
	n, d := x.Dims()
	s := make([]float64, n)
	for i := range n {
		if labels[i] < 0 {
			s[i] = math.NaN()
			continue
		}
		sum, size := map[int]float64{}, map[int]int{}
		for j := range n {
			if labels[j] < 0 || i == j {
				continue
			}
			sq := 0.0
			for e := range d {
				sq += (x.At(i, e) - x.At(j, e)) * (x.At(i, e) - x.At(j, e))
			}
			sum[labels[j]] += math.Sqrt(sq)
			size[labels[j]]++
		}
		b := math.Inf(1)
		for l, v := range sum {
			if l != labels[i] {
				b = min(b, v/float64(size[l]))
			}
		}
		if size[labels[i]] == 0 {
			continue
		}
		a := sum[labels[i]] / float64(size[labels[i]])
		if max(a, b) > 0 {
			s[i] = (b - a) / max(a, b)
		}
	}
	return s
}

func requireSilhouette(t *testing.T, want []float64, got *SilhouetteScore, labels []int, tol float64) {
	t.Helper()
	sum, n, noise := 0.0, 0, 0
	part, size := map[int]float64{}, map[int]int{}
	for i, l := range labels {
		if l < 0 {
			require.True(t, math.IsNaN(got.Samples[i]))
			noise++
			continue
		}
		require.InDelta(t, want[i], got.Samples[i], tol, "row %d", i)
		sum += want[i]
		n++
		part[l] += want[i]
		size[l]++
	}
	require.Equal(t, noise, got.Noise)
	require.InDelta(t, sum/float64(n), got.Mean, tol)
	require.Len(t, got.Clusters, len(size))
	for i, c := range got.Clusters {
		require.Equal(t, size[c.Label], c.Size)
		require.InDelta(t, part[c.Label]/float64(c.Size), c.Mean, tol)
		require.True(t, i == 0 || c.Label > got.Clusters[i-1].Label)
	}
}

func TestSilhouetteIsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for d := 1; d < 9; d++ {
		for _, n := range []int{5, 60, 700} {
			x := clouds(uint64(d), n, d, 3)
			labels := make([]int, n)
			for i := range labels {
				labels[i] = r.IntN(5)*3 - 3 // -3, 0, 3, 6, 9
			}
			labels[0], labels[1], labels[2] = 3, 6, 3
			want := slowSilhouette(x, labels)
			got, err := Silhouette{}.Of(t.Context(), x, labels)
			require.NoError(t, err)
			requireSilhouette(t, want, got, labels, 1e-12)
			fromSparse, err := Silhouette{}.Of(t.Context(), sparse(t, x), labels)
			require.NoError(t, err)
			requireSilhouette(t, want, fromSparse, labels, 1e-12)
		}
	}
}

// The ways to go through the columns give the bits of one chain.
func TestSilhouetteTilesAreChains(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for d := 1; d < 12; d++ {
		n := 300
		x := mat.NewDense(n, d, nil)
		x.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, x)
		labels := make([]int, n)
		labels[n-1] = 1
		g := groupRows(labels)
		s := newDenseSums(view.Of(x), g)
		acc, other := make([]float64, tile), make([]float64, tile)
		for p := range 5 {
			want := 0.0
			clear(other)
			for q := range 200 {
				sq := 0.0
				for e := range d {
					t := x.At(q, e) - x.At(p, e)
					sq = math.FMA(t, t, sq)
				}
				acc[q] = math.Sqrt(sq)
				want += acc[q]
			}
			each := slices.Clone(acc)
			require.Equal(t, want, s.tile(p, 0, 200, acc[:200], other))
			require.Equal(t, each[:200], other[:200])
			require.Zero(t, other[200])
		}
	}
}

func TestSilhouetteOfEveryFormAndWorkers(t *testing.T) {
	x := clouds(3, 500, 4, 3)
	labels := fitKMeans(t, KMeans{K: 3}, x).Labels()
	want, err := Silhouette{Workers: 1}.Of(t.Context(), x, labels)
	require.NoError(t, err)
	require.Greater(t, want.Mean, 0.5)
	turned := mat.DenseCopyOf(x.T())
	wide := mat.NewDense(500, 6, nil)
	wide.Slice(0, 500, 1, 5).(*mat.Dense).Copy(x)
	for _, y := range []mat.Matrix{x, turned.T(), wide.Slice(0, 500, 1, 5)} {
		for _, workers := range []int{0, 1, 2, 7} {
			got, err := Silhouette{Workers: workers}.Of(t.Context(), y, labels)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
}

func TestSilhouetteErrors(t *testing.T) {
	x := column(1, 2, 3, 4)
	for _, c := range []struct {
		config Silhouette
		x      mat.Matrix
		labels []int
		is     error
		text   string
	}{
		{Silhouette{Workers: -1}, x, []int{0, 0, 1, 1}, clm.ErrConfig, "cluster.Silhouette: Workers is -1, want at least 0"},
		{Silhouette{}, x, []int{0, 1}, clm.ErrShape, "cluster.Silhouette.Of: 2 labels for 4 rows, want one label for each row"},
		{Silhouette{}, x, []int{0, 0, 0, 0}, clm.ErrTooFew, "cluster.Silhouette.Of: 1 clusters of 4 rows, want at least 2 and fewer than rows: too few data"},
		{Silhouette{}, x, []int{0, 1, 2, 3}, clm.ErrTooFew, "cluster.Silhouette.Of: 4 clusters of 4 rows, want at least 2 and fewer than rows: too few data"},
		{Silhouette{}, x, []int{-1, -1, -1, -1}, clm.ErrTooFew, "cluster.Silhouette.Of: 0 clusters of 0 rows, want at least 2 and fewer than rows: too few data"},
		{Silhouette{}, &mat.Dense{}, nil, clm.ErrTooFew, "cluster.Silhouette.Of: 0 clusters of 0 rows, want at least 2 and fewer than rows: too few data"},
		{Silhouette{}, column(1, 2, math.NaN(), 4), []int{0, 0, 1, 1}, clm.ErrValue, "cluster.Silhouette.Of: value NaN at row 2, column 0"},
		{Silhouette{}, column(1, 2, 3, -1e150), []int{0, 0, 1, 1}, clm.ErrValue, "cluster.Silhouette.Of: value -1e+150 at row 3, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
	} {
		s, err := c.config.Of(t.Context(), c.x, c.labels)
		require.EqualError(t, err, c.text)
		require.ErrorIs(t, err, c.is)
		require.Nil(t, s)
	}
}

func TestSilhouetteStopsAndTells(t *testing.T) {
	x := clouds(3, 3000, 2, 3)
	labels := make([]int, 3000)
	for i := range labels {
		labels[i] = i % 3
	}
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	last, calls := 0, 0
	_, err := Silhouette{Workers: 1, Progress: func(done, total int) {
		require.Equal(t, 12*13/2, total) // 4 pieces in each of 3 clusters
		require.Greater(t, done, last)
		last = done
		if calls++; calls == 2 {
			cancel(why)
		}
	}}.Of(ctx, x, labels)
	require.Equal(t, why, err)
	require.Equal(t, 2, calls)
	s, err := Silhouette{}.Of(ctx, x, labels)
	require.Equal(t, why, err)
	require.Nil(t, s)
	_, err = Silhouette{Progress: func(done, _ int) { last = done }}.Of(t.Context(), x, labels)
	require.NoError(t, err)
	require.Equal(t, 12*13/2, last)
}

func TestEverybodyMeetsOnce(t *testing.T) {
	for seats := 2; seats < 20; seats += 2 {
		met := map[[2]int]bool{}
		for round := range seats - 1 {
			busy := map[int]bool{}
			for table := range seats / 2 {
				a, b := opponents(seats, round, table)
				require.False(t, busy[a] || busy[b] || a == b)
				busy[a], busy[b] = true, true
				met[[2]int{min(a, b), max(a, b)}] = true
			}
			require.Len(t, busy, seats)
		}
		require.Len(t, met, seats*(seats-1)/2)
	}
}

// Above a number of clusters the distances are computed for each row.
func TestSilhouetteOfManyClusters(t *testing.T) {
	x := clouds(3, 700, 3, 9)
	for _, k := range []int{fewClusters, fewClusters + 1, 300} {
		labels := make([]int, 700)
		for i := range labels {
			labels[i] = i * 31 % k
		}
		got, err := Silhouette{Workers: 2}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		requireSilhouette(t, slowSilhouette(x, labels), got, labels, 1e-12)
		one, err := Silhouette{Workers: 1}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		require.Equal(t, one, got)
	}
}

// Blocks of wide tables have fewer rows, so that a call ends soon after its
// context.
func TestSilhouetteLooksAtItsContextOften(t *testing.T) {
	const n, d, clusters = 600, 300, fewClusters + 1
	x := clouds(3, n, d, 4)
	labels := make([]int, n)
	for i := range labels {
		labels[i] = i % clusters
	}
	for name, x := range map[string]mat.Matrix{"dense": x, "sparse": sparse(t, x)} {
		before, most := 0, 0
		_, err := Silhouette{Workers: 1, Progress: func(done, _ int) {
			before, most = done, max(most, done-before)
		}}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		require.LessOrEqual(t, most*n*d, 1<<22, name)
	}
}

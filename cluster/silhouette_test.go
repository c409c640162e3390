package cluster

import (
	"cmp"
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
	require.Zero(t, got.StandardError)
	require.InDelta(t, sum/float64(n), got.Mean, tol)
	require.Len(t, got.Clusters, len(size))
	for i, c := range got.Clusters {
		require.Equal(t, size[c.Label], c.Size)
		require.Equal(t, size[c.Label], c.Sampled)
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

// Each pair of rows counted once, and each row by itself, give the same to the
// last bits.
func TestSilhouetteByPairsAndByRows(t *testing.T) {
	for _, d := range []int{1, 2, 7, 40, 150} {
		x := clouds(uint64(d), 540, d, 3)
		labels := make([]int, 540)
		for i := range labels {
			labels[i] = i * i % 4
		}
		g := groupRows(labels)
		s := newDenseSums(view.Of(x), g)
		p := newPairing(s)
		require.NoError(t, p.run(t.Context(), 2, newTally(nil, 0)))
		sum, scratch := make([]float64, 2*len(g.label)), s.scratch()
		require.GreaterOrEqual(t, s.block(), 2)
		for at := 0; at < 540; at += 90 {
			s.of([]int{at, at + 9}, sum, scratch)
			for k := range g.label {
				require.InEpsilon(t, p.sum[at*len(g.label)+k], sum[k], 1e-14)
				require.InEpsilon(t, p.sum[(at+9)*len(g.label)+k], sum[len(g.label)+k], 1e-14)
			}
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
		{Silhouette{Sample: -1}, x, []int{0, 0, 1, 1}, clm.ErrConfig, "cluster.Silhouette: Sample is -1, want 0 for all rows, or at least 2"},
		{Silhouette{Sample: 1}, x, []int{0, 0, 1, 1}, clm.ErrConfig, "cluster.Silhouette: Sample is 1, want 0 for all rows, or at least 2"},
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
	const n, d, clusters = 300, 300, fewClusters + 1
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
		require.LessOrEqual(t, most*n*d, 1<<23, name)
	}
}

// The silhouettes of a sample are those of the whole, and its mean is as near
// as its standard error says.
func TestSilhouetteOfASample(t *testing.T) {
	const n = 700
	x := clouds(5, n, 2, 4)
	labels := fitKMeans(t, KMeans{K: 4}, x).Labels()
	for i := range 100 {
		labels[7*i] = -1
	}
	const sample, seeds = 80, 100
	whole, err := Silhouette{}.Of(t.Context(), x, labels)
	require.NoError(t, err)
	inside, drawn := 0, make([]int, n)
	for seed := range uint64(seeds) {
		c := Silhouette{Sample: sample, Seed: seed, Workers: 1 + int(seed%3)}
		s, err := c.Of(t.Context(), x, labels)
		require.NoError(t, err)
		measured, sum := 0, 0.0
		for i, v := range s.Samples {
			if !math.IsNaN(v) {
				require.InDelta(t, whole.Samples[i], v, 1e-12)
				measured++
				sum += v
				drawn[i]++
			}
		}
		require.Equal(t, sample, measured)
		require.InDelta(t, sum/sample, s.Mean, 1e-12)
		require.Equal(t, 100, s.Noise)
		parts := 0
		for i, k := range s.Clusters {
			require.Equal(t, whole.Clusters[i].Size, k.Size)
			parts += k.Sampled
		}
		require.Equal(t, sample, parts)
		if math.Abs(s.Mean-whole.Mean) < 2*s.StandardError {
			inside++
		}
	}
	require.InDelta(t, 0.954, float64(inside)/seeds, 0.06)
	for i, times := range drawn {
		if labels[i] < 0 {
			require.Zero(t, times)
		} else {
			require.InDelta(t, seeds*sample/600.0, times, 18) // more than five standard deviations
		}
	}
	for _, most := range []int{600, 5000} {
		s, err := Silhouette{Sample: most, Seed: 9}.Of(t.Context(), x, labels)
		require.NoError(t, err)
		require.Equal(t, whole.Mean, s.Mean)
		require.Zero(t, s.StandardError)
	}
}

// The sample does not depend on the form of the table, on the names of the
// labels or on Workers; a cluster may have no row in it.
func TestSilhouetteOfASmallSample(t *testing.T) {
	x := clouds(5, 300, 2, 4)
	labels, renamed := make([]int, 300), make([]int, 300)
	for i := range labels {
		labels[i] = i % 7
		renamed[i] = 90 - 3*labels[i]
	}
	c := Silhouette{Sample: 4, Seed: 3}
	a, err := c.Of(t.Context(), x, labels)
	require.NoError(t, err)
	b, err := c.Of(t.Context(), sparse(t, x), renamed)
	require.NoError(t, err)
	none := 0
	for k, s := range a.Clusters {
		o := b.Clusters[6-k]
		require.Equal(t, s.Sampled, o.Sampled)
		if s.Sampled == 0 {
			none++
			require.True(t, math.IsNaN(s.Mean) && math.IsNaN(o.Mean))
		} else {
			require.InDelta(t, s.Mean, o.Mean, 1e-12)
		}
	}
	require.Positive(t, none)
	require.InDelta(t, a.Mean, b.Mean, 1e-12)
	require.InDelta(t, a.StandardError, b.StandardError, 1e-12)
}

// Far away from the origin the silhouettes are the same.
func TestSilhouetteFarAway(t *testing.T) {
	x := clouds(8, 400, 3, 3)
	x.Apply(func(_, _ int, v float64) float64 { return math.Round(v*1024) / 1024 }, x)
	labels := fitKMeans(t, KMeans{K: 3}, x).Labels()
	here, err := Silhouette{}.Of(t.Context(), x, labels)
	require.NoError(t, err)
	x.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, x)
	there, err := Silhouette{}.Of(t.Context(), x, labels)
	require.NoError(t, err)
	require.Equal(t, here, there) // nothing is rounded
}

// Two pieces are compared in some milliseconds, whatever the table.
func TestTilesAreNeitherSmallNorSlow(t *testing.T) {
	for d, want := range map[int]int{1: 256, 16: 256, 17: 192, 64: 64, 4096: 64, 4097: 32, 100_000: 8} {
		require.Equal(t, want, tileOf(d), "%d columns", d)
	}
}

// Labels in small and in large numbers, with gaps, put the rows in the same order.
func TestSortByLabel(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, n := range []int{0, 1, 2, 50, 3000} {
		small, large, rows := make([]int, n), make([]int, n), []int{}
		for i := range n {
			small[i] = r.IntN(n+2) * 3
			large[i] = small[i] << 16
			if r.IntN(5) > 0 {
				rows = append(rows, i)
			}
		}
		counted, compared := slices.Clone(rows), slices.Clone(rows)
		sortByLabel(counted, small)
		sortByLabel(compared, large)
		require.Equal(t, compared, counted)
		require.True(t, slices.IsSortedFunc(counted, func(a, b int) int {
			return cmp.Or(cmp.Compare(small[a], small[b]), cmp.Compare(a, b))
		}))
	}
}

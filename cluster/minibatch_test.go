package cluster

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/rng"
)

func fitMiniBatch(t testing.TB, c MiniBatch, x mat.Matrix) *KMeansModel {
	t.Helper()
	m, err := c.Fit(t.Context(), x)
	require.NoError(t, err)
	return m
}

// apart returns n rows around k far corners of a cube, row i at corner i mod k.
func apart(seed uint64, n, d, k int) *mat.Dense {
	r := rand.New(rand.NewPCG(seed, 1))
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, float64((i%k)>>j&1)*32+float64(r.IntN(256)+r.IntN(256)-256)/64)
		}
	}
	return x
}

func TestMiniBatchFindsTheOneRightAnswer(t *testing.T) {
	for _, n := range []int{64, 20_000} {
		dense := apart(1, n, 3, 8)
		for _, x := range []mat.Matrix{dense, sparse(t, dense)} {
			for _, init := range []Init{"", PlusPlus, RandomRows} {
				for seed := range uint64(3) {
					c := MiniBatch{K: 8, Init: init, Seed: seed}
					if init == RandomRows {
						c.Starts = 40
					}
					m := fitMiniBatch(t, c, x)
					l := m.Labels()
					for i := range l {
						require.Equal(t, l[i%8], l[i])
					}
					require.Equal(t, slices.Repeat([]int{n / 8}, 8), m.Sizes())
					// The centres are the exact means, as those of Lloyd.
					want, err := KMeans{K: 8}.FitFrom(t.Context(), x, nil, m.Centers())
					require.NoError(t, err)
					require.True(t, mat.EqualApprox(want.Centers(), m.Centers(), 1e-12))
					require.InEpsilon(t, want.Inertia(), m.Inertia(), 1e-12)
					require.True(t, m.Report().Converged)
					require.Equal(t, "the inertia of the batches no longer fell", m.Report().Reason)
					require.Empty(t, m.Report().Notes)
				}
			}
		}
	}
}

// However a fit ends, its labels are those that its model predicts, and its
// inertia and sizes belong to them.
func TestMiniBatchLabelsArePredictions(t *testing.T) {
	for _, d := range []int{3, 50} {
		dense := clouds(5, 9000, d, 9)
		for _, x := range []mat.Matrix{dense, sparse(t, thinned(dense))} {
			for _, c := range []MiniBatch{{K: 10}, {K: 10, MaxIter: 1}, {K: 10, BatchSize: 300, Patience: 2}} {
				c.Starts = 1
				m := fitMiniBatch(t, c, x)
				l, err := m.Predict(nil, x)
				require.NoError(t, err)
				require.Equal(t, m.Labels(), l)
				sum, sizes := 0.0, make([]int, 10)
				centers := m.Centers()
				for i, k := range l {
					sizes[k]++
					for j := range d {
						e := x.At(i, j) - centers.At(k, j)
						sum += e * e
					}
				}
				require.InEpsilon(t, sum, m.Inertia(), 1e-12)
				require.Equal(t, sizes, m.Sizes())
				require.Equal(t, m.Inertia(), m.Report().Objective)
			}
		}
	}
}

// It comes near to one start of K-means, and the order of the table is no matter.
func TestMiniBatchOfASortedTable(t *testing.T) {
	x := clouds(11, 30_000, 4, 12) // row i is of cloud i mod 12
	sorted := mat.NewDense(30_000, 4, nil)
	for i := range 30_000 {
		sorted.SetRow(i%12*2500+i/12, x.RawRowView(i))
	}
	mean := func(x mat.Matrix) (batches, lloyd float64) {
		for seed := range uint64(8) {
			batches += fitMiniBatch(t, MiniBatch{K: 12, Seed: seed, Starts: 1}, x).Inertia() / 8
			lloyd += fitKMeans(t, KMeans{K: 12, Seed: seed, Starts: 1}, x).Inertia() / 8
		}
		return batches, lloyd
	}
	a, lloyd := mean(x)
	b, _ := mean(sorted)
	t.Logf("mean inertia %g, of the sorted table %g, of K-means %g", a, b, lloyd)
	require.InEpsilon(t, a, b, 0.02)
	require.Less(t, a, 1.02*lloyd)
	require.Less(t, b, 1.02*lloyd)
}

func TestMiniBatchWeights(t *testing.T) {
	dense := clouds(2, 600, 3, 4)
	weight, ones := make([]float64, 600), make([]float64, 600)
	var rows []int
	for i := range weight {
		weight[i], ones[i] = float64(i%3), 1
		for range i % 3 {
			rows = append(rows, i)
		}
	}
	start := dense.Slice(0, 4, 0, 3)
	c := MiniBatch{K: 4, BatchSize: 50, MaxIter: 30}
	for _, x := range []mat.Matrix{dense, sparse(t, thinned(dense))} {
		repeated := mat.NewDense(len(rows), 3, nil)
		for i, row := range rows {
			repeated.SetRow(i, mat.Row(nil, row, x))
		}
		a, err := c.FitFrom(t.Context(), x, weight, start)
		require.NoError(t, err)
		b, err := c.FitFrom(t.Context(), repeated, nil, start)
		require.NoError(t, err)
		require.True(t, mat.EqualApprox(a.Centers(), b.Centers(), 1e-12))
		require.InEpsilon(t, b.Inertia(), a.Inertia(), 1e-12)
		require.Equal(t, b.masses(), a.masses())
		require.Equal(t, b.Report().Iterations, a.Report().Iterations)
		require.Equal(t, 600, total(a.Sizes()))

		plain := fitMiniBatch(t, c, x)
		withOnes, err := c.FitWeighted(t.Context(), x, ones)
		require.NoError(t, err)
		require.Equal(t, file(t, plain), file(t, withOnes))
		weighted, err := c.FitWeighted(t.Context(), x, weight)
		require.NoError(t, err)
		require.NotEqual(t, file(t, plain), file(t, weighted))
		var back KMeansModel
		require.NoError(t, back.UnmarshalBinary(file(t, weighted)))
		require.Equal(t, weighted.masses(), back.masses())
	}
}

// Rows of weight 0 have a label and no part in anything else.
func TestMiniBatchRowsWithoutWeight(t *testing.T) {
	x := clouds(3, 5000, 2, 4)
	weight := make([]float64, 5000)
	for i := range weight {
		if i%5 == 0 {
			x.SetRow(i, []float64{1e6, -1e6})
		} else {
			weight[i] = 1
		}
	}
	m, err := MiniBatch{K: 4}.FitWeighted(t.Context(), x, weight)
	require.NoError(t, err)
	require.Less(t, mat.Max(m.Centers()), 100.0)
	require.Equal(t, 5000, total(m.Sizes()))
	sum := 0.0
	for _, w := range m.masses() {
		sum += w
	}
	require.Equal(t, 4000.0, sum)
}

// Neither the number of goroutines nor the instructions at hand change a byte.
func TestMiniBatchWorkersDoNotMatter(t *testing.T) {
	for _, size := range [][3]int{{9000, 3, 5}, {9000, 2, 200}, {9000, 49, 8}, {500, 3, 5}} {
		n, d, k := size[0], size[1], size[2]
		x := clouds(6, n, d, k)
		c := MiniBatch{K: k, Starts: 1, MaxIter: 3, Init: RandomRows}
		var want []byte
		eachSet(t, func(t *testing.T) {
			for _, workers := range []int{1, 2, 7} {
				c.Workers = workers
				got := file(t, fitMiniBatch(t, c, x))
				if want == nil {
					want = got
				}
				require.Equal(t, want, got, "%d×%d, %d workers", n, d, workers)
			}
		})
	}
}

func TestMiniBatchIgnoresAnOffset(t *testing.T) {
	x := clouds(1, 8000, 3, 4)
	far := mat.NewDense(8000, 3, nil)
	far.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, x)
	for k := 1; k < 8; k++ {
		a, b := fitMiniBatch(t, MiniBatch{K: k}, x), fitMiniBatch(t, MiniBatch{K: k}, far)
		require.Equal(t, a.Labels(), b.Labels())
		require.InEpsilon(t, a.Inertia(), b.Inertia(), 1e-12)
	}
}

func TestMiniBatchAtTheEdges(t *testing.T) {
	// Every row its own cluster.
	m := fitMiniBatch(t, MiniBatch{K: 6}, column(3, 1, 4, 15, 9, 2))
	require.Equal(t, []int{1, 1, 1, 1, 1, 1}, m.Sizes())
	require.Zero(t, m.Inertia())
	// Fewer distinct rows than clusters, in a table larger than the sample.
	x := mat.NewDense(4000, 2, nil)
	for i := range 4000 {
		x.SetRow(i, []float64{0.1 * float64(i%3), 7})
	}
	for _, y := range []mat.Matrix{x, sparse(t, x)} {
		m = fitMiniBatch(t, MiniBatch{K: 5}, y)
		require.InDelta(t, 0, m.Inertia(), 1e-20)
		require.Contains(t, m.Report().Notes, "clusters without rows: 2 of 5")
	}
	// Equal rows.
	m = fitMiniBatch(t, MiniBatch{K: 2}, mat.NewDense(5000, 3, nil))
	require.Zero(t, m.Inertia())
	// Huge and tiny values.
	for _, scale := range []float64{1e139, 1e-100} {
		m := fitMiniBatch(t, MiniBatch{K: 2}, column(-9*scale, -8*scale, 9*scale, 10*scale))
		l := m.Labels()
		require.Equal(t, []int{l[0], l[0], l[2], l[2]}, l)
		require.NotEqual(t, l[0], l[2])
	}
	// A batch of one row, and one larger than the table.
	for _, size := range []int{1, math.MaxInt} {
		m := fitMiniBatch(t, MiniBatch{K: 3, BatchSize: size}, apart(2, 90, 2, 3))
		require.Equal(t, []int{30, 30, 30}, m.Sizes())
	}
}

// A centre that no row is nearest to moves to a far row.
func TestMiniBatchMovesCentersWithoutRows(t *testing.T) {
	x := apart(3, 6000, 2, 4)
	start := mat.NewDense(4, 2, []float64{0, 0, 900, 900, 32, 32, 901, 901})
	for _, y := range []mat.Matrix{x, sparse(t, x)} {
		m, err := MiniBatch{K: 4, BatchSize: 64}.FitFrom(t.Context(), y, nil, start)
		require.NoError(t, err)
		require.Equal(t, []int{1500, 1500, 1500, 1500}, m.Sizes())
		require.Contains(t, m.Report().Notes[0], "centres without rows moved to a far row: ")
	}
}

func TestMiniBatchEnds(t *testing.T) {
	x := clouds(4, 9000, 3, 9)
	m := fitMiniBatch(t, MiniBatch{K: 12, MaxIter: 5}, x)
	require.Equal(t, 5, m.Report().Iterations)
	require.False(t, m.Report().Converged)
	require.Equal(t, "stopped after 5 batches", m.Report().Reason)
	require.Equal(t, []string{"not converged in 5 batches; a larger MaxIter may help"}, m.Report().Notes)
	m = fitMiniBatch(t, MiniBatch{K: 12, MaxIter: 300, Patience: -1}, x)
	require.Equal(t, 300, m.Report().Iterations)
	m = fitMiniBatch(t, MiniBatch{K: 12, Patience: 7}, x)
	require.True(t, m.Report().Converged)
	require.Zero(t, m.Report().Iterations%7)
	require.Less(t, m.Report().Iterations, 10_000)
}

// The table is not copied.
func TestMiniBatchMemory(t *testing.T) {
	const n, d = 200_000, 16
	x := mat.NewDense(n, d, nil)
	for i := range n {
		x.Set(i, i%d, float64(i%97))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m := fitMiniBatch(t, MiniBatch{K: 8, Workers: 2}, x)
	runtime.ReadMemStats(&after)
	require.Len(t, m.Labels(), n)
	require.Less(t, after.TotalAlloc-before.TotalAlloc-8*n, uint64(8*n*d/4), "but for the copy of the labels, a quarter of the table")
}

func TestMiniBatchErrors(t *testing.T) {
	x := column(0, 1, 2)
	for _, c := range []struct {
		config MiniBatch
		x      mat.Matrix
		weight []float64
		start  mat.Matrix
		is     error
		text   string
	}{
		{MiniBatch{}, x, nil, nil, clm.ErrConfig, "cluster.MiniBatch: K is 0, want at least 1"},
		{MiniBatch{K: 1, Init: "best"}, x, nil, nil, clm.ErrConfig, `cluster.MiniBatch: Init is "best", want "", "k-means++" or "random"`},
		{MiniBatch{K: 4}, x, nil, nil, clm.ErrTooFew, "cluster.MiniBatch.FitFrom: 3 rows for 4 clusters: too few data"},
		{MiniBatch{K: 2}, x, []float64{0, 0, 1}, nil, clm.ErrTooFew, "cluster.MiniBatch.FitFrom: 1 rows for 2 clusters: too few data"},
		{MiniBatch{K: 1}, column(1, 2, 1e150), nil, nil, clm.ErrValue, "cluster.MiniBatch.FitFrom: value 1e+150 at row 2, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
		{MiniBatch{K: 2}, x, nil, column(1), clm.ErrShape, "cluster.MiniBatch.FitFrom: start: 1×1, want 2×1"},
		{MiniBatch{K: 2}, x, nil, column(1, math.Inf(1)), clm.ErrValue, "cluster.MiniBatch.FitFrom: start: value +Inf at row 1, column 0"},
		{MiniBatch{K: 1}, column(1e140, -1e140, 0), []float64{1e300, 1, 1}, nil, clm.ErrDiverged, ""},
		{MiniBatch{K: 1}, x, []float64{math.MaxFloat64, math.MaxFloat64, 1}, nil, clm.ErrDiverged, "cluster.MiniBatch.FitFrom: weights add up to +Inf: diverged"},
		{MiniBatch{K: 1}, x, []float64{1, 1}, nil, clm.ErrShape, "cluster.MiniBatch.FitFrom: 2 weights for 3 rows, want one weight for each row"},
	} {
		if c.start == nil {
			c.start = mat.NewDense(max(c.config.K, 1), 1, nil)
		}
		m, err := c.config.FitFrom(t.Context(), c.x, c.weight, c.start)
		require.ErrorIs(t, err, c.is)
		if c.text != "" {
			require.EqualError(t, err, c.text)
		}
		require.Nil(t, m)
	}
	_, err := MiniBatch{K: 1}.FitFrom(t.Context(), x, nil, nil)
	require.EqualError(t, err, "cluster.MiniBatch.FitFrom: no start, want one centre for each cluster")
	_, err = MiniBatch{K: 2}.FitWeighted(t.Context(), column(1e140, -1e140, 0), []float64{1e300, 1, 1})
	require.ErrorIs(t, err, clm.ErrDiverged)
	require.ErrorContains(t, err, "cluster.MiniBatch.FitWeighted: ")
	wide, err := clm.NewSparse(5, math.MaxInt32, make([]int, 6), nil, nil)
	require.NoError(t, err)
	_, err = MiniBatch{K: 5}.Fit(t.Context(), wide)
	require.ErrorIs(t, err, clm.ErrLimit)
}

// Whichever wrong value is drawn, the first one is reported; and one that is
// not drawn is found in the end.
func TestMiniBatchReportsTheFirstWrongValue(t *testing.T) {
	for _, d := range []int{2, 50} {
		x := clouds(2, 40_000, d, 3)
		x.Set(30_000, 1, math.Inf(1))
		for _, y := range []mat.Matrix{x, sparse(t, x)} {
			_, err := MiniBatch{K: 2, BatchSize: 10, MaxIter: 1}.Fit(t.Context(), y)
			require.EqualError(t, err, "cluster.MiniBatch.Fit: value +Inf at row 30000, column 1")
		}
		for i := 20_001; i < 40_000; i++ {
			x.Set(i, 0, math.NaN())
		}
		x.Set(20_000, 1, math.NaN())
		for _, y := range []mat.Matrix{x, sparse(t, x)} {
			_, err := MiniBatch{K: 2}.Fit(t.Context(), y)
			require.EqualError(t, err, "cluster.MiniBatch.Fit: value NaN at row 20000, column 1")
			_, err = MiniBatch{K: 2}.FitFrom(t.Context(), y, nil, mat.NewDense(2, d, nil))
			require.EqualError(t, err, "cluster.MiniBatch.FitFrom: value NaN at row 20000, column 1")
		}
	}
}

func TestMiniBatchStops(t *testing.T) {
	x := clouds(2, 9000, 3, 3)
	for _, after := range []int{1, 2, 5, 20, 50} {
		m, err := MiniBatch{K: 3, Workers: 1, Patience: -1}.Fit(&countdown{Context: t.Context(), left: after}, x)
		require.ErrorIs(t, err, context.Canceled)
		require.Nil(t, m)
	}
}

// Rows are drawn by their weights, those of weight 0 never.
func TestRowDraws(t *testing.T) {
	for _, n := range []int{1, 63, 64, 65, 1000} {
		weight := make([]float64, n)
		sum := 0.0
		for i := range weight {
			weight[i] = float64((i+1)%4) / 3
			sum += weight[i]
		}
		draws := newRowDraws(rng.New(7, 1), n, weight)
		require.InEpsilon(t, sum, draws.total, 1e-12)
		const times = 200_000
		drawn := make([]int, n)
		for range times {
			drawn[draws.next()]++
		}
		for i, w := range weight {
			want := times * w / sum
			if w == 0 {
				require.Zero(t, drawn[i])
			} else {
				require.InDelta(t, want, drawn[i], 6*math.Sqrt(want))
			}
		}
	}
	// A share that rounding takes to the end.
	draws := newRowDraws(rng.New(1, 1), 70, slices.Concat(make([]float64, 3), slices.Repeat([]float64{0.1}, 62), make([]float64, 5)))
	for range 100_000 {
		i := draws.next()
		require.True(t, i >= 3 && i < 65)
	}
}

func FuzzMiniBatchFit(f *testing.F) {
	f.Add(uint8(2), uint8(2), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	f.Add(uint8(9), uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, k, d uint8, b []byte) {
		x := matrixOf(b, int(d%5)+1)
		if x == nil {
			return
		}
		m, err := MiniBatch{K: int(k%9) + 1, BatchSize: int(k%5) + 1, MaxIter: 9, Patience: 2}.Fit(t.Context(), x)
		if err != nil {
			require.True(t, isKnown(err), "%v", err)
			return
		}
		l, err := m.Predict(nil, x)
		require.NoError(t, err)
		require.Equal(t, m.Labels(), l)
		require.GreaterOrEqual(t, m.Inertia(), 0.0)
		var back KMeansModel
		require.NoError(t, back.UnmarshalBinary(file(t, m)))
	})
}

package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

func column(v ...float64) *mat.Dense { return mat.NewDense(len(v), 1, v) }

// clouds returns n rows of d whole multiples of 1/64 around k centres, so that
// adding a large offset is exact.
func clouds(seed uint64, n, d, k int) *mat.Dense {
	r := rand.New(rand.NewPCG(seed, 0))
	at := mat.NewDense(k, d, nil)
	for i := range k {
		for j := range d {
			at.Set(i, j, float64(r.IntN(1024))/64)
		}
	}
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, at.At(i%k, j)+float64(r.IntN(256)+r.IntN(256)-256)/64)
		}
	}
	return x
}

func fitKMeans(t *testing.T, c KMeans, x mat.Matrix) *KMeansModel {
	t.Helper()
	m, err := c.Fit(t.Context(), x)
	require.NoError(t, err)
	return m
}

func file(t *testing.T, m *KMeansModel) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	require.NoError(t, err)
	return b
}

func TestKMeansFindsTheOneRightAnswer(t *testing.T) {
	x := column(0, 1, 2, 10, 11, 12)
	for _, init := range []Init{"", PlusPlus, RandomRows} {
		for seed := range uint64(20) {
			m := fitKMeans(t, KMeans{K: 2, Init: init, Seed: seed}, x)
			l := m.Labels()
			require.Equal(t, []int{l[0], l[0], l[0], l[3], l[3], l[3]}, l)
			require.NotEqual(t, l[0], l[3])
			require.Equal(t, 4.0, m.Inertia())
			require.Equal(t, 1.0, m.Centers().At(l[0], 0))
			require.Equal(t, 11.0, m.Centers().At(l[3], 0))
			require.Equal(t, []int{3, 3}, m.Sizes())
			require.True(t, m.Report().Converged)
			require.Empty(t, m.Report().Notes)
		}
	}
}

func TestKMeansErrors(t *testing.T) {
	x := column(0, 1, 2)
	for _, c := range []struct {
		config KMeans
		x      mat.Matrix
		weight []float64
		start  mat.Matrix
		is     error
		text   string
	}{
		{KMeans{}, x, nil, nil, clm.ErrConfig, "cluster.KMeans: K is 0, want at least 1"},
		{KMeans{K: 1, Init: "best"}, x, nil, nil, clm.ErrConfig, `cluster.KMeans: Init is "best", want "", "k-means++" or "random"`},
		{KMeans{K: 1, Precision: "half"}, x, nil, nil, clm.ErrConfig, `cluster.KMeans: Precision is "half", want "", "float64" or "float32"`},
		{KMeans{K: 1, Tol: math.NaN()}, x, nil, nil, clm.ErrConfig, "cluster.KMeans: Tol is NaN, want a finite number"},
		{KMeans{K: 4}, x, nil, nil, clm.ErrTooFew, "cluster.KMeans.FitFrom: 3 rows for 4 clusters: too few data"},
		{KMeans{K: 2}, x, []float64{0, 0, 1}, nil, clm.ErrTooFew, "cluster.KMeans.FitFrom: 1 rows for 2 clusters: too few data"},
		{KMeans{K: 1}, column(1, 2, 1e150), nil, nil, clm.ErrValue, "cluster.KMeans.FitFrom: value 1e+150 at row 2, column 0, want a magnitude of at most 1e140, as squared distances overflow beyond"},
		{KMeans{K: 2}, x, nil, column(1), clm.ErrShape, "cluster.KMeans.FitFrom: start: 1×1, want 2×1"},
		{KMeans{K: 2}, x, nil, column(1, math.Inf(1)), clm.ErrValue, "cluster.KMeans.FitFrom: start: value +Inf at row 1, column 0"},
		{KMeans{K: 1}, column(1e140, -1e140, 0), []float64{1e300, 1, 1}, nil, clm.ErrDiverged, "cluster.KMeans.FitFrom: weighted sums overflow in iteration 1: diverged"},
		{KMeans{K: 1}, x, []float64{math.MaxFloat64, math.MaxFloat64, 1}, nil, clm.ErrDiverged, "cluster.KMeans.FitFrom: weights add up to +Inf: diverged"},
	} {
		if c.start == nil {
			c.start = mat.NewDense(max(c.config.K, 1), 1, nil)
		}
		m, err := c.config.FitFrom(t.Context(), c.x, c.weight, c.start)
		require.EqualError(t, err, c.text)
		require.ErrorIs(t, err, c.is)
		require.Nil(t, m)
	}
	_, err := KMeans{K: 2}.Fit(t.Context(), mat.NewDense(20, 4, nil).Grow(0, 0))
	require.NoError(t, err)
	nan := mat.NewDense(20, 4, nil)
	nan.Set(17, 3, math.NaN())
	_, err = KMeans{K: 2}.Fit(t.Context(), nan)
	require.EqualError(t, err, "cluster.KMeans.Fit: value NaN at row 17, column 3")
	wide, err := clm.NewSparse(5, math.MaxInt32, make([]int, 6), nil, nil)
	require.NoError(t, err)
	_, err = KMeans{K: 5}.Fit(t.Context(), wide)
	require.ErrorIs(t, err, clm.ErrLimit)
}

// Values up to the limit work, and so do the distances between them.
func TestKMeansOfHugeAndTinyValues(t *testing.T) {
	for _, scale := range []float64{1e139, 1e-100} {
		m := fitKMeans(t, KMeans{K: 2}, column(-9*scale, -8*scale, 9*scale, 10*scale))
		l := m.Labels()
		require.Equal(t, []int{l[0], l[0], l[2], l[2]}, l)
		require.NotEqual(t, l[0], l[2])
		near, err := m.PredictRow([]float64{-10 * scale})
		require.NoError(t, err)
		require.Equal(t, l[0], near)
	}
}

func TestKMeansTiesGoToTheLowestIndex(t *testing.T) {
	m, err := KMeans{K: 3, MaxIter: 1}.FitFrom(t.Context(), column(-1, 1, 3), nil, column(-1, 3, 1))
	require.NoError(t, err)
	l, err := m.Predict(nil, column(0, 2, -1, 1))
	require.NoError(t, err)
	require.Equal(t, []int{0, 1, 0, 2}, l)
}

func TestKMeansIgnoresAnOffset(t *testing.T) {
	x := clouds(1, 500, 3, 4)
	far := mat.NewDense(500, 3, nil)
	far.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, x)
	for k := 1; k < 8; k++ {
		a, b := fitKMeans(t, KMeans{K: k}, x), fitKMeans(t, KMeans{K: k}, far)
		require.Equal(t, a.Labels(), b.Labels())
		require.InEpsilon(t, a.Inertia(), b.Inertia(), 1e-12)
	}
}

// The rows in another order, from the same start, are in the same clusters.
func TestKMeansIgnoresTheOrderOfRows(t *testing.T) {
	x := clouds(2, 400, 2, 5)
	start := mat.DenseCopyOf(x.Slice(0, 6, 0, 2))
	c := KMeans{K: 6, Tol: -1}
	a, err := c.FitFrom(t.Context(), x, nil, start)
	require.NoError(t, err)
	order := rand.New(rand.NewPCG(3, 3)).Perm(400)
	y := mat.NewDense(400, 2, nil)
	for i, o := range order {
		y.SetRow(i, x.RawRowView(o))
	}
	b, err := c.FitFrom(t.Context(), y, nil, start)
	require.NoError(t, err)
	for i, o := range order {
		require.Equal(t, a.Labels()[o], b.Labels()[i])
	}
	require.InEpsilon(t, a.Inertia(), b.Inertia(), 1e-12)
}

func TestKMeansGetsBetterWithEachIteration(t *testing.T) {
	x := clouds(4, 1000, 3, 9)
	start := mat.DenseCopyOf(x.Slice(0, 12, 0, 3))
	last := math.Inf(1)
	for n := 1; ; n++ {
		m, err := KMeans{K: 12, Tol: -1, MaxIter: n}.FitFrom(t.Context(), x, nil, start)
		require.NoError(t, err)
		require.LessOrEqual(t, m.Inertia(), last*(1+1e-15))
		last = m.Inertia()
		if m.Report().Converged {
			require.Equal(t, n, m.Report().Iterations)
			require.Equal(t, "no label changed", m.Report().Reason)
			require.Greater(t, n, 5)
			return
		}
		require.Len(t, m.Report().Notes, 1)
	}
}

// However a fit ends, its labels are those that its model predicts, and its
// inertia and centres belong to them.
func TestKMeansLabelsArePredictions(t *testing.T) {
	dense := clouds(5, 5000, 3, 9)
	for _, x := range []mat.Matrix{dense, sparse(t, thinned(dense))} {
		for _, c := range []KMeans{{K: 10, Tol: -1}, {K: 10}, {K: 10, MaxIter: 2}, {K: 10, Tol: 0.5}} {
			c.Starts = 2
			m := fitKMeans(t, c, x)
			l, err := m.Predict(nil, x)
			require.NoError(t, err)
			require.Equal(t, m.Labels(), l)
			sum := 0.0
			sizes := make([]int, 10)
			centers := m.Centers()
			for i, k := range l {
				sizes[k]++
				for j := range 3 {
					d := x.At(i, j) - centers.At(k, j)
					sum += d * d
				}
			}
			require.InEpsilon(t, sum, m.Inertia(), 1e-12)
			require.Equal(t, sizes, m.Sizes())
			require.Equal(t, m.Inertia(), m.Report().Objective)
		}
	}
}

// Neither the number of goroutines nor the instructions at hand change a byte.
func TestKMeansWorkersDoNotMatter(t *testing.T) {
	for _, size := range [][2]int{{300, 2}, {9000, 2}, {sideBySide + 1, 2}, {4100, 9}, {4100, 49}} {
		n, d := size[0], size[1]
		x := clouds(6, n, d, 3)
		c := KMeans{K: 4, Starts: 2, MaxIter: 5}
		if d > 2 {
			c.Init, c.Starts, c.MaxIter = RandomRows, 1, 1
		}
		var want []byte
		eachSet(t, func(t *testing.T) {
			for _, workers := range []int{1, 2, 7} {
				c.Workers = workers
				got := file(t, fitKMeans(t, c, x))
				if want == nil {
					want = got
				}
				require.Equal(t, want, got, "%d×%d, %d workers", n, d, workers)
			}
		})
	}
}

// Many rows at once are compared in another way than one, and get the same
// label.
func TestKMeansPredictsManyLikeOne(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2))
	for _, d := range []int{1, 3, 16, 48, 49} {
		x := steps(r, 100, d)
		m := KMeansModel{centers: someCenters(r, 11, d, 0.1)}
		for _, n := range []int{1, 31, 32, 33, 64, 100} {
			part := x.Slice(0, n, 0, d)
			want := make([]int, n)
			for i := range want {
				var err error
				want[i], err = m.PredictRow(x.RawRowView(i))
				require.NoError(t, err)
			}
			eachSet(t, func(t *testing.T) {
				got, err := m.Predict(nil, part)
				require.NoError(t, err)
				require.Equal(t, want, got)
				got, err = m.Predict(nil, mat.DenseCopyOf(part.T()).T())
				require.NoError(t, err)
				require.Equal(t, want, got)
			})
		}
		x.Set(45, d-1, math.NaN())
		x.Set(46, 0, math.NaN())
		eachSet(t, func(t *testing.T) {
			_, err := m.Predict(nil, x)
			require.EqualError(t, err, fmt.Sprintf("cluster.KMeansModel.Predict: value NaN at row 45, column %d", d-1))
		})
	}
}

// Starts that run beside each other give what they give one after the other.
func TestKMeansStartsSideBySide(t *testing.T) {
	x := clouds(7, 200, 2, 6)
	best := math.Inf(1)
	for s := range 5 {
		f := fittingOf(t, KMeans{K: 6, Seed: 9}, x, nil)
		one, err := f.one(t.Context(), s, 3)
		require.NoError(t, err)
		best = min(best, one.report.Objective)
	}
	require.InEpsilon(t, best, fitKMeans(t, KMeans{K: 6, Seed: 9, Starts: 5}, x).Inertia(), 1e-9)
}

func TestKMeansSeeds(t *testing.T) {
	x := clouds(8, 300, 2, 3)
	seen := map[string]bool{}
	for seed := range uint64(10) {
		c := KMeans{K: 9, Starts: 1, Seed: seed}
		b := file(t, fitKMeans(t, c, x))
		require.Equal(t, b, file(t, fitKMeans(t, c, x)))
		seen[string(b)] = true
	}
	require.Greater(t, len(seen), 5)
}

func TestKMeansProgressCountsAllStarts(t *testing.T) {
	var calls [][2]int
	c := KMeans{K: 2, Starts: 3, MaxIter: 7, Workers: 1, Progress: func(done, total int) { calls = append(calls, [2]int{done, total}) }}
	fitKMeans(t, c, clouds(9, 100, 2, 2))
	require.GreaterOrEqual(t, len(calls), 3)
	for i, c := range calls {
		require.Equal(t, 21, c[1])
		require.True(t, i == 0 || c[0] > calls[i-1][0], fmt.Sprint(calls))
	}
	require.Equal(t, 21, calls[len(calls)-1][0])
}

package cluster

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
)

// thinned sets two of five elements to 0.
func thinned(x *mat.Dense) *mat.Dense {
	y := mat.DenseCopyOf(x)
	y.Apply(func(i, j int, v float64) float64 {
		if (7*i+3*j+i*j)%5 < 2 {
			return 0
		}
		return v
	}, y)
	return y
}

func sparse(t *testing.T, x mat.Matrix) *clm.Sparse {
	t.Helper()
	r, c := x.Dims()
	var row, col []int
	var val []float64
	for i := range r {
		for j := range c {
			if v := x.At(i, j); v != 0 {
				row, col, val = append(row, i), append(col, j), append(val, v)
			}
		}
	}
	s, err := clm.NewSparseTriplets(r, c, row, col, val)
	require.NoError(t, err)
	return s
}

// someCenters have coordinates from a small lattice, so that many rows of the
// lattice are equally near to several.
func someCenters(r *rand.Rand, k, d int, offset float64) centers {
	c := centers{k: k, d: d, offset: make([]float64, d), at: make([]float64, k*d)}
	for i := range c.offset {
		c.offset[i] = offset
	}
	for i := range c.at {
		c.at[i] = float64(r.IntN(5))/2 - offset
	}
	c.uncentre()
	return c
}

func TestNearestIsTheSmallestChain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for k := 1; k < 14; k++ {
		for d := 1; d < 10; d++ {
			c := someCenters(r, k, d, 0.1)
			for range 50 {
				row, centred := make([]float64, d), make([]float64, d)
				for i := range row {
					row[i] = float64(r.IntN(5)) / 2
					centred[i] = row[i] - c.offset[i]
				}
				dist := make([]float64, k)
				for j := range dist {
					dist[j] = vec.SqDistChain(centred, c.center(j))
					require.Equal(t, dist[j], c.sqDist(row, j))
				}
				want, low := vec.ArgMin(dist)
				got, s := c.nearest(row)
				require.Equal(t, want, got)
				require.Equal(t, low, s)
			}
		}
	}
}

// Sparse rows get the label of the dense row to the bit, ties and all, and
// its distance to 12 digits.
func TestNearestOfSparseRows(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, offset := range []float64{0, 0.1, 1e8} {
		for k := 1; k < 10; k++ {
			for d := 1; d < 30; d += 7 {
				c := someCenters(r, k, d, offset)
				for range 40 {
					row := make([]float64, d)
					var col []int32
					var val []float64
					for i := range row {
						if v := float64(r.IntN(5))/2 - 1; v > 0 {
							row[i] = v
							col, val = append(col, int32(i)), append(val, v)
						}
					}
					want, low := c.nearest(row)
					sp := newSparseRow(col, val)
					got, s := c.nearestSparse(sp)
					require.Equal(t, want, got)
					require.InDelta(t, low, s, 1e-12*low)
					for j := range k {
						exact := c.sqDist(row, j)
						require.Equal(t, exact, c.exact(sp, j))
						require.InDelta(t, exact, c.sqDistSparse(sp, j), 1e-12*exact)
					}
				}
			}
		}
	}
}

func TestEqualSparseRowsAreNotApart(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 100 {
		c := centers{k: 1, d: 50, offset: make([]float64, 50), at: make([]float64, 50)}
		var col []int32
		var val []float64
		for i := range c.at {
			if r.IntN(5) == 0 {
				c.at[i] = r.Float64() * 1e5
				col, val = append(col, int32(i)), append(val, c.at[i])
			}
		}
		c.uncentre()
		require.Zero(t, c.sqDistSparse(newSparseRow(col, val), 0))
	}
}

func TestSparseFitsLikeDense(t *testing.T) {
	x := thinned(clouds(11, 1500, 6, 7))
	s := sparse(t, x)
	w := make([]float64, 1500)
	for i := range w {
		w[i] = float64(i % 4)
	}
	for _, c := range []KMeans{{K: 7}, {K: 12, Tol: -1, Init: RandomRows}, {K: 3, MaxIter: 2, Starts: 1}} {
		a, err := c.FitWeighted(t.Context(), x, w)
		require.NoError(t, err)
		b, err := c.FitWeighted(t.Context(), s, w)
		require.NoError(t, err)
		require.Equal(t, a.Labels(), b.Labels())
		require.Equal(t, a.Report().Iterations, b.Report().Iterations)
		require.InEpsilon(t, a.Inertia(), b.Inertia(), 1e-12)
		require.True(t, mat.EqualApprox(a.Centers(), b.Centers(), 1e-12))
		fa, fb := fittingOf(t, c, x, w), fittingOf(t, c, s, w)
		require.InEpsilon(t, fa.table.variance(), fb.table.variance(), 1e-12)
	}
}

// A table of ones without values is the table with them.
func TestSparseOfOnes(t *testing.T) {
	ptr, col := []int{0, 2, 3, 5, 6}, []int32{0, 2, 1, 0, 2, 1}
	bare, err := clm.NewSparse(4, 3, ptr, col, nil)
	require.NoError(t, err)
	full, err := clm.NewSparse(4, 3, ptr, col, []float64{1, 1, 1, 1, 1, 1})
	require.NoError(t, err)
	a, b := fitKMeans(t, KMeans{K: 2}, bare), fitKMeans(t, KMeans{K: 2}, full)
	require.Equal(t, file(t, a), file(t, b))
	require.Equal(t, a.Labels()[0], a.Labels()[2])
	require.Equal(t, a.Labels()[1], a.Labels()[3])
	require.Zero(t, a.Inertia())
	la, err := a.Predict(nil, bare)
	require.NoError(t, err)
	require.Equal(t, a.Labels(), la)
}

func TestTransformIsTheDistance(t *testing.T) {
	x := clouds(12, 200, 4, 3)
	m := fitKMeans(t, KMeans{K: 3}, x)
	var dst, fromSparse mat.Dense
	require.NoError(t, m.Transform(&dst, x))
	require.NoError(t, m.Transform(&fromSparse, sparse(t, x)))
	require.True(t, mat.Equal(&dst, &fromSparse))
	c := m.Centers()
	for i, l := range m.Labels() {
		for j := range 3 {
			want := 0.0
			for e := range 4 {
				want += (x.At(i, e) - c.At(j, e)) * (x.At(i, e) - c.At(j, e))
			}
			require.InDelta(t, math.Sqrt(want), dst.At(i, j), 1e-12)
			require.LessOrEqual(t, dst.At(i, l), dst.At(i, j))
		}
	}
	require.Panics(t, func() { _ = m.Transform(mat.NewDense(199, 3, nil), x) })
}

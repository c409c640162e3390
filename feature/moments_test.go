package feature

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// skewed returns rows of which one column is far from 0 and one has missing
// values.
func skewed(n int) *mat.Dense {
	r := rand.New(rand.NewPCG(5, 5))
	x := mat.NewDense(n, 3, nil)
	for i := range n {
		x.SetRow(i, []float64{1e6 + r.NormFloat64(), r.ExpFloat64() * 100, r.Float64()})
		if r.IntN(4) == 0 {
			x.Set(i, 2, math.NaN())
		}
	}
	return x
}

func momentsOfRows(t *testing.T, c Scaler, x *mat.Dense, lo, hi int) *Moments {
	t.Helper()
	m, err := c.Moments(3)
	require.NoError(t, err)
	for i := lo; i < hi; i++ {
		require.NoError(t, m.Add(x.RawRowView(i)))
	}
	return m
}

// However the rows are cut, the scaler is that of all of them.
func TestMomentsAddUp(t *testing.T) {
	const n = 10000
	x := skewed(n)
	r := rand.New(rand.NewPCG(6, 6))
	for _, c := range []Scaler{{Log1p: []int{1}}, {Method: MinMax}, {Method: None, Log1p: []int{1}}} {
		want, err := c.Fit(t.Context(), x)
		require.NoError(t, err)
		for range 5 {
			all, err := c.Moments(3)
			require.NoError(t, err)
			for lo := 0; lo < n; {
				hi := min(n, lo+r.IntN(4000))
				piece := momentsOfRows(t, c, x, lo, hi)
				b, err := piece.MarshalBinary()
				require.NoError(t, err)
				var back Moments
				require.NoError(t, back.UnmarshalBinary(b))
				require.Equal(t, piece, &back)
				require.NoError(t, all.Merge(&back))
				require.Equal(t, piece, &back)
				lo = hi
			}
			require.Equal(t, n, all.Rows())
			got, err := c.FitMoments(all)
			require.NoError(t, err)
			for j := range 3 {
				require.InEpsilon(t, 1+want.Center()[j], 1+got.Center()[j], 1e-12)
				require.InEpsilon(t, want.Scale()[j], got.Scale()[j], 1e-12)
			}
			require.Equal(t, want.Report(), got.Report())
		}
	}
}

// The two passes of the definition, in a column that is far from 0.
func TestMomentsAreTheirDefinition(t *testing.T) {
	x := skewed(3000)
	m := momentsOfRows(t, Scaler{}, x, 0, 3000)
	for j, c := range m.col {
		var values []float64
		for _, v := range mat.Col(nil, j, x) {
			if v == v {
				values = append(values, v)
			}
		}
		sum, squares := 0.0, 0.0
		lo, hi := values[0], values[0]
		for _, v := range values {
			sum += v
			lo, hi = min(lo, v), max(hi, v)
		}
		mean := sum / float64(len(values))
		for _, v := range values {
			squares += (v - mean) * (v - mean)
		}
		require.Equal(t, len(values), c.n)
		require.InEpsilon(t, mean, c.first+c.mean, 1e-14)
		require.InEpsilon(t, squares, c.squares, 1e-12)
		require.Equal(t, []float64{lo, hi}, []float64{c.lo, c.hi})
	}
}

func TestMomentsErrors(t *testing.T) {
	_, err := Scaler{}.Moments(0)
	require.EqualError(t, err, "feature.Scaler.Moments: 0 columns, want at least 1 column")
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = Scaler{Log1p: []int{2}}.Moments(2)
	require.ErrorIs(t, err, clm.ErrConfig)
	_, err = Scaler{Method: "best"}.Moments(2)
	require.ErrorIs(t, err, clm.ErrConfig)

	m, err := Scaler{Log1p: []int{1}}.Moments(2)
	require.NoError(t, err)
	_, err = Scaler{Log1p: []int{1}}.FitMoments(m)
	require.EqualError(t, err, "feature.Scaler.FitMoments: no rows: too few data")
	require.NoError(t, m.Add([]float64{1, 2}))
	before := *m
	require.EqualError(t, m.Add([]float64{1}), "feature.Moments.Add: 1 columns, want 2 columns")
	require.EqualError(t, m.Add([]float64{5, -1}), "feature.Moments.Add: value -1 at row 1, column 1, want more than -1 in a column of Log1p")
	require.EqualError(t, m.Add([]float64{math.Inf(1), 0}), "feature.Moments.Add: value +Inf at row 1, column 0")
	require.Equal(t, before, *m)

	plain, err := Scaler{}.Moments(2)
	require.NoError(t, err)
	require.EqualError(t, m.Merge(plain), "feature.Moments.Merge: column 1 with logarithms on one side only, want the same Log1p")
	require.ErrorIs(t, m.Merge(&Moments{}), clm.ErrShape)
	_, err = Scaler{}.FitMoments(m)
	require.EqualError(t, err, "feature.Scaler: Log1p is [], want the columns that the moments were made with")
	_, err = Scaler{Method: Robust, Log1p: []int{1}}.FitMoments(m)
	require.EqualError(t, err, `feature.Scaler: Method is "robust", want "standard", "minmax" or "none" to fit moments`)
	require.NoError(t, m.Add([]float64{1e200, 2}))
	_, err = Scaler{Log1p: []int{1}}.FitMoments(m)
	require.ErrorIs(t, err, clm.ErrDiverged)

	require.Panics(t, func() { _, _ = new(Moments).MarshalBinary() })
	require.Panics(t, func() { _ = m.UnmarshalBinary(nil) })
	require.ErrorIs(t, new(Moments).UnmarshalBinary([]byte("clm\x1a")), clm.ErrFormat)
}

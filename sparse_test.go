package clm

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

var _ mat.Matrix = (*Sparse)(nil)

func TestSparseAgainstDense(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		rows, cols := r.IntN(9), r.IntN(9)
		var ri, ci []int
		var v []float64
		n := 0
		if rows > 0 && cols > 0 {
			n = r.IntN(40)
		}
		for range n {
			ri, ci, v = append(ri, r.IntN(rows)), append(ci, r.IntN(cols)), append(v, float64(r.IntN(7)))
		}
		s, err := NewSparseTriplets(rows, cols, ri, ci, v)
		require.NoError(t, err)
		want := make(map[[2]int]float64)
		for k := range v {
			want[[2]int{ri[k], ci[k]}] += v[k]
		}
		require.Len(t, want, s.Len())
		back := s.Transpose()
		lazy := s.T()
		for i := range rows {
			for j := range cols {
				require.Equal(t, want[[2]int{i, j}], s.At(i, j))
				require.Equal(t, s.At(i, j), back.At(j, i))
				require.Equal(t, s.At(i, j), lazy.At(j, i))
			}
			col, val := s.Row(i)
			for k, c := range col {
				if val != nil {
					require.Equal(t, val[k], s.At(i, int(c)))
				}
				if k > 0 {
					require.Less(t, col[k-1], c)
				}
			}
		}
		require.Equal(t, s, back.Transpose())
		again, err := NewSparse(rows, cols, s.ptr, s.col, s.val)
		require.NoError(t, err)
		require.Equal(t, s, again)
	}
}

func TestSparseOnesNeedNoValues(t *testing.T) {
	s, err := NewSparseTriplets(2, 3, []int{1, 0}, []int{2, 1}, nil)
	require.NoError(t, err)
	col, val := s.Row(1)
	require.Equal(t, []int32{2}, col)
	require.Nil(t, val)
	require.Equal(t, 1.0, s.At(0, 1))
	s, err = NewSparseTriplets(2, 3, []int{1, 1}, []int{2, 2}, nil)
	require.NoError(t, err)
	require.Equal(t, 2.0, s.At(1, 2))
}

func TestSparseRefusesWhatDoesNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		rows, cols int
		ptr        []int
		col        []int32
		val        []float64
		want       error
	}{
		"negative":        {-1, 1, []int{0}, nil, nil, ErrShape},
		"pointers":        {1, 1, []int{0}, nil, nil, ErrShape},
		"values":          {1, 1, []int{0, 1}, []int32{0}, []float64{1, 2}, ErrShape},
		"end":             {1, 1, []int{0, 2}, []int32{0}, nil, ErrShape},
		"start":           {1, 1, []int{1, 1}, []int32{0}, nil, ErrShape},
		"descending":      {2, 1, []int{0, 2, 1}, []int32{0}, nil, ErrShape},
		"past the end":    {2, 3, []int{0, 9, 1}, []int32{0}, nil, ErrShape},
		"repeated column": {1, 3, []int{0, 2}, []int32{1, 1}, nil, ErrShape},
		"column range":    {1, 3, []int{0, 1}, []int32{3}, nil, ErrShape},
		"negative column": {1, 3, []int{0, 1}, []int32{-1}, nil, ErrShape},
	} {
		s, err := NewSparse(c.rows, c.cols, c.ptr, c.col, c.val)
		require.ErrorIs(t, err, c.want, name)
		require.Nil(t, s, name)
	}
	_, err := NewSparseTriplets(2, 2, []int{2}, []int{0}, nil)
	require.EqualError(t, err, "clm.NewSparseTriplets: row 2 at entry 0, want 0 to 1")
	_, err = NewSparseTriplets(2, 2, []int{0}, []int{-1}, nil)
	require.ErrorIs(t, err, ErrShape)
	_, err = NewSparseTriplets(2, 2, []int{0}, []int{0, 1}, nil)
	require.ErrorIs(t, err, ErrShape)
	s, err := NewSparse(1, 2, []int{0, 0}, nil, nil)
	require.NoError(t, err)
	require.Panics(t, func() { s.At(1, 0) })
	require.Panics(t, func() { s.At(0, 2) })
	require.Panics(t, func() { s.Row(-1) })
}

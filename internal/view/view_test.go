package view

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

// foreign hides what a matrix is.
type foreign struct{ m mat.Matrix }

func (f foreign) Dims() (int, int)    { return f.m.Dims() }
func (f foreign) At(i, j int) float64 { return f.m.At(i, j) }
func (f foreign) T() mat.Matrix       { return mat.Transpose{Matrix: f} }

func same(t *testing.T, x mat.Matrix, inPlace bool) {
	t.Helper()
	v := Of(x)
	r, c := x.Dims()
	vr, vc := v.Dims()
	require.Equal(t, [2]int{r, c}, [2]int{vr, vc})
	require.Equal(t, inPlace, v.InPlace())
	data, step := v.Memory()
	require.Equal(t, inPlace && r > 0, data != nil)
	buf := v.Buffer()
	for i := range r {
		row := v.Row(i, buf)
		require.Len(t, row, c)
		if data != nil {
			require.Equal(t, row, data[i*step:i*step+c])
		}
		for j := range c {
			require.Equal(t, x.At(i, j), row[j], "%T %d %d", x, i, j)
		}
	}
}

func TestRowsOfEveryKind(t *testing.T) {
	d := mat.NewDense(4, 5, nil)
	for i := range 4 {
		for j := range 5 {
			d.Set(i, j, float64(10*i+j))
		}
	}
	sub := d.Slice(1, 4, 1, 3)
	s, err := clm.NewSparseTriplets(4, 5, []int{0, 2, 2}, []int{4, 0, 3}, []float64{1, 2, 3})
	require.NoError(t, err)
	ones, err := clm.NewSparseTriplets(4, 5, []int{0, 2}, []int{4, 0}, nil)
	require.NoError(t, err)
	same(t, d, true)
	same(t, sub, true)
	same(t, d.T(), false)
	same(t, sub.T(), false)
	same(t, mat.Transpose{Matrix: mat.Transpose{Matrix: d}}, true)
	same(t, mat.Transpose{Matrix: mat.Transpose{Matrix: mat.Transpose{Matrix: sub}}}, false)
	same(t, s, false)
	same(t, ones, false)
	same(t, s.T(), false)
	same(t, mat.Transpose{Matrix: s.T()}, false)
	same(t, foreign{d}, false)
	same(t, foreign{d}.T(), false)
	same(t, mat.NewVecDense(3, []float64{1, 2, 3}), false)
	same(t, mat.NewVecDense(3, []float64{1, 2, 3}).T(), false)
	same(t, mat.NewSymDense(2, []float64{1, 2, 0, 3}), false)
	same(t, mat.NewDense(1, 3, []float64{1, 2, 3}).T(), true)
	require.NotNil(t, Of(s).Sparse())
	require.Nil(t, Of(s.T()).Sparse())
	require.NotNil(t, Of(mat.Transpose{Matrix: s.T()}).Sparse())
	same(t, &mat.Dense{}, true)
}

func TestNoMatrix(t *testing.T) {
	require.PanicsWithValue(t, "clm: the matrix is nil", func() { Of(nil) })
	require.PanicsWithValue(t, "clm: the matrix is nil", func() { Of(mat.Transpose{}) })
}

func TestLookingAllocatesNothing(t *testing.T) {
	d := mat.NewDense(100, 3, nil)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		v := Of(d)
		for i := range 100 {
			_ = v.Row(i, nil)
		}
	}))
}

func TestBufferIn(t *testing.T) {
	small := make([]float64, 3)
	wide := mat.NewDense(2, 5, nil)
	require.Nil(t, Of(wide).BufferIn(small))
	require.Same(t, &small[0], &Of(wide.T()).BufferIn(small)[0])
	require.Len(t, Of(mat.NewDense(5, 2, nil).T()).BufferIn(small), 5)
}

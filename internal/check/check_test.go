package check

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/view"
)

func TestConfig(t *testing.T) {
	require.NoError(t, Int("a.B", "K", 1, 1, math.MaxInt))
	require.EqualError(t, Int("a.B", "K", 0, 1, math.MaxInt), "a.B: K is 0, want at least 1")
	require.EqualError(t, Int("a.B", "K", 9, 1, 5), "a.B: K is 9, want 1 to 5")
	require.NoError(t, Float("a.B", "F", 0.5, 0, 1))
	require.EqualError(t, Float("a.B", "F", math.NaN(), 0, 1), "a.B: F is NaN, want 0 to 1")
	require.EqualError(t, Float("a.B", "F", math.Inf(1), 0, math.Inf(1)), "a.B: F is +Inf, want a finite number, at least 0")
	require.EqualError(t, Float("a.B", "F", 3, math.Inf(-1), 2), "a.B: F is 3, want a finite number, at most 2")
	require.EqualError(t, Float("a.B", "F", math.Inf(1), math.Inf(-1), math.Inf(1)), "a.B: F is +Inf, want a finite number")
	require.NoError(t, OneOf("a.B", "M", "x", "x", "y"))
	require.EqualError(t, OneOf("a.B", "M", "z", "", "x", "y"), `a.B: M is "z", want "", "x" or "y"`)
	require.ErrorIs(t, Int("a.B", "K", 0, 1, 2), clm.ErrConfig)
}

func TestFinite(t *testing.T) {
	x := mat.NewDense(20, 4, nil)
	require.NoError(t, Finite("op", x))
	x.Set(17, 3, math.NaN())
	require.EqualError(t, Finite("cluster.KMeans.Fit", x), "cluster.KMeans.Fit: value NaN at row 17, column 3")
	x.Set(2, 1, math.Inf(-1))
	err := Finite("op", x)
	require.EqualError(t, err, "op: value -Inf at row 2, column 1")
	require.ErrorIs(t, err, clm.ErrValue)
	require.EqualError(t, Finite("op", x.T()), "op: value -Inf at row 1, column 2")
	x.Set(17, 3, math.MaxFloat64)
	x.Set(2, 1, math.MaxFloat64)
	x.Set(2, 2, math.MaxFloat64)
	require.NoError(t, Finite("op", x))
	s, err := clm.NewSparseTriplets(2, 9, []int{1, 1}, []int{3, 7}, []float64{1, math.Inf(1)})
	require.NoError(t, err)
	require.EqualError(t, Finite("op", s), "op: value +Inf at row 1, column 7")
	require.EqualError(t, Finite("op", s.T()), "op: value +Inf at row 7, column 1")
}

func TestWeightsColumnsDst(t *testing.T) {
	require.NoError(t, Weights("op", nil, 3))
	require.NoError(t, Weights("op", []float64{0, 1, 2}, 3))
	require.ErrorIs(t, Weights("op", []float64{1}, 3), clm.ErrShape)
	require.EqualError(t, Weights("op", []float64{1, -1}, 2), "op: weight: value -1 at row 1, want a finite number of at least 0")
	require.ErrorIs(t, Weights("op", []float64{math.NaN()}, 1), clm.ErrValue)
	require.ErrorIs(t, Weights("op", []float64{math.Inf(1)}, 1), clm.ErrValue)
	require.NoError(t, Columns("op", 3, 3))
	require.EqualError(t, Columns("op", 3, 4), "op: 3 columns, want 4 columns")
	require.Len(t, Dst[int]("op", nil, 3), 3)
	d := make([]int, 2)
	require.Equal(t, &d[0], &Dst("op", d, 2)[0])
	require.PanicsWithValue(t, "op: dst has length 2, want 3", func() { Dst("op", d, 3) })
}

func TestMagnitude(t *testing.T) {
	m := Magnitude{Most: 10, Want: "10 at most"}
	x := mat.NewDense(9000, 2, nil)
	require.NoError(t, m.Matrix(t.Context(), "op", view.Of(x), 2))
	x.Set(8500, 1, -11)
	x.Set(8501, 0, math.NaN())
	require.EqualError(t, m.Matrix(t.Context(), "op", view.Of(x), 2), "op: value -11 at row 8500, column 1, want 10 at most")
	require.EqualError(t, m.Row("op", view.Of(x), 8501, nil), "op: value NaN at row 8501, column 0")
	require.EqualError(t, m.Row("op", view.Of(x.T()), 1, make([]float64, 9000)), "op: value -11 at row 1, column 8500, want 10 at most")
	require.NoError(t, m.Values("op", 3, []float64{10, -10}))
	require.EqualError(t, m.Values("op", 3, []float64{10, 10.5}), "op: value 10.5 at row 3, column 1, want 10 at most")
	s, err := clm.NewSparseTriplets(2, 9, []int{1}, []int{7}, []float64{11})
	require.NoError(t, err)
	require.EqualError(t, m.Matrix(t.Context(), "op", view.Of(s), 1), "op: value 11 at row 1, column 7, want 10 at most")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, m.Matrix(ctx, "op", view.Of(x), 2), context.Canceled)
}

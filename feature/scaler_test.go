package feature

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

func TestScalerLikeScikitLearn(t *testing.T) {
	type input struct {
		X     [][]golden.Float
		Log1p []int
	}
	type output struct {
		Center, Scale []golden.Float
		Transformed   [][]golden.Float
	}
	files, err := filepath.Glob("testdata/scaler/*.json")
	require.NoError(t, err)
	require.Len(t, files, 6)
	methods := map[string]Method{"standard": Standard, "robust": Robust, "min_max": MinMax}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			g := golden.Load[input, output](t, name)
			kind, _ := strings.CutSuffix(strings.TrimSuffix(filepath.Base(name), ".json"), "_log1p")
			require.Contains(t, methods, kind)
			x := mat.NewDense(len(g.Input.X), len(g.Input.X[0]), golden.Flat(g.Input.X))
			m, err := Scaler{Method: methods[kind], Log1p: g.Input.Log1p}.Fit(t.Context(), x)
			require.NoError(t, err)
			golden.Near(t, golden.Floats(g.Output.Center), m.Center(), g.Tolerance)
			golden.Near(t, golden.Floats(g.Output.Scale), m.Scale(), g.Tolerance)
			var z mat.Dense
			require.NoError(t, m.Transform(&z, x))
			golden.Near(t, golden.Flat(g.Output.Transformed), z.RawMatrix().Data, g.Tolerance)
			require.NoError(t, m.Inverse(&z, &z))
			golden.Near(t, x.RawMatrix().Data, z.RawMatrix().Data, 1e-12) // there and back: a few roundings of numbers up to 1e5
			require.Equal(t, []string{"column 1 is constant, its scale is 1"}, m.Report().Notes)
		})
	}
}

func TestScalerOfSmallTables(t *testing.T) {
	x := mat.NewDense(4, 1, []float64{1, 2, 4, 9})
	for method, want := range map[Method][2]float64{
		"":       {4, math.Sqrt(9.5)}, // squares 9 + 4 + 0 + 25 = 38
		Standard: {4, math.Sqrt(9.5)},
		Robust:   {3, 5.25 - 1.75}, // quartiles at places 0.75 and 2.25
		MinMax:   {1, 8},
		None:     {0, 1},
	} {
		m, err := Scaler{Method: method}.Fit(t.Context(), x)
		require.NoError(t, err)
		require.Equal(t, []float64{want[0]}, m.Center())
		require.Equal(t, []float64{want[1]}, m.Scale())
		row, err := m.TransformRow(nil, []float64{9})
		require.NoError(t, err)
		require.Equal(t, []float64{(9 - want[0]) / want[1]}, row)
	}
}

func TestScalerNotes(t *testing.T) {
	nan := math.NaN()
	x := mat.NewDense(5, 4, []float64{
		7, nan, 1, 1,
		7, nan, 1, 2,
		nan, nan, 1, 3,
		7, nan, 1, 4,
		7, nan, 9, 5,
	})
	m, err := Scaler{Method: Robust}.Fit(t.Context(), x)
	require.NoError(t, err)
	require.Equal(t, []float64{7, 0, 1, 3}, m.Center())
	require.Equal(t, []float64{1, 1, 1, 2}, m.Scale())
	require.Equal(t, []string{
		"column 0 is constant, its scale is 1",
		"column 1 has no numbers",
		"column 2 has no spread, its scale is 1",
	}, m.Report().Notes)
	row, err := m.TransformRow(nil, []float64{nan, 3, 9, 5})
	require.NoError(t, err)
	require.True(t, math.IsNaN(row[0]))
	require.Equal(t, []float64{3, 8, 1}, row[1:])
	for _, method := range []Method{Standard, MinMax, None} {
		m, err := Scaler{Method: method}.Fit(t.Context(), x)
		require.NoError(t, err)
		require.Equal(t, []float64{1, 1}, m.Scale()[:2])
		if method != None {
			require.Equal(t, []float64{7, 0}, m.Center()[:2])
		}
	}
}

func TestScalerErrors(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, 2, 3, 4, 5, 6})
	with := func(v float64) *mat.Dense {
		y := mat.DenseCopyOf(x)
		y.Set(1, 1, v)
		return y
	}
	for _, c := range []struct {
		config Scaler
		x      mat.Matrix
		is     error
		text   string
	}{
		{Scaler{Method: "best"}, x, clm.ErrConfig, `feature.Scaler: Method is "best", want "", "standard", "robust", "minmax" or "none"`},
		{Scaler{Log1p: []int{0, 2}}, x, clm.ErrConfig, "feature.Scaler: Log1p is [0 2], want different columns from 0 to 1"},
		{Scaler{}, &mat.Dense{}, clm.ErrTooFew, "feature.Scaler.Fit: no rows: too few data"},
		{Scaler{}, with(math.Inf(1)), clm.ErrValue, "feature.Scaler.Fit: value +Inf at row 1, column 1"},
		{Scaler{Log1p: []int{1}}, with(-1), clm.ErrValue, "feature.Scaler.Fit: value -1 at row 1, column 1, want more than -1 in a column of Log1p"},
		{Scaler{}, with(1e200), clm.ErrDiverged, "feature.Scaler.Fit: column 1 with values from 2 to 1e+200 has a scale beyond what can be computed: diverged"},
		{Scaler{Method: MinMax}, mat.NewDense(2, 1, []float64{-1.5e308, 1.5e308}), clm.ErrDiverged, "feature.Scaler.Fit: column 0 with values from -1.5e+308 to 1.5e+308 has a scale beyond what can be computed: diverged"},
	} {
		m, err := c.config.Fit(t.Context(), c.x)
		require.EqualError(t, err, c.text)
		require.ErrorIs(t, err, c.is)
		require.Nil(t, m)
	}
	m, err := Scaler{Log1p: []int{1}}.Fit(t.Context(), x)
	require.NoError(t, err)
	err = m.Transform(&mat.Dense{}, with(-2))
	require.EqualError(t, err, "feature.ScalerModel.Transform: value -2 at row 1, column 1, want more than -1 in a column of Log1p")
	require.NoError(t, m.Inverse(&mat.Dense{}, with(-2)))
	require.Panics(t, func() { _ = m.Transform(mat.NewDense(2, 2, nil), x) })
}

// Scaling a scaled table changes nothing, and what was scaled has the spread
// that the method promises.
func TestScaledTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	x := mat.NewDense(9000, 3, nil)
	x.Apply(func(_, j int, _ float64) float64 { return float64(j+1) * (1e3 + r.NormFloat64()) }, x)
	for _, method := range []Method{Standard, Robust, MinMax} {
		var files [][]byte
		for _, workers := range []int{1, 2, 7} {
			m, err := Scaler{Method: method, Workers: workers}.Fit(t.Context(), x)
			require.NoError(t, err)
			b, err := m.MarshalBinary()
			require.NoError(t, err)
			files = append(files, b)
		}
		require.Equal(t, files[0], files[1])
		require.Equal(t, files[0], files[2])
		var m ScalerModel
		require.NoError(t, m.UnmarshalBinary(files[0]))
		var z mat.Dense
		require.NoError(t, m.Transform(&z, x))
		again, err := Scaler{Method: method}.Fit(t.Context(), &z)
		require.NoError(t, err)
		require.InDeltaSlice(t, []float64{0, 0, 0}, again.Center(), 1e-12)
		require.InDeltaSlice(t, []float64{1, 1, 1}, again.Scale(), 1e-12)
		require.NoError(t, m.Inverse(&z, &z))
		require.True(t, mat.EqualApprox(x, &z, 1e-12))
	}
}

func TestExpm1(t *testing.T) {
	require.Zero(t, expm1(0))
	for _, x := range []float64{1e-300, 1e-17, -1e-17, 1e-9, -1e-9, 1e-3, 0.3, -0.3, 1, -1, 5, -30, -50, 300, 700} {
		require.InEpsilon(t, math.Expm1(x), expm1(x), 4e-15, "x = %v", x)
	}
	require.Equal(t, math.Inf(1), expm1(1000))
	require.Equal(t, -1.0, expm1(-1000))
}

// What is too far from the values of the fit becomes an infinity, as the
// comment of Transform says.
func TestScaledBeyondAllNumbers(t *testing.T) {
	m, err := Scaler{Method: MinMax}.Fit(t.Context(), mat.NewDense(2, 1, []float64{0, 1e-300}))
	require.NoError(t, err)
	row, err := m.TransformRow(nil, []float64{-1e10})
	require.NoError(t, err)
	require.Equal(t, math.Inf(-1), row[0])
}

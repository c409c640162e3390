package modeltest

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/codec"
)

func nan() float64 { return math.NaN() }

func TestFormsAreTheSameMatrix(t *testing.T) {
	x := thin(table(1))
	all := forms(x)
	all["sparse"] = sparseOf(x)
	for name, y := range all {
		require.True(t, mat.Equal(x, y), name)
	}
	require.Greater(t, 2*sparseOf(x).Len(), len(elements(x)))
	require.Less(t, 10*sparseOf(x).Len(), 7*len(elements(x)))
}

func TestNear(t *testing.T) {
	require.Empty(t, near([]float64{1, nan()}, []float64{1, nan()}, 0))
	require.NotEmpty(t, near([]float64{1}, []float64{1, 2}, 0))
	require.NotEmpty(t, near([]float64{0}, []float64{math.Copysign(0, -1)}, 0))
	require.NotEmpty(t, near([]float64{1 + 1e-9}, []float64{1}, 0))
	require.Empty(t, near([]float64{1 + 1e-9}, []float64{1}, 1e-8))
	require.Empty(t, near([]float64{1e9 + 1}, []float64{1e9}, 1e-8))
	require.NotEmpty(t, near([]float64{nan()}, []float64{1}, 1e-8))
	require.NotEmpty(t, near([]float64{math.Inf(1)}, []float64{1}, 1e-8))
}

func TestRepair(t *testing.T) {
	w := codec.NewWriter(nil, "modeltest.Repair", 1)
	w.Float64s([]float64{1, 2, 3})
	file := w.Finish()
	require.True(t, framed(file))
	require.Equal(t, file, Repair(file))

	bent := bytes.Clone(file)
	bent[len(bent)-8]++
	require.False(t, framed(bent))
	for _, damaged := range [][]byte{bent, file[:len(file)-9], append(bytes.Clone(file), 1, 2, 3)} {
		_, err := codec.NewReader(damaged, "modeltest.Repair", 1)
		require.Error(t, err)
		_, err = codec.NewReader(Repair(damaged), "modeltest.Repair", 1)
		require.NoError(t, err)
	}
	for n := range file {
		require.Len(t, Repair(file[:n]), n)
	}
	_, err := codec.NewReader(withVersion(file, 9), "modeltest.Repair", 8)
	require.ErrorContains(t, err, "version 9")

	n := 0
	for m := range mutations(file) {
		_, err := codec.NewReader(m, "modeltest.Repair", 1)
		require.NoError(t, err)
		n++
	}
	require.Greater(t, n, 600)
	require.Equal(t, slices.Collect(mutations(file)), slices.Collect(mutations(file)))
}

package feature

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// pinned is a table of which the models are kept. Its means and logarithms
// are not representable exactly, so that every rounding shows.
func pinned() *mat.Dense {
	x := mat.NewDense(5000, 3, nil)
	x.Apply(func(i, j int, _ float64) float64 {
		if i%97 == 5 {
			return math.NaN()
		}
		return float64((i*(131+j)+500)%977) / float64(7+j)
	}, x)
	return x
}

// The bytes of a model change only on purpose.
func TestScalerBytesArePinned(t *testing.T) {
	got := map[Method]string{}
	for _, method := range []Method{Standard, Robust, MinMax, None} {
		m, err := Scaler{Method: method, Log1p: []int{0, 2}}.Fit(t.Context(), pinned())
		require.NoError(t, err)
		b, err := m.MarshalBinary()
		require.NoError(t, err)
		sum := sha256.Sum256(b)
		got[method] = hex.EncodeToString(sum[:8])
	}
	require.Equal(t, map[Method]string{
		Standard: "a191d669852921fe",
		Robust:   "09798a51a6c2e09f",
		MinMax:   "db700d773142c026",
		None:     "dcb0776c4637ffb3",
	}, got)
}

// A file of version 1, written when it was new, is read for ever.
func TestScalerFileOfVersion1(t *testing.T) {
	const name = "testdata/scaler_v1.bin"
	old, err := os.ReadFile(name)
	require.NoError(t, err)
	var m ScalerModel
	require.NoError(t, m.UnmarshalBinary(old))
	fresh, err := Scaler{Log1p: []int{0, 2}}.Fit(t.Context(), pinned())
	require.NoError(t, err)
	require.Equal(t, fresh, &m)
}

func pinnedMoments(t *testing.T) *Moments {
	m, err := Scaler{Log1p: []int{0, 2}}.Moments(3)
	require.NoError(t, err)
	x := pinned()
	for i := range 5000 {
		require.NoError(t, m.Add(x.RawRowView(i)))
	}
	return m
}

// The same for moments.
func TestMomentsFileOfVersion1(t *testing.T) {
	old, err := os.ReadFile("testdata/moments_v1.bin")
	require.NoError(t, err)
	var m Moments
	require.NoError(t, m.UnmarshalBinary(old))
	require.Equal(t, pinnedMoments(t), &m)
}

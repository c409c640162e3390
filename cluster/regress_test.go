package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// pinned is a fit of which the bytes and the file are kept. The centres are
// not representable exactly, so that every rounding shows.
func pinned(t *testing.T) (*KMeansModel, *mat.Dense) {
	x := clouds(1982, 700, 3, 5)
	return fitKMeans(t, KMeans{K: 6, Starts: 5, Seed: 1982}, x), x
}

// The bytes of a model change only on purpose.
func TestKMeansBytesArePinned(t *testing.T) {
	m, x := pinned(t)
	c := KMeans{K: 6, Init: RandomRows, Starts: 5, Seed: 1982}
	got := map[string]string{}
	for name, m := range map[string]*KMeansModel{
		"k-means++": m,
		"random":    fitKMeans(t, c, x),
		"sparse":    fitKMeans(t, c, sparse(t, thinned(x))),
	} {
		sum := sha256.Sum256(file(t, m))
		got[name] = hex.EncodeToString(sum[:8])
	}
	require.Equal(t, map[string]string{
		"k-means++": "bd2acb39f75a73d5",
		"random":    "c7e9652a0b590675",
		"sparse":    "06f0934f64b51395",
	}, got)
}

// A file of version 1, written when it was new, is read for ever.
func TestKMeansFileOfVersion1(t *testing.T) {
	const name = "testdata/kmeans_v1.bin"
	old, err := os.ReadFile(name)
	require.NoError(t, err)
	var m KMeansModel
	require.NoError(t, m.UnmarshalBinary(old))
	require.Nil(t, m.Labels())
	fresh, x := pinned(t)
	want, err := m.Predict(nil, x)
	require.NoError(t, err)
	got, err := fresh.Predict(nil, x)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.True(t, mat.Equal(m.Centers(), fresh.Centers()))
	require.Equal(t, fresh.Sizes(), m.Sizes())
	require.Equal(t, fresh.Report(), m.Report())
}

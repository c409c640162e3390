package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
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

// The bytes of a tree change only on purpose.
func TestDendrogramBytesArePinned(t *testing.T) {
	x := clouds(1963, 300, 3, 5)
	ties := clouds(1963, 300, 2, 5)
	ties.Apply(func(_, _ int, v float64) float64 { return math.Round(v) }, ties)
	got := map[string]string{}
	for _, method := range linkageMethods {
		c := Linkage{Method: method}
		given, err := c.FitDistances(t.Context(), 300, pdist(x, Manhattan{}))
		require.NoError(t, err)
		for name, m := range map[string]*Dendrogram{"": fitLinkage(t, c, x), " ties": fitLinkage(t, c, ties), " given": given} {
			sum := sha256.Sum256(treeFile(t, m))
			got[string(method)+name] = hex.EncodeToString(sum[:8])
		}
	}
	require.Equal(t, map[string]string{
		"average":        "96375e45c16626c0",
		"average given":  "bd9a5c0118722561",
		"average ties":   "9bd823f5e316d6f4",
		"centroid":       "10b04f6770fe9d88",
		"centroid given": "724a4df4532f4e16",
		"centroid ties":  "fddd0ce09c80dd64",
		"complete":       "1c10074ef63510fd",
		"complete given": "ff58a3807d68cec8",
		"complete ties":  "1dcde249fbf171f6",
		"median":         "b1795b0e77b2f619",
		"median given":   "c06d7fe14a01c158",
		"median ties":    "99d55c6cdbba0420",
		"single":         "9b453ff2a4f36a16",
		"single given":   "4bb6de3500a714db",
		"single ties":    "f02a9081742752ca",
		"ward":           "8882e7ffae50b275",
		"ward given":     "90405f5fb4853fc0",
		"ward ties":      "ee1548046407318b",
		"weighted":       "3820b9c274c0965a",
		"weighted given": "28423e4e6418492a",
		"weighted ties":  "4168bc9f6704600d",
	}, got)
}

func TestDendrogramFileOfVersion1(t *testing.T) {
	const name = "testdata/dendrogram_v1.bin"
	old, err := os.ReadFile(name)
	require.NoError(t, err)
	var m Dendrogram
	require.NoError(t, m.UnmarshalBinary(old))
	fresh := fitLinkage(t, Linkage{Method: CentroidLinkage}, clouds(1963, 60, 2, 3))
	require.NotEmpty(t, fresh.Report().Notes)
	require.Equal(t, *fresh, m)
}

// pinnedDBSCAN are fits in cells, in a tree and by pairs, of which the bytes
// are kept.
func pinnedDBSCAN(t *testing.T) map[string]*DBSCANModel {
	x, wide := clouds(1996, 900, 3, 5), clouds(1996, 500, 9, 5)
	return map[string]*DBSCANModel{
		"cells":     fitDBSCAN(t, DBSCAN{Eps: 1}, x),
		"tree":      fitDBSCAN(t, DBSCAN{Eps: 3.5}, wide),
		"manhattan": fitDBSCAN(t, DBSCAN{Eps: 1.5, Metric: Manhattan{}}, x),
		"cosine":    fitDBSCAN(t, DBSCAN{Eps: 0.01, Metric: Cosine{}}, wide),
	}
}

func TestDBSCANBytesArePinned(t *testing.T) {
	got := map[string]string{}
	for name, m := range pinnedDBSCAN(t) {
		require.Greater(t, m.Clusters(), 1, name)
		sum := sha256.Sum256(dbscanFile(t, m))
		got[name] = hex.EncodeToString(sum[:8])
	}
	require.Equal(t, map[string]string{
		"cells":     "481089a8dc67abca",
		"tree":      "bb8da8399bf63580",
		"manhattan": "6a7d3c664def33aa",
		"cosine":    "36df1e14e56d817e",
	}, got)
}

// A file of version 1, written when it was new, is read for ever.
func TestDBSCANFileOfVersion1(t *testing.T) {
	old, err := os.ReadFile("testdata/dbscan_v1.bin")
	require.NoError(t, err)
	var m DBSCANModel
	require.NoError(t, m.UnmarshalBinary(old))
	require.Nil(t, m.Labels())
	fresh := pinnedDBSCAN(t)["cells"]
	got, err := m.Predict(nil, clouds(1996, 900, 3, 5))
	require.NoError(t, err)
	require.Equal(t, fresh.Labels(), got)
	require.Equal(t, fresh.Sizes(), m.Sizes())
	require.Equal(t, fresh.Report(), m.Report())
}

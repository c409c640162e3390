package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// The bytes of a model change only on purpose. The fits begin with given
// centres, as those of a sample have their own pins, TestKMeansBytesArePinned.
func TestMiniBatchBytesArePinned(t *testing.T) {
	x, wide := clouds(2010, 3000, 3, 5), clouds(2010, 1500, 50, 5)
	weight := make([]float64, 3000)
	for i := range weight {
		weight[i] = float64(i%5) / 7
	}
	fit := func(x, start mat.Matrix, weight []float64) *KMeansModel {
		m, err := MiniBatch{K: 6, BatchSize: 100, Seed: 2010}.FitFrom(t.Context(), x, weight, start)
		require.NoError(t, err)
		return m
	}
	start := x.Slice(0, 6, 0, 3)
	got := map[string]string{}
	for name, m := range map[string]*KMeansModel{
		"plain":    fit(x, start, nil),
		"weighted": fit(x, start, weight),
		"wide":     fit(wide, wide.Slice(0, 6, 0, 50), nil),
		"sparse":   fit(sparse(t, thinned(x)), start, nil),
	} {
		sum := sha256.Sum256(file(t, m))
		got[name] = hex.EncodeToString(sum[:8])
	}
	require.Equal(t, map[string]string{
		"plain":    "ea87f3f5d8fb912c",
		"sparse":   "7817229ac94b0f63",
		"weighted": "b3ae013a2f82b1aa",
		"wide":     "55adda8ec3282adb",
	}, got)
}

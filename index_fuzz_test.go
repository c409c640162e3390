package clm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
)

// fuzzIndex reads bytes as an index: what is one is written as it was read.
func fuzzIndex[K clm.ID](t *testing.T, file []byte) {
	var x clm.Index[K]
	if err := x.UnmarshalBinary(file); err != nil {
		require.ErrorIs(t, err, clm.ErrFormat)
		require.Zero(t, x)
		return
	}
	again, err := x.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, file, again)
	for i, k := range x.All() {
		n, ok := x.Of(k)
		require.True(t, ok)
		require.Equal(t, i, n)
	}
}

func addIndex[K clm.ID](f *testing.F, keys ...K) {
	var b clm.IndexBuilder[K]
	for _, k := range keys {
		_, err := b.Add(k)
		require.NoError(f, err)
	}
	file, err := b.Index().MarshalBinary()
	require.NoError(f, err)
	f.Add(file)
}

func FuzzIndex(f *testing.F) {
	addIndex[string](f)
	addIndex(f, "a", "", "bc")
	addIndex(f, int32(-1), 5)
	addIndex(f, uint32(1), 1<<31)
	addIndex(f, [16]byte{1, 15: 255})
	f.Fuzz(func(t *testing.T, file []byte) {
		file = modeltest.Repair(file)
		fuzzIndex[string](t, file)
		fuzzIndex[int32](t, file)
		fuzzIndex[uint32](t, file)
		fuzzIndex[[16]byte](t, file)
	})
}

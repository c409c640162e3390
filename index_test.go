package clm

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

type sku string
type uuid [16]byte

func TestIndexNumbersByFirstAppearance(t *testing.T) {
	var b IndexBuilder[sku]
	for _, k := range []sku{"b", "a", "b", "", "c", "a"} {
		_, err := b.Add(k)
		require.NoError(t, err)
	}
	x := b.Index()
	require.Zero(t, b.Len())
	require.Equal(t, 4, x.Len())
	var got []sku
	for i, k := range x.All() {
		n, ok := x.Of(k)
		require.True(t, ok)
		require.Equal(t, i, n)
		require.Equal(t, k, x.ID(i))
		got = append(got, k)
	}
	require.Equal(t, []sku{"b", "a", "", "c"}, got)
	_, ok := x.Of("z")
	require.False(t, ok)
	require.Panics(t, func() { x.ID(4) })
	for range x.All() {
		break
	}
}

func roundTrip[K ID](t *testing.T, keys ...K) []byte {
	var b IndexBuilder[K]
	for _, k := range keys {
		_, err := b.Add(k)
		require.NoError(t, err)
	}
	x := b.Index()
	data, err := x.MarshalBinary()
	require.NoError(t, err)
	var y Index[K]
	require.NoError(t, y.UnmarshalBinary(data))
	var got []K
	for _, k := range y.All() {
		got = append(got, k)
	}
	require.True(t, slices.Equal(keys, got))
	require.Equal(t, *x, y)
	if len(keys) > 0 {
		require.Panics(t, func() { _ = y.UnmarshalBinary(data) })
	}
	for n := range data {
		var z Index[K]
		require.ErrorIs(t, z.UnmarshalBinary(data[:n]), ErrFormat)
		require.Zero(t, z.Len())
	}
	return data
}

func TestIndexFiles(t *testing.T) {
	roundTrip[string](t)
	strings := roundTrip(t, "a", "", "ü")
	roundTrip(t, sku("x"))
	roundTrip(t, -1, 5)
	int32s := roundTrip[int32](t, -1, 5)
	roundTrip[int64](t, -1<<63)
	roundTrip[uint32](t, 1<<32-1)
	roundTrip[uint64](t, 1<<64-1)
	roundTrip(t, uuid{1, 15: 255})

	require.ErrorContains(t, new(Index[int32]).UnmarshalBinary(strings), `kind "string"`)
	require.ErrorIs(t, new(Index[int64]).UnmarshalBinary(int32s), ErrFormat)
	require.NoError(t, new(Index[sku]).UnmarshalBinary(strings), "types made of the same kind share files")
	twice, err := (&Index[int]{keys: []int{3, 3}}).MarshalBinary()
	require.NoError(t, err)
	require.ErrorContains(t, new(Index[int]).UnmarshalBinary(twice), "stands twice")
}

// A file of version 1, written when it was new, is read for ever, and the same
// ids give its bytes. The file is never written again.
func TestIndexFileOfVersion1(t *testing.T) {
	old, err := os.ReadFile("testdata/index_v1.bin")
	require.NoError(t, err)
	require.Equal(t, old, roundTrip(t, "tea", "", "käse", "17850"))
	var x Index[string]
	require.NoError(t, x.UnmarshalBinary(old))
	require.Equal(t, "käse", x.ID(2))
	n, ok := x.Of("17850")
	require.True(t, ok)
	require.Equal(t, 3, n)
}

package assoc_test

import (
	"encoding"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// Files of version 1, written when it was new: they are read for ever, and the
// same fit gives the same bytes. The files are never written again.
func TestFilesOfVersion1(t *testing.T) {
	all, err := assoc.Eclat{MinCount: 4}.Fit(t.Context(), shopping(1))
	require.NoError(t, err)
	closed, err := assoc.Eclat{MinSupport: 0.05, MinLen: 2, Target: assoc.Closed}.Fit(t.Context(), shopping(1))
	require.NoError(t, err)
	counts := closed.Counts()
	for b := range shopping(2) {
		require.NoError(t, counts.Add(b))
	}
	seller, err := assoc.CrossSell{MinCount: 3, MinConfidence: 0.4}.Fit(t.Context(), shopping(1))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		fresh encoding.BinaryMarshaler
		read  interface {
			encoding.BinaryMarshaler
			encoding.BinaryUnmarshaler
		}
	}{
		"itemsets":    {all, new(assoc.Itemsets)},
		"closed":      {closed, new(assoc.Itemsets)},
		"counts":      {counts, new(assoc.Counts)},
		"crossseller": {seller, new(assoc.CrossSeller)},
	} {
		old, err := os.ReadFile("testdata/" + name + "_v1.bin")
		require.NoError(t, err)
		b, err := c.fresh.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, old, b, name)
		require.NoError(t, c.read.UnmarshalBinary(old), name)
		b, err = c.read.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, old, b, name)
	}
}

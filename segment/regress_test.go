package segment_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/segment"
)

// A file of version 1, written when it was new: it is read for ever, and the
// same fit gives the same bytes. The file is never written again.
func TestRFMFileOfVersion1(t *testing.T) {
	old, err := os.ReadFile("testdata/rfm_v1.bin")
	require.NoError(t, err)
	var m segment.RFMModel
	require.NoError(t, m.UnmarshalBinary(old))

	want, s := load(t, "linear")
	fresh, err := segment.RFM{Importance: segment.Importance{R: 2, F: 1, M: 1}}.Fit(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, fresh, &m)
	b, err := fresh.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, old, b)
	for i, got := range m.Scores(nil, s) {
		require.Equal(t, want.Monetary.Scores[i], got.M)
	}
}

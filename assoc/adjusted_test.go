package assoc

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/golden"
)

func TestAdjustedAsInScipy(t *testing.T) {
	c := golden.Load[struct{}, struct{ P, Adjusted []float64 }](t, "testdata/fisher/scipy.json")
	all := make([]int, len(c.Output.P))
	for i := range all {
		all[i] = i
	}
	got, err := adjusted(t.Context(), c.Output.P, all)
	require.NoError(t, err)
	golden.Near(t, c.Output.Adjusted, got, c.Tolerance)
}

func TestRuleIsSmall(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(rule{}), uintptr(32))
}

// Quotients on the border are compared as the decimals that print them.
func TestShare(t *testing.T) {
	require.True(t, shareOf(0.3).atMost(3, 10))
	require.False(t, shareOf(0.30000000000000004).atMost(3, 10))
	require.True(t, shareOf(0.29999999999999999).atMost(3, 10)) // is 0.3
	require.False(t, shareOf(0.3333333333333334).atMost(1, 3))
	require.True(t, shareOf(0.3333333333333333).atMost(1, 3))
	require.True(t, shareOf(0).atMost(0, 1))
	require.True(t, shareOf(0.1).bridges(1, 5, 3, 10))
	require.True(t, shareOf(0.1).bridges(2, 10, 3, 10))
	require.False(t, shareOf(0.1).bridges(2000000, 10000001, 3, 10))
	require.True(t, shareOf(0).bridges(1, 3, 700000000, 2100000000))
	require.False(t, shareOf(0).bridges(1, 3, 700000001, 2100000000))
}

package choose

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBy(t *testing.T) {
	list := []string{"a", "dot_16", "dot_256", "read", "read-inside"}
	self := func(s string) string { return s }
	for _, c := range []struct {
		only string
		want []string
	}{
		{"", list},
		{"dot", []string{"dot_16", "dot_256"}},
		{"read, dot_2", []string{"dot_256", "read"}},
		{"read-", []string{"read-inside"}},
	} {
		found, err := By(list, self, c.only)
		require.NoError(t, err)
		require.Equal(t, c.want, found, c.only)
	}
	for _, only := range []string{"x", "dot,x", "dot,", ","} {
		_, err := By(list, self, only)
		require.Error(t, err, only)
	}
}

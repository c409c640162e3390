package segment

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddInt(t *testing.T) {
	const most, least = 1<<63 - 1, -1 << 63
	for _, c := range []struct {
		a, b int64
		ok   bool
	}{
		{0, 0, true}, {5, 0, true}, {most, 0, true}, {least, 0, true}, {most - 1, 1, true}, {least + 1, -1, true}, {least, most, true},
		{most, 1, false}, {least, -1, false}, {most, most, false}, {least, least, false},
	} {
		sum := c.a
		require.Equal(t, c.ok, addInt(&sum, c.b), "%d + %d", c.a, c.b)
	}
}

package events

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
)

// Whatever the bytes of a file say, they are a log or an error.
func FuzzLog(f *testing.F) {
	r := rand.New(rand.NewPCG(11, 1))
	for n := range 4 {
		l := keptLog(f, "Europe/Paris", keptColumns, randomEvents(r, 3*n))
		data, err := l.MarshalBinary()
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = modeltest.Repair(data)
		var l Log
		if err := l.UnmarshalBinary(data); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			return
		}
		again, err := l.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, data, again)
		for i := range l.All() {
			l.Order(i)
		}
		l.Links(nil)
	})
}

package events

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

func TestLogFileRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for n := range 40 {
		l := keptLog(t, "Europe/Paris", keptColumns, randomEvents(r, n))
		data, err := l.MarshalBinary()
		require.NoError(t, err)
		var back Log
		require.NoError(t, back.UnmarshalBinary(data))
		requireSame(t, l, &back)
		require.Equal(t, l.Until(), back.Until())
		require.Equal(t, l.Location().String(), back.Location().String())
		require.Panics(t, func() { _ = back.UnmarshalBinary(data) })
	}
}

func TestLogFileDamage(t *testing.T) {
	data, err := keptLog(t, "UTC", keptColumns, randomEvents(rand.New(rand.NewPCG(9, 1)), 6)).MarshalBinary()
	require.NoError(t, err)
	for n := range data {
		var l Log
		require.ErrorIs(t, l.UnmarshalBinary(data[:n]), clm.ErrFormat)
	}
	for i := range 8 * len(data) {
		c := bytes.Clone(data)
		c[i/8] ^= 1 << (i % 8)
		var l Log
		require.ErrorIs(t, l.UnmarshalBinary(c), clm.ErrFormat)
		require.Nil(t, l.t)
	}
}

// Writing a log does not touch it: many may write at once.
func TestLogFileFromManyGoroutines(t *testing.T) {
	l := keptLog(t, "UTC", keptColumns, randomEvents(rand.New(rand.NewPCG(10, 1)), 50))
	v := l.Where(func(e Event) bool { return e.Kind != Purchase })
	done := make(chan []byte)
	for range 4 {
		go func() { b, _ := l.MarshalBinary(); done <- b }()
		go func() { b, _ := v.MarshalBinary(); done <- b; _ = v.Customers() }()
	}
	sizes := map[int]int{}
	for range 8 {
		sizes[len(<-done)]++
	}
	require.Len(t, sizes, 2)
}

package events

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func randomText(r *rand.Rand) string {
	b := make([]byte, r.IntN(12))
	for i := range b {
		b[i] = "\x00\x01ab\xff,\""[r.IntN(7)]
	}
	return string(b)
}

func TestNamesAgainstMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var n names
	want := map[string]int32{}
	for i := range 50_000 {
		text := randomText(r)
		if i%2 == 0 {
			text = fmt.Sprint(r.IntN(20_000))
		}
		if _, ok := want[text]; !ok {
			want[text] = int32(len(want))
		}
		got, err := n.add("op", "texts", []byte(text))
		require.NoError(t, err)
		require.Equal(t, want[text], got)
		require.Equal(t, text, n.list[got])
	}
	require.Len(t, n.list, len(want))
}

func TestRanksAreBytewise(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	set := map[string]bool{"": true, "12345678": true, "12345678\x00": true, "123456789": true, "1234567": true, "1234567\x00": true}
	for range 5000 {
		set[randomText(r)] = true
	}
	var list []string
	for s := range set {
		list = append(list, s)
	}
	rank := ranks(list)
	sorted := make([]string, len(list))
	for i, k := range rank {
		sorted[k] = list[i]
	}
	require.True(t, slices.IsSortedFunc(sorted, strings.Compare))
}

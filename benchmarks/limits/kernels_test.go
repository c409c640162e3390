package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// A kernel that did less than its flops say would look faster than it is.
func TestArithmeticDoesAllRounds(t *testing.T) {
	for _, a := range arithmetics {
		t.Run(fmt.Sprintf("%s/%s", a.what, a.set), func(t *testing.T) {
			if !a.here() {
				t.Skip(missing)
			}
			one, each := 3.0*0.5, 2.0 // term and operations of FMA
			if a.what[:3] != "FMA" {
				one, each = 2.5*2.5, 3
			}
			for _, rounds := range []int{0, 1, 2, 1000} {
				require.Equal(t, float64(rounds)*a.flops/each*one, a.run(rounds, 3, 0.5), "rounds: %d", rounds)
			}
		})
	}
}

func TestReadingReadsEverything(t *testing.T) {
	for _, r := range readers {
		t.Run(r.set, func(t *testing.T) {
			if r.run == nil || !has(r.set) {
				t.Skip(missing)
			}
			words := make([]uint64, 3*128)
			for i := range words {
				for j := range words {
					words[j] = 0
				}
				words[i] = 1 << (i % 64)
				want := [8]uint64{1, 1, 1, 1, 1, 1, 1, 1}
				got := want
				want[i%8] |= words[i]
				r.run(2, words, &got)
				require.Equal(t, want, got, "word %d", i)
			}
			got := [8]uint64{7: 5}
			r.run(0, words, &got)
			r.run(1, nil, &got)
			require.Equal(t, [8]uint64{7: 5}, got)
		})
	}
}

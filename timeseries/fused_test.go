package timeseries

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// bitHash is the hash of the bits of numbers.
type bitHash struct{ hash.Hash64 }

func newBits() bitHash { return bitHash{fnv.New64a()} }

func (b bitHash) add(x ...float64) {
	for _, v := range x {
		_, _ = b.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
}

// Quantiles and waves are the same to the bit where the compiler may fuse a product and a
// sum (GOAMD64=v3, arm64) and where it may not.
func TestNothingIsFused(t *testing.T) {
	h := newBits()
	for df := 1; df < 300; df++ {
		for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
			h.add(studentQuantile(level, df), studentQuantile(level, 100000+df))
		}
	}
	for i := range 500 {
		sin, cos := circle(float64(i) / 499)
		h.add(sin, cos)
	}
	require.Equal(t, uint64(0xa7a5da7a9caba22d), h.Sum64())
}

// So are complex roots, on which figures of a model and refusals of a search rest.
func TestRootsAreNotFused(t *testing.T) {
	h := newBits()
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		c := make([]float64, 1+r.IntN(30))
		for i := range c {
			c[i] = float64(4*r.Float64()) - 2
		}
		for _, z := range roots(c) {
			h.add(real(z), imag(z), modulus(z))
		}
	}
	require.Equal(t, uint64(0xba67c7bcbeaafa2a), h.Sum64())
}

func TestQuotient(t *testing.T) {
	for _, c := range [][3]complex128{
		{complex(3, 4), complex(1, 2), complex(2.2, -0.4)}, {complex(3, 4), complex(-2, 1), complex(-0.4, -2.2)},
		{6, 2, 3}, {6, complex(0, 2), complex(0, -3)}, {complex(1e300, 1e300), complex(1e300, 1e300), 1},
	} {
		require.InDelta(t, 0, modulus(quotient(c[0], c[1])-c[2]), 1e-15)
	}
	require.True(t, math.IsInf(modulus(quotient(1, 0)), 1))
}

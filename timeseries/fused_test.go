package timeseries

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// Quantiles and waves are the same to the bit where the compiler may fuse a product and a
// sum (GOAMD64=v3, arm64) and where it may not.
func TestNothingIsFused(t *testing.T) {
	h := fnv.New64a()
	add := func(x ...float64) {
		for _, v := range x {
			_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
		}
	}
	for df := 1; df < 300; df++ {
		for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99} {
			add(studentQuantile(level, df), studentQuantile(level, 100000+df))
		}
	}
	for i := range 500 {
		sin, cos := circle(float64(i) / 499)
		add(sin, cos)
	}
	require.Equal(t, uint64(0xa7a5da7a9caba22d), h.Sum64())
}

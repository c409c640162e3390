package blobs

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

func TestMake(t *testing.T) {
	const n, d, k = 20_000, 2, 3
	x, which := Make(rng.New(1, 0), n, d, k, 100, 1, 2)
	require.Len(t, x, n*d)
	require.Len(t, which, n)
	var sum [k][d]float64
	var count [k]float64
	for i, c := range which {
		count[c]++
		for j := range d {
			sum[c][j] += x[i*d+j]
		}
	}
	for c := range k {
		require.InDelta(t, n/k, count[c], 500)
		for j := range d {
			mean, squares := sum[c][j]/count[c], 0.0
			require.LessOrEqual(t, math.Abs(mean), 100.1)
			for i, w := range which {
				if int(w) == c {
					squares += (x[i*d+j] - mean) * (x[i*d+j] - mean)
				}
			}
			sd := math.Sqrt(squares / count[c])
			require.Greater(t, sd, 0.95)
			require.Less(t, sd, 2.1)
		}
	}
	again, _ := Make(rng.New(1, 0), n, d, k, 100, 1, 2)
	require.Equal(t, x, again)
}

func TestNoise(t *testing.T) {
	const n, d = 10_000, 3
	x := make([]float64, n*d)
	for i := range x {
		x[i] = 1000
	}
	Noise(rng.New(2, 0), x, d, 0.2, 10)
	moved := 0
	for row := range slices.Chunk(x, d) {
		if row[0] == 1000 {
			require.Equal(t, []float64{1000, 1000, 1000}, row)
			continue
		}
		moved++
		for _, v := range row {
			require.LessOrEqual(t, math.Abs(v), 10.0)
		}
	}
	require.InDelta(t, 0.2*n, moved, 200)
}

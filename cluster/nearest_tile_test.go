package cluster

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Tiles give the bits of the plain way, for every number of columns, also
// where a range of rows begins or ends inside of a tile and where rows are
// equally near to several centres.
func TestTilesAgainstNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	for d := 1; d <= tileColumns; d++ {
		for k := 1; k < 12; k++ {
			n := 1 + r.IntN(3*tileRows)
			x := make([]float64, n*d)
			for i := range x {
				x[i] = r.NormFloat64()
				if k%2 == 0 {
					x[i] = float64(r.IntN(5)) / 2
				}
			}
			c := someCenters(r, k, d, 0)
			lo := r.IntN(n)
			hi := lo + r.IntN(n-lo+1)
			label, dist := make([]int32, n), make([]float64, n)
			newTiles(x, n, d).assign(lo, hi, &c, label, dist)
			for i := range n {
				if i < lo || i >= hi {
					require.Zero(t, label[i])
					require.Zero(t, dist[i])
					continue
				}
				j, s := c.nearest(x[i*d : (i+1)*d])
				require.Equal(t, j, int(label[i]), "row %d of %d, %d columns", i, n, d)
				require.Equal(t, s, dist[i])
			}
		}
	}
}

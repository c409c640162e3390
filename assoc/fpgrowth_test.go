package assoc_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/assoc"
)

// The miners agree where FPGrowth has trees of more items than a mask has bits, masks of
// more items than a table counts, and weights that do not fit into a table.
func TestMinersAgreeOnLargerMarkets(t *testing.T) {
	for _, c := range []struct {
		items, baskets, least, heaviest int
		density                         float64
	}{
		{120, 300, 5, 1, 0.15},
		{120, 300, 5 * 20_000, 40_000, 0.15},
		{400, 3000, 8, 1, 0.04},
		{30, 200, 14, 1, 0.4},
		{30, 200, 14 * 300, 600, 0.4},
		{30, 200, 14 * 10_000, 20_000, 0.4},
		{14, 1000, 5, 1, 0.4},
		{14, 1000, 5 * 50, 100, 0.4},
	} {
		t.Run(fmt.Sprintf("%d items, weights up to %d", c.items, c.heaviest), func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, uint64(c.items)))
			var rows [][]int
			var weights []int
			for range c.baskets {
				var row []int
				for x := range c.items {
					if r.Float64() < c.density {
						row = append(row, x)
					}
				}
				rows, weights = append(rows, row), append(weights, 1+r.IntN(c.heaviest))
			}
			for _, longest := range []int{0, 3} {
				var want []byte
				for name, m := range miners(assoc.Eclat{MinCount: c.least, MaxLen: longest}) {
					s, err := m.(weightedFitter).FitWeighted(t.Context(), func(yield func([]int, int) bool) {
						for i, row := range rows {
							if !yield(row, weights[i]) {
								return
							}
						}
					})
					require.NoError(t, err)
					b, err := s.MarshalBinary()
					require.NoError(t, err)
					if want == nil {
						t.Logf("%d sets of up to %d items", s.Len(), longest)
						want = b
					}
					require.Equal(t, want, b, name)
				}
			}
		})
	}
}

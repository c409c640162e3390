package cluster

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// What each criterion says on sets of compact groups. The silhouette sees the
// two far halves of unbalance before its eight groups. The gap stops at the first
// K that is no worse than the next, where groups lie in groups as in s1 and
// a1. The elbow always says 2.
func TestChooseKOfBenchmarkSets(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of fits to reference tables")
	}
	for _, c := range []struct {
		name                string
		k, to               int
		silhouette, ch, gap int
	}{
		{"s1", 15, 20, 15, 15, 3},
		{"a1", 20, 25, 20, 20, 4},
		{"unbalance", 8, 12, 2, 8, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, labels := benchmarkSet(t, c.name)
			for seed := range uint64(2) {
				curve, err := ChooseK{To: c.to, References: 10, Seed: seed}.Of(t.Context(), x)
				require.NoError(t, err)
				t.Log(curve.Reason)
				require.Equal(t, map[Criterion]int{BySilhouette: c.silhouette, ByCalinskiHarabasz: c.ch, ByElbow: 2, ByGap: c.gap}, curve.Choices)
				require.Equal(t, c.silhouette, curve.K)
				right := curve.Points[c.ch-1].Model
				require.Equal(t, c.k, c.ch)
				require.Zero(t, centroidIndex(meansOf(x, labels, c.k), right.Centers()))
			}
		})
	}
}

// evenRows returns n rows of d columns, uniform between 0 and 1 in the first one,
// and in a wider range in each further one.
func evenRows(seed uint64, n, d int) *mat.Dense {
	r := rand.New(rand.NewPCG(seed, 3))
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			x.Set(i, j, float64(1+j)*r.Float64())
		}
	}
	return x
}

// Only the gap sees that there are no clusters.
func TestChooseKWithoutClusters(t *testing.T) {
	const tables = 100
	ones := 0
	for seed := range uint64(tables) {
		x := evenRows(seed, 100, 1+int(seed%4))
		curve, err := ChooseK{To: 4, Criterion: ByGap, References: 20, Starts: 3, Seed: seed}.Of(t.Context(), x)
		require.NoError(t, err)
		require.GreaterOrEqual(t, curve.Choices[BySilhouette], 2)
		if curve.K == 1 {
			ones++
			require.Contains(t, curve.Reason, "the gap finds no clusters: ")
			require.Len(t, curve.Model.Sizes(), 1)
		}
	}
	// One standard error is exceeded by chance in about 16 of 100; with two standard
	// deviations of such a count.
	require.GreaterOrEqual(t, ones, 84-8)
	t.Logf("%d of %d tables", ones, tables)
}

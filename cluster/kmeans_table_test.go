package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// eachSet runs a test with every set of instructions that this machine has.
func eachSet(t *testing.T, test func(t *testing.T)) {
	for _, s := range cpu.Sets() {
		t.Run(s.Name, func(t *testing.T) {
			defer s.Use()()
			test(t)
		})
	}
}

// tableOf returns the table of K-means that holds x.
func tableOf(t *testing.T, x mat.Matrix, weight []float64) table {
	t.Helper()
	tab, err := newTable(t.Context(), "test", view.Of(x), weight, false, 1)
	require.NoError(t, err)
	return tab
}

// assigned is what a table says of all its rows.
func assigned(t *testing.T, tab table, c *centers) ([]int32, []float64) {
	t.Helper()
	n, _ := tab.dims()
	label, dist := make([]int32, n), make([]float64, n)
	c.products, c.screen = nil, nil // may be of another set of instructions
	tab.prepare(c)
	for lo := 0; lo < n; lo += tileRows {
		require.NoError(t, tab.assign(t.Context(), lo, min(lo+tileRows, n), c, label, nil))
		tab.own(lo, min(lo+tileRows, n), c, label, dist)
	}
	return label, dist
}

// requireNearest checks what a table says of all its rows against the plain
// way, to the bit.
func requireNearest(t *testing.T, tab table, c *centers) {
	t.Helper()
	label, dist := assigned(t, tab, c)
	row := make([]float64, c.d)
	for i := range label {
		tab.row(i, row)
		j, s := c.nearest(row)
		if j != int(label[i]) || s != dist[i] {
			require.Failf(t, "not the nearest", "row %d: centre %d at %v, want %d at %v", i, label[i], dist[i], j, s)
		}
	}
}

// steps returns n rows of a few values, so that many are equal and many lie
// between centres of the lattice.
func steps(r *rand.Rand, n, d int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return float64(r.IntN(5)) / 2 }, x)
	return x
}

// scattered returns n rows of numbers that are not representable exactly.
func scattered(r *rand.Rand, n, d int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return r.NormFloat64() }, x)
	return x
}

// Tables give the labels and distances of the plain way to the bit, for few
// and many columns and centres, also where a row is equally near to several.
func TestTablesAgainstNearest(t *testing.T) {
	columns := []int{1, 2, 3, 4, 5, 7, 8, 11, 16, 47, 48, 49, 64, 65, 130}
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 1))
		for _, d := range columns {
			for _, k := range []int{1, 2, 3, 4, 5, 8, 9, 33} {
				n := 1 + r.IntN(80)
				for _, x := range []*mat.Dense{steps(r, n, d), scattered(r, n, d)} {
					c := someCenters(r, k, d, 1)
					requireNearest(t, tableOf(t, x, nil), &c)
				}
			}
		}
	})
}

// A table of several tiles and of more than a block of work.
func TestLongTablesAgainstNearest(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 7))
		for _, d := range []int{2, 50} {
			c := someCenters(r, 3, d, 1)
			requireNearest(t, tableOf(t, steps(r, par.Block+300, d), nil), &c)
		}
	})
}

// Many centres are gone through in groups, of which the first that is nearest
// wins.
func TestGroupsOfCenters(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 2))
		for _, size := range [][2]int{{2, 5000}, {47, 200}, {49, 500}} {
			d, k := size[0], size[1]
			x := steps(r, 40, d)
			c := someCenters(r, k, d, 1)
			copy(c.at[k/4*3*d:], c.at[:k/4*d]) // the last are as near as the first
			requireNearest(t, tableOf(t, x, nil), &c)
		}
	})
}

// The distances to one centre are those of the plain way, whatever the range.
func TestDistancesOfTables(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 3))
		for _, d := range []int{1, 3, 16, 48, 50} {
			const n = 700
			tab := tableOf(t, scattered(r, n, d), nil)
			c := someCenters(r, 3, d, 0.1)
			tab.prepare(&c)
			row := make([]float64, d)
			for _, at := range [][2]int{{0, n}, {32, 64}, {5, 6}, {31, 650}, {n, n}, {n - 1, n}} {
				dist := make([]float64, n)
				tab.distances(at[0], at[1], &c, 1, dist)
				for i := range dist {
					want := 0.0
					if i >= at[0] && i < at[1] {
						tab.row(i, row)
						want = c.sqDist(row, 1)
					}
					require.Equal(t, want, dist[i], "row %d of %v, %d columns", i, at, d)
				}
			}
		}
	})
}

// Rows are added up one after the other, so sums have the bits of the plain
// way, for each number of columns, and rows without weight add nothing.
func TestTablesAddInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 4))
	for d := 1; d <= fewColumns+3; d++ {
		const n, k = 150, 4
		tab := tableOf(t, scattered(r, n, d), nil)
		label, weight := make([]int32, n), make([]float64, n)
		for i := range label {
			label[i], weight[i] = int32(r.IntN(k)), float64(r.IntN(4))/3
		}
		row := make([]float64, d)
		for _, w := range [][]float64{nil, weight} {
			for _, at := range [][2]int{{0, n}, {0, 33}, {0, 1}} {
				got, want := make([]float64, k*d), make([]float64, k*d)
				tab.add(at[0], at[1], label, w, got)
				for i := at[0]; i < at[1]; i++ {
					tab.row(i, row)
					for j, x := range row {
						want[int(label[i])*d+j] += float64(weightOf(w, i) * x)
					}
				}
				require.Equal(t, want, got, "rows %v, %d columns", at, d)
			}
		}
	}
}

// Weights so large that column means overflow leave nothing to compare. Rows
// get a label all the same, and the fit ends with an error elsewhere.
func TestTablesWithoutMeans(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		for _, d := range []int{2, 60} {
			x := mat.NewDense(3, d, nil)
			x.Apply(func(i, _ int, _ float64) float64 { return float64(i) * 1e139 }, x)
			tab := tableOf(t, x, []float64{1, 1, 1e300})
			require.True(t, math.IsInf(tab.offset()[0], 1))
			for _, k := range []int{2, 40_000 / d} {
				c := centers{k: k, d: d, at: make([]float64, k*d)}
				for i := range c.at {
					c.at[i] = math.Inf(-1)
				}
				label, _ := assigned(t, tab, &c)
				require.Equal(t, []int32{0, 0, 0}, label, fmt.Sprint(k))
			}
		}
	})
}

func TestBlocksOfRows(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 5))
	x := scattered(r, 2*vec.Block+3, 5)
	tab := tableOf(t, x, nil)
	row := make([]float64, 5)
	for i := range 2*vec.Block + 3 {
		tab.row(i, row)
		for j, v := range row {
			require.Equal(t, x.At(i, j)-tab.offset()[j], v)
		}
	}
}

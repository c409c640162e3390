package cluster

import (
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

func TestSelectRows(t *testing.T) {
	s := rng.New(3, 3)
	for _, n := range []int{2, 3, 16, 17, 100, 1000} {
		for _, values := range []int{1, 2, 10, 1 << 30} {
			for _, k := range []int{1, n / 2, n - 1} {
				key, row := make([]float64, n), make([]int32, n)
				for i := range key {
					key[i], row[i] = float64(s.IntN(values)), int32(i)
				}
				if n == 100 {
					slices.Sort(key) // a case that simple ways are slow for
				}
				before := slices.Clone(key)
				require.NoError(t, selectRows(t.Context(), key, row, k))
				for i, r := range row {
					require.Equal(t, before[r], key[i])
				}
				require.LessOrEqual(t, slices.Max(key[:k]), slices.Min(key[k:]))
				slices.Sort(row)
				require.Equal(t, int32(n-1), row[n-1])
				require.Len(t, slices.Compact(row), n)
			}
		}
	}
}

func TestSortRows(t *testing.T) {
	s := rng.New(4, 4)
	for _, n := range []int{0, 1, 16, 17, 200} {
		key, row := make([]float64, n), make([]int32, n)
		for i := range key {
			key[i], row[i] = float64(s.IntN(9)), int32(i)
		}
		before := slices.Clone(key)
		sortRows(key, row)
		require.True(t, slices.IsSorted(key))
		for i, r := range row {
			require.Equal(t, before[r], key[i])
			require.True(t, i == 0 || key[i-1] < key[i] || row[i-1] < r)
		}
	}
}

// Each row is in the boxes of all nodes above it, each box is as small as can
// be, and a walk outward from a leaf meets every leaf once.
func TestKDTree(t *testing.T) {
	for _, n := range []int{1, 2, 64, 65, 128, 129, 1000, 5000} {
		const d = 3
		x := clumps(uint64(n), n, d)
		r := rawRows{n, d, d, x.RawMatrix().Data}
		tree, err := newKDTree(t.Context(), r, formSquares, 2)
		require.NoError(t, err)
		seen := slices.Clone(tree.row)
		slices.Sort(seen)
		require.Equal(t, int32(n-1), seen[n-1])
		require.Len(t, slices.Compact(seen), n)
		got := make([]float64, d)
		for p, i := range tree.row {
			tree.at(p, got)
			require.Equal(t, r.row(int(i)), got)
		}
		for i := range tree.next {
			lo := int(tree.leaf[i]) * leafRows
			hi := min(lo+(int(tree.next[i])-i+1)/2*leafRows, n)
			low, high := tree.sides(i)
			wantLow, wantHigh := make([]float64, d), make([]float64, d)
			for j := range d {
				wantLow[j], wantHigh[j] = math.Inf(1), math.Inf(-1)
				for _, row := range tree.row[lo:hi] {
					wantLow[j], wantHigh[j] = min(wantLow[j], x.At(int(row), j)), max(wantHigh[j], x.At(int(row), j))
				}
			}
			require.Equal(t, wantLow, low)
			require.Equal(t, wantHigh, high)
		}
		for leaf, node := range tree.node {
			var walk [deepest]int32
			met := []int{}
			for _, top := range tree.outward(leaf, &walk) {
				for i := top; i < tree.next[top]; i++ {
					if tree.isLeaf(int(i)) {
						met = append(met, int(tree.leaf[i]))
					}
				}
			}
			require.Equal(t, leaf, met[0])
			require.Equal(t, leaf, int(tree.leaf[node]))
			slices.Sort(met)
			require.Len(t, slices.Compact(met), len(tree.node))
		}
	}
}

// What boxes say about distances is true of the rows in them.
func TestBoxesOfKDTree(t *testing.T) {
	const n, d = 700, 4
	x := clumps(5, n, d)
	r := rawRows{n, d, d, x.RawMatrix().Data}
	for _, metric := range []Metric{SquaredEuclidean{}, Manhattan{}, Chebyshev{}} {
		tree, err := newKDTree(t.Context(), r, newBall(metric, 1).form, 1)
		require.NoError(t, err)
		q := make([]float64, d)
		dst := make([]float64, leafRows)
		for p := range n {
			tree.at(p, q)
			for leaf, node := range tree.node {
				from := leaf * leafRows
				size := tree.size(leaf)
				least, most := math.Inf(1), 0.0
				for k, s := range tree.distances(leaf, q, dst[:size]) {
					require.Equal(t, metric.Distance(q, r.row(int(tree.row[from+k]))), s)
					least, most = min(least, s), max(most, s)
				}
				require.True(t, tree.nearRow(int(node), q, least))
				require.True(t, tree.nearBox(int(tree.node[p/leafRows]), int(node), least))
				require.False(t, tree.allWithin(int(tree.node[p/leafRows]), int(node), math.Nextafter(most, 0)) && most > 0)
			}
		}
	}
}

func TestSets(t *testing.T) {
	const n = 2000
	s := newSets(n)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := int32(w); i+7 < n; i += 4 {
				s.unite(i+7, i)
				s.find(i)
			}
		})
	}
	wg.Wait()
	first := make([]int32, n)
	for i := range first {
		first[i] = int32((i + 3) % n)
	}
	of, count := s.number(first)
	require.Equal(t, 7, count)
	for i := range n - 7 {
		require.Equal(t, of[i], of[i+7])
	}
	// Row n−3, of which first is 0, is in the set of (n−3) mod 7.
	require.Zero(t, of[(n-3)%7])
}

package cluster

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

func TestFarthestRowsComeFirst(t *testing.T) {
	x := clouds(5, 300, 2, 3)
	s := fittingOf(t, KMeans{K: 3}, x, nil).newStart(1)
	var want []int
	for i := range s.dist {
		s.dist[i] = float64(i * 37 % 50) // many are equal, some 0
		if s.dist[i] > 0 {
			want = append(want, i)
		}
	}
	slices.SortFunc(want, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.dist[b], s.dist[a]), cmp.Compare(a, b))
	})
	var got []int
	far := s.farthest()
	for i, ok := far.next(); ok; i, ok = far.next() {
		got = append(got, i)
	}
	require.Equal(t, want, got)
}

// counted counts how often a row is compared with a centre.
type counted struct {
	table
	comparisons int
}

func (c *counted) assign(ctx context.Context, lo, hi int, at *centers, label []int32, reach []float32) error {
	c.comparisons += (hi - lo) * at.k
	return c.table.assign(ctx, lo, hi, at, label, reach)
}

func (c *counted) distances(lo, hi int, at *centers, j int, dist []float64) {
	c.comparisons += hi - lo
	c.table.distances(lo, hi, at, j, dist)
}

// Whether there are as many distinct rows as clusters with rows is found by
// looking at each row once, however many clusters there are.
func TestDistinctComparesEachRowOnce(t *testing.T) {
	const n, k = 600, 200
	x := mat.NewDense(n, 2, nil)
	for i := range n {
		x.Set(i, 1, float64(i%(k-1)))
	}
	s := fittingOf(t, KMeans{K: k}, x, nil).newStart(1)
	for i := range s.label {
		s.label[i] = int32(i % (k - 1))
	}
	c := &counted{table: s.table}
	s.table = c
	require.True(t, s.distinct())
	require.LessOrEqual(t, c.comparisons, n)
	s.label[k] = 0 // row k is equal to row 1
	require.False(t, s.distinct())
}

package cluster

import (
	"context"

	"github.com/clm-go/clm/internal/vec"
)

// coreIndex finds core rows, in one of three ways; in none if there are no core
// rows.
type coreIndex struct {
	cells *cellCores
	tree  *treeCores
	pairs *pairCores
}

// foreign tells whether a metric that is not of this package has to be asked.
func (x *coreIndex) foreign() bool { return x.pairs != nil && x.pairs.length == nil }

// lowest returns the lowest cluster with a core row that is a neighbour of q,
// or −1. It is not for foreign metrics.
func (x *coreIndex) lowest(q []float64) int32 {
	switch {
	case x.cells != nil:
		return x.cells.lowest(q)
	case x.tree != nil:
		return x.tree.lowest(q)
	case x.pairs != nil:
		return x.pairs.lowestCosine(q)
	}
	return -1
}

// newCoreIndex returns an index of core rows in the order of their numbers.
// It reports false if neighbours are in different clusters.
func newCoreIndex(r rawRows, b ball, cluster []int32) (index coreIndex, consistent bool) {
	ctx := context.Background() // so none of the errors below is possible
	switch {
	case r.n == 0:
		return index, true
	case b.form == formOther:
		index.pairs = newPairCores(r, b, cluster)
		return index, true
	case b.form == formSquares && r.d <= indexColumns:
		low, high, _, _ := r.extent(ctx, 1)
		g := newLattice(low, high, b.limit)
		if g == nil {
			break
		}
		c, _ := newCells(ctx, r, g, 1)
		k := &cellCores{cells: c, cluster: make([]int32, len(c.keys))}
		for i := range c.keys {
			k.cluster[i] = cluster[c.row[c.start[i]]]
			for _, r := range c.row[c.start[i]:c.start[i+1]] {
				if cluster[r] != k.cluster[i] {
					return index, false
				}
			}
		}
		index.cells = k
		return index, true
	}
	t, _ := newTreeCores(ctx, r, b, 1)
	for p, i := range t.row {
		t.cluster[p] = cluster[i]
	}
	t.fill()
	index.tree = t
	return index, true
}

// all returns the core rows and their clusters in the order of their numbers.
func (x *coreIndex) all(d int) (rows []float64, cluster []int32) {
	var number []int32
	var at func(p int, dst []float64)
	switch {
	case x.cells != nil:
		number = x.cells.row
		cluster = make([]int32, x.cells.n)
		for i, c := range x.cells.cluster {
			for p := x.cells.start[i]; p < x.cells.start[i+1]; p++ {
				cluster[p] = c
			}
		}
		at = func(p int, dst []float64) { x.cells.at(int32(p), dst) }
	case x.tree != nil:
		number, cluster, at = x.tree.row, x.tree.cluster, x.tree.at
	case x.pairs != nil:
		number, cluster = x.pairs.order, x.pairs.cluster
		at = func(p int, dst []float64) { copy(dst, x.pairs.row(p)) }
	}
	n := len(number)
	keys, place := make([]uint32, n), make([]int32, n)
	for p, i := range number {
		keys[p], place[p] = uint32(i), int32(p)
	}
	vec.RadixSort32(keys, place, make([]uint32, n), make([]int32, n))
	rows = make([]float64, n*d)
	sorted := make([]int32, n)
	for k, p := range place {
		at(int(p), rows[k*d:(k+1)*d])
		sorted[k] = cluster[p]
	}
	return rows, sorted
}

package cluster

import (
	"context"
	"math"
	"math/bits"
	"slices"

	"github.com/clm-go/clm/internal/par"
)

// wideRow is the number of columns from which on it costs more to look at the
// box of a leaf for each row than it spares.
const wideRow = 24

// any tells whether a row is at most limit away from q.
func (t *kdTree) any(q []float64, limit float64) bool {
	for i := 0; i < len(t.next); {
		switch {
		case !t.nearRow(i, q, limit):
			i = int(t.next[i])
			continue
		case t.isLeaf(i) && t.within(int(t.leaf[i]), q, limit) != 0:
			return true
		}
		i++
	}
	return false
}

// leafBlocks calls f for each leaf, some leaves to a block.
func (t *kdTree) leafBlocks(ctx context.Context, workers int, f func(lo, hi int) error) error {
	grain := 4
	if t.d > wideRow {
		grain = 1
	}
	return par.For(ctx, len(t.node), grain, workers, func(_, lo, hi int) error { return f(lo, hi) })
}

// treeMarker looks for core rows leaf by leaf: all rows of a leaf walk through
// the tree together until each has enough neighbours.
type treeMarker struct {
	*kdTree
	f      *dbscanFit
	load   *load
	tiles  *leafTiles // nil: each row by itself
	query  *leafQuery
	q      []float64
	active []int // of the leaf's rows those without enough neighbours so far
	have   [leafRows]weigher
	work   int
}

// mark sets core[p] for each position with neighbours that weigh at least
// MinPoints.
func (t *kdTree) mark(ctx context.Context, f *dbscanFit, tiles *leafTiles, core []bool) error {
	load := newLoad(f.MinPoints, f.weight, t.row)
	return t.leafBlocks(ctx, f.Workers, func(lo, hi int) error {
		m := &treeMarker{kdTree: t, f: f, load: &load, tiles: tiles, active: make([]int, 0, leafRows)}
		if tiles != nil {
			m.query = tiles.take()
			defer tiles.give(m.query)
		} else {
			m.q = make([]float64, leafRows*t.d)
		}
		for leaf := lo; leaf < hi; leaf++ {
			if err := m.leafOf(ctx, leaf, core[leaf*leafRows:][:t.size(leaf)]); err != nil {
				return err
			}
			f.told.add(t.size(leaf))
		}
		return nil
	})
}

func (m *treeMarker) leafOf(ctx context.Context, leaf int, core []bool) error {
	m.active = m.active[:0]
	if m.tiles != nil {
		m.query.n = 0
	}
	for p := range core {
		if m.tiles != nil {
			m.query.add(m.tiles, leaf*leafRows+p, m.f.reach)
		} else {
			m.at(leaf*leafRows+p, m.row(p))
		}
		m.have[p] = weigher{load: m.load}
		m.active = append(m.active, p)
	}
	own := int(m.node[leaf])
	var walk [deepest]int32
	for _, top := range m.outward(leaf, &walk) {
		for i, end := int(top), int(m.next[top]); i < end; {
			if len(m.active) == 0 {
				return nil
			}
			if m.work += (2 + len(m.active)) * m.d; m.work > stepsBetweenLooks {
				if m.work = 0; ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			switch {
			case !m.nearBox(own, i, m.f.reach):
				i = int(m.next[i])
				continue
			case m.allWithin(own, i, m.f.whole):
				m.take(i, core)
				i = int(m.next[i])
				continue
			case m.isLeaf(i):
				m.meet(i, core)
				m.work += len(m.active) * leafRows * m.d
			}
			i++
		}
	}
	return nil
}

func (m *treeMarker) row(p int) []float64 { return m.q[p*m.d:][:m.d:m.d] }

// take counts all rows below a node for all rows of the leaf.
func (m *treeMarker) take(node int, core []bool) {
	lo := int(m.leaf[node])
	hi := min((lo+(int(m.next[node])-node+1)/2)*leafRows, m.n)
	m.each(core, func(_, p int) bool {
		return m.have[p].addAll(int32(lo*leafRows), int32(hi))
	})
}

// meet counts the neighbours in another leaf.
func (m *treeMarker) meet(node int, core []bool) {
	leaf, limit := int(m.leaf[node]), m.f.reach
	if m.tiles != nil {
		m.query.meet(m.tiles, leaf)
		m.each(core, func(k, p int) bool {
			near := m.query.near[k]
			return near != 0 && m.have[p].add(near, int32(leaf*leafRows))
		})
		return
	}
	m.each(core, func(_, p int) bool {
		q := m.row(p)
		if m.d < wideRow && !m.nearRow(node, q, limit) {
			return false
		}
		return m.have[p].add(m.within(leaf, q, limit), int32(leaf*leafRows))
	})
}

// each asks for the rows of the leaf, the k-th of those that are left being p, whether they
// have enough neighbours now.
func (m *treeMarker) each(core []bool, enough func(k, p int) bool) {
	left := m.active[:0]
	for k, p := range m.active {
		if enough(k, p) {
			core[p] = true
			continue
		}
		if m.tiles != nil {
			m.query.move(k, len(left))
		}
		left = append(left, p)
	}
	m.active = left
	if m.tiles != nil {
		m.query.n = len(left)
	}
}

// treeCores are core rows in a tree, with their clusters.
type treeCores struct {
	*kdTree
	limit   float64
	cluster []int32 // by position
	lowestC []int32 // the lowest cluster below each node
}

// fill computes what the clusters imply.
func (t *treeCores) fill() {
	t.lowestC = make([]int32, len(t.next))
	for i := len(t.next) - 1; i >= 0; i-- {
		if t.isLeaf(i) {
			leaf := int(t.leaf[i])
			low := int32(math.MaxInt32)
			for _, c := range t.cluster[leaf*leafRows:][:t.size(leaf)] {
				low = min(low, c)
			}
			t.lowestC[i] = low
			continue
		}
		t.lowestC[i] = min(t.lowestC[i+1], t.lowestC[t.next[i+1]])
	}
}

// lowest returns the lowest cluster with a core row that is a neighbour of q,
// or −1.
func (t *treeCores) lowest(q []float64) int32 {
	best := int32(math.MaxInt32)
	for i := 0; i < len(t.next); {
		if t.lowestC[i] >= best || !t.nearRow(i, q, t.limit) {
			i = int(t.next[i])
			continue
		}
		if t.isLeaf(i) {
			leaf := int(t.leaf[i])
			for mask := t.within(leaf, q, t.limit); mask != 0; mask &= mask - 1 {
				best = min(best, t.cluster[leaf*leafRows+bits.TrailingZeros64(mask)])
			}
		}
		i++
	}
	return orNoise(best)
}

// labelTiles sets the labels of the rows of some leaves of another tree that are no core
// rows.
func (t *treeCores) labelTiles(ctx context.Context, f *dbscanFit, from, to *leafTiles, core []bool, lo, hi int) error {
	q := from.take()
	defer from.give(q)
	work := 0
	for leaf := lo; leaf < hi; leaf++ {
		var rows, best [leafRows]int32 // of the query
		q.n = 0
		for p := leaf * leafRows; p < leaf*leafRows+from.t.size(leaf); p++ {
			if !core[p] {
				rows[q.n], best[q.n] = from.t.row[p], math.MaxInt32
				q.add(from, p, f.reach)
			}
		}
		low, high := from.t.sides(int(from.t.node[leaf]))
		for i := 0; i < len(t.next) && q.n > 0; {
			if work += t.d * (1 + q.n); work > stepsBetweenLooks {
				if work = 0; ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			if t.lowestC[i] >= slices.Max(best[:q.n]) || !t.nearSides(i, low, high, f.reach) {
				i = int(t.next[i])
				continue
			}
			if t.isLeaf(i) {
				work += leafRows * t.d * q.n
				first := int(t.leaf[i]) * leafRows
				q.meet(to, int(t.leaf[i]))
				for k, near := range q.near[:q.n] {
					for ; near != 0; near &= near - 1 {
						best[k] = min(best[k], t.cluster[first+bits.TrailingZeros64(near)])
					}
				}
				left := 0
				for k := range q.n {
					if best[k] == 0 {
						f.label[rows[k]] = 0
						continue
					}
					q.move(k, left)
					rows[left], best[left] = rows[k], best[k]
					left++
				}
				q.n = left
			}
			i++
		}
		for k := range q.n {
			f.label[rows[k]] = orNoise(best[k])
		}
	}
	return nil
}

func newTreeCores(ctx context.Context, r rawRows, b ball, workers int) (*treeCores, error) {
	t, err := newKDTree(ctx, r, b.form, workers)
	if err != nil {
		return nil, err
	}
	return &treeCores{kdTree: t, limit: b.limit, cluster: make([]int32, r.n)}, nil
}

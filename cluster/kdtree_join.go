package cluster

import (
	"context"
	"math/bits"
	"sync/atomic"
)

// treeJoiner finds the clusters of core rows in a tree: rows that are
// neighbours are in one. Where all rows below two nodes are in one cluster
// already, nothing between them is compared.
type treeJoiner struct {
	*kdTree
	tiles  *leafTiles // nil: each row by itself
	reach  float64    // of boxes that may hold neighbours
	whole  float64    // of boxes that hold nothing else
	joined sets
	pure   []int32 // 1: all rows below the node are known to be in one cluster
}

// join returns the cluster of each position, numbered by the lowest of number
// of the rows in it, and how many there are.
func (t *kdTree) join(ctx context.Context, f *dbscanFit, tiles *leafTiles, number []int32) ([]int32, int, error) {
	j := &treeJoiner{kdTree: t, tiles: tiles, reach: f.reach, whole: f.whole, joined: newSets(t.n), pure: make([]int32, len(t.next))}
	err := t.leafBlocks(ctx, f.Workers, func(lo, hi int) error {
		m := j.ofLeaf(ctx)
		for leaf := lo; leaf < hi; leaf++ {
			m.enter(leaf)
			m.inside()
		}
		m.done()
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	err = t.leafBlocks(ctx, f.Workers, func(lo, hi int) error {
		m := j.ofLeaf(ctx)
		for leaf := lo; leaf < hi; leaf++ {
			m.enter(leaf)
			if err := m.visit(0); err != nil {
				return err
			}
			f.told.add(t.size(leaf))
		}
		m.done()
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	first := make([]int32, t.n)
	for p, i := range t.row {
		first[p] = number[i]
	}
	cluster, count := j.joined.number(first)
	return cluster, count, nil
}

// first returns the first position below a node.
func (j *treeJoiner) first(node int) int32 { return j.kdTree.leaf[node] * leafRows }

// isPure tells whether all rows below a node are known to be in one cluster.
// What is true once stays true.
func (j *treeJoiner) isPure(node int) bool {
	if atomic.LoadInt32(&j.pure[node]) == 1 {
		return true
	}
	if j.isLeaf(node) {
		first := j.first(node)
		top := j.joined.find(first)
		for p := 1; p < j.size(int(j.kdTree.leaf[node])); p++ {
			if j.joined.find(first+int32(p)) != top {
				return false
			}
		}
	} else {
		left := node + 1
		right := int(j.next[left])
		if atomic.LoadInt32(&j.pure[left]) == 0 || atomic.LoadInt32(&j.pure[right]) == 0 ||
			j.joined.find(j.first(left)) != j.joined.find(j.first(right)) {
			return false
		}
	}
	atomic.StoreInt32(&j.pure[node], 1)
	return true
}

// joinerOfLeaf joins one leaf with those behind it.
type joinerOfLeaf struct {
	*treeJoiner
	ctx       context.Context
	leaf, own int
	q         []float64
	work      int

	// With tiles only:
	query *leafQuery // the rows of the leaf
	some  *leafQuery // those that are to be compared
}

func (j *treeJoiner) ofLeaf(ctx context.Context) *joinerOfLeaf {
	m := &joinerOfLeaf{treeJoiner: j, ctx: ctx}
	if j.tiles != nil {
		m.query, m.some = j.tiles.take(), j.tiles.take()
	} else {
		m.q = make([]float64, j.d)
	}
	return m
}

func (m *joinerOfLeaf) done() {
	if m.query != nil {
		m.tiles.give(m.query)
		m.tiles.give(m.some)
	}
}

// enter begins with a leaf.
func (m *joinerOfLeaf) enter(leaf int) {
	m.leaf, m.own = leaf, int(m.node[leaf])
	if m.query == nil {
		return
	}
	m.query.n = 0
	for p := range m.size(leaf) {
		m.query.add(m.tiles, leaf*leafRows+p, m.reach)
	}
}

// inside joins the rows of the leaf.
func (m *joinerOfLeaf) inside() {
	first, n := m.first(m.own), m.size(m.leaf)
	switch {
	case m.allWithin(m.own, m.own, m.whole):
		for p := 1; p < n; p++ {
			m.joined.unite(first, first+int32(p))
		}
	case m.query != nil:
		m.query.meet(m.tiles, m.leaf)
		for p := range n {
			m.unite(first+int32(p), first, m.query.near[p]&(1<<p-1))
		}
	default:
		for p := 1; p < n; p++ {
			m.at(int(first)+p, m.q)
			m.unite(first+int32(p), first, m.within(m.leaf, m.q, m.reach)&(1<<p-1))
		}
	}
	m.isPure(m.own)
}

// unite joins the row at position p with those of 64 positions that have a bit in mask.
func (m *joinerOfLeaf) unite(p, first int32, mask uint64) {
	for ; mask != 0; mask &= mask - 1 {
		m.joined.unite(p, first+int32(bits.TrailingZeros64(mask)))
	}
}

// visit joins the leaf with the rows below a node.
func (m *joinerOfLeaf) visit(node int) error {
	lo := int(m.kdTree.leaf[node])
	if hi := lo + (int(m.next[node])-node+1)/2; hi <= m.leaf+1 {
		return nil // seen from the other side
	}
	if m.work += 4 * m.d; m.work > stepsBetweenLooks {
		if m.work = 0; m.ctx.Err() != nil {
			return context.Cause(m.ctx)
		}
	}
	pure, own := m.isPure(node), m.isPure(m.own)
	if pure && own && m.joined.find(m.first(node)) == m.joined.find(m.first(m.own)) {
		return nil
	}
	if !m.nearBox(m.own, node, m.reach) {
		return nil
	}
	if m.isLeaf(node) {
		m.meet(node, own, pure)
		return nil
	}
	if err := m.visit(node + 1); err != nil {
		return err
	}
	if err := m.visit(int(m.next[node+1])); err != nil {
		return err
	}
	m.isPure(node)
	return nil
}

// meet joins the leaf with another one. Own and pure tell of the two whether
// each is in one cluster.
func (m *joinerOfLeaf) meet(node int, own, pure bool) {
	if m.query != nil {
		m.meetTile(node, pure)
		return
	}
	other := m.first(node)
	for p := m.first(m.own); p < m.first(m.own)+int32(m.size(m.leaf)); p++ {
		if pure && m.joined.find(p) == m.joined.find(other) {
			if own {
				return
			}
			continue
		}
		m.at(int(p), m.q)
		if m.d < wideRow && !m.nearRow(node, m.q, m.reach) {
			continue
		}
		m.work += leafRows * m.d
		mask := m.within(int(m.kdTree.leaf[node]), m.q, m.reach)
		if pure {
			mask &= -mask // one is enough
		}
		m.unite(p, other, mask)
	}
	m.isPure(node)
	m.isPure(m.own)
}

// meetTile is meet for all rows at once that are not in the cluster of the other leaf.
func (m *joinerOfLeaf) meetTile(node int, pure bool) {
	first, other := m.first(m.own), m.first(node)
	var rows [leafRows]int32
	q := m.some
	q.n = 0
	for k := range m.query.n {
		if p := first + int32(k); !pure || m.joined.find(p) != m.joined.find(other) {
			rows[q.n] = p
			q.borrow(m.query, k)
		}
	}
	m.work += q.n * leafRows * m.d
	q.meet(m.tiles, int(m.kdTree.leaf[node]))
	for k, mask := range q.near[:q.n] {
		if pure {
			mask &= -mask // one is enough
		}
		m.unite(rows[k], other, mask)
	}
	m.isPure(node)
	m.isPure(m.own)
}

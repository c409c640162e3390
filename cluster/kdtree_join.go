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
	limit  float64
	joined sets
	pure   []int32 // 1: all rows below the node are known to be in one cluster
}

// join returns the cluster of each position, numbered by the lowest of number
// of the rows in it, and how many there are.
func (t *kdTree) join(ctx context.Context, f *dbscanFit, number []int32) ([]int32, int, error) {
	j := &treeJoiner{kdTree: t, limit: f.ball.limit, joined: newSets(t.n), pure: make([]int32, len(t.next))}
	err := t.leafBlocks(ctx, f.Workers, func(lo, hi int) error {
		q := make([]float64, t.d)
		for leaf := lo; leaf < hi; leaf++ {
			j.inside(leaf, q)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	err = t.leafBlocks(ctx, f.Workers, func(lo, hi int) error {
		m := &joinerOfLeaf{treeJoiner: j, ctx: ctx, q: make([]float64, t.d)}
		for leaf := lo; leaf < hi; leaf++ {
			m.leaf, m.own = leaf, int(t.node[leaf])
			if err := m.visit(0); err != nil {
				return err
			}
			f.told.add(t.size(leaf))
		}
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

// inside joins the rows of one leaf.
func (j *treeJoiner) inside(leaf int, q []float64) {
	node, first, n := int(j.node[leaf]), int32(leaf*leafRows), j.size(leaf)
	whole := j.allWithin(node, node, j.limit)
	for p := 1; p < n; p++ {
		if whole {
			j.joined.unite(first, first+int32(p))
			continue
		}
		j.at(int(first)+p, q)
		for mask := j.within(leaf, q, j.limit) & (1<<p - 1); mask != 0; mask &= mask - 1 {
			j.joined.unite(first+int32(p), first+int32(bits.TrailingZeros64(mask)))
		}
	}
	j.isPure(node)
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
	if !m.nearBox(m.own, node, m.limit) {
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
	other := m.first(node)
	for p := m.first(m.own); p < m.first(m.own)+int32(m.size(m.leaf)); p++ {
		if pure && m.joined.find(p) == m.joined.find(other) {
			if own {
				return
			}
			continue
		}
		m.at(int(p), m.q)
		if m.d < wideRow && !m.nearRow(node, m.q, m.limit) {
			continue
		}
		m.work += leafRows * m.d
		for mask := m.within(int(m.kdTree.leaf[node]), m.q, m.limit); mask != 0; mask &= mask - 1 {
			m.joined.unite(p, other+int32(bits.TrailingZeros64(mask)))
			if pure {
				break
			}
		}
	}
	m.isPure(node)
	m.isPure(m.own)
}

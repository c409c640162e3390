package cluster

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/vec"
)

// clusterSpace is a set of clusters that can be searched and merged. A cluster
// has the number of one of its rows. The distance of two clusters stays the same
// for as long as both live.
type clusterSpace interface {
	// search finds the cluster nearest to c. If hint is a living cluster, and not
	// -1, dist is its distance.
	search(c, hint int32, dist float64) neighbour
	// some returns a living cluster: at each call another one, not far from the
	// last, and from the beginning again when all have had their turn.
	some() int32
	// waits tells whether a cluster is better left alone for now.
	waits(c int32) bool
	// distance returns that of two clusters.
	distance(a, b int32) float64
	// merge makes one cluster of two and returns its number, that of a or of b,
	// and its neighbour if that was found in passing. If the context ends in it, the
	// space is not to be used any more.
	merge(ctx context.Context, a, b int32) (int32, neighbour)
	// height is the height of a merge of two clusters that are dist apart.
	height(dist float64) float64
}

// neighbour is what is known of the cluster nearest to another one.
type neighbour struct {
	to    int32   // -1: not known
	born  int32   // how many merges there had been when to was made
	dist  float64 // from to
	bound float64 // no other cluster known at the search is nearer
}

// linking builds a tree.
type linking struct {
	Linkage
	n     int
	near  []neighbour
	born  []int32 // by cluster: how many merges there had been when it was made, -1 when it has gone
	into  []int32 // by cluster that has gone: what it is part of
	edges []edge
	told  *tally
}

// edge is a merge: one row of each part.
type edge struct {
	a, b   int32
	height float64
}

func newLinking(c Linkage, n int, matrix bool) *linking {
	l := &linking{Linkage: c, n: n, told: newTally(c.Progress, n), edges: make([]edge, 0, n-1)}
	if c.Method == SingleLinkage && !matrix {
		return l // which has a way of its own
	}
	l.near, l.born, l.into = make([]neighbour, n), make([]int32, n), make([]int32, n)
	for i := range l.near {
		l.near[i].to = -1
		l.into[i] = int32(i)
	}
	return l
}

// fresh tells whether the neighbour found last is still there.
func (l *linking) fresh(c int32) bool {
	e := &l.near[c]
	return e.to >= 0 && l.born[e.to] == e.born
}

// now returns the living cluster of which c is part.
func (l *linking) now(c int32) int32 {
	for l.into[c] != c {
		l.into[c] = l.into[l.into[c]]
		c = l.into[c]
	}
	return c
}

func (l *linking) search(s clusterSpace, c, hint int32, dist float64) {
	l.know(c, s.search(c, hint, dist))
}

// know takes down the neighbour of a cluster.
func (l *linking) know(c int32, e neighbour) {
	if e.to >= 0 {
		e.born = l.born[e.to]
	}
	l.near[c] = e
}

// merge makes one cluster of two and returns its number, that of the one that
// has gone, and the neighbour if it is known.
func (l *linking) merge(ctx context.Context, s clusterSpace, a, b int32, dist float64) (stays, goes int32, e neighbour) {
	stays, e = s.merge(ctx, a, b)
	goes = a + b - stays
	l.edges = append(l.edges, edge{a, b, s.height(dist)})
	l.born[goes] = -1
	l.into[goes] = stays
	l.born[stays] = int32(len(l.edges))
	l.told.add(1)
	return stays, goes, e
}

// chain merges, until it is enough, by chains of nearest neighbours: each cluster of the chain is
// the one nearest to that before it, until two are nearest to each other; those
// merge, and the chain goes on from the cluster before them. The merges come out
// of order.
//
// It is right for methods where a merge is never nearer to a third cluster than
// the nearer one of its parts. So a cluster need not be searched again while its
// neighbour lives; and when that has become part of another cluster that is no farther
// than all else was, then it is the one. On equal distance the cluster
// before wins, or chains could run in circles. Where rounding makes a merge nearer
// by a bit, a chain may come back to a cluster in it all the same; then that has
// found its neighbour.
func (l *linking) chain(ctx context.Context, s clusterSpace, enough func(left int) bool) error {
	chain := make([]int32, 0, 64)
	place := make([]int32, l.n) // in the chain, from 1; 0 if not there
	push := func(c int32) {
		chain = append(chain, c)
		place[c] = int32(len(chain))
	}
	pop := func() {
		place[chain[len(chain)-1]] = 0
		chain = chain[:len(chain)-1]
	}
	for !enough(l.n - len(l.edges)) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if len(chain) == 0 {
			push(s.some())
		}
		top := chain[len(chain)-1]
		if s.waits(top) {
			for len(chain) > 0 {
				pop()
			}
			continue
		}
		l.refresh(s, top)
		to, dist := l.near[top].to, l.near[top].dist
		if len(chain) > 1 {
			if before := chain[len(chain)-2]; l.near[before].dist <= dist {
				to, dist = before, l.near[before].dist
			}
		}
		switch at := int(place[to]); {
		case at == 0:
			push(to)
		case at == len(chain)-1:
			pop()
			pop()
			stays, _, e := l.merge(ctx, s, top, to, dist)
			l.know(stays, e)
		default:
			for len(chain) > at {
				pop()
			}
			l.near[to] = neighbour{to: top, born: l.born[top], dist: dist, bound: dist}
		}
	}
	return nil
}

// refresh makes sure that the nearest neighbour of c is known.
func (l *linking) refresh(s clusterSpace, c int32) {
	if l.fresh(c) {
		return
	}
	e := &l.near[c]
	if e.to < 0 {
		l.search(s, c, -1, 0)
		return
	}
	to := l.now(e.to)
	dist := s.distance(c, to)
	if dist <= e.bound {
		e.to, e.born, e.dist = to, l.born[to], dist
		return
	}
	l.search(s, c, to, dist)
}

// heap merges the nearest pair of all again and again, for methods where a
// merge may be nearer to a third cluster than both of its parts were.
//
// Each cluster is searched when it is made, so that of any two the younger one
// knows a distance that is no larger than that between them. A cluster whose
// neighbour has gone keeps what is known of all others as its bound, and is
// searched only if that becomes the least of all.
func (l *linking) heap(ctx context.Context, s clusterSpace) error {
	for c := range l.n {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if l.near[c].to < 0 {
			l.search(s, int32(c), -1, 0)
		}
	}
	h := newClusterHeap(l.near)
	for len(l.edges) < l.n-1 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		c := h.at[0]
		e := &l.near[c]
		switch {
		case l.fresh(c):
			stays, goes, e := l.merge(ctx, s, c, e.to, e.dist)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			h.remove(goes)
			if l.know(stays, e); e.to < 0 {
				l.search(s, stays, -1, 0)
			}
			h.moved(stays)
		case e.to >= 0 && e.bound > e.dist:
			e.to, e.dist = -1, e.bound
			h.moved(c)
		default:
			l.search(s, c, -1, 0)
			h.moved(c)
		}
	}
	return nil
}

// dendrogram puts the merges in order.
func (l *linking) dendrogram() *Dendrogram {
	l.near, l.born = nil, nil // not needed any more
	for i := range l.edges {
		if e := &l.edges[i]; e.height == 0 {
			e.height = 0 // not −0
		}
	}
	if !l.inverts() {
		l.sort()
	}
	m := &Dendrogram{rows: l.n, merges: make([]link, l.n-1)}
	parent := l.into
	if parent == nil {
		parent = make([]int32, l.n)
	}
	node := make([]int32, l.n) // of the tree, by root
	for i := range parent {
		parent[i] = int32(i)
		node[i] = int32(i)
	}
	find := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	inversions, top := 0, 0.0
	for i, e := range l.edges {
		a, b := find(e.a), find(e.b)
		x, y := node[a], node[b]
		m.merges[i] = link{min(x, y), max(x, y), e.height}
		if x, y = m.merges[i].a, m.merges[i].b; m.below(x) > e.height || m.below(y) > e.height {
			inversions++
		}
		top = max(top, e.height)
		parent[b] = a
		node[a] = int32(l.n + i)
	}
	m.report = clm.Report{Iterations: l.n - 1, Converged: true, Objective: top, Reason: "all rows are in one cluster"}
	if inversions > 0 {
		m.report.Notes = []string{noteInversions(inversions)}
	}
	l.told.add(1)
	return m
}

// sort puts the merges in ascending order of height, those of equal height in
// the order in which they were made.
func (l *linking) sort() {
	key, place := make([]uint64, len(l.edges)), make([]int32, len(l.edges))
	for i, e := range l.edges {
		key[i], place[i] = math.Float64bits(e.height), int32(i) // no height is below 0
	}
	vec.RadixSort64(key, place, make([]uint64, len(key)), make([]int32, len(key)))
	sorted := make([]edge, len(l.edges))
	for i, p := range place {
		sorted[i] = l.edges[p]
	}
	l.edges = sorted
}

// nearer takes a cluster into what is known of the nearest one.
func (e *neighbour) nearer(to int32, dist float64) {
	if dist < e.dist {
		e.to, e.dist, e.bound = to, dist, e.dist
	} else if dist < e.bound {
		e.bound = dist
	}
}

// nobody is the neighbour of a cluster that is alone.
func nobody() neighbour { return neighbour{to: -1, dist: math.Inf(1), bound: math.Inf(1)} }

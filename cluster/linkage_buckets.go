package cluster

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// buckets holds the centres of clusters in the leaves of a k-d tree, for ward,
// centroid and median linkage. Distances are squared: w·‖Δ‖² with w =
// 2ab/(a+b), where the weights a and b of the clusters are their sizes for
// ward and 1 otherwise.
//
// A box of the tree has the bounds of the centres in it and their least
// weight, so that it is known how near a cluster in it can be at best. A merge
// takes the place of one of its parts, and the boxes around it become those of
// what is left in them. When half of the clusters have gone the tree is built anew.
type buckets struct {
	method LinkageMethod
	d      int
	alive  int
	built  int       // alive when the tree was built
	size   []float64 // by cluster, number of rows
	place  []int32   // by cluster

	node   []bucketNode
	box    []float64 // of node k from 2dk: d least values, then d greatest
	leaf   []int32   // by leaf: its node
	count  []int32   // by leaf: how many of its places are in use, the first ones
	center []float64 // by place, in blocks of vec.Block
	weight []float64 // by place, NaN where there is no cluster
	id     []int32   // by place, the cluster

	rows  []float64 // for building: centres by rows
	order []int32   // for building
	found []int32   // for building: the clusters of them
	next  int       // place for some
	query []float64
	own   float64 // weight of the cluster that others are measured from
	dist  [vec.Block]float64
	stack []bucketVisit
}

type bucketNode struct {
	right  int32 // child; the left one is the next node. 0 for a leaf
	parent int32
	leaf   int32
	least  float64 // weight
}

type bucketVisit struct {
	node int32
	dist float64
}

// newBuckets takes over rows. If the context ends, here or in a merge, then the
// tree is not to be asked any more.
func newBuckets(ctx context.Context, rows []float64, n, d int, method LinkageMethod) *buckets {
	leaves := (n + bucketRows - 1) / bucketRows
	t := &buckets{
		method: method, d: d, alive: n,
		size: make([]float64, n), place: make([]int32, n),
		node: make([]bucketNode, 0, 2*leaves-1), box: make([]float64, (2*leaves-1)*2*d),
		leaf: make([]int32, leaves), count: make([]int32, leaves),
		center: make([]float64, leaves*bucketRows*d), weight: make([]float64, leaves*bucketRows), id: make([]int32, leaves*bucketRows),
		rows: rows, order: make([]int32, n), found: make([]int32, n), query: make([]float64, d),
	}
	for i := range n {
		t.order[i], t.found[i], t.size[i] = int32(i), int32(i), 1
	}
	t.build(ctx)
	return t
}

// build makes the tree of the clusters found.
func (t *buckets) build(ctx context.Context) {
	t.built, t.next = t.alive, 0
	t.node, t.leaf, t.count = t.node[:0], t.leaf[:0], t.count[:0]
	t.grow(ctx, t.order, 0)
}

func (t *buckets) grow(ctx context.Context, order []int32, parent int32) {
	if ctx.Err() != nil {
		return
	}
	k := int32(len(t.node))
	t.node = append(t.node, bucketNode{parent: parent})
	d := t.d
	boundOf(t.boxOf(k), t.rows, order, d)
	if len(order) > bucketRows {
		half := leftRows(len(order))
		splitRows(order, half, t.rows, d, widest(t.boxOf(k)))
		t.grow(ctx, order[:half], k)
		right := int32(len(t.node))
		t.grow(ctx, order[half:], k)
		if ctx.Err() != nil {
			return
		}
		t.node[k].right = right
		t.node[k].least = min(t.node[k+1].least, t.node[right].least)
		return
	}
	leaf := len(t.leaf)
	t.leaf, t.count = append(t.leaf, k), append(t.count, int32(len(order)))
	t.node[k].leaf = int32(leaf)
	least := math.MaxFloat64
	for lane, i := range order {
		at := leaf*bucketRows + lane
		centre := t.at(at)
		for j, v := range t.rows[int(i)*d : int(i)*d+d] {
			centre[j*vec.Block] = v
		}
		c := t.found[i]
		t.id[at] = c
		t.place[c] = int32(at)
		t.weight[at] = t.weightOf(c)
		least = min(least, t.weight[at])
	}
	for lane := len(order); lane < bucketRows; lane++ {
		t.weight[leaf*bucketRows+lane] = math.NaN()
	}
	t.node[k].least = least
}

func (t *buckets) weightOf(c int32) float64 {
	if t.method == WardLinkage {
		return t.size[c]
	}
	return 1
}

func (t *buckets) boxOf(k int32) []float64 {
	at := int(k) * 2 * t.d
	return t.box[at : at+2*t.d : at+2*t.d]
}

// at returns the centre in a place, of which the columns are vec.Block apart.
func (t *buckets) at(place int) []float64 {
	return t.center[place/vec.Block*vec.Block*t.d+place%vec.Block:]
}

// centre copies that of a cluster to dst.
func (t *buckets) centre(dst []float64, c int32) {
	centre := t.at(int(t.place[c]))
	for j := range dst {
		dst[j] = centre[j*vec.Block]
	}
}

func pairWeight(a, b float64) float64 { return 2 * (a * b / (a + b)) }

func (t *buckets) height(dist float64) float64 { return math.Sqrt(dist) }

func (t *buckets) distance(a, b int32) float64 {
	i, j := int(t.place[a]), int(t.place[b])
	x, y := t.at(i), t.at(j)
	s := 0.0
	for k := 0; k < t.d*vec.Block; k += vec.Block {
		v := x[k] - y[k]
		s = math.FMA(v, v, s)
	}
	return pairWeight(t.weight[i], t.weight[j]) * s
}

func (t *buckets) some() int32 {
	for {
		leaf := t.next / bucketRows
		switch {
		case leaf == len(t.leaf):
			t.next = 0
		case t.next%bucketRows >= int(t.count[leaf]):
			t.next = (leaf + 1) * bucketRows
		default:
			t.next++
			return t.id[t.next-1]
		}
	}
}

func (t *buckets) waits(int32) bool { return false }

func (t *buckets) search(c, hint int32, dist float64) neighbour {
	e := nobody()
	if hint >= 0 {
		e.to, e.dist = hint, dist
	}
	t.look(c, hint)
	t.walk(c, func(leaf int32) { t.scan(&e, leaf) }, func(dist float64) bool {
		if dist < e.dist {
			return true
		}
		e.bound = min(e.bound, dist)
		return false
	})
	t.lookAway(c, hint)
	return e
}

// look makes a cluster the one that others are measured from. It and another
// one, if that is not -1, are out of sight then: a weight that is NaN makes a
// distance that is below nothing.
func (t *buckets) look(c, hint int32) {
	t.centre(t.query, c)
	t.own = t.weight[t.place[c]]
	t.weight[t.place[c]] = math.NaN()
	if hint >= 0 {
		t.weight[t.place[hint]] = math.NaN()
	}
}

// lookAway ends look.
func (t *buckets) lookAway(c, hint int32) {
	t.weight[t.place[c]] = t.own
	if hint >= 0 {
		t.weight[t.place[hint]] = t.weightOf(hint)
	}
}

// walk visits the leaves from near to far, first that of c. A part of the tree
// is left out if it is not worth it, being so far away at least.
func (t *buckets) walk(c int32, visit func(leaf int32), worth func(dist float64) bool) {
	own := t.place[c] / bucketRows
	visit(own)
	stack := append(t.stack[:0], bucketVisit{})
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !worth(top.dist) {
			continue
		}
		n := &t.node[top.node]
		if n.right == 0 {
			if n.leaf != own {
				visit(n.leaf)
			}
			continue
		}
		near, far := bucketVisit{top.node + 1, t.reach(top.node + 1)}, bucketVisit{n.right, t.reach(n.right)}
		if near.dist > far.dist {
			near, far = far, near
		}
		stack = append(stack, far, near)
	}
	t.stack = stack
}

// reach returns a distance that no cluster in a box is nearer than. The chain
// has the order of that of the distance, so rounding cannot put it above; the
// factor of weights is rounded otherwise, hence the last product.
func (t *buckets) reach(node int32) float64 {
	box := t.boxOf(node)
	lo, hi := box[:t.d], box[t.d:]
	hi = hi[:len(lo)]
	s := 0.0
	for j, q := range t.query[:len(lo)] {
		v := max(lo[j]-q, q-hi[j], 0)
		s = math.FMA(v, v, s)
	}
	return pairWeight(t.own, t.node[node].least) * s * (1 - 0x1p-50)
}

// scan looks at the clusters of a leaf.
func (t *buckets) scan(e *neighbour, leaf int32) {
	for at, end := t.places(leaf); at < end; at += vec.Block {
		if t.measure(at) >= e.bound {
			continue
		}
		for lane, s := range t.dist {
			if s < e.bound {
				e.nearer(t.id[at+lane], s)
			}
		}
	}
}

// places returns the first place of a leaf, and that after the last one in use.
func (t *buckets) places(leaf int32) (first, end int) {
	first = int(leaf) * bucketRows
	return first, first + int(t.count[leaf])
}

// measure fills dist with the distances of the clusters of a block, of which
// the first has a place, and returns the least of them.
func (t *buckets) measure(at int) float64 {
	return vec.Weigh(t.dist[:], t.center[at*t.d:(at+vec.Block)*t.d], t.query, t.weight[at:at+vec.Block], t.own)
}

// merge puts the merge of two clusters at the place of the larger one, or of
// that with the lower number.
func (t *buckets) merge(ctx context.Context, a, b int32) (int32, neighbour) {
	if t.size[a] < t.size[b] || t.size[a] == t.size[b] && a > b {
		a, b = b, a
	}
	share := 0.5
	if t.method != MedianLinkage {
		share = t.size[b] / (t.size[a] + t.size[b])
	}
	t.centre(t.query, b)
	at := int(t.place[a])
	centre := t.at(at)
	for j, v := range t.query {
		u := centre[j*vec.Block]
		centre[j*vec.Block] = math.FMA(v-u, share, u)
	}
	t.size[a] += t.size[b]
	t.weight[at] = t.weightOf(a)
	leaf := t.remove(b)
	t.alive--
	if t.alive <= t.built/2 && t.alive > 2*bucketRows {
		t.collect()
		t.build(ctx)
		return a, nobody()
	}
	t.tighten(leaf)
	if own := int32(at / bucketRows); own != leaf {
		t.tighten(own)
	}
	return a, nobody()
}

// remove takes a cluster out of its leaf and returns that.
func (t *buckets) remove(c int32) int32 {
	at := int(t.place[c])
	leaf := at / bucketRows
	t.count[leaf]--
	last := leaf*bucketRows + int(t.count[leaf])
	if last != at {
		to, from := t.at(at), t.at(last)
		for j := 0; j < t.d*vec.Block; j += vec.Block {
			to[j] = from[j]
		}
		t.weight[at], t.id[at] = t.weight[last], t.id[last]
		t.place[t.id[at]] = int32(at)
	}
	t.weight[last] = math.NaN()
	return int32(leaf)
}

// tighten makes the box of a leaf, and those that hold it, as small as can be.
func (t *buckets) tighten(leaf int32) {
	d, k := t.d, t.leaf[leaf]
	first, end := t.places(leaf)
	box := t.boxOf(k)
	for j := range d {
		lo, hi := math.Inf(1), math.Inf(-1)
		for at := first; at < end; at += vec.Block {
			for _, v := range t.center[at*d+j*vec.Block:][:min(vec.Block, end-at)] {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
		box[j], box[d+j] = lo, hi
	}
	least := math.MaxFloat64
	for _, w := range t.weight[first:end] {
		least = min(least, w)
	}
	t.node[k].least = least
	for k != 0 {
		k = t.node[k].parent
		p := &t.node[k]
		box, x, y := t.boxOf(k), t.boxOf(k+1), t.boxOf(p.right)
		changed := false
		for j := range box {
			v := min(x[j], y[j])
			if j >= d {
				v = max(x[j], y[j])
			}
			changed = changed || v != box[j]
			box[j] = v
		}
		least := min(t.node[k+1].least, t.node[p.right].least)
		if !changed && least == p.least {
			return
		}
		p.least = least
	}
}

// collect finds the clusters and their centres.
func (t *buckets) collect() {
	t.order, t.found = t.order[:0], t.found[:0]
	for leaf := range t.leaf {
		for lane := range int(t.count[leaf]) {
			i := len(t.found)
			c := t.id[leaf*bucketRows+lane]
			t.centre(t.rows[i*t.d:(i+1)*t.d], c)
			t.order, t.found = append(t.order, int32(i)), append(t.found, c)
		}
	}
}

package cluster

import (
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
	place  []int32   // by cluster, leaf·bucketRows + lane

	node   []bucketNode
	box    []float64 // of node k from 2dk: d least values, then d greatest
	leaf   []int32   // by leaf: its node
	count  []int32   // by leaf
	center []float64 // by leaf: the block of its centres, column by column
	weight []float64 // by place
	id     []int32   // by place, the cluster

	rows  []float64 // for building: centres by rows
	order []int32   // for building
	found []int32   // for building: the clusters of them
	query []float64
	own   float64 // weight of the cluster that others are measured from
	label [bucketRows]int32
	dist  [bucketRows]float64
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

// newBuckets takes over rows.
func newBuckets(rows []float64, n, d int, method LinkageMethod) *buckets {
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
	t.build()
	return t
}

// build makes the tree of the clusters found.
func (t *buckets) build() {
	t.built = t.alive
	t.node, t.leaf, t.count = t.node[:0], t.leaf[:0], t.count[:0]
	t.grow(t.order, 0)
}

func (t *buckets) grow(order []int32, parent int32) {
	k := int32(len(t.node))
	t.node = append(t.node, bucketNode{parent: parent})
	d := t.d
	boundOf(t.boxOf(k), t.rows, order, d)
	if len(order) > bucketRows {
		half := leftRows(len(order))
		splitRows(order, half, t.rows, d, widest(t.boxOf(k)))
		t.grow(order[:half], k)
		t.node[k].right = int32(len(t.node))
		t.grow(order[half:], k)
		t.node[k].least = min(t.node[k+1].least, t.node[t.node[k].right].least)
		return
	}
	leaf := len(t.leaf)
	t.leaf, t.count = append(t.leaf, k), append(t.count, int32(len(order)))
	t.node[k].leaf = int32(leaf)
	least := math.MaxFloat64
	block := t.block(leaf)
	for lane, i := range order {
		for j, v := range t.rows[int(i)*d : int(i)*d+d] {
			block[j*bucketRows+lane] = v
		}
		at := leaf*bucketRows + lane
		c := t.found[i]
		t.id[at] = c
		t.place[c] = int32(at)
		t.weight[at] = t.weightOf(c)
		least = min(least, t.weight[at])
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

func (t *buckets) block(leaf int) []float64 {
	at := leaf * bucketRows * t.d
	return t.center[at : at+bucketRows*t.d : at+bucketRows*t.d]
}

// centre copies that of a cluster to dst.
func (t *buckets) centre(dst []float64, c int32) {
	at := int(t.place[c])
	block := t.block(at / bucketRows)
	for j := range dst {
		dst[j] = block[j*bucketRows+at%bucketRows]
	}
}

func pairWeight(a, b float64) float64 { return 2 * (a * b / (a + b)) }

func (t *buckets) height(dist float64) float64 { return math.Sqrt(dist) }

func (t *buckets) distance(a, b int32) float64 {
	i, j := int(t.place[a]), int(t.place[b])
	x, y := t.block(i / bucketRows)[i%bucketRows:], t.block(j / bucketRows)[j%bucketRows:]
	s := 0.0
	for k := 0; k < t.d*bucketRows; k += bucketRows {
		v := x[k] - y[k]
		s = math.FMA(v, v, s)
	}
	return pairWeight(t.weight[i], t.weight[j]) * s
}

func (t *buckets) search(c, hint int32, dist float64) neighbour {
	e := nobody()
	if hint >= 0 {
		e.to, e.dist = hint, dist
	}
	t.look(c)
	t.walk(c, func(leaf int32) { t.scan(&e, leaf, c, hint) }, func(dist float64) bool {
		if dist < e.dist {
			return true
		}
		e.bound = min(e.bound, dist)
		return false
	})
	return e
}

// look makes a cluster the one that others are measured from.
func (t *buckets) look(c int32) {
	t.centre(t.query, c)
	t.own = t.weight[t.place[c]]
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

// scan looks at the clusters of a leaf but c and hint.
func (t *buckets) scan(e *neighbour, leaf, c, hint int32) {
	base := int(leaf) * bucketRows
	for lane, s := range t.distances(leaf) {
		s *= pairWeight(t.own, t.weight[base+lane])
		if s < e.bound {
			if id := t.id[base+lane]; id != c && id != hint {
				e.nearer(id, s)
			}
		}
	}
}

// distances returns the squared distances of the centres in a leaf.
func (t *buckets) distances(leaf int32) []float64 {
	vec.Assign(t.label[:], t.dist[:], t.block(int(leaf)), t.query, t.d)
	return t.dist[:t.count[leaf]]
}

// merge puts the merge of two clusters at the place of the larger one, or of
// that with the lower number.
func (t *buckets) merge(a, b int32) (int32, neighbour) {
	if t.size[a] < t.size[b] || t.size[a] == t.size[b] && a > b {
		a, b = b, a
	}
	share := 0.5
	if t.method != MedianLinkage {
		share = t.size[b] / (t.size[a] + t.size[b])
	}
	t.centre(t.query, b)
	at := int(t.place[a])
	block := t.block(at / bucketRows)[at%bucketRows:]
	for j, v := range t.query {
		u := block[j*bucketRows]
		block[j*bucketRows] = math.FMA(v-u, share, u)
	}
	t.size[a] += t.size[b]
	t.weight[at] = t.weightOf(a)
	leaf := t.remove(b)
	t.alive--
	if t.alive <= t.built/2 && t.alive > 2*bucketRows {
		t.collect()
		t.build()
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
		block := t.block(leaf)
		for j := 0; j < len(block); j += bucketRows {
			block[j+at%bucketRows] = block[j+last%bucketRows]
		}
		t.weight[at], t.id[at] = t.weight[last], t.id[last]
		t.place[t.id[at]] = int32(at)
	}
	return int32(leaf)
}

// tighten makes the box of a leaf, and those that hold it, as small as can be.
func (t *buckets) tighten(leaf int32) {
	d, n := t.d, int(t.count[leaf])
	k := t.leaf[leaf]
	box, block := t.boxOf(k), t.block(int(leaf))
	for j := range d {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, v := range block[j*bucketRows : j*bucketRows+n] {
			lo, hi = min(lo, v), max(hi, v)
		}
		box[j], box[d+j] = lo, hi
	}
	least := math.MaxFloat64
	for _, w := range t.weight[int(leaf)*bucketRows : int(leaf)*bucketRows+n] {
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

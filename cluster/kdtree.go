package cluster

import (
	"context"
	"math"
	"slices"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

const (
	// leafRows is the number of rows in a leaf of a kdTree, the last one apart:
	// one for each bit of a mask. With 32, all takes longer.
	leafRows = 64

	// kernelColumns is up to how many columns vec.MaskWithin is the fastest way.
	kernelColumns = 1024
)

// kdTree holds rows so that those near to a given one are found without a look
// at all others. Each node has the box around its rows. Rows that are near
// each other in the tree are near in memory, leaf by leaf, and column by column
// within a leaf.
//
// Its nodes stand in the order of a walk that goes down to the left first, so
// that the nodes below node i are those from i to next[i], and a walk needs no
// stack.
//
// Source: J. L. Bentley, "Multidimensional binary search trees used for
// associative searching", Communications of the ACM 18 (1975), DOI
// 10.1145/361002.361007; halved at the median of the longest side of the box.
type kdTree struct {
	n, d int
	step int // leafRows, or n if that is less
	form form
	x    []float64 // step·d numbers for each leaf, column by column
	row  []int32   // the row at each position
	next []int32   // the first node that is not below this one
	leaf []int32   // the first leaf below a node
	box  []float64 // for each node the low ends of its sides, then the high ones
	node []int32   // the node of each leaf
}

// newKDTree makes a tree of rows. It does not keep their memory. There must be a
// row and a column.
func newKDTree(ctx context.Context, r rawRows, f form, workers int) (*kdTree, error) {
	n, d := r.n, r.d
	leaves := par.Blocks(n, leafRows)
	nodes := 2*leaves - 1
	t := &kdTree{
		n: n, d: d, step: min(n, leafRows), form: f,
		x:    make([]float64, leaves*min(n, leafRows)*d),
		row:  make([]int32, n),
		next: make([]int32, nodes),
		leaf: make([]int32, nodes),
		box:  make([]float64, nodes*2*d),
		node: make([]int32, leaves),
	}
	for i := range t.row {
		t.row[i] = int32(i)
	}
	b := treeBuilder{t: t, from: r, key: make([]float64, n)}
	level := []branch{{0, 0, leaves}}
	for len(level) > 0 {
		below := make([]branch, 2*len(level))
		err := par.For(ctx, len(level), 1, workers, func(k, _, _ int) error {
			return b.grow(ctx, level[k], below[2*k:2*k+2])
		})
		if err != nil {
			return nil, err
		}
		level = slices.DeleteFunc(below, func(b branch) bool { return b.lo == b.hi })
	}
	return t, nil
}

// branch is a node that is to be made, above the leaves lo to hi.
type branch struct{ node, lo, hi int }

type treeBuilder struct {
	t    *kdTree
	from rawRows
	key  []float64 // the column by which a node is halved
}

// grow makes one node and tells which are to be made below it.
func (b *treeBuilder) grow(ctx context.Context, k branch, below []branch) error {
	t := b.t
	t.next[k.node] = int32(k.node + 2*(k.hi-k.lo) - 1)
	t.leaf[k.node] = int32(k.lo)
	lo, hi := k.lo*leafRows, min(k.hi*leafRows, t.n)
	rows := t.row[lo:hi]
	low, high := t.sides(k.node)
	for j := range low {
		low[j], high[j] = math.Inf(1), math.Inf(-1)
	}
	for from := 0; from < len(rows); from += par.Block {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for _, i := range rows[from:min(from+par.Block, len(rows))] {
			for j, v := range b.from.row(int(i)) {
				if v < low[j] {
					low[j] = v
				}
				if v > high[j] {
					high[j] = v
				}
			}
		}
	}
	if k.hi-k.lo == 1 {
		t.node[k.lo] = int32(k.node)
		slices.Sort(rows)
		to := t.x[k.lo*t.step*t.d:]
		for p, i := range rows {
			for j, v := range b.from.row(int(i)) {
				to[j*t.step+p] = v
			}
		}
		return nil
	}
	longest, most := 0, math.Inf(-1)
	for j, v := range low {
		if s := high[j] - v; s > most {
			longest, most = j, s
		}
	}
	key := b.key[lo:hi]
	for p, i := range rows {
		key[p] = b.from.data[int(i)*b.from.stride+longest]
	}
	left := (k.hi - k.lo + 1) / 2
	if err := selectRows(ctx, key, rows, left*leafRows); err != nil {
		return err
	}
	below[0] = branch{k.node + 1, k.lo, k.lo + left}
	below[1] = branch{k.node + 2*left, k.lo + left, k.hi}
	return nil
}

// sides returns the low and the high ends of the sides of a node's box.
func (t *kdTree) sides(node int) (low, high []float64) {
	at := node * 2 * t.d
	return t.box[at : at+t.d : at+t.d], t.box[at+t.d : at+2*t.d : at+2*t.d]
}

// size returns the number of rows in a leaf.
func (t *kdTree) size(leaf int) int { return min(leafRows, t.n-leaf*leafRows) }

// at writes the row at a position into dst.
func (t *kdTree) at(p int, dst []float64) {
	x := t.x[p/leafRows*t.step*t.d+p%leafRows:]
	for j := range dst {
		dst[j] = x[j*t.step]
	}
}

// nearRow tells whether the box of a node may hold a row at most limit away
// from q.
func (t *kdTree) nearRow(node int, q []float64, limit float64) bool {
	low, high := t.sides(node)
	if t.form == formSquares {
		return gapSquares(low, high, q) <= limit
	}
	s := 0.0
	for j, v := range q {
		s = t.form.add(s, max(low[j]-v, v-high[j], 0))
	}
	return s <= limit
}

// gapSquares returns the squared distance of q from a box. Of the two gaps along
// a side at most one is positive, and the sign of the other one clears its bits:
// there is nothing to guess for a processor.
func gapSquares(low, high, q []float64) float64 {
	low, high = low[:len(q)], high[:len(q)]
	s := 0.0
	for j, v := range q {
		below, above := math.Float64bits(low[j]-v), math.Float64bits(v-high[j])
		gap := math.Float64frombits(below&^uint64(int64(below)>>63) | above&^uint64(int64(above)>>63))
		s = math.FMA(gap, gap, s)
	}
	return s
}

// nearBox tells whether rows in the boxes of two nodes may be at most limit
// apart.
func (t *kdTree) nearBox(a, b int, limit float64) bool {
	low, high := t.sides(a)
	return t.nearSides(b, low, high, limit)
}

// nearSides is nearBox for any box.
func (t *kdTree) nearSides(b int, lowA, highA []float64, limit float64) bool {
	lowB, highB := t.sides(b)
	s := 0.0
	for j, v := range lowA {
		if gap := max(v-highB[j], lowB[j]-highA[j]); gap > 0 {
			if s = t.form.add(s, gap); s > limit {
				return false
			}
		}
	}
	return s <= limit
}

// allWithin tells whether all rows in the boxes of two nodes are surely at most
// limit apart.
func (t *kdTree) allWithin(a, b int, limit float64) bool {
	lowA, highA := t.sides(a)
	lowB, highB := t.sides(b)
	s := 0.0
	for j, v := range lowA {
		if s = t.form.add(s, max(highA[j]-lowB[j], highB[j]-v)); s > limit {
			return false
		}
	}
	return s <= limit
}

// within returns the rows of a leaf at most limit away from q, as bits.
func (t *kdTree) within(leaf int, q []float64, limit float64) uint64 {
	n := t.size(leaf)
	if t.form == formSquares && t.d <= kernelColumns {
		var mask [1]uint64
		vec.MaskWithin(mask[:], t.x[leaf*t.step*t.d:], t.step, n, q, limit)
		return mask[0]
	}
	var buf [leafRows]float64
	mask := uint64(0)
	for p, s := range t.distances(leaf, q, buf[:n]) {
		if s <= limit {
			mask |= 1 << p
		}
	}
	return mask
}

// distances sets dst to the distances of the rows of a leaf from q, and returns
// dst. They are those that the metric has; for the Euclidean one, their squares.
func (t *kdTree) distances(leaf int, q, dst []float64) []float64 {
	clear(dst)
	for j, v := range q {
		column := t.x[(leaf*t.d+j)*t.step:][:len(dst)]
		switch t.form {
		case formSquares:
			for p, u := range column {
				dst[p] = math.FMA(u-v, u-v, dst[p])
			}
		case formSum:
			for p, u := range column {
				dst[p] += math.Abs(u - v)
			}
		default:
			for p, u := range column {
				dst[p] = max(dst[p], math.Abs(u-v))
			}
		}
	}
	return dst
}

// deepest is more than the longest way from the root to a leaf.
const deepest = 40

// outward sets the walk through the whole tree that starts at a leaf and goes
// on with what is near to it in the tree: first the leaf's node, then the node
// beside it, then the one beside the node above both, and so on.
func (t *kdTree) outward(leaf int, walk *[deepest]int32) []int32 {
	depth := 0
	for i := 0; ; {
		if int(t.next[i]) == i+1 {
			walk[depth] = int32(i)
			break
		}
		left := i + 1
		right := int(t.next[left])
		if leaf < int(t.leaf[right]) {
			walk[depth], i = int32(right), left
		} else {
			walk[depth], i = int32(left), right
		}
		depth++
	}
	slices.Reverse(walk[:depth+1])
	return walk[:depth+1]
}

// isLeaf tells whether nothing is below a node.
func (t *kdTree) isLeaf(node int) bool { return int(t.next[node]) == node+1 }

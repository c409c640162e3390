package cluster

import (
	"context"
	"math"
	"math/bits"
)

// nearestFew are the k smallest of the distances that it was shown, as a heap
// with the largest one on top.
type nearestFew struct {
	k    int
	far  []float64
	work int
}

// limit returns the largest one, and infinity as long as there are fewer than k.
func (h *nearestFew) limit() float64 {
	if len(h.far) < h.k {
		return math.Inf(1)
	}
	return h.far[0]
}

// below returns the largest number that show would take.
func (h *nearestFew) below() float64 { return math.Nextafter(h.limit(), -1) }

// show takes a distance if it is among the k smallest.
func (h *nearestFew) show(v float64) {
	if len(h.far) < h.k {
		h.far = append(h.far, v)
		for i := len(h.far) - 1; i > 0; {
			up := (i - 1) / 2
			if h.far[up] >= h.far[i] {
				break
			}
			h.far[up], h.far[i] = h.far[i], h.far[up]
			i = up
		}
		return
	}
	if v >= h.far[0] {
		return
	}
	i := 0
	for {
		down := 2*i + 1
		if down >= h.k {
			break
		}
		if down+1 < h.k && h.far[down+1] > h.far[down] {
			down++
		}
		if h.far[down] <= v {
			break
		}
		h.far[i] = h.far[down]
		i = down
	}
	h.far[i] = v
}

// look looks at the context now and then.
func (h *nearestFew) look(ctx context.Context, steps int) error {
	if h.work += steps; h.work > stepsBetweenLooks {
		h.work = 0
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// ofTree shows what may be near to the row at a position of a tree.
func (h *nearestFew) ofTree(ctx context.Context, t *kdTree, p int, q []float64) error {
	var walk [deepest]int32
	var buf [leafRows]float64
	for _, top := range t.outward(p/leafRows, &walk) {
		for i, end := int(top), int(t.next[top]); i < end; {
			if err := h.look(ctx, t.d); err != nil {
				return err
			}
			if !t.nearRow(i, q, h.below()) {
				i = int(t.next[i])
				continue
			}
			if t.isLeaf(i) {
				h.work += leafRows * t.d
				h.ofLeaf(t, int(t.leaf[i]), q, &buf)
			}
			i++
		}
	}
	return nil
}

// ofLeaf shows the rows of a leaf. When there are k already, few of them come
// near enough, and a mask of those takes less time than all distances.
func (h *nearestFew) ofLeaf(t *kdTree, leaf int, q []float64, buf *[leafRows]float64) {
	if t.form != formSquares || len(h.far) < h.k {
		for _, s := range t.distances(leaf, q, buf[:t.size(leaf)]) {
			h.show(s)
		}
		return
	}
	for mask := t.within(leaf, q, h.below()); mask != 0; mask &= mask - 1 {
		x := t.x[leaf*t.step*t.d+bits.TrailingZeros64(mask):]
		s := 0.0
		for j, v := range q {
			s = formSquares.add(s, x[j*t.step]-v)
		}
		h.show(s)
	}
}

// ofPairs shows the distances of row i to all rows.
func (h *nearestFew) ofPairs(ctx context.Context, r rawRows, m Metric, i int) error {
	for j := range r.n {
		if err := h.look(ctx, 64*(r.d+1)); err != nil {
			return err
		}
		v := m.Distance(r.row(i), r.row(j))
		if !(v >= 0) {
			return badDistance("cluster.EpsCurve.Of: metric", i, j, v)
		}
		h.show(v)
	}
	return nil
}

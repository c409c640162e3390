package cluster

import (
	"context"
	"math"
	"math/bits"

	"github.com/clm-go/clm/internal/par"
)

// ofTiles sets distances to those of the asked rows in any order. The points stand in a
// tree: the rows, or their directions. The asked ones that are near each other in the tree
// walk through it together.
func (c EpsCurve) ofTiles(ctx context.Context, points rawRows, dirs *directions, asked []int, distances []float64, told *tally) error {
	t, err := newKDTree(ctx, points, formSquares, c.Workers)
	if err != nil {
		return err
	}
	off := 0.0
	if dirs != nil {
		off = dirs.off()
	}
	fr, err := newFrame(ctx, points, off)
	if err != nil {
		return err
	}
	tiles, err := newLeafTiles(ctx, fr, t, dirs, c.Workers)
	if err != nil {
		return err
	}
	wanted := make([]bool, points.n)
	for _, i := range asked {
		wanted[i] = true
	}
	at := make([]int32, 0, len(asked))
	for p, i := range t.row {
		if wanted[i] {
			at = append(at, int32(p))
		}
	}
	return par.For(ctx, len(at), leafRows, c.Workers, func(_, lo, hi int) error {
		near := nearestRows{leafTiles: tiles, query: tiles.take()}
		defer tiles.give(near.query)
		near.low, near.high = make([]float64, t.d), make([]float64, t.d)
		heaps := make([]float64, (hi-lo)*c.MinPoints)
		for k := range hi - lo {
			near.few[k] = nearestFew{k: c.MinPoints, far: heaps[k*c.MinPoints:][:0:c.MinPoints]}
		}
		if err := near.of(ctx, at[lo:hi]); err != nil {
			return err
		}
		for k := range hi - lo {
			distances[lo+k] = near.few[k].limit()
		}
		told.add(hi - lo)
		return nil
	})
}

// nearestRows looks for the nearest rows of up to 64 rows together.
type nearestRows struct {
	*leafTiles
	query     *leafQuery
	few       [leafRows]nearestFew
	low, high []float64 // of the box around the rows
}

// limit returns what the square of the distance of two points may be if the
// distance is v.
func (n *nearestRows) limit(v float64) float64 {
	if n.real != nil {
		return n.real.reach(v)
	}
	return v
}

func (n *nearestRows) of(ctx context.Context, at []int32) error {
	t, q := n.t, n.query
	for j := range n.low {
		n.low[j], n.high[j] = math.Inf(1), math.Inf(-1)
	}
	point := make([]float64, t.d)
	for _, p := range at {
		t.at(int(p), point)
		for j, v := range point {
			n.low[j], n.high[j] = min(n.low[j], v), max(n.high[j], v)
		}
		q.add(n.leafTiles, int(p), math.Inf(1))
	}
	var walk [deepest]int32
	work, farthest := 0, math.Inf(1)
	for _, top := range t.outward(int(at[0])/leafRows, &walk) {
		for i, end := int(top), int(t.next[top]); i < end; {
			if work += t.d; work > stepsBetweenLooks {
				if work = 0; ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			if !t.nearSides(i, n.low, n.high, farthest) {
				i = int(t.next[i])
				continue
			}
			if t.isLeaf(i) {
				work += leafRows * t.d * len(at)
				farthest = n.meet(int(t.leaf[i]))
			}
			i++
		}
	}
	return nil
}

// meet shows the rows of a leaf, and returns the largest limit that is left.
func (n *nearestRows) meet(leaf int) float64 {
	q := n.query
	q.screen(n.leafTiles, leaf)
	farthest := 0.0
	for k := range q.n {
		few := &n.few[k]
		if near := q.near[k]; near != 0 {
			before := few.limit()
			n.show(few, &q.rows[k], leaf, near)
			if few.limit() < before {
				q.ask(k, n.limit(few.limit()))
			}
		}
		farthest = max(farthest, q.rows[k].limit)
	}
	return farthest
}

// manyRows is from how many rows of a leaf on the distances of all take less time.
const manyRows = 6

// show shows some rows of a leaf.
func (n *nearestRows) show(few *nearestFew, r *queryRow, leaf int, near uint64) {
	t := n.t
	if n.real == nil && bits.OnesCount64(near) >= manyRows {
		var buf [leafRows]float64
		for _, s := range t.distances(leaf, r.row, buf[:t.size(leaf)]) {
			few.show(s)
		}
		return
	}
	for ; near != 0; near &= near - 1 {
		p := bits.TrailingZeros64(near)
		if n.real != nil {
			few.show(n.real.distance(int(t.row[leaf*leafRows+p]), r))
			continue
		}
		x := t.x[leaf*t.step*t.d+p:]
		s := 0.0
		for j, v := range r.row {
			s = formSquares.add(s, x[j*t.step]-v)
		}
		few.show(s)
	}
}

package cluster

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// spanning is a minimum spanning tree that grows from row 0, each time by the
// row that is nearest to those in it; its edges are the merges of single
// linkage. R. C. Prim, "Shortest connection networks and some generalizations", Bell
// System Technical Journal 36 (1957), DOI 10.1002/j.1538-7305.1957.tb01515.x.
//
// The rows that are not yet in it stand in places 0 to len(left)−1.
type spanning struct {
	d    int
	left []int32   // the rows
	near []float64 // distance to the nearest row of the tree
	from []int32   // and that row
	dist []float64 // scratch
	rows spanRows
}

// spanRows measures rows in places.
type spanRows interface {
	// distances sets dst to those of the first len(dst) places to q.
	distances(dst, q []float64)
	row(dst []float64, place int)
	move(to, from int)
	height(dist float64) float64
}

// span builds the tree of single linkage.
func (l *linking) span(ctx context.Context, op string, rows []float64) error {
	metric := l.Metric
	d := len(rows) / l.n
	t := &spanning{d: d, left: make([]int32, l.n), near: make([]float64, l.n), from: make([]int32, l.n), dist: make([]float64, l.n)}
	for i := range t.left {
		t.left[i], t.near[i] = int32(i), math.Inf(1)
	}
	switch metric.(type) {
	case Euclidean, SquaredEuclidean:
		t.rows = &spanBlocks{d: d, x: inBlocks(rows, d), label: make([]int32, l.n), root: metric == Metric(Euclidean{})}
	default:
		t.rows = &spanMetric{d: d, x: rows, metric: metric}
	}
	q := make([]float64, d)
	at := 0
	for {
		row := t.left[at]
		t.rows.row(q, at)
		t.take(at)
		if len(t.left) == 0 {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		at = t.grow(q, row)
		if v := t.near[at]; notDistance(v) {
			return badDistance(op, int(t.from[at]), int(t.left[at]), v)
		}
		l.edges = append(l.edges, edge{t.from[at], t.left[at], t.rows.height(t.near[at])})
		l.told.add(1)
	}
}

// take takes the row at a place out; the last one moves there.
func (t *spanning) take(at int) {
	last := len(t.left) - 1
	t.rows.move(at, last)
	t.left[at], t.near[at], t.from[at] = t.left[last], t.near[last], t.from[last]
	t.left = t.left[:last]
}

// grow has a look from a new row of the tree, and returns the place that is
// nearest to the tree then. What is not a distance wins.
func (t *spanning) grow(q []float64, row int32) int {
	dist := t.dist[:len(t.left)]
	t.rows.distances(dist, q)
	near := t.near[:len(dist)]
	at, least := 0, math.Inf(1)
	for i, v := range dist {
		if v < near[i] {
			near[i] = v
			t.from[i] = row
		}
		if near[i] < least {
			at, least = i, near[i]
		}
	}
	return at
}

type spanBlocks struct {
	d     int
	x     []float64
	label []int32
	root  bool
}

func (s *spanBlocks) distances(dst, q []float64) {
	n := len(dst)
	vec.Assign(s.label[:n], dst, s.x[:vec.Blocks(n)*vec.Block*s.d], q, s.d)
}

func (s *spanBlocks) at(place int) []float64 {
	return s.x[place/vec.Block*vec.Block*s.d+place%vec.Block:]
}

func (s *spanBlocks) row(dst []float64, place int) {
	x := s.at(place)
	for j := range dst {
		dst[j] = x[j*vec.Block]
	}
}

func (s *spanBlocks) move(to, from int) {
	x, y := s.at(to), s.at(from)
	for j := 0; j < s.d*vec.Block; j += vec.Block {
		x[j] = y[j]
	}
}

func (s *spanBlocks) height(dist float64) float64 {
	if s.root {
		return math.Sqrt(dist)
	}
	return dist
}

type spanMetric struct {
	d      int
	x      []float64
	metric Metric
}

func (s *spanMetric) at(place int) []float64 {
	return s.x[place*s.d : (place+1)*s.d : (place+1)*s.d]
}

func (s *spanMetric) distances(dst, q []float64) {
	for i := range dst {
		dst[i] = s.metric.Distance(q, s.at(i))
	}
}

func (s *spanMetric) row(dst []float64, place int) { copy(dst, s.at(place)) }
func (s *spanMetric) move(to, from int)            { copy(s.at(to), s.at(from)) }
func (s *spanMetric) height(dist float64) float64  { return dist }

// inBlocks returns rows as vec.Assign takes them.
func inBlocks(rows []float64, d int) []float64 {
	n := len(rows) / d
	out := make([]float64, vec.Blocks(n)*vec.Block*d)
	for i := range n {
		at := i/vec.Block*vec.Block*d + i%vec.Block
		for j, v := range rows[i*d : i*d+d] {
			out[at+j*vec.Block] = v
		}
	}
	return out
}

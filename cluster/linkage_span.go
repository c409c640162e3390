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
	left []int32   // the rows
	near []float64 // distance to the nearest row of the tree
	from []int32   // and that row
	rows spanRows
}

// spanRows measures rows in places.
type spanRows interface {
	// relax lowers near to the distances of the first left places to q, sets
	// from to row there, and returns the place that is nearest then.
	relax(near []float64, from []int32, left int, q []float64, row int32) int
	row(dst []float64, place int)
	move(to, from int)
	height(dist float64) float64
}

// span builds the tree of single linkage.
func (l *linking) span(ctx context.Context, op string, rows []float64) error {
	n, d := l.n, len(rows)/l.n
	padded := vec.Blocks(n) * vec.Block
	t := &spanning{left: make([]int32, n), near: make([]float64, padded), from: make([]int32, padded)}
	for i := range t.near {
		t.near[i] = math.NaN() // for the places that are none
	}
	for i := range t.left {
		t.left[i], t.near[i] = int32(i), math.Inf(1)
	}
	if l.isEuclidean() {
		t.rows = &spanBlocks{d: d, x: inBlocks(rows, d), root: l.Metric == Metric(Euclidean{})}
	} else {
		t.rows = &spanMetric{d: d, x: rows, metric: l.Metric}
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
		at = t.rows.relax(t.near, t.from, len(t.left), q, row)
		if v := t.near[at]; notDistance(v) {
			return badDistance(op+": metric", int(t.from[at]), int(t.left[at]), v)
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
	t.left, t.near[last] = t.left[:last], math.NaN()
}

// spanBlocks are rows with Euclidean distances, which stay squared till the end.
type spanBlocks struct {
	d    int
	x    []float64
	root bool
}

func (s *spanBlocks) relax(near []float64, from []int32, left int, q []float64, row int32) int {
	n := vec.Blocks(left) * vec.Block
	at, _ := vec.Relax(near[:n], from[:n], s.x[:n*s.d], q, row)
	return at
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

// spanMetric are rows and a metric.
type spanMetric struct {
	d      int
	x      []float64
	metric Metric
}

func (s *spanMetric) at(place int) []float64 {
	return s.x[place*s.d : (place+1)*s.d : (place+1)*s.d]
}

// relax stops at what is not a distance, and takes it for the nearest.
func (s *spanMetric) relax(near []float64, from []int32, left int, q []float64, row int32) int {
	at, least := 0, math.Inf(1)
	for i := range left {
		v := s.metric.Distance(q, s.at(i))
		if notDistance(v) {
			near[i], from[i] = v, row
			return i
		}
		if v < near[i] {
			near[i], from[i] = v, row
		}
		if near[i] < least {
			at, least = i, near[i]
		}
	}
	return at
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

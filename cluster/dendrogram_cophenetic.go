package cluster

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// Cophenetic sets dst to the cophenetic distance of all pairs of rows, the
// height of the merge in which they meet, in the order of pdist: (0,1), (0,2) …
// (1,2) …. A nil dst is allocated; one of another length than n·(n−1)/2 panics.
// Time: O(n²).
func (m *Dendrogram) Cophenetic(dst []float64) []float64 {
	m.fitted()
	n := m.rows
	dst = check.Dst("cluster.Dendrogram.Cophenetic", dst, n*(n-1)/2)
	s := m.spans()
	row := make([]float64, n)
	at := 0
	for i := range n {
		s.heights(row, i)
		at += copy(dst[at:], row[i+1:])
	}
	return dst
}

// Correlation returns the cophenetic correlation: Pearson's between the
// distances of all pairs of the rows that the tree was built from and their
// cophenetic distances. Near 1, the tree stands for the distances well. A nil
// metric is Euclidean. It is NaN where all distances are equal, or all heights.
//
// It returns a [clm.ShapeError] for another number of rows than the tree has,
// a [clm.ValueError] for a value that is NaN, infinite or beyond ±1e140, and
// the cause of the context when that ends first. Time: O(n²·d) on GOMAXPROCS goroutines.
// Memory: a copy of the rows.
func (m *Dendrogram) Correlation(ctx context.Context, x mat.Matrix, metric Metric) (float64, error) {
	m.fitted()
	const op = "cluster.Dendrogram.Correlation"
	v := view.Of(x)
	n, d := v.Dims()
	if n != m.rows {
		return 0, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d rows", n), Want: fmt.Sprintf("%d rows", m.rows)}
	}
	if err := inRange().Matrix(ctx, op, v, 0); err != nil {
		return 0, err
	}
	if metric == nil {
		metric = Euclidean{}
	}
	rows := packRows(v)
	return m.correlate(ctx, d, func(dst []float64, i int) {
		for j := range dst {
			k := i + 1 + j
			dst[j] = metric.Distance(rows[i*d:i*d+d], rows[k*d:k*d+d])
		}
	})
}

// CorrelationDistances is Correlation for distances as
// [Linkage.FitDistances] takes them. It returns a [clm.ShapeError] for a wrong number of
// them.
func (m *Dendrogram) CorrelationDistances(ctx context.Context, distances []float64) (float64, error) {
	m.fitted()
	n := m.rows
	if want := n * (n - 1) / 2; len(distances) != want {
		return 0, &clm.ShapeError{Op: "cluster.Dendrogram.CorrelationDistances", Got: fmt.Sprintf("%d distances", len(distances)), Want: fmt.Sprintf("%d distances", want)}
	}
	return m.correlate(ctx, 1, func(dst []float64, i int) {
		copy(dst, distances[len(distances)-(n-i)*(n-i-1)/2:])
	})
}

// correlate asks for the distances of each row to those after it.
func (m *Dendrogram) correlate(ctx context.Context, d int, distances func(dst []float64, row int)) (float64, error) {
	n := m.rows
	s := m.spans()
	pairs := float64(n) * float64(n-1) / 2
	mean := 0.0
	for _, l := range m.merges {
		a, b := s.size(l.a), s.size(l.b)
		mean += float64(l.height * (float64(a) * float64(b) / pairs))
	}
	// Both are taken less the mean of the heights, which is near that of the
	// distances, so that the sums of squares lose little.
	type sums struct{ x, y, xx, yy, xy float64 }
	grain := max(1, 1<<20/n/max(d, 1))
	part := make([]sums, par.Blocks(n, grain))
	err := par.For(ctx, n, grain, 0, func(b, lo, hi int) error {
		height, dist := make([]float64, n), make([]float64, n)
		for i := lo; i < hi; i++ {
			x, y := dist[i+1:], height[i+1:]
			distances(x, i)
			s.heights(height, i)
			for j := range x {
				x[j] -= mean
				y[j] -= mean
			}
			p := &part[b]
			p.x += vec.Sum(x)
			p.y += vec.Sum(y)
			p.xx += vec.Dot(x, x)
			p.yy += vec.Dot(y, y)
			p.xy += vec.Dot(x, y)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var t sums
	for _, p := range part {
		t.x, t.y, t.xx, t.yy, t.xy = t.x+p.x, t.y+p.y, t.xx+p.xx, t.yy+p.yy, t.xy+p.xy
	}
	covariance := t.xy - float64(t.x*t.y)/pairs
	return covariance / (math.Sqrt(t.xx-float64(t.x*t.x)/pairs) * math.Sqrt(t.yy-float64(t.y*t.y)/pairs)), nil
}

// spans are the nodes of a tree as ranges of the rows in drawing order.
type spans struct {
	*Dendrogram
	order  []int
	lo, hi []int32 // by node
	parent []int32 // by node
}

func (m *Dendrogram) spans() *spans {
	nodes := m.rows + len(m.merges)
	s := &spans{m, m.Order(), make([]int32, nodes), make([]int32, nodes), make([]int32, nodes)}
	for at, i := range s.order {
		s.lo[i], s.hi[i] = int32(at), int32(at+1)
	}
	for i, l := range m.merges {
		node := m.rows + i
		s.lo[node], s.hi[node] = s.lo[l.a], s.hi[l.b]
		s.parent[l.a], s.parent[l.b] = int32(node), int32(node)
	}
	return s
}

func (s *spans) size(node int32) int { return int(s.hi[node] - s.lo[node]) }

// heights sets dst to the cophenetic distances of a row to all rows: at each
// merge above it, it meets the other part.
func (s *spans) heights(dst []float64, row int) {
	dst[row] = 0
	last := int32(len(s.lo) - 1)
	for node := int32(row); node != last; {
		up := s.parent[node]
		l := s.merges[int(up)-s.rows]
		other := l.a + l.b - node
		for _, i := range s.order[s.lo[other]:s.hi[other]] {
			dst[i] = l.height
		}
		node = up
	}
}

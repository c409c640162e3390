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
// Time: O(n²). Memory: 4·n² bytes for dst, which is much for a tree of very many
// rows.
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
// a [clm.ValueError] for a value that is NaN, infinite or beyond ±1e140, one with
// the numbers of two rows for a distance that is negative, NaN or infinite, and
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
	rows, err := packRows(ctx, v, isEuclidean(metric))
	if err != nil {
		return 0, err
	}
	return m.correlate(ctx, op+": metric", d, func(dst []float64, i int) {
		for j := range dst {
			k := i + 1 + j
			dst[j] = metric.Distance(rows[i*d:i*d+d], rows[k*d:k*d+d])
		}
	})
}

// CorrelationDistances is Correlation for distances as
// [Linkage.FitDistances] takes them. It returns a [clm.ShapeError] for a wrong
// number of them, and a [clm.ValueError] as Correlation does.
func (m *Dendrogram) CorrelationDistances(ctx context.Context, distances []float64) (float64, error) {
	m.fitted()
	const op = "cluster.Dendrogram.CorrelationDistances"
	n := m.rows
	if want := n * (n - 1) / 2; len(distances) != want {
		return 0, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d distances", len(distances)), Want: fmt.Sprintf("%d distances", want)}
	}
	return m.correlate(ctx, op, 1, func(dst []float64, i int) {
		copy(dst, distances[len(distances)-(n-i)*(n-i-1)/2:])
	})
}

// correlate asks for the distances of each row to those after it.
func (m *Dendrogram) correlate(ctx context.Context, op string, d int, distances func(dst []float64, row int)) (float64, error) {
	n := m.rows
	s := m.spans()
	grain := max(1, 1<<20/n/max(d, 1))
	part := make([]comoments, par.Blocks(n, grain))
	err := par.For(ctx, n, grain, 0, func(b, lo, hi int) error {
		height, dist := make([]float64, n), make([]float64, n)
		for i := lo; i < hi; i++ {
			distances(dist[i+1:], i)
			for j, v := range dist[i+1:] {
				if notDistance(v) {
					return badDistance(op, i, i+1+j, v)
				}
			}
			s.heights(height, i)
			part[b].add(dist[i+1:], height[i+1:])
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var all comoments
	for _, p := range part {
		all.merge(p)
	}
	return all.xy / (math.Sqrt(all.xx) * math.Sqrt(all.yy)), nil
}

// comoments are the means of pairs of numbers and the sums of products of their
// differences from them. They are put together as in T. F. Chan, G. H. Golub, R. J. LeVeque,
// "Algorithms for computing the sample variance", American Statistician 37
// (1983), DOI 10.1080/00031305.1983.10483115.
type comoments struct{ n, x, y, xx, yy, xy float64 }

// add takes in pairs and overwrites them.
func (c *comoments) add(x, y []float64) {
	if len(x) == 0 {
		return
	}
	n := float64(len(x))
	p := comoments{n: n, x: vec.Sum(x) / n, y: vec.Sum(y) / n}
	for i := range x {
		x[i] -= p.x
		y[i] -= p.y
	}
	p.xx, p.yy, p.xy = vec.Dot(x, x), vec.Dot(y, y), vec.Dot(x, y)
	c.merge(p)
}

func (c *comoments) merge(p comoments) {
	if p.n == 0 {
		return
	}
	n := c.n + p.n
	dx, dy, w := p.x-c.x, p.y-c.y, c.n*p.n/n
	c.xx += p.xx + float64(dx*dx*w)
	c.yy += p.yy + float64(dy*dy*w)
	c.xy += p.xy + float64(dx*dy*w)
	c.x += float64(dx * (p.n / n))
	c.y += float64(dy * (p.n / n))
	c.n = n
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

package cluster

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// A triangle is filled in rectangles: so many rows by so many columns.
const (
	pairRows    = 64
	pairColumns = 256
	pairStripes = 16 // share the work, and each keeps the neighbours that it finds
)

// measured are clusters in the places of a triangle that is to be filled.
type measured interface {
	// distances sets dst to the distances of place i to the places from j on.
	distances(dst []float64, i, j int, s *pairScratch) error
	// most returns how many rows are in pairColumns places at most.
	most() int
}

type pairScratch struct {
	label     []int32
	dist, sum []float64
}

// fill fills a triangle and finds the neighbours of all its clusters.
func (l *linking) fill(ctx context.Context, t *triangle, p measured) error {
	n := len(t.number)
	near := make([][]neighbour, min(pairStripes, par.Blocks(n, pairRows)))
	err := par.For(ctx, len(near), 1, l.Workers, func(stripe, _, _ int) error {
		mine := make([]neighbour, n)
		for i := range mine {
			mine[i] = nobody()
		}
		size := p.most()
		s := &pairScratch{make([]int32, size), make([]float64, size), make([]float64, size)}
		for lo := stripe * pairRows; lo < n; lo += len(near) * pairRows {
			for first := 0; first < lo+pairRows; first += pairColumns {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				if err := t.rectangle(p, s, mine, lo, min(lo+pairRows, n), first); err != nil {
					return err
				}
			}
		}
		near[stripe] = mine
		return nil
	})
	if err != nil {
		return err
	}
	for i, e := range near[0] {
		for _, other := range near[1:] {
			if o := other[i]; o.dist < e.bound {
				e.nearer(o.to, o.dist)
				e.bound = min(e.bound, o.bound)
			}
		}
		if e.to >= 0 {
			e.to = t.number[e.to]
		}
		l.know(t.number[i], e)
	}
	return nil
}

// rectangle fills the rows lo to hi from the column first on.
func (t *triangle) rectangle(p measured, s *pairScratch, near []neighbour, lo, hi, first int) error {
	var buf [pairColumns]float64
	for i := max(lo, first+1); i < hi; i++ {
		dst := buf[:min(pairColumns, i-first)]
		if err := p.distances(dst, i, first, s); err != nil {
			return err
		}
		own := &near[i]
		others := near[first : first+len(dst)]
		for j, v := range dst {
			if v < own.bound {
				own.nearer(int32(first+j), v)
			}
			if v < others[j].bound {
				others[j].nearer(int32(i), v)
			}
		}
		for j := 0; j < len(dst); j += panel {
			copy(t.dist[t.off[first+j]+panel*i:], dst[j:min(j+panel, len(dst))])
		}
	}
	return nil
}

// keep merges rows by the distances of all pairs of clusters: for a metric of
// which nothing else is known from the start, for Euclidean distances when
// the number of clusters has come down.
func (l *linking) keep(ctx context.Context, op string, rows []float64) error {
	n, d := l.n, len(rows)/l.n
	if !l.isEuclidean() {
		order := spatialOrder(ctx, rows, n, d)
		size := make([]float64, n)
		for i := range size {
			size[i] = 1
		}
		t := newTriangle(l.Method, order, size, n)
		if err := l.fill(ctx, t, &metricPairs{op, rows, order, d, l.Metric}); err != nil {
			return err
		}
		return l.chain(ctx, t, oneLeft)
	}
	m := newMembers(ctx, rows, n, d, l.Method, l.Metric == Metric(Euclidean{}))
	err := l.chain(ctx, m, func(left int) bool {
		// The tree of centres may tell little: then it is not asked for long.
		long := m.work > 2*int64(n)*int64(n)
		return left <= matrixRows && (long || left <= max(lateRows, n/lateShare))
	})
	if err != nil {
		return err
	}
	if ctx.Err() != nil { // perhaps in the last merge, or before the first: the tree of centres is not whole then
		return context.Cause(ctx)
	}
	p := newMemberPairs(ctx, m)
	t := newTriangle(l.Method, p.number, p.size, n)
	if err := l.fill(ctx, t, p); err != nil {
		return err
	}
	return l.chain(ctx, t, oneLeft)
}

// The distances of all pairs of clusters are kept when there are so few
// clusters, or so small a share of the rows.
const (
	lateRows  = 64
	lateShare = 4
)

func oneLeft(left int) bool { return left <= 1 }

// given merges rows of which the distances are given.
func (l *linking) given(ctx context.Context, op string, distances []float64) error {
	number, size := make([]int32, l.n), make([]float64, l.n)
	for i := range number {
		number[i], size[i] = int32(l.n-1-i), 1
	}
	t := newTriangle(l.Method, number, size, l.n)
	if err := l.fill(ctx, t, &givenPairs{op, l.n, distances, t.squared()}); err != nil {
		return err
	}
	if l.inverts() {
		return l.heap(ctx, t)
	}
	return l.chain(ctx, t, oneLeft)
}

// metricPairs are rows and a metric.
type metricPairs struct {
	op     string
	rows   []float64
	order  []int32 // which row is in a place
	d      int
	metric Metric
}

func (p *metricPairs) most() int { return 0 }

func (p *metricPairs) row(place int) []float64 {
	at := int(p.order[place]) * p.d
	return p.rows[at : at+p.d : at+p.d]
}

func (p *metricPairs) distances(dst []float64, i, j int, _ *pairScratch) error {
	for k := range dst {
		v := p.metric.Distance(p.row(i), p.row(j+k))
		if notDistance(v) {
			return badDistance(p.op+": metric", int(p.order[i]), int(p.order[j+k]), v)
		}
		dst[k] = v
	}
	return nil
}

func notDistance(v float64) bool { return !(v >= 0 && v <= math.MaxFloat64) }

// badDistance is the error for a distance of two rows that is none.
func badDistance(op string, a, b int, v float64) error {
	e := &clm.ValueError{Op: op, Row: min(a, b), Col: max(a, b), Value: v}
	if v < 0 {
		e.Want = "a distance, with the rows in place of row and column"
	}
	return e
}

// givenPairs are distances as pdist has them. Backwards they are the rows of a
// triangle, of which the first one is the last of the caller.
type givenPairs struct {
	op    string
	n     int
	given []float64
	power bool // square them
}

func (p *givenPairs) most() int { return 0 }

func (p *givenPairs) distances(dst []float64, i, j int, _ *pairScratch) error {
	at := len(p.given) - 1 - i*(i-1)/2 - j
	for k := range dst {
		v := p.given[at-k]
		if !(v >= 0 && v <= hugest) {
			e := &clm.ValueError{Op: p.op, Row: p.n - 1 - i, Col: p.n - 1 - j - k, Value: v}
			if v-v == 0 {
				e.Want = "a distance from 0 to 1e140"
			}
			return e
		}
		if p.power {
			v *= v
		}
		dst[k] = v
	}
	return nil
}

// memberPairs are clusters that know their rows.
type memberPairs struct {
	of     LinkageMethod
	root   bool
	d      int
	number []int32   // by place, the cluster
	size   []float64 // by place
	from   []int     // by place, its first row; and the end
	rows   []float64
	blocks []float64
	share  []float64 // by row, nil if all count the same
}

func newMemberPairs(ctx context.Context, m *members) *memberPairs {
	p := &memberPairs{of: m.of, root: m.root, d: m.d, number: m.clusters(ctx), rows: make([]float64, 0, len(m.row))}
	count := 0
	for _, c := range p.number {
		p.size = append(p.size, m.size[c])
		p.from = append(p.from, count)
		for i := c; ; {
			p.rows = append(p.rows, m.row[int(i)*m.d:(int(i)+1)*m.d]...)
			if m.share != nil {
				p.share = append(p.share, m.share[i])
			}
			count++
			if i = m.ring[i]; i == c {
				break
			}
		}
	}
	p.from = append(p.from, count)
	p.blocks = inBlocks(p.rows, p.d)
	return p
}

func (p *memberPairs) most() int {
	most, n := 0, len(p.number)
	for j := 0; j < n; j += pairColumns {
		most = max(most, p.from[min(j+pairColumns, n)]-p.from[j])
	}
	return most + 2*vec.Block
}

func (p *memberPairs) distances(dst []float64, i, j int, s *pairScratch) error {
	lo, hi := p.from[j], p.from[j+len(dst)]
	first := lo / vec.Block * vec.Block
	blocks := p.blocks[first*p.d : vec.Blocks(hi)*vec.Block*p.d]
	dist, sum := s.dist[:hi-first], s.sum[:hi-lo]
	for r := p.from[i]; r < p.from[i+1]; r++ {
		vec.Assign(s.label[:len(dist)], dist, blocks, p.rows[r*p.d:(r+1)*p.d], p.d)
		p.add(sum, dist[lo-first:], r, r == p.from[i])
	}
	for k := range dst {
		dst[k] = p.total(sum[p.from[j+k]-lo:p.from[j+k+1]-lo], p.from[j+k], p.size[i])
	}
	return nil
}

// add adds the squared distances of row r to the sums of other rows.
func (p *memberPairs) add(sum, dist []float64, r int, first bool) {
	if first {
		clear(sum)
	}
	switch {
	case p.of == CompleteLinkage:
		for k, s := range dist {
			sum[k] = max(sum[k], s)
		}
	case p.share != nil:
		w := p.share[r]
		for k, s := range dist {
			if p.root {
				s = math.Sqrt(s)
			}
			sum[k] += float64(w * s)
		}
	case p.root:
		for k, s := range dist {
			sum[k] += math.Sqrt(s)
		}
	default:
		for k, s := range dist {
			sum[k] += s
		}
	}
}

// total puts the sums of the rows of a cluster, of which the first is row r,
// together to the distance to a cluster of some size.
func (p *memberPairs) total(sum []float64, r int, size float64) float64 {
	all := 0.0
	switch {
	case p.of == CompleteLinkage:
		for _, s := range sum {
			all = max(all, s)
		}
		if p.root {
			all = math.Sqrt(all)
		}
	case p.share != nil:
		for k, s := range sum {
			all += float64(p.share[r+k] * s)
		}
	default:
		for _, s := range sum {
			all += s
		}
		all /= size * float64(len(sum))
	}
	return all
}

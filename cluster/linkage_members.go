package cluster

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// members are clusters that know their rows, for complete, average and
// weighted linkage by Euclidean distances, squared or not, while clusters are
// small. The distance of two clusters is measured row by row. That of their centres
// is never more, as the mean of vectors is no longer than their mean length, so the tree
// of centres tells which clusters are worth it.
type members struct {
	*buckets
	of    LinkageMethod
	root  bool
	row   []float64 // the rows, one after the other
	ring  []int32   // by row: the next one of its cluster, round and round
	share []float64 // by row: what it counts in its cluster, for weighted linkage
	slack float64   // by how much the distance of two centres may be off
	large float64   // clusters of more rows wait
	turn  int       // alive when some began anew
	work  int64     // centres looked at, and pairs of rows measured one by one
}

// onePair is how many centres can be looked at in the time that two rows take
// when they are measured by themselves.
const onePair = 8

func newMembers(ctx context.Context, rows []float64, n, d int, of LinkageMethod, root bool) *members {
	centre := CentroidLinkage
	if of == WeightedLinkage {
		centre = MedianLinkage
	}
	m := &members{
		buckets: newBuckets(ctx, append([]float64(nil), rows...), n, d, centre),
		of:      of, root: root, row: rows, ring: make([]int32, n), large: 4,
	}
	most := 0.0
	for _, v := range rows {
		most = max(most, math.Abs(v))
	}
	m.slack = most * math.Sqrt(float64(d)) * 0x1p-48
	for i := range m.ring {
		m.ring[i] = int32(i)
	}
	if of == WeightedLinkage {
		m.share = make([]float64, n)
		for i := range m.share {
			m.share[i] = 1
		}
	}
	return m
}

// some lets larger clusters take part when all the others are done with.
func (m *members) some() int32 {
	before := m.next
	c := m.buckets.some()
	if m.next <= before {
		if m.turn == m.alive {
			m.large *= 2
		}
		m.turn = m.alive
	}
	return c
}

// waits holds large clusters back, as they take long to measure. A chain that leads
// to one of them ends.
func (m *members) waits(c int32) bool { return m.size[c] > m.large }

func (m *members) height(dist float64) float64 { return dist }

// distance measures all pairs of rows, those of the cluster with the lower
// number outside, so that both ways give the same bits.
func (m *members) distance(a, b int32) float64 {
	a, b = min(a, b), max(a, b)
	all, d := 0.0, m.d
	for i := a; ; {
		x := m.row[int(i)*d : int(i)*d+d]
		one := 0.0
		for j := b; ; {
			s := vec.SqDistChain(x, m.row[int(j)*d:int(j)*d+d])
			if m.root {
				s = math.Sqrt(s)
			}
			switch m.of {
			case CompleteLinkage:
				one = max(one, s)
			case AverageLinkage:
				one += s
			default:
				one += float64(m.share[j] * s)
			}
			if j = m.ring[j]; j == b {
				break
			}
		}
		switch m.of {
		case CompleteLinkage:
			all = max(all, one)
		case AverageLinkage:
			all += one
		default:
			all += float64(m.share[i] * one)
		}
		if i = m.ring[i]; i == a {
			break
		}
	}
	p, q := m.size[a], m.size[b]
	m.work += onePair * int64(p) * int64(q)
	if m.of == AverageLinkage {
		all /= p * q
	}
	return all
}

// least returns the least distance of two clusters whose centres have a
// squared distance.
func (m *members) least(centres float64) float64 {
	s := max(0, math.Sqrt(centres)-m.slack)
	if !m.root {
		s *= s
	}
	return s
}

func (m *members) search(c, hint int32, dist float64) neighbour {
	e := nobody()
	if hint >= 0 {
		e.to, e.dist = hint, dist
	}
	m.look(c, hint)
	m.walk(c, func(leaf int32) { m.scan(&e, leaf, c) }, func(centres float64) bool {
		s := m.least(centres)
		if s < e.dist {
			return true
		}
		e.bound = min(e.bound, s)
		return false
	})
	m.lookAway(c, hint)
	return e
}

// scan looks at the clusters of a leaf.
func (m *members) scan(e *neighbour, leaf, c int32) {
	for at, end := m.places(leaf); at < end; at += vec.Block {
		m.work += vec.Block
		if m.least(m.measure(at)) >= e.bound {
			continue
		}
		for lane, centres := range m.dist {
			s := m.least(centres)
			switch {
			case s < e.dist:
				id := m.id[at+lane]
				e.nearer(id, m.known(c, id, centres))
			case s < e.bound:
				e.bound = s
			}
		}
	}
}

// known is distance where the squared distance of the centres is known. The
// centre of one row is that row.
func (m *members) known(a, b int32, centres float64) float64 {
	if m.size[a] > 1 || m.size[b] > 1 {
		return m.distance(a, b)
	}
	if m.root {
		return math.Sqrt(centres)
	}
	return centres
}

func (m *members) merge(ctx context.Context, a, b int32) (int32, neighbour) {
	stays, e := m.buckets.merge(ctx, a, b)
	m.ring[a], m.ring[b] = m.ring[b], m.ring[a]
	if m.share != nil {
		for i := a; ; {
			m.share[i] /= 2
			if i = m.ring[i]; i == a {
				break
			}
		}
	}
	return stays, e
}

// clusters returns the clusters, near ones together.
func (m *members) clusters(ctx context.Context) []int32 {
	m.collect()
	order := spatialOrder(ctx, m.rows[:len(m.order)*m.d], len(m.order), m.d)
	for k, i := range order {
		order[k] = m.found[i]
	}
	return order
}

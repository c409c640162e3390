package cluster

import (
	"context"
	"math"
	"slices"

	"github.com/clm-go/clm/internal/par"
)

// random is what choosing the centres needs of a stream of random numbers.
type random interface {
	Float64() float64
	IntN(n int) int
}

// plusPlus chooses the centres by greedy k-means++.
func (s *start) plusPlus(ctx context.Context, r random) error {
	g := newSeeding(s)
	s.table.row(g.draw(r.Float64()), s.centers.center(0))
	for i := range s.dist {
		s.dist[i] = math.Inf(1)
	}
	for j := range s.K {
		err := g.approach(ctx, s.centers.center(j))
		if err != nil || j == s.K-1 {
			return err
		}
		next := s.centers.center(j + 1)
		if g.total() == 0 {
			// Every row lies on a centre: the others can only double one.
			copy(next, s.centers.center(0))
			continue
		}
		for c := range g.candidates.k {
			s.table.row(g.draw(r.Float64()), g.candidates.center(c))
		}
		best, err := g.best(ctx)
		if err != nil {
			return err
		}
		copy(next, g.candidates.center(best))
	}
	return nil
}

// plusPlusCandidates returns 2 + ⌊ln k⌋, counting by how many powers of e the
// integer k exceeds; no such power is near enough to an integer to be
// mistaken for it.
func plusPlusCandidates(k int) int {
	n := 2
	for e := math.E; float64(k) >= e; e *= math.E {
		n++
	}
	return n
}

// seeding chooses the centres of a start one after the other. The dist of the
// start is the squared distance to the nearest centre so far.
type seeding struct {
	*start
	mass       []float64 // sum of weight times dist of each block
	newest     centers   // the last centre that was taken into account
	candidates centers
	potential  []float64 // the mass of each block if a candidate is chosen
	scratch    []float64 // a number for each row
}

// newSeeding returns a seeding in which each row is drawn by its weight.
func newSeeding(s *start) *seeding {
	n, d := s.table.dims()
	k, blocks := plusPlusCandidates(s.K), len(s.parts)
	g := &seeding{
		start: s, mass: make([]float64, blocks), newest: centers{k: 1, d: d},
		candidates: centers{k: k, d: d, at: make([]float64, k*d)},
		potential:  make([]float64, blocks*k), scratch: make([]float64, n),
	}
	for i := range s.dist {
		s.dist[i] = 1
	}
	for b := range blocks {
		g.weigh(b, b*s.grain, min((b+1)*s.grain, n))
	}
	return g
}

// weigh brings the mass of a block of the rows lo to hi up to date.
func (g *seeding) weigh(block, lo, hi int) {
	sum := 0.0
	for i := lo; i < hi; i++ {
		sum += float64(weightOf(g.weight, i) * g.dist[i])
	}
	g.mass[block] = sum
}

// approach takes a new centre into account.
func (g *seeding) approach(ctx context.Context, center []float64) error {
	g.newest.at = center
	g.table.prepare(&g.newest)
	return par.For(ctx, len(g.dist), g.grain, g.workers, func(b, lo, hi int) error {
		g.table.distances(lo, hi, &g.newest, 0, g.scratch)
		for i := lo; i < hi; i++ {
			g.dist[i] = min(g.dist[i], g.scratch[i])
		}
		g.weigh(b, lo, hi)
		return nil
	})
}

// best returns the candidate that brings the rows nearest to their centres,
// the first one of several.
func (g *seeding) best(ctx context.Context) (int, error) {
	k := g.candidates.k
	g.table.prepare(&g.candidates)
	err := par.For(ctx, len(g.dist), g.grain, g.workers, func(b, lo, hi int) error {
		for c := range k {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			g.table.distances(lo, hi, &g.candidates, c, g.scratch)
			sum := 0.0
			for i := lo; i < hi; i++ {
				sum += float64(weightOf(g.weight, i) * min(g.dist[i], g.scratch[i]))
			}
			g.potential[b*k+c] = sum
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	best, low := 0, math.Inf(1)
	for c := range k {
		sum := 0.0
		for b := range g.mass {
			sum += g.potential[b*k+c]
		}
		if sum < low {
			best, low = c, sum
		}
	}
	return best, nil
}

func (g *seeding) total() float64 {
	sum := 0.0
	for _, m := range g.mass {
		sum += m
	}
	return sum
}

// draw returns the row at the share u, from 0 to 1, of the total.
func (g *seeding) draw(u float64) int {
	left := float64(u * g.total())
	block := -1
	for b, m := range g.mass {
		if m == 0 {
			continue
		}
		block = b
		if left < m {
			break
		}
		left -= m
	}
	// Rounding may leave a little at the end, which goes to the last row that
	// has a chance.
	last := 0
	for i := block * g.grain; i < min((block+1)*g.grain, len(g.dist)); i++ {
		p := float64(weightOf(g.weight, i) * g.dist[i])
		if p == 0 {
			continue
		}
		last = i
		if left < p {
			break
		}
		left -= p
	}
	return last
}

// randomRows chooses K different rows of positive weight. Rows that equal one
// taken before are taken only if there are no others.
func (s *start) randomRows(ctx context.Context, r random) error {
	n, d := s.table.dims()
	order := make([]int, 0, n)
	for i := range n {
		if weightOf(s.weight, i) > 0 {
			order = append(order, i)
		}
	}
	taken := 0
	var doubles []int
	row := make([]float64, d)
	for a := 0; a < len(order) && taken < s.K; a++ {
		if a%par.Block == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b := a + r.IntN(len(order)-a)
		order[a], order[b] = order[b], order[a]
		s.table.row(order[a], row)
		double := false
		for j := range taken {
			if slices.Equal(row, s.centers.center(j)) {
				double = true
				break
			}
		}
		if double {
			doubles = append(doubles, order[a])
			continue
		}
		copy(s.centers.center(taken), row)
		taken++
	}
	for ; taken < s.K; taken++ {
		s.table.row(doubles[0], s.centers.center(taken))
		doubles = doubles[1:]
	}
	return nil
}

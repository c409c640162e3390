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
	n, d := s.table.dims()
	candidates := plusPlusCandidates(s.K)
	cand := centers{k: candidates, d: d, at: make([]float64, candidates*d)}
	draw := &lottery{start: s, mass: make([]float64, len(s.parts))}
	last := centers{k: 1, d: d}
	scratch := make([]float64, n)
	// The potential of each block with each candidate: the sum of the weighted
	// squared distances to the nearest centre.
	potential := make([]float64, len(s.parts)*candidates)

	for i := range s.dist {
		s.dist[i] = 1
	}
	draw.weigh(0, len(s.parts))
	s.table.row(draw.row(r.Float64()), s.centers.center(0))
	for i := range s.dist {
		s.dist[i] = math.Inf(1)
	}
	for j := range s.K {
		// Bring the distances up to date with the centre chosen last.
		last.at = s.centers.center(j)
		s.table.prepare(&last)
		err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
			s.table.distances(lo, hi, &last, 0, scratch)
			for i := lo; i < hi; i++ {
				s.dist[i] = min(s.dist[i], scratch[i])
			}
			draw.weigh(b, b+1)
			return nil
		})
		if err != nil || j == s.K-1 {
			return err
		}
		next := s.centers.center(j + 1)
		if draw.total() == 0 {
			// Every row lies on a centre: the others can only double one.
			copy(next, s.centers.center(0))
			continue
		}
		for c := range candidates {
			s.table.row(draw.row(r.Float64()), cand.center(c))
		}
		s.table.prepare(&cand)
		err = par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
			for c := range candidates {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				s.table.distances(lo, hi, &cand, c, scratch)
				sum := 0.0
				for i := lo; i < hi; i++ {
					sum += float64(weightOf(s.weight, i) * min(s.dist[i], scratch[i]))
				}
				potential[b*candidates+c] = sum
			}
			return nil
		})
		if err != nil {
			return err
		}
		best, low := 0, math.Inf(1)
		for c := range candidates {
			sum := 0.0
			for b := range s.parts {
				sum += potential[b*candidates+c]
			}
			if sum < low {
				best, low = c, sum
			}
		}
		copy(next, cand.center(best))
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

// lottery draws rows with a probability proportional to weight times dist.
type lottery struct {
	*start
	mass []float64 // of each block
}

// weigh brings the blocks lo to hi up to date.
func (l *lottery) weigh(lo, hi int) {
	for b := lo; b < hi; b++ {
		sum := 0.0
		for i := b * l.grain; i < min((b+1)*l.grain, len(l.dist)); i++ {
			sum += float64(weightOf(l.weight, i) * l.dist[i])
		}
		l.mass[b] = sum
	}
}

func (l *lottery) total() float64 {
	sum := 0.0
	for _, m := range l.mass {
		sum += m
	}
	return sum
}

// row returns the row at the share u, from 0 to 1, of the total.
func (l *lottery) row(u float64) int {
	left := float64(u * l.total())
	block := -1
	for b, m := range l.mass {
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
	for i := block * l.grain; i < min((block+1)*l.grain, len(l.dist)); i++ {
		p := float64(weightOf(l.weight, i) * l.dist[i])
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

package cluster

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// seeding chooses the centres of a start one after the other. All candidates for
// one are looked at in a single walk over the rows, which also takes the centre
// before it into account.
type seeding struct {
	*start    // its dist: the squared distance to the nearest centre but the newest
	rows      nearness
	chosen    centers   // the first of those of the start
	tried     centers   // the candidates for the next one
	potential []float64 // for each tile what mass would be with each candidate
	mass      []float64 // sum of weight times squared distance of each tile, the newest centre counted
	total     float64   // of mass
}

// seedTile is the number of rows of which the distances are added up before the
// sums are, a whole number of blocks of a table.
const seedTile = 8 * vec.Block

// newSeeding returns a seeding without centres, where each row is drawn by its
// weight.
func newSeeding(ctx context.Context, s *start) (*seeding, error) {
	n, d := s.table.dims()
	most, tiles := plusPlusCandidates(s.K), par.Blocks(n, seedTile)
	g := &seeding{
		start: s, rows: nearnessOf(s),
		chosen:    centers{d: d, at: s.centers.at[:0]},
		tried:     centers{d: d, at: make([]float64, most*d)},
		potential: make([]float64, tiles*most), mass: make([]float64, tiles),
	}
	err := par.For(ctx, n, par.Block, s.workers, func(_, lo, hi int) error {
		for i := lo; i < hi; i++ {
			s.dist[i] = 1
			g.mass[i/seedTile] += weightOf(s.weight, i)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.addUp()
	return g, nil
}

func (g *seeding) addUp() {
	g.total = 0
	for _, m := range g.mass {
		g.total += m
	}
}

// draw makes candidates of k rows, each with a chance in proportion to weight times
// squared distance.
func (g *seeding) draw(ctx context.Context, k int, r random) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	g.tried.k, g.tried.at = k, g.tried.at[:k*g.tried.d]
	for c := range k {
		i, err := g.rowAt(ctx, r.Float64())
		if err != nil {
			return err
		}
		g.table.row(i, g.tried.center(c))
	}
	return nil
}

// rowAt returns the row at the share u, from 0 to 1, of the total.
func (g *seeding) rowAt(ctx context.Context, u float64) (int, error) {
	left := float64(u * g.total)
	tile := 0
	for b, m := range g.mass {
		if m == 0 {
			continue
		}
		tile = b
		if left < m {
			break
		}
		left -= m
	}
	lo, hi := tile*seedTile, min((tile+1)*seedTile, len(g.dist))
	if err := g.rows.sumNearer(ctx, lo, hi, nil, g.dist, g.weight); err != nil {
		return 0, err
	}
	// Rounding may leave a little at the end, which goes to the last row that
	// has a chance.
	last := lo
	for i := lo; i < hi; i++ {
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
	return last, nil
}

// choose makes the next centre of the candidate that brings the rows nearest to
// their centres, the first one of several.
func (g *seeding) choose(ctx context.Context) error {
	k := g.tried.k
	if err := g.rows.consider(ctx, &g.tried); err != nil {
		return err
	}
	err := par.For(ctx, len(g.dist), par.Block, g.workers, func(_, lo, hi int) error {
		for ; lo < hi; lo += seedTile {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			to := min(lo+seedTile, hi)
			if g.chosen.k == 0 {
				for i := lo; i < to; i++ {
					g.dist[i] = math.Inf(1)
				}
			}
			sum := g.potential[lo/seedTile*k:][:k]
			if err := g.rows.sumNearer(ctx, lo, to, sum, g.dist, g.weight); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
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
	for b := range g.mass {
		g.mass[b] = g.potential[b*k+best]
	}
	g.addUp()
	g.chosen.k++
	g.chosen.at = append(g.chosen.at, g.tried.center(best)...)
	g.rows.take(&g.chosen)
	return nil
}

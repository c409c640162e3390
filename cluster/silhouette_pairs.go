package cluster

import (
	"context"

	"github.com/clm-go/clm/internal/par"
)

// fewClusters is the largest number of clusters for which a sum is kept for
// every row and cluster, so that each distance is computed once and counted
// for both of its rows.
const fewClusters = 64

// pairing adds up the distances between all rows of a dense table, each pair
// of rows once.
//
// All pairs of pieces meet in the rounds of a tournament, in which each piece
// meets one other, so that no two pairs of a round write to the same sums, and
// the order in which a sum grows does not depend on who works on what.
type pairing struct {
	*denseSums
	sum []float64 // of row p and cluster k at p·clusters + k
}

func newPairing(s *denseSums) *pairing {
	return &pairing{denseSums: s, sum: make([]float64, len(s.row)*len(s.label))}
}

// units returns how many pairs of pieces there are, with those of each piece
// and itself.
func (p *pairing) units() int { return len(p.piece) * (len(p.piece) + 1) / 2 }

// run fills sum.
func (p *pairing) run(ctx context.Context, workers int, told *tally) error {
	err := par.For(ctx, len(p.piece), 1, workers, func(b, _, _ int) error {
		p.within(p.piece[b])
		told.add(1)
		return nil
	})
	if err != nil {
		return err
	}
	seats := len(p.piece) + len(p.piece)%2 // with a seat that stays empty
	for round := range seats - 1 {
		err := par.For(ctx, seats/2, 1, workers, func(table, _, _ int) error {
			a, b := opponents(seats, round, table)
			if max(a, b) < len(p.piece) {
				p.between(p.piece[min(a, b)], p.piece[max(a, b)])
				told.add(1)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// opponents returns who meet at a table in a round of a tournament of an even
// number of players: the last one keeps its seat, and all others move on by
// one seat after each round.
func opponents(seats, round, table int) (a, b int) {
	if table == 0 {
		return seats - 1, round
	}
	n := seats - 1
	return (round + table) % n, (round - table + n) % n
}

// within adds up the distances between the rows of one piece.
func (p *pairing) within(a piece) {
	q := make([]float64, p.d)
	var other [most]float64
	clusters := len(p.label)
	for i := a.lo; i < a.hi-1; i++ {
		p.copyRow(i, q)
		p.sum[i*clusters+a.cluster] += p.roots(a, i+1, q, other[i+1-a.lo:])
	}
	p.addTo(a, a.cluster, other[:])
}

// between adds up the distances between the rows of two pieces.
func (p *pairing) between(a, b piece) {
	q := make([]float64, p.d)
	var other [most]float64
	clusters := len(p.label)
	for i := a.lo; i < a.hi; i++ {
		p.copyRow(i, q)
		p.sum[i*clusters+b.cluster] += p.roots(b, b.lo, q, other[:])
	}
	p.addTo(b, a.cluster, other[:])
}

// addTo adds to the sums that the rows of a have for a cluster.
func (p *pairing) addTo(a piece, cluster int, sums []float64) {
	clusters := len(p.label)
	for i := a.lo; i < a.hi; i++ {
		p.sum[i*clusters+cluster] += sums[i-a.lo]
	}
}

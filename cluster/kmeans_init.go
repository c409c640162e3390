package cluster

import (
	"context"
	"encoding/binary"
	"math"
)

// random is what choosing the centres needs of a stream of random numbers.
type random interface {
	Float64() float64
	IntN(n int) int
}

// plusPlus chooses the centres by greedy k-means++: the first one is a row drawn
// by its weight, each further one the best of several rows that are drawn.
func (s *start) plusPlus(ctx context.Context, r random) error {
	g, err := newSeeding(ctx, s)
	if err != nil {
		return err
	}
	candidates := 1
	for j := range s.K {
		if j > 0 && g.total == 0 {
			// Every row lies on a centre: the others can only double one.
			copy(s.centers.center(j), s.centers.center(0))
			continue
		}
		if err := g.draw(ctx, candidates, r); err != nil {
			return err
		}
		if err := g.choose(ctx); err != nil {
			return err
		}
		candidates = plusPlusCandidates(s.K)
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

// randomRows chooses K different rows of positive weight. Rows that equal one
// taken before are taken only if there are no others.
func (s *start) randomRows(ctx context.Context, r random) error {
	n, d := s.table.dims()
	look := max(1, 1<<18/d)
	order := make([]int, 0, n)
	for i := range n {
		if i%(1<<18) == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if weightOf(s.weight, i) > 0 {
			order = append(order, i)
		}
	}
	var doubles []int
	taken := make(map[string]bool, s.K)
	row, key := make([]float64, d), make([]byte, 0, 8*d)
	for a := 0; a < len(order) && len(taken) < s.K; a++ {
		if a%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		b := a + r.IntN(len(order)-a)
		order[a], order[b] = order[b], order[a]
		s.table.row(order[a], row)
		key = appendKey(key[:0], row)
		if taken[string(key)] {
			doubles = append(doubles, order[a])
			continue
		}
		copy(s.centers.center(len(taken)), row)
		taken[string(key)] = true
	}
	for i, j := range doubles[:s.K-len(taken)] {
		if i%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.table.row(j, s.centers.center(len(taken)+i))
	}
	return nil
}

// appendKey appends bytes that are the same for rows that are equal.
func appendKey(key []byte, row []float64) []byte {
	for _, x := range row {
		if x == 0 {
			x = 0 // −0 too
		}
		key = binary.LittleEndian.AppendUint64(key, math.Float64bits(x))
	}
	return key
}

// Package quest makes baskets that look like purchases, after the section on
// synthetic data of R. Agrawal and R. Srikant, Fast algorithms for mining
// association rules, VLDB 1994: there are patterns of items that tend to be
// bought together, and a basket is filled with them, most of them incomplete.
//
// Differs from the paper: the weights of the patterns are 1, 1/2, 1/3, 1/4 ... (Zipf), not
// exponential ones, so that some items are in many baskets and most in few. They are
// dealt at random, as there: a pattern shares items with the one before, but is not
// as heavy because of that.
package quest

import (
	"math"

	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/vec"
)

// Shape says what the baskets are like.
type Shape struct {
	Items    int     // numbers from 0 that items have
	Patterns int     // how many there are
	Basket   float64 // mean size of a basket (T in the paper)
	Pattern  float64 // mean size of a pattern (I)
}

// What the paper takes for all its sets of data.
const (
	correlation = 0.5               // mean share of a pattern that comes from the one before
	corruption  = 0.5               // mean level of corruption
	spread      = 0.316227766016838 // its standard deviation, the root of 0.1
)

// pattern is a set of items, and the chance that one more of them is left out.
type pattern struct {
	items []int
	loss  float64
}

// Make returns n baskets: basket b has items[start[b]:start[b+1]], all different
// and in no order.
func Make(r *rng.Stream, n int, s Shape) (start, items []int) {
	patterns := s.patterns(r)
	weights := zipf(r, len(patterns))
	start = make([]int, 1, n+1)
	items = make([]int, 0, int(1.1*s.Basket*float64(n)))
	last := make([]int, s.Items) // basket that has the item, from 1
	var part, waiting []int      // waiting did not fit into the basket before
	for b := 1; b <= n; b++ {
		room := max(1, poisson(r, s.Basket))
		for room > 0 {
			if part = append(part[:0], waiting...); len(part) == 0 {
				part = patterns[r.Choose(weights)].corrupted(r, part)
			}
			waiting = waiting[:0]
			if len(part) > room && len(items) > start[b-1] && r.Uint64()&1 == 0 {
				waiting = append(waiting, part...)
				break
			}
			for _, item := range part {
				if last[item] != b {
					last[item] = b
					items = append(items, item)
					room--
				}
			}
		}
		start = append(start, len(items))
	}
	return start, items
}

// zipf returns the sums of the first weights, of which there are n, in random order.
func zipf(r *rng.Stream, n int) []float64 {
	rank := make([]int, n)
	r.Perm(rank)
	sums := make([]float64, n)
	total := 0.0
	for i, k := range rank {
		total += 1 / float64(k+1)
		sums[i] = total
	}
	return sums
}

// patterns share items with the one before: an exponential share of them.
func (s Shape) patterns(r *rng.Stream) []pattern {
	list := make([]pattern, s.Patterns)
	for i := range list {
		p := &list[i]
		size := min(max(1, poisson(r, s.Pattern)), s.Items)
		has := map[int]bool{}
		add := func(item int) {
			if !has[item] {
				has[item] = true
				p.items = append(p.items, item)
			}
		}
		if i > 0 {
			before := list[i-1].items
			order := make([]int, len(before))
			r.Perm(order)
			share := min(1, correlation*r.ExpFloat64())
			for _, j := range order[:min(len(order), int(math.Round(share*float64(size))))] {
				add(before[j])
			}
		}
		for len(p.items) < size {
			add(r.IntN(s.Items))
		}
		p.loss = corruption + spread*r.NormFloat64()
	}
	return list
}

// corrupted appends what is left of the pattern: items are left out as long as
// the die says so.
func (p pattern) corrupted(r *rng.Stream, dst []int) []int {
	dst = append(dst, p.items...)
	for len(dst) > 0 && r.Float64() < p.loss {
		i := r.IntN(len(dst))
		dst[i] = dst[len(dst)-1]
		dst = dst[:len(dst)-1]
	}
	return dst
}

// poisson draws a number with this mean, which is small, by counting how many
// uniform numbers have a product that is not below exp(−mean).
func poisson(r *rng.Stream, mean float64) int {
	k, product, end := 0, r.Float64(), vec.Exp(-mean)
	for product > end {
		product *= r.Float64()
		k++
	}
	return k
}

package events

import (
	"cmp"
	"context"
	"slices"

	"github.com/clm-go/clm/internal/par"
)

// place is where an event belongs: what decides first, and the event itself
// for the rest.
type place struct {
	first, second uint64
	row           int32
}

// sorter sorts the events of one instant.
type sorter struct {
	b      *builder
	rank   [][]int32 // of the kept columns
	places []place
	keys   []uint64
	spare  []place
}

func (s *sorter) compare(x, y place) int {
	if x.first != y.first {
		return cmp.Compare(x.first, y.first)
	}
	if x.second != y.second {
		return cmp.Compare(x.second, y.second)
	}
	return s.b.compareRest(x.row, y.row, s.rank)
}

func (s *sorter) sort() {
	// Most instants have one order. Then the second key decides, which has 40
	// bits: with its place in the rest of a word it is sorted as a number.
	const room = 24
	p := s.places
	single := len(p) < 1<<room
	for i := range p {
		single = single && p[i].first == p[0].first
	}
	if !single {
		slices.SortFunc(p, s.compare)
		return
	}
	s.keys = s.keys[:0]
	for i := range p {
		s.keys = append(s.keys, p[i].second<<room|uint64(i))
	}
	slices.Sort(s.keys)
	s.spare = append(s.spare[:0], p...)
	for i, k := range s.keys {
		p[i] = s.spare[k&(1<<room-1)]
	}
	for lo := 0; lo < len(p); {
		hi := lo + 1
		for hi < len(p) && p[hi].second == p[lo].second {
			hi++
		}
		if hi-lo > 1 {
			slices.SortFunc(p[lo:hi], s.compare)
		}
		lo = hi
	}
}

// sorted returns the rows in the order of a log.
func (b *builder) sorted(ctx context.Context) ([]int32, error) {
	n := b.n
	lists := []*names{&b.customers, &b.order, &b.items}
	for i := range b.kept {
		lists = append(lists, &b.kept[i])
	}
	rank := make([][]int32, len(lists))
	if err := par.For(ctx, len(lists), 1, 0, func(i, _, _ int) error { rank[i] = ranks(lists[i].list); return nil }); err != nil {
		return nil, err
	}
	perm, err := b.byTime(ctx)
	if err != nil {
		return nil, err
	}
	micros := func(i int) int64 { return b.at(perm[i]).micros }

	// Then each run of one instant. Blocks are cut where an instant begins, so
	// that no two of them look at the same events.
	cuts := []int{0}
	for i := 4 * par.Block; i < n; i++ {
		if micros(i) != micros(i-1) {
			cuts = append(cuts, i)
			i += 4 * par.Block
		}
	}
	cuts = append(cuts, n)
	if b.refine != nil {
		b.twin = make([]byte, n)
	}
	err = par.For(ctx, len(cuts)-1, 1, 0, func(block, _, _ int) error {
		lo, hi := cuts[block], cuts[block+1]
		run := sorter{b: b, rank: rank[3:]}
		for lo < hi {
			at := micros(lo)
			run.places = run.places[:0]
			for end := lo; end < hi; end++ {
				r := b.at(perm[end])
				if r.micros != at {
					break
				}
				run.places = append(run.places, place{
					uint64(above(rank[0], r.customer))<<32 | uint64(rank[1][r.order]),
					uint64(above(rank[2], r.item))<<8 | uint64(r.kind),
					perm[end],
				})
			}
			run.sort()
			for i, p := range run.places {
				perm[lo+i] = p.row
				if i > 0 && b.twin != nil && p.first == run.places[i-1].first && p.second == run.places[i-1].second {
					b.twin[lo+i] = 1
				}
			}
			lo += len(run.places)
		}
		return nil
	})
	return perm, err
}

// above returns the rank of name i, with 0 for no name.
func above(rank []int32, i int32) uint32 {
	if i < 0 {
		return 0
	}
	return uint32(rank[i]) + 1
}

// compareRest compares two events that agree in time, names and kind.
func (b *builder) compareRest(i, j int32, rank [][]int32) int {
	x, y := b.at(i), b.at(j)
	if c := cmp.Or(cmp.Compare(x.quantity, y.quantity), cmp.Compare(x.amount, y.amount),
		cmp.Compare(x.discount, y.discount), cmp.Compare(x.rating, y.rating)); c != 0 {
		return c
	}
	p, q := b.keptAt(i), b.keptAt(j)
	for k, r := range rank {
		if c := cmp.Compare(above(r, p[k]), above(r, q[k])); c != 0 {
			return c
		}
	}
	return cmp.Compare(i, j) // the earlier of two equal ones first
}

// byTime returns the events by time.
func (b *builder) byTime(ctx context.Context) ([]int32, error) {
	perm := make([]int32, b.n)
	for i := range perm {
		perm[i] = int32(i)
	}
	ordered := true
	last := int64(minTime)
	for _, c := range b.chunks {
		for i := range c.rows {
			ordered = ordered && last <= c.rows[i].micros
			last = c.rows[i].micros
		}
	}
	if ordered {
		return perm, nil
	}
	type key struct {
		micros int64
		row    int32
	}
	keys := make([]key, 0, b.n)
	for _, c := range b.chunks {
		for i := range c.rows {
			keys = append(keys, key{c.rows[i].micros, int32(len(keys))})
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	slices.SortFunc(keys, func(x, y key) int {
		if x.micros != y.micros {
			return cmp.Compare(x.micros, y.micros)
		}
		return cmp.Compare(x.row, y.row)
	})
	for i, k := range keys {
		perm[i] = k.row
	}
	return perm, nil
}

package assoc

import (
	"context"
	"iter"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// piece is where the sets with one first item are in a forest.
type piece struct {
	forest *forest
	lo, hi []int32 // by level
}

// growAll finds all frequent sets. They are in the forests of the gatherers, and
// pieces tell where those with one first item are if the lists go by ids.
func growAll(ctx context.Context, l *lists, o options, left *allowance) ([]piece, []*gatherer, error) {
	items := len(l.ids)
	order, err := l.longFirst(ctx)
	if err != nil {
		return nil, nil, err
	}
	var pieces []piece
	if l.byID {
		pieces = make([]piece, items)
	}
	gatherers := crew[*gatherer]{make: func() *gatherer { return newGatherer(ctx, l, o, left) }}
	steps := counter{total: items + 1, tell: o.Progress}
	steps.step()
	// Each task has its share of the long and of the short.
	tasks := min(items, 256)
	err = par.For(ctx, tasks, 1, o.Workers, func(task, _, _ int) error {
		g := gatherers.take()
		for i := task; i < items; i += tasks {
			c := order[i]
			var p piece
			if l.byID {
				p = piece{forest: &g.forest, lo: g.forest.sizes()}
			}
			if err := g.first(c); err != nil {
				return err
			}
			if l.byID {
				p.hi = g.forest.sizes()
				pieces[c] = p
			}
			steps.step()
		}
		gatherers.give(g)
		return nil
	})
	return pieces, gatherers.all, err
}

// trie puts the pieces behind each other, all of a level turned round, which is
// the order of the result where the numbers of the items are that of the ids.
func (l *lists) trie(ctx context.Context, op string, pieces []piece, o options) (*Itemsets, error) {
	longest := 0
	for _, p := range pieces {
		longest = max(longest, len(p.hi))
	}
	// at[k][c] is where piece c begins in level k.
	at := make([][]int32, longest)
	s := &Itemsets{n: l.n, minCount: l.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: All, level: make([]int32, longest+1)}
	total := 0
	for k := range at {
		at[k] = make([]int32, len(pieces))
		s.level[k] = int32(total)
		for c, p := range pieces {
			at[k][c] = int32(total)
			lo, hi := p.span(k)
			if total += int(hi - lo); total > maxNodes {
				return nil, &clm.LimitError{Op: op, Limit: maxNodes, What: "nodes in the trie of the sets"}
			}
		}
	}
	s.level[longest] = int32(total)
	s.parent, s.item, s.count = make([]int32, total), make([]int32, total), make([]int32, total)
	parts := longest * len(pieces)
	err := par.For(ctx, parts, max(1, par.Blocks(parts, 256)), o.Workers, func(_, first, end int) error {
		for part := first; part < end; part++ {
			k, c := part/len(pieces), part%len(pieces)
			if lo, hi := pieces[c].span(k); lo < hi {
				above := int32(-2) // place of a parent in the forest, plus that in the trie
				if k > 0 {
					_, end := pieces[c].span(k - 1)
					above = at[k-1][c] + end - 1
				}
				err := s.turnRound(ctx, at[k][c], (*pieces[c].forest)[k].parts(lo, hi), hi-lo, above, l.ids)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.finish()
	return s, nil
}

// turnRound writes n nodes from one on, the last ones first. Above is the place of a
// parent where these come from plus its place in the trie.
func (s *Itemsets) turnRound(ctx context.Context, node int32, parts iter.Seq[[]twig], n, above int32, ids []int32) error {
	end := node + n
	for from := range parts {
		if err := looked(ctx); err != nil {
			return err
		}
		n := int32(len(from))
		parent, item, count := s.parent[end-n:end], s.item[end-n:end], s.count[end-n:end]
		end -= n
		for i := range item {
			t := from[len(item)-1-i]
			parent[i], item[i], count[i] = above-t.parent, ids[t.item], t.count
		}
	}
	return nil
}

// span returns where the sets of k+1 items of a piece are.
func (p piece) span(k int) (lo, hi int32) {
	if k < len(p.lo) {
		lo = p.lo[k]
	}
	if k < len(p.hi) {
		hi = p.hi[k]
	}
	return lo, max(lo, hi)
}

// crowded returns errMany if a basket that occurs often enough to be frequent by itself
// has more subsets than allowed, all of which are frequent.
func (l *lists) crowded(ctx context.Context, o options) error {
	most := len(l.ids)
	for k := range most {
		if subsets(k, o.MaxLen)-1 > int64(o.MaxSets) {
			most = k - 1
			break
		}
	}
	if l.longest <= most {
		return nil
	}
	// Baskets that are equal have equal sums over their items. Those that have equal sums
	// are looked at once.
	weights := map[uint64]int{}
	look := looker{ctx: ctx}
	for row, w := range l.baskets() {
		if err := look.after(len(row)); err != nil {
			return err
		}
		if len(row) <= most {
			continue
		}
		h := uint64(len(row))
		for _, c := range row {
			h = (h ^ uint64(c)) * 0x9e3779b97f4a7c15
			h ^= h >> 29
		}
		if weights[h] += int(w); weights[h] >= l.minCount {
			if l.occurs(row) >= l.minCount {
				return errMany
			}
			weights[h] = math.MinInt // others that are equal are found one set after the other
		}
	}
	return nil
}

// occurs returns how often a basket occurs.
func (l *lists) occurs(row []int32) int {
	n := 0
	for other, w := range l.baskets() {
		if slices.Equal(other, row) {
			n += int(w)
		}
	}
	return n
}

// baskets walks the baskets with their weights.
func (l *lists) baskets() iter.Seq2[[]int32, int32] {
	return func(yield func([]int32, int32) bool) {
		begin := uint32(0)
		for _, end := range l.ends {
			if !yield(l.items[begin:end], ^l.items[end]) {
				return
			}
			begin = end + 1
		}
	}
}

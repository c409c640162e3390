package assoc

import (
	"context"
	"math/bits"
	"slices"

	"github.com/clm-go/clm/internal/par"
)

// grower grows sets along trees, one first item at a time.
type grower struct {
	ctx    context.Context // of the call; a grower does not outlive it
	l      *lists
	most   int   // items of a set
	cap    int64 // sets that are allowed
	left   *allowance
	found  int64 // sets that left does not know of yet
	steps  int   // since the context was looked at
	forest forest
	trees  []*fpTree // by the size of the set whose baskets they hold; the first one is that of all

	// Of a walk through a tree.
	count    []int32 // by column, 0 between two walks
	frequent []int32 // columns
	rows     fpRows  // the paths, from below
	keys     []uint64
	order    []int32
	spare    []uint64
	other    []int32

	maskGrower
}

func newGrower(ctx context.Context, l *lists, whole *fpTree, o options, left *allowance) *grower {
	return &grower{ctx: ctx, l: l, most: o.MaxLen, cap: int64(o.MaxSets), left: left, trees: []*fpTree{whole}, count: make([]int32, len(l.ids))}
}

// fpgrowth finds the sets in the way of FP-growth.
func fpgrowth(ctx context.Context, op string, l *lists, o options, left *allowance) (*Itemsets, error) {
	whole, err := l.tree(ctx, op)
	if err != nil {
		return nil, err
	}
	items := len(l.ids)
	var pieces []piece
	if l.byID {
		pieces = make([]piece, items)
	}
	growers := crew[*grower]{make: func() *grower { return newGrower(ctx, l, whole, o, left) }}
	steps := counter{total: items + 1, tell: o.Progress}
	steps.step()
	err = par.For(ctx, items, 1, o.Workers, func(c, _, _ int) error {
		g := growers.take()
		p := piece{forest: &g.forest}
		if l.byID {
			p.lo = g.forest.sizes()
		}
		if err := g.first(int32(c)); err != nil {
			return err
		}
		if l.byID {
			p.hi = g.forest.sizes()
			pieces[c] = p
		}
		growers.give(g)
		steps.step()
		return nil
	})
	if err != nil {
		return nil, err
	}
	if l.byID {
		return l.trie(ctx, op, pieces, o)
	}
	l.release()
	forests := make([]forest, len(growers.all))
	for i, g := range growers.all {
		forests[i] = g.forest
	}
	return l.sorted(ctx, op, forests, o)
}

// look looks at the context once in a while, and tells the allowance.
func (g *grower) look(steps int) error {
	if g.steps += steps; g.steps < 1<<17 {
		return nil
	}
	g.steps = 0
	if err := looked(g.ctx); err != nil {
		return err
	}
	return g.settle()
}

func (g *grower) settle() error {
	k := g.found
	g.found = 0
	return g.left.take(k)
}

// first finds all sets whose first item is c.
func (g *grower) first(c int32) error {
	if g.most > 1 {
		if err := g.below(g.trees[0], c, 1, g.forest.shelf(1).size()); err != nil {
			return err
		}
	}
	g.forest.shelf(1).add(-1, c, g.l.counts[c])
	g.found++
	return g.settle()
}

// inside adds all sets that are made of a set of k items, which will be at the given
// place of the forest, and the columns of the tree of its baskets. As in Eclat the
// last column comes first.
func (g *grower) inside(t *fpTree, k int, place int32) error {
	for c := len(t.item) - 1; c >= 0; c-- {
		own := g.forest.shelf(k + 1).size()
		if k+1 < g.most && c+1 < len(t.item) {
			if err := g.below(t, int32(c), k+1, own); err != nil {
				return err
			}
		}
		g.forest[k].add(place, t.item[c], t.count[c])
		g.found++
	}
	return nil
}

// below adds the sets that are made of a set of k items and what is above its last
// item, which is a column of the tree.
func (g *grower) below(t *fpTree, column int32, k int, place int32) error {
	steps, err := g.walk(t, column)
	if err != nil || len(g.frequent) == 0 {
		return err
	}
	columns, always := len(g.frequent), 0
	for _, n := range g.supports {
		if n == t.count[column] {
			always++
		}
	}
	if subsets(always, g.most-k)-1 > g.cap {
		return errMany // with items that are always there every set of them is frequent
	}
	if columns == 1 || k+1 == g.most {
		return g.leaves(t, k, place)
	}
	if columns <= 64 {
		return g.masks(t, k, place)
	}
	for len(g.trees) <= k {
		g.trees = append(g.trees, &fpTree{})
	}
	next := g.trees[k]
	if err := g.project(t, next); err != nil {
		return err
	}
	if err := g.look(steps); err != nil {
		return err
	}
	return g.inside(next, k, place)
}

// walk notes the paths above the nodes of a column, upwards one behind the other,
// and adds up the counts of their columns. It returns how long they are.
func (g *grower) walk(t *fpTree, column int32) (steps int, err error) {
	r := &g.rows
	own, weight := t.own[t.from[column]:t.from[column+1]], t.weight[t.from[column]:t.from[column+1]]
	r.start, r.end, r.weight = sized(r.start, len(own)), sized(r.end, len(own)), sized(r.weight, len(own))
	g.frequent = sized(g.frequent, len(t.item))
	c := climb{path: t.path, count: g.count, frequent: g.frequent, least: int32(g.l.minCount)}
	at, rows := int32(0), 0
	for len(own) > 0 {
		block := own[:min(len(own), 64)]
		// First all nodes of a block are asked for, so that memory is waited for once and
		// not for each of them.
		touched := int32(0)
		for _, place := range block {
			touched ^= t.path[place-1]
		}
		c.touched = touched
		if need := int(at) + len(block)*t.deepest; len(r.columns) < need {
			r.columns = append(r.columns, make([]int32, need)...)
		}
		begin := at
		for i, place := range block {
			w := weight[i]
			end := at + c.up(r.columns[at:], place-1, w)
			r.start[rows], r.end[rows], r.weight[rows] = at, end, w
			rows += int(uint32(at-end) >> 31) // 1 if the path is not empty, without a branch
			at = end
		}
		own, weight = own[len(block):], weight[len(block):]
		if err := g.look(int(at-begin) + 4*len(block)); err != nil {
			return 0, err
		}
	}
	r.start, r.end, r.weight = r.start[:rows], r.end[:rows], r.weight[:rows]
	g.frequent = c.frequent[:c.found]
	slices.Sort(g.frequent)
	g.supports = g.supports[:0]
	for _, c := range g.frequent {
		g.supports = append(g.supports, g.count[c])
	}
	if int(at) < len(t.item)/16 {
		for _, c := range r.columns[:at] {
			g.count[c] = 0
		}
	} else {
		clear(g.count[column+1 : len(t.item)])
	}
	return int(at), nil
}

// climb counts the columns on the way to the root.
type climb struct {
	path     []int32
	count    []int32 // by column
	frequent []int32 // columns that have become frequent
	found    int     // of them
	least    int32
	touched  int32 // keeps the reads that go before
}

// up writes the columns from a place on, counts them as often as w, and returns how
// many there are. It is not inlined, so that the compiler keeps all it needs in registers.
//
//go:noinline
func (s *climb) up(dst []int32, place, w int32) int32 {
	path, count, least := s.path, s.count, s.least
	n := int32(0)
	for {
		c := path[place]
		if c < 0 {
			return n
		}
		place--
		dst[n] = c
		n++
		sum := count[c] + w
		count[c] = sum
		if uint32(sum-least) < uint32(w) { // it was not frequent before
			s.frequent[s.found] = c
			s.found++
		}
	}
}

// leaves adds the sets of one item more.
func (g *grower) leaves(t *fpTree, k int, place int32) error {
	shelf := g.forest.shelf(k + 1)
	for i := len(g.frequent) - 1; i >= 0; i-- {
		shelf.add(place, t.item[g.frequent[i]], g.supports[i])
	}
	g.found += int64(len(g.frequent))
	return g.look(len(g.frequent))
}

// project makes the tree of the paths that were walked, of the columns that are
// frequent there.
func (g *grower) project(t, next *fpTree) error {
	next.item, next.count = next.item[:0], append(next.count[:0], g.supports...)
	for i, c := range g.frequent {
		next.item = append(next.item, t.item[c])
		g.count[c] = int32(i) + 1
	}
	// Rows are sorted by their last columns, as many as fit into a number. Of those that
	// are longer some may share less than they could.
	width := bits.Len(uint(len(next.item)))
	room := 64 / width * width
	r := &g.rows
	kept, rows := int32(0), 0
	look := looker{ctx: g.ctx}
	g.keys, g.order = g.keys[:0], g.order[:0]
	for i, end := range r.end {
		if err := look.after(int(end - r.start[i])); err != nil {
			return err
		}
		begin := kept
		key := uint64(0)
		for _, c := range r.columns[r.start[i]:end] {
			column := g.count[c]
			r.columns[kept] = column - 1
			kept += int32(uint32(-column) >> 31) // 1 if there is a column, without a branch
			if column > 0 {
				key = key>>width | uint64(column)<<(room-width)
			}
		}
		if kept-begin < 2 {
			kept = begin // one column alone: its count is known
			continue
		}
		r.start[rows], r.end[rows], r.weight[rows] = begin, kept, r.weight[i]
		g.keys, g.order = append(g.keys, key), append(g.order, int32(rows))
		rows++
	}
	r.start, r.end, r.weight = r.start[:rows], r.end[:rows], r.weight[:rows]
	for _, c := range g.frequent {
		g.count[c] = 0
	}
	if err := g.sort(g.keys, g.order); err != nil {
		return err
	}
	return next.grow(&look, r, g.order)
}

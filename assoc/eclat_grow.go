package assoc

import (
	"context"
	"math/bits"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// gatherer searches for all frequent sets, one first item at a time.
type gatherer struct {
	ctx    context.Context // of the call; a gatherer does not outlive it
	l      *lists
	most   int // items of a set
	left   *allowance
	found  int64 // sets that left does not know of yet
	steps  int   // words since the context was looked at
	forest forest
	words  int      // of a bitmap
	planes []uint64 // weights of the rows: plane b has their bits b
	depth  []candidates

	// Of the projection.
	count   []int32 // by number
	column  []int32 // by number: its place among the columns, from 1
	seen    []int32 // numbers that occur, in any order; one place more than there are numbers
	rows    []int32
	touched int32   // keeps the reads that go before
	places  []int32 // columns of the rows (at first numbers), one row behind the other
	ends    []int   // of the rows in places
	weight  []int32 // of the rows
	pairs   []int32 // support of two columns with the first item, in a square
}

// candidates are the items that are frequent together with a set, ascending,
// each with its support with the set, the bitmap of these baskets and its twin:
// the item among the candidates of the set without its last item whose baskets
// are the same, or −1.
type candidates struct {
	item, count, row, twin []int32
	table                  []uint64 // bitmaps
	number                 []int32  // counts by bitmap
	marks                  []int32  // of the forest, before each candidate is searched
	spans                  []span   // of the marks, by candidate
}

type span struct{ lo, hi int32 }

func (c *candidates) clear() {
	c.item, c.count, c.row, c.twin = c.item[:0], c.count[:0], c.row[:0], c.twin[:0]
}

// add adds candidate j of c.
func (c *candidates) add(of *candidates, j int, count, row int32) {
	twin := int32(-1)
	if count == of.count[j] {
		twin = int32(j)
	}
	c.item = append(c.item, of.item[j])
	c.count = append(c.count, count)
	c.row = append(c.row, row)
	c.twin = append(c.twin, twin)
}

// make makes room for so many bitmaps.
func (c *candidates) make(bitmaps, words int) {
	if need := bitmaps * words; cap(c.table) < need {
		c.table = make([]uint64, need)
	} else {
		c.table = c.table[:need]
	}
	c.number = slices.Grow(c.number[:0], bitmaps)[:bitmaps]
}

func newGatherer(ctx context.Context, l *lists, o options, left *allowance) *gatherer {
	return &gatherer{ctx: ctx, l: l, most: o.MaxLen, left: left,
		count: make([]int32, len(l.ids)), column: make([]int32, len(l.ids)), seen: make([]int32, len(l.ids)+1)}
}

// look looks at the context once in a while, and tells the allowance.
func (g *gatherer) look(words int) error {
	if g.steps += words; g.steps < 1<<17 {
		return nil
	}
	g.steps = 0
	if err := looked(g.ctx); err != nil {
		return err
	}
	return g.settle()
}

func (g *gatherer) settle() error {
	k := g.found
	g.found = 0
	return g.left.take(k)
}

func (g *gatherer) at(depth int) *candidates {
	for len(g.depth) <= depth {
		g.depth = append(g.depth, candidates{})
	}
	return &g.depth[depth]
}

// first finds all sets whose first item is c.
func (g *gatherer) first(c int32) error {
	if g.most > 1 {
		if err := g.project(c); err != nil {
			return err
		}
		if len(g.at(1).item) > 0 {
			if err := g.grow(1, int32(len(g.forest.shelf(1).item))); err != nil {
				return err
			}
		}
	}
	g.forest.shelf(1).add(-1, c, g.l.counts[c])
	g.found++
	return g.settle()
}

// project packs the baskets of c anew: a bitmap for each later item that is
// frequent among them, over those baskets that have two such items at least.
func (g *gatherer) project(c int32) error {
	l := g.l
	lo, hi := l.from[c], l.from[c+1]
	seen, distinct := g.seen, 0
	g.places, g.ends, g.weight = g.places[:0], g.ends[:0], g.weight[:0]
	var block [64]struct {
		lo, hi int
		w      int32
	}
	for ; lo < hi; lo += len(block) {
		// First all baskets of a block are asked for, so that memory is waited for
		// once and not for each of them.
		rows := block[:min(len(block), hi-lo)]
		touched := int32(0)
		for i := range rows {
			r := &rows[i]
			b := l.basket[lo+i]
			r.lo, r.hi, r.w = l.start[b]+int(l.tail[lo+i]), l.start[b+1], l.weight[b]
			if r.lo < r.hi {
				touched ^= l.items[r.lo]
			}
		}
		g.touched = touched
		for i := range rows {
			w := rows[i].w
			row := l.items[rows[i].lo:rows[i].hi]
			if err := g.look(len(row) + 8); err != nil {
				return err
			}
			for _, d := range row {
				n := g.count[d]
				seen[distinct] = d
				distinct += int(uint32(n-1) >> 31) // 1 if n is 0, without a branch
				g.count[d] = n + w
			}
			if len(row) > 1 {
				g.places = append(g.places, row...)
				g.ends = append(g.ends, len(g.places))
				g.weight = append(g.weight, w)
			}
		}
	}
	seen = seen[:distinct]
	top := g.at(1)
	top.clear()
	for _, d := range seen {
		if int(g.count[d]) >= l.minCount {
			top.item = append(top.item, d)
		}
	}
	slices.Sort(top.item)
	for k, d := range top.item {
		top.count = append(top.count, g.count[d])
		top.row = append(top.row, int32(k))
		top.twin = append(top.twin, -1)
		g.column[d] = int32(k) + 1
	}
	err := g.pack()
	for _, d := range seen {
		g.count[d], g.column[d] = 0, 0
	}
	return err
}

// pack makes the bitmaps of the columns and counts their pairs.
func (g *gatherer) pack() error {
	top := g.at(1)
	columns := len(top.item)
	g.pairs, g.words, g.planes = g.pairs[:0], 0, g.planes[:0]
	if columns < 2 || g.most < 3 {
		return nil
	}
	pairs, heaviest := 0, int32(1)
	rows, kept, from := 0, 0, 0
	for r, end := range g.ends {
		row := g.places[from:end]
		from = end
		if err := g.look(len(row) + 8); err != nil {
			return err
		}
		begin := kept
		for _, d := range row {
			k := g.column[d]
			g.places[kept] = k - 1
			kept += int(uint32(-k) >> 31) // 1 if k is not 0, without a branch
		}
		k := kept - begin
		if k < 2 {
			kept = begin
			continue
		}
		g.ends[rows], g.weight[rows] = kept, g.weight[r]
		heaviest = max(heaviest, g.weight[r])
		pairs += k * (k - 1) / 2
		rows++
	}
	places, ends, weight := g.places[:kept], g.ends[:rows], g.weight[:rows]
	g.words = max(1, (rows+63)/64)
	if need := columns * g.words; cap(top.table) < need {
		top.table = make([]uint64, need)
	} else {
		top.table = top.table[:need]
		clear(top.table)
	}
	// Counting pairs row by row is worth it where most intersections would be
	// of next to nothing.
	counted := pairs < columns*(columns-1)/2*(g.words/8+4)
	if counted {
		if need := columns * columns; cap(g.pairs) < need {
			g.pairs = make([]int32, need)
		} else {
			g.pairs = g.pairs[:need]
			clear(g.pairs)
		}
	}
	from = 0
	for r, end := range ends {
		row := places[from:end]
		from = end
		if err := g.look(len(row) * 4); err != nil {
			return err
		}
		bit := uint64(1) << (r % 64)
		at := r / 64
		for _, k := range row {
			top.table[int(k)*g.words+at] |= bit
		}
		if !counted {
			continue
		}
		w := weight[r]
		for i, a := range row {
			line := g.pairs[int(a)*columns:][:columns]
			for _, b := range row[i+1:] {
				line[b] += w
			}
		}
	}
	if heaviest > 1 {
		g.planes = append(g.planes, make([]uint64, bits.Len32(uint32(heaviest))*g.words)...)
		for r, w := range weight {
			for b := 0; w>>b > 0; b++ {
				g.planes[b*g.words+r/64] |= uint64(w>>b&1) << (r % 64)
			}
		}
	}
	return nil
}

// grow adds all sets that are made of a set of k items, which will be at the
// given place of the forest, and its candidates. The last candidate comes first,
// so that what an item gives is known to the items before it: with an item b
// whose baskets all hold a, the sets below a and b are those below b, as
// frequent, and are copied.
func (g *gatherer) grow(k int, place int32) error {
	g.at(k + 1)
	c := &g.depth[k]
	c.marks = c.marks[:0]
	c.spans = slices.Grow(c.spans[:0], len(c.item))[:len(c.item)]
	g.forest.shelf(k + 1)
	deeper := k+1 < g.most && len(c.item) > 1
	for i := len(c.item) - 1; i >= 0; i-- {
		own := int32(len(g.forest[k].item))
		if deeper {
			lo := len(c.marks)
			c.marks = g.forest.marks(c.marks, k+2)
			c.spans[i] = span{int32(lo), int32(len(c.marks))}
		}
		if twin := c.twin[i]; twin >= 0 {
			up := &g.depth[k-1]
			if from, to := up.spans[twin], up.spans[twin-1]; from.hi > from.lo || to.hi > to.lo {
				n := g.forest.graft(k, up.marks[from.lo:from.hi], up.marks[to.lo:to.hi], own, g.most)
				g.found += int64(n)
				if err := g.look(n); err != nil {
					return err
				}
			}
		} else if deeper && i+1 < len(c.item) {
			if err := g.below(k, i); err != nil {
				return err
			}
			if len(g.depth[k+1].item) > 0 {
				if err := g.grow(k+1, own); err != nil {
					return err
				}
				c = &g.depth[k]
			}
		}
		g.forest[k].add(place, c.item[i], c.count[i])
		g.found++
	}
	return nil
}

// below finds the candidates of the set of k items and its candidate i.
func (g *gatherer) below(k, i int) error {
	c, next := &g.depth[k], &g.depth[k+1]
	next.clear()
	least := int32(g.l.minCount)
	a := c.table[int(c.row[i])*g.words:][:g.words]
	if k == 1 && len(g.pairs) > 0 {
		for j, n := range g.pairs[i*len(c.item)+i+1 : (i+1)*len(c.item)] {
			if n >= least {
				next.add(c, i+1+j, n, int32(len(next.item)))
				g.rows = append(g.rows, c.row[i+1+j])
			}
		}
		if len(next.item) > 1 && k+2 < g.most {
			next.make(len(g.rows), g.words)
			vec.AndRows(next.table, next.number, a, c.table, g.rows)
		}
		g.rows = g.rows[:0]
		return g.look(len(c.item) + len(next.item)*g.words)
	}
	rows := c.row[i+1:]
	next.make(len(rows), g.words)
	vec.AndRows(next.table, next.number, a, c.table, rows)
	if len(g.planes) > 0 {
		g.weigh(next.number[:len(rows)], next.table)
	}
	for j, n := range next.number[:len(rows)] {
		if n >= least {
			next.add(c, i+1+j, n, int32(j))
		}
	}
	return g.look(len(rows) * (g.words + 4))
}

// weigh sets the counts of bitmaps to those by weight.
func (g *gatherer) weigh(count []int32, table []uint64) {
	for r := range count {
		row := table[r*g.words:][:g.words]
		sum := 0
		for b := 0; b*g.words < len(g.planes); b++ {
			ones := 0
			for i, w := range g.planes[b*g.words:][:g.words] {
				ones += bits.OnesCount64(w & row[i])
			}
			sum += ones << b
		}
		count[r] = int32(sum)
	}
}

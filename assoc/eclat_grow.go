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
	count    []int32 // by number; later its place among the columns, from 1
	tallies  tallies
	frequent []int32  // numbers that are frequent
	rows     []uint32 // where the rows that matter begin in the lists
	room     []uint32 // for rows
	touched  int32    // keeps the reads that go before
	places   []int32  // columns of a row
	weight   []int32  // of the rows
	pairs    []int32  // support of two columns with the first item, in a square
	chosen   []int32  // rows of a table
}

// candidates are the items that are frequent together with a set, descending,
// each with its support with the set, the bitmap of these baskets and its twin:
// the item among the candidates of the set without its last item whose baskets
// are the same, or −1.
type candidates struct {
	item, count, row, twin []int32
	table                  []uint64 // bitmaps
	number                 []int32  // counts by bitmap
	marks                  []int32  // how many sets the levels below have, before each candidate is searched
	ends                   []int32  // of the marks of each candidate, after a 0
}

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

// make makes room for so many bitmaps, and for more, as one more is asked for the next
// time where the last candidate comes first.
func (c *candidates) make(bitmaps, words int) {
	if need := bitmaps * words; cap(c.table) < need {
		c.table = make([]uint64, need, need+need/2)
	} else {
		c.table = c.table[:need]
	}
	if cap(c.number) < bitmaps {
		c.number = make([]int32, bitmaps, bitmaps+bitmaps/2)
	} else {
		c.number = c.number[:bitmaps]
	}
}

func newGatherer(ctx context.Context, l *lists, o options, left *allowance) *gatherer {
	return &gatherer{ctx: ctx, l: l, most: o.MaxLen, left: left,
		count: make([]int32, len(l.ids)), frequent: make([]int32, len(l.ids)), tallies: newTallies(l)}
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
		if top := g.at(1); len(top.item) > 0 {
			slices.Reverse(top.item)
			slices.Reverse(top.count)
			slices.Reverse(top.row)
			if err := g.grow(1, g.forest.shelf(1).size(), g.l.counts[c]); err != nil {
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
	top := g.at(1)
	top.clear()
	if g.tallies.fit(g.l, c) {
		return g.projectTallied(c, top)
	}
	read, err := g.partners(c, top)
	if err != nil {
		return err
	}
	for k := range top.item {
		top.row = append(top.row, int32(k)+1) // the first row is for what is no column
		top.twin = append(top.twin, -1)
	}
	g.pairs, g.words, g.planes = g.pairs[:0], 0, g.planes[:0]
	if len(top.item) < 2 || g.most < 3 {
		return nil
	}
	for k, d := range top.item {
		g.count[d] = int32(k) + 1
	}
	err = g.pack(read, g.l.pairs.has(c))
	for _, d := range top.item {
		g.count[d] = 0
	}
	return err
}

// projectTallied is project by tallies.
func (g *gatherer) projectTallied(c int32, top *candidates) error {
	t := &g.tallies
	t.begin(g.l, c)
	for {
		read, more := t.take(g.l)
		if !more {
			break
		}
		if g.steps += read + 128; g.steps >= 1<<17 {
			if err := g.look(0); err != nil {
				return err
			}
		}
	}
	top.item, top.count = t.columns(top.item, top.count)
	g.pairs, g.words, g.planes = g.pairs[:0], t.width(), g.planes[:0]
	top.make(len(top.item), g.words)
	t.bitmaps(top.table)
	t.end(g.l, c)
	for i := range top.item {
		top.row = append(top.row, int32(i))
		top.twin = append(top.twin, -1)
	}
	return nil
}

// partners makes candidates of the items that are frequent with c and come after it,
// and notes the rows with such items. It returns how many items they have at most.
func (g *gatherer) partners(c int32, top *candidates) (read int, err error) {
	l := g.l
	rows := l.place[l.from[c]:l.from[c+1]]
	if l.pairs.has(c) {
		sum := int64(0) // of supports, with weights
		line := l.pairs.line(c)
		for j := len(line) - 1; j >= 0; j-- {
			count := line[j]
			sum += int64(count)
			if int(count) >= l.minCount {
				top.item = append(top.item, l.pairs.last-int32(j))
				top.count = append(top.count, count)
			}
		}
		g.rows = rows
		return int(min(sum, int64(len(l.items)))), g.look(len(l.ids) - int(c))
	}
	if read, err = g.deliver(c, top); err != nil {
		return 0, err
	}
	slices.Sort(top.item)
	for _, d := range top.item {
		top.count = append(top.count, g.count[d])
	}
	if read < len(g.count)/16 {
		for _, p := range rows {
			for _, d := range l.items[p:] {
				if d < 0 {
					break
				}
				g.count[d] = 0
			}
		}
	} else {
		clear(g.count[c:])
	}
	return read, nil
}

// deliver counts the items that follow c, makes those that are frequent columns,
// in any order, and notes the rows with two items. It returns how many items it
// has read.
func (g *gatherer) deliver(c int32, top *candidates) (read int, err error) {
	l := g.l
	all := l.place[l.from[c]:l.from[c+1]]
	if cap(g.room) < len(all) {
		g.room = make([]uint32, len(all)+len(all)/4)
	}
	d := delivery{items: l.items, count: g.count, frequent: g.frequent, rows: g.room[:len(all)], least: int32(l.minCount), weighted: l.weighted}
	for len(all) > 0 {
		part := all[:min(len(all), 64)]
		all = all[len(part):]
		before := d.read
		d.take(part)
		if g.steps += d.read - before + 4*len(part); g.steps >= 1<<17 {
			if err := g.look(0); err != nil {
				return 0, err
			}
		}
	}
	g.rows = d.rows[:d.kept]
	top.item = append(top.item, d.frequent[:d.found]...)
	return d.read, nil
}

// delivery counts items, row by row.
type delivery struct {
	items    []int32
	count    []int32 // by number
	frequent []int32 // numbers that have become frequent
	found    int     // of them
	rows     []uint32
	kept     int // rows of two items and more
	read     int // items
	least    int32
	weighted bool
	touched  int32 // keeps the reads that go before
}

// touch asks for all rows, so that memory is waited for once and not for each of them.
// What it returns means nothing.
func touch(items []int32, rows []uint32) int32 {
	touched := int32(0)
	for _, p := range rows {
		touched ^= items[p]
	}
	return touched
}

// take counts the items of some rows.
func (s *delivery) take(part []uint32) {
	items := s.items
	s.touched = touch(items, part)
	for _, p := range part {
		w := int32(1)
		if s.weighted {
			end := p
			for items[end] >= 0 {
				end++
			}
			w = ^items[end]
		}
		length := s.row(items[p:], s.count, w, s.least)
		s.rows[s.kept] = p
		s.kept += int(uint32(1-length) >> 31) // 1 if length is above 1, without a branch
		s.read += length
	}
}

// row counts the items of a row that is as heavy as w, and returns how many there
// are. It is not inlined, so that the compiler keeps all it needs in registers.
//
//go:noinline
func (s *delivery) row(row, count []int32, w, least int32) int {
	for i, d := range row {
		if d < 0 {
			return i
		}
		n := count[d] + w
		count[d] = n
		if uint32(n-least) < uint32(w) { // it was not frequent before
			s.frequent[s.found] = d
			s.found++
		}
	}
	return len(row)
}

// pack makes the bitmaps of the columns, over the rows that have two of them, and may count
// their pairs. Fresh rows have not been read just before.
func (g *gatherer) pack(read int, fresh bool) error {
	top, items, all := g.at(1), g.l.items, g.rows
	columns, words := len(top.item), max(1, (len(all)+63)/64)
	g.words = words
	if need := (columns + 1) * words; cap(top.table) < need {
		top.table = make([]uint64, need)
	} else {
		top.table = top.table[:need]
		clear(top.table)
	}
	counted := worthCounting(top.count, len(all), words, len(items))
	if counted {
		if need := columns * columns; cap(g.pairs) < need {
			g.pairs = make([]int32, need)
		} else {
			g.pairs = g.pairs[:need]
			clear(g.pairs)
		}
	}
	g.places, g.weight = sized(g.places, g.l.longest+1), sized(g.weight, len(all))
	heaviest, rows := int32(1), 0
	usual := min(read/max(1, len(all)), g.l.longest) // length of a row
	for i, p := range all {
		if fresh && i%64 == 0 {
			g.touched = touch(items, all[i:min(i+64, len(all))])
		}
		k, w := markColumns(top.table[rows/64:], g.places, items[p:], g.count, words, uint64(1)<<(rows%64))
		if g.steps += 2*usual + 8; g.steps >= 1<<17 {
			if err := g.look(0); err != nil {
				return err
			}
		}
		if k < 2 {
			if k == 1 {
				top.table[int(g.places[0]+1)*words+rows/64] &^= 1 << (rows % 64)
			}
			continue
		}
		g.weight[rows] = w
		heaviest = max(heaviest, w)
		rows++
		if counted {
			countPairs(g.pairs, g.places[:k], columns, w)
		}
	}
	g.planes = appendPlanes(g.planes, g.weight[:rows], heaviest, words)
	return nil
}

// worthCounting tells whether pairs of columns are counted, row by row. It is worth it where
// most intersections would be of next to nothing, but not where a bitmap is one word.
func worthCounting(counts []int32, rows, words, items int) bool {
	sum := 0.
	for _, n := range counts {
		sum += float64(n)
	}
	columns := len(counts)
	pairs := sum * (sum/float64(rows) - 1) / 2 // if all rows had as many columns
	return words > 1 && pairs < float64(columns)*float64(columns-1)/2*float64(words/8+4) && squared(columns, items)
}

// markColumns sets a bit of the columns of a row, and of the row of the table before them for
// each item that is none. It writes the columns and returns how many they are, and the weight of
// the row. Like row, it is not inlined.
//
//go:noinline
func markColumns(table []uint64, dst, row, column []int32, words int, bit uint64) (kept int, weight int32) {
	for _, d := range row {
		if d < 0 {
			return kept, ^d
		}
		k := column[d]
		table[int(k)*words] |= bit
		dst[kept] = k - 1
		kept += int(uint32(-k) >> 31) // 1 if k is not 0, without a branch
	}
	return kept, 1
}

// countPairs counts the pairs of columns of a row. Like row, it is not inlined.
//
//go:noinline
func countPairs(pairs, row []int32, columns int, w int32) {
	for i, a := range row {
		line := pairs[int(a)*columns:][:columns]
		for _, b := range row[i+1:] {
			line[b] += w
		}
	}
}

// grow adds all sets that are made of a set of k items, which is at the given place
// of the forest and has a support, and its candidates. What an item gives is known to the items that
// are searched after it: with an item b whose baskets all hold a, the sets below a and
// b are those below b, as frequent, and are copied.
func (g *gatherer) grow(k int, place, support int32) error {
	c := g.at(k)
	own := g.forest.shelf(k+1).family(place, c.item, c.count)
	g.found += int64(len(c.item))
	if k+1 >= g.most || len(c.item) == 1 {
		return nil
	}
	if c.all(support) {
		return g.expand(k, own)
	}
	g.at(k + 1)
	c = &g.depth[k]
	c.marks, c.ends = c.marks[:0], append(c.ends[:0], 0)
	for i := range c.item {
		c.mark(g.forest, k, i)
		if twin := c.twin[i]; twin > 0 {
			if from, to := g.depth[k-1].span(twin); len(to) > 0 {
				n := g.forest.graft(k, from, to, own, g.most)
				g.found += int64(n)
				if err := g.look(n); err != nil {
					return err
				}
			}
		} else if twin < 0 && i > 0 {
			if err := g.below(k, i); err != nil {
				return err
			}
			if len(g.depth[k+1].item) > 0 {
				if err := g.grow(k+1, own, c.count[i]); err != nil {
					return err
				}
				c = &g.depth[k]
			}
		}
		own++
	}
	return nil
}

// all tells whether each candidate has this support.
func (c *candidates) all(support int32) bool {
	for _, n := range c.count {
		if n != support {
			return false
		}
	}
	return true
}

// expand adds what is below the candidates of a set of k items all of whose baskets have
// all of them. The candidates are in the forest from a place on. What is below one is a
// copy of those before it and of what is below these.
func (g *gatherer) expand(k int, own int32) error {
	c := &g.depth[k]
	c.marks = append(c.marks[:0], own)
	for j := k + 1; j < len(g.forest); j++ {
		c.marks = append(c.marks, g.forest[j].size())
	}
	levels := len(c.marks)
	for i := 1; i < len(c.item); i++ {
		c.marks = append(c.marks[:levels], own+int32(i))
		for j := k + 1; j < min(len(g.forest), k+i); j++ {
			c.marks = append(c.marks, g.forest[j].size())
		}
		n := g.forest.graft(k, c.marks[:levels], c.marks[levels:], own+int32(i), g.most)
		g.found += int64(n)
		if err := g.look(n); err != nil {
			return err
		}
	}
	return nil
}

// mark notes how far the forest is before candidate i of a set of k items is searched.
// Sets below it have i items more at most.
func (c *candidates) mark(f forest, k, i int) {
	for j := k + 1; j < min(len(f), k+1+i); j++ {
		c.marks = append(c.marks, f[j].size())
	}
	c.ends = append(c.ends, int32(len(c.marks)))
}

// span returns the marks between which the sets below candidate i are.
func (c *candidates) span(i int32) (from, to []int32) {
	from, to = c.marks[c.ends[i]:c.ends[i+1]], c.marks[c.ends[i+1]:c.ends[i+2]]
	return from, to[:min(len(to), int(i))]
}

// below finds the candidates of the set of k items and its candidate i.
func (g *gatherer) below(k, i int) error {
	c, next := &g.depth[k], &g.depth[k+1]
	next.clear()
	least := int32(g.l.minCount)
	a := c.table[int(c.row[i])*g.words:][:g.words]
	if k == 1 && len(g.pairs) > 0 {
		last := len(c.item) - 1 // the columns ascend
		pairs := g.pairs[(last-i)*len(c.item):][:len(c.item)]
		for j, row := range c.row[:i] {
			if n := pairs[last-j]; n >= least {
				next.add(c, j, n, int32(len(next.item)))
				g.chosen = append(g.chosen, row)
			}
		}
		if len(next.item) > 1 && k+2 < g.most {
			next.make(len(g.chosen), g.words)
			vec.AndRows(next.table, next.number, a, c.table, g.chosen)
		}
		g.chosen = g.chosen[:0]
		return g.look(len(c.item) + len(next.item)*g.words)
	}
	if g.words == 1 && len(g.planes) == 0 {
		g.belowWord(c, next, i)
		return g.look(5 * i)
	}
	rows := c.row[:i]
	next.make(len(rows), g.words)
	vec.AndRows(next.table, next.number, a, c.table, rows)
	weigh(next.number[:len(rows)], next.table, g.planes, g.words)
	for j, n := range next.number[:len(rows)] {
		if n >= least {
			next.add(c, j, n, int32(j))
		}
	}
	return g.look(len(rows) * (g.words + 4))
}

// belowWord is below for bitmaps of one word, of which it keeps those of the
// candidates alone.
func (g *gatherer) belowWord(c, next *candidates, i int) {
	least := g.l.minCount
	a := c.table[c.row[i]]
	next.make(i, 1)
	table := next.table
	for j, row := range c.row[:i] {
		w := a & c.table[row]
		if n := bits.OnesCount64(w); n >= least {
			table[len(next.item)] = w
			next.add(c, j, int32(n), int32(len(next.item)))
		}
	}
}

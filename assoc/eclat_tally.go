package assoc

import "slices"

// A tally is a number's share of the baskets of an item: bit r where basket r has the number
// too, and above these bits how many baskets have it. It has room for so many baskets; each
// further word has room for 64 more.
const (
	tallied    = 52
	tallyWords = 4
)

// newTallies makes the tallies of so many numbers, 8 MB at most.
func newTallies(numbers int) [][]uint64 {
	tallies := make([][]uint64, min(tallyWords, 1<<20/(numbers+1)))
	for k := range tallies {
		tallies[k] = make([]uint64, numbers)
	}
	return tallies
}

// tallies tells whether tally is the way to project c: where what is frequent with it is not known
// yet, its baskets are few, and none counts twice.
func (g *gatherer) tallies(c int32) bool {
	l := g.l
	return !l.weighted && l.from[c+1]-l.from[c] <= tallied+64*(len(g.tally)-1) && !l.pairs.has(c)
}

// projectTallied is project by tallies: one walk through the baskets counts their items and
// makes the bitmaps.
func (g *gatherer) projectTallied(c int32, top *candidates) error {
	l := g.l
	own := l.place[l.from[c]:l.from[c+1]]
	words := 1 + (max(0, len(own)-tallied)+63)/64
	g.pairs, g.words, g.planes = g.pairs[:0], words, g.planes[:0]
	if len(own) < l.minCount {
		return nil
	}
	t := tallier{first: g.tally[0], frequent: g.frequent, least: uint64(l.minCount)}
	g.touched = touch(l.items, own)
	read := 0
	for r, p := range own {
		n := 0
		if at := r + 64 - tallied; at < 64 {
			n = t.row(l.items[p:], 1<<tallied|1<<r)
		} else {
			n = t.rowBeyond(l.items[p:], g.tally[at/64], 1<<(at%64))
		}
		read += n
		if g.steps += n + 4; g.steps >= 1<<17 {
			if err := g.look(0); err != nil {
				return err
			}
		}
	}
	top.item = append(top.item, t.frequent[:t.found]...)
	slices.Sort(top.item)
	top.make(len(top.item), words)
	for i, d := range top.item {
		v := g.tally[0][d]
		top.table[i*words] = v & (1<<tallied - 1)
		for k := 1; k < words; k++ {
			top.table[i*words+k] = g.tally[k][d]
		}
		top.count = append(top.count, int32(v>>tallied))
		top.row = append(top.row, int32(i))
		top.twin = append(top.twin, -1)
	}
	if read >= (len(l.ids)-int(c))/32 { // then that is less work than to go to each item
		for k := range words {
			clear(g.tally[k][c:])
		}
	} else {
		for r, p := range own {
			k := (r + 64 - tallied) / 64
			for _, d := range l.items[p:] {
				if d < 0 {
					break
				}
				g.tally[0][d] = 0
				g.tally[k][d] = 0
			}
		}
	}
	return nil
}

// tallier tallies row after row.
type tallier struct {
	first    []uint64 // words of the tallies, by number
	frequent []int32  // numbers that are frequent
	found    int      // of them
	least    uint64
}

// row adds what a basket gives to the tallies of its items, and returns how many there are. It
// is not inlined, so that the compiler keeps all it needs in registers.
//
//go:noinline
func (t *tallier) row(row []int32, gives uint64) int {
	for i, d := range row {
		if d < 0 {
			return i
		}
		v := t.first[d] + gives
		t.first[d] = v
		if v>>tallied == t.least { // it was not frequent before
			t.frequent[t.found] = d
			t.found++
		}
	}
	return len(row)
}

// rowBeyond is row where the bit goes to another word.
//
//go:noinline
func (t *tallier) rowBeyond(row []int32, beyond []uint64, bit uint64) int {
	for i, d := range row {
		if d < 0 {
			return i
		}
		beyond[d] |= bit
		v := t.first[d] + 1<<tallied
		t.first[d] = v
		if v>>tallied == t.least {
			t.frequent[t.found] = d
			t.found++
		}
	}
	return len(row)
}

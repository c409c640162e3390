package assoc

import "slices"

// tallies are the numbers' shares of the baskets of an item: how many of its baskets have a
// number too is in the low bits of a word, and above them is a bit for each basket that has it. So one
// walk through the baskets counts their items and makes the bitmaps. For more baskets than a word
// has bits there are further words.
type tallies struct {
	words    [][]uint64 // by number, 0 between two items
	frequent []int32    // numbers that are frequent, which are as many as found
	found    int
	least    uint64

	// Of the item at hand:
	rows    []uint32 // where what follows it begins in the lists
	taken   int      // of the rows
	read    int      // items
	touched int32    // keeps the reads that go before
}

const (
	tallyBits  = 12 // of a count
	tallyWords = 4
)

// newTallies makes the tallies of lists, 8 MB at most.
func newTallies(l *lists) tallies {
	t := tallies{frequent: make([]int32, len(l.ids)), least: uint64(l.minCount)}
	t.words = make([][]uint64, min(tallyWords, 1<<20/(len(l.ids)+1)))
	for k := range t.words {
		t.words[k] = make([]uint64, len(l.ids))
	}
	return t
}

// fit tells whether an item is to be tallied: what is frequent with it is not known yet, its
// baskets are few, and none counts twice.
func (t *tallies) fit(l *lists, c int32) bool {
	return !l.weighted && l.from[c+1]-l.from[c] <= 64*len(t.words)-tallyBits && !l.pairs.has(c)
}

// begin begins with c.
func (t *tallies) begin(l *lists, c int32) {
	t.rows = l.place[l.from[c]:l.from[c+1]]
	t.found, t.taken, t.read = 0, 0, 0
	if uint64(len(t.rows)) < t.least {
		t.taken = len(t.rows) // nothing is frequent
		return
	}
	t.touched = touch(l.items, t.rows)
}

// take takes some more rows, and returns how many items they have and whether there were any.
func (t *tallies) take(l *lists) (read int, more bool) {
	end := min(t.taken+32, len(t.rows))
	for r := t.taken; r < end; r++ {
		row := l.items[t.rows[r]:]
		if at := r + tallyBits; at < 64 {
			read += t.row(t.words[0], row, 1<<at|1)
		} else {
			read += t.rowBeyond(t.words[0], t.words[at/64], row, 1<<(at%64))
		}
	}
	more = t.taken < end
	t.taken = end
	t.read += read
	return read, more
}

// row adds what a basket gives to the words of its items, and returns how many there are. It is
// not inlined, so that the compiler keeps all it needs in registers.
//
//go:noinline
func (t *tallies) row(words []uint64, row []int32, gives uint64) int {
	for i, d := range row {
		if d < 0 {
			return i
		}
		v := words[d] + gives
		words[d] = v
		if v&(1<<tallyBits-1) == t.least { // it was not frequent before
			t.frequent[t.found] = d
			t.found++
		}
	}
	return len(row)
}

// rowBeyond is row where the bit goes to another word.
//
//go:noinline
func (t *tallies) rowBeyond(words, beyond []uint64, row []int32, bit uint64) int {
	for i, d := range row {
		if d < 0 {
			return i
		}
		beyond[d] |= bit
		v := words[d] + 1
		words[d] = v
		if v&(1<<tallyBits-1) == t.least {
			t.frequent[t.found] = d
			t.found++
		}
	}
	return len(row)
}

// columns appends the frequent numbers, ascending, and their counts.
func (t *tallies) columns(items, counts []int32) ([]int32, []int32) {
	own := t.frequent[:t.found]
	slices.Sort(own)
	for _, d := range own {
		counts = append(counts, int32(t.words[0][d]&(1<<tallyBits-1)))
	}
	return append(items, own...), counts
}

// width is how many words a bitmap of all rows has.
func (t *tallies) width() int { return max(1, (len(t.rows)+63)/64) }

// used is how many words a number has.
func (t *tallies) used() int { return (len(t.rows) + tallyBits + 63) / 64 }

// bitmaps sets table to the bitmaps of the frequent numbers.
func (t *tallies) bitmaps(table []uint64) {
	width, words := t.width(), t.words[:t.used()]
	for i, d := range t.frequent[:t.found] {
		for k := range width {
			w := words[k][d] >> tallyBits
			if k+1 < len(words) {
				w |= words[k+1][d] << (64 - tallyBits)
			}
			table[i*width+k] = w
		}
	}
}

// end ends with c.
func (t *tallies) end(l *lists, c int32) {
	switch {
	case t.read == 0:
	case t.read >= (len(l.ids)-int(c))/32: // then that is less work than to go to each item
		for _, words := range t.words[:t.used()] {
			clear(words[c:])
		}
	default:
		for r, p := range t.rows {
			beyond := t.words[(r+tallyBits)/64]
			for _, d := range l.items[p:] {
				if d < 0 {
					break
				}
				t.words[0][d], beyond[d] = 0, 0
			}
		}
	}
}

package assoc

import "slices"

// packed holds the baskets of one item, packed anew, for the search for closed
// and maximal sets: columns, which are bitmaps over them. Where baskets are
// sparse, each item to come that is frequent among them has one, and baskets
// without such an item are left out; where they are dense, each item has one, by
// number.
type packed struct {
	items  []int32  // by column
	counts []int32  // support by column, with the item
	words  int      // of a bitmap
	table  []uint64 // bitmaps by column
	planes []uint64 // weights of the baskets: plane b has their bits b
	pairs  []int32  // support of two columns to come with the item, in a square; or nothing

	// Of sparse baskets:
	count    []int32  // by number; then its column, from 1; 0 between two items
	frequent []int32  // numbers that are frequent
	rows     []uint32 // where what follows the item begins in the lists, by row
	weight   []int32  // by row
	places   []int32  // columns of the rows, one row behind the other
	ends     []int    // of the rows in places
	sums     []uint64 // of what comes before the item, by row
	chosen   []int32
	touched  int32 // keeps the reads that go before
}

func newPacked(items int) packed {
	return packed{count: make([]int32, items), frequent: make([]int32, items)}
}

// packSparse packs the baskets of c.
func (s *closer) packSparse(c int32) error {
	p := &s.packed
	p.items, p.counts = p.items[:0], p.counts[:0]
	read, err := s.partners(c)
	if err != nil || len(p.items) == 0 {
		return err
	}
	for k, x := range p.items {
		p.count[x] = int32(k) + 1
	}
	heaviest, pairs, err := s.narrow(c, read)
	for _, x := range p.items {
		p.count[x] = 0
	}
	if err != nil {
		return err
	}
	return s.fill(heaviest, pairs)
}

// partners makes columns of the items that are frequent with c and come after it. It
// returns how many items follow c in its baskets at most.
func (s *closer) partners(c int32) (read int, err error) {
	l, p := s.l.lists, &s.packed
	if l.pairs.has(c) {
		sum := int64(0) // of supports, with weights
		line := l.pairs.line(c)
		for j := len(line) - 1; j >= 0; j-- {
			count := line[j]
			sum += int64(count)
			if int(count) >= l.minCount {
				p.items = append(p.items, l.pairs.last-int32(j))
				p.counts = append(p.counts, count)
			}
		}
		return int(min(sum, int64(len(l.items)))), s.look(len(l.ids) - int(c))
	}
	all := l.place[l.from[c]:l.from[c+1]]
	p.rows = sized(p.rows, len(all))
	d := delivery{items: l.items, count: p.count, frequent: p.frequent, rows: p.rows, least: int32(l.minCount), weighted: l.weighted}
	for rest := all; len(rest) > 0; {
		part := rest[:min(len(rest), 64)]
		rest = rest[len(part):]
		before := d.read
		d.take(part)
		if err := s.look(d.read - before + 4*len(part)); err != nil {
			return 0, err
		}
	}
	p.items = append(p.items, d.frequent[:d.found]...)
	slices.Sort(p.items)
	for _, x := range p.items {
		p.counts = append(p.counts, p.count[x])
	}
	if d.read >= len(p.count)/16 {
		clear(p.count[c:])
		return d.read, nil
	}
	for _, at := range all {
		for _, x := range l.items[at:] {
			if x < 0 {
				break
			}
			p.count[x] = 0
		}
	}
	return d.read, nil
}

// narrow leaves of the rows what is a column, and of these rows those with one. It
// returns the largest weight, and how many pairs of columns there are.
func (s *closer) narrow(c int32, read int) (heaviest int32, pairs int, err error) {
	p, l := &s.packed, s.l.lists
	items, all, sums := l.items, l.place[l.from[c]:l.from[c+1]], s.l.sums[l.from[c]:l.from[c+1]]
	p.places = sized(p.places, read+1)
	p.rows = sized(p.rows, len(all))
	p.ends, p.weight, p.sums = sized(p.ends, len(all)), sized(p.weight, len(all)), sized(p.sums, len(all))
	rows, kept := 0, 0
	usual := min(read/max(1, len(all)), l.longest) // length of a row
	for lo := 0; lo < len(all); lo += 64 {
		part := all[lo:min(len(all), lo+64)]
		p.touched = touch(items, part)
		for i, at := range part {
			k, w := pick(p.places[kept:], items[at:], p.count)
			if k == 0 {
				continue
			}
			kept += k
			p.rows[rows], p.ends[rows], p.weight[rows], p.sums[rows] = at, kept, w, sums[lo+i]
			heaviest = max(heaviest, w)
			pairs += k * (k - 1) / 2
			rows++
		}
		if err := s.look(len(part) * (usual + 8)); err != nil {
			return 0, 0, err
		}
	}
	p.places, p.ends, p.weight, p.sums, p.rows = p.places[:kept], p.ends[:rows], p.weight[:rows], p.sums[:rows], p.rows[:rows]
	return heaviest, pairs, nil
}

// pick writes the columns of a row and returns how many they are, and the weight of
// the row. It is not inlined, so that the compiler keeps all it needs in registers.
//
//go:noinline
func pick(dst, row, column []int32) (kept int, weight int32) {
	for _, d := range row {
		if d < 0 {
			return kept, ^d
		}
		k := column[d]
		dst[kept] = k - 1
		kept += int(uint32(-k) >> 31) // 1 if k is not 0, without a branch
	}
	return kept, 1
}

// fill makes the bitmaps of the columns and may count their pairs.
func (s *closer) fill(heaviest int32, pairs int) error {
	p := &s.packed
	columns := len(p.items)
	p.words = max(1, (len(p.ends)+63)/64)
	p.table = sized(p.table, columns*p.words)
	clear(p.table)
	// Counting pairs row by row is worth it where most intersections would be
	// of next to nothing.
	p.pairs = p.pairs[:0]
	counted := p.words > 1 && pairs < columns*(columns-1)/2*(p.words/8+4) && squared(columns, len(s.l.lists.items))
	if counted {
		p.pairs = sized(p.pairs, columns*columns)
		clear(p.pairs)
	}
	from := 0
	for r, end := range p.ends {
		row := p.places[from:end]
		from = end
		if err := s.look(len(row) * 4); err != nil {
			return err
		}
		mark(p.table[r/64:], row, p.words, uint64(1)<<(r%64))
		if counted {
			countPairs(p.pairs, row, columns, p.weight[r])
		}
	}
	p.planes = appendPlanes(p.planes[:0], p.weight, heaviest, p.words)
	return nil
}

// row returns the columns of a row.
func (p *packed) row(r int) []int32 {
	if r == 0 {
		return p.places[:p.ends[0]]
	}
	return p.places[p.ends[r-1]:p.ends[r]]
}

// squared tells whether a square of so many columns is no more memory than 64 MB, or
// than all baskets take.
func squared(columns, items int) bool { return columns <= max(1<<24, items)/max(1, columns) }

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
	tallies tallies
	count   []int32  // by number, while the baskets are counted; then its column, from 1
	rows    []uint32 // where what follows the item begins in the lists, by row
	weight  []int32  // by row
	sums    []uint64 // of what comes before the item, by row
	places  []int32  // columns of a row
	marked  []uint64 // the table, behind a bitmap of what is no column
	chosen  []int32
	touched int32 // keeps the reads that go before

	rowsRoom []uint32 // for rows and sums that are not those of the lists
	sumsRoom []uint64
}

func newPacked(l *lists) packed {
	return packed{count: make([]int32, len(l.ids)), tallies: newTallies(l)}
}

// packSparse packs the baskets of c.
func (s *closer) packSparse(c int32) error {
	p, l := &s.packed, s.l.lists
	p.items, p.counts = p.items[:0], p.counts[:0]
	if p.tallies.fit(l, c) {
		return s.packTallied(c)
	}
	read, err := s.partners(c)
	if err != nil || len(p.items) == 0 {
		return err
	}
	p.columns(l)
	return s.fill(c, read)
}

// columns notes which column the items have.
func (p *packed) columns(l *lists) {
	for k, x := range p.items {
		p.count[x] = int32(k) + 1
	}
	p.places = sized(p.places, l.longest+1)
}

// unpack forgets the columns of sparse baskets.
func (p *packed) unpack() {
	for _, x := range p.items {
		p.count[x] = 0
	}
}

// packTallied is packSparse by tallies.
func (s *closer) packTallied(c int32) error {
	p, l := &s.packed, s.l.lists
	t := &p.tallies
	t.begin(l, c)
	for {
		read, more := t.take(l)
		if !more {
			break
		}
		if err := s.look(read + 128); err != nil {
			return err
		}
	}
	p.items, p.counts = t.columns(p.items, p.counts)
	p.columns(l)
	p.words, p.pairs, p.planes = t.width(), p.pairs[:0], p.planes[:0]
	p.marked = sized(p.marked, len(p.items)*p.words)
	p.table = p.marked
	t.bitmaps(p.table)
	t.end(l, c)
	p.rows, p.sums = t.rows, s.l.sums[l.from[c]:l.from[c+1]]
	p.weight = p.weight[:0]
	for range p.rows {
		p.weight = append(p.weight, 1)
	}
	return nil
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
	p.rowsRoom = sized(p.rowsRoom, len(all))
	d := delivery{items: l.items, count: p.count, frequent: p.tallies.frequent, rows: p.rowsRoom, least: int32(l.minCount), weighted: l.weighted}
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

// fill makes the bitmaps of the columns, over the rows of c that have one, and may count their
// pairs.
func (s *closer) fill(c int32, read int) error {
	p, l := &s.packed, s.l.lists
	all, sums := l.place[l.from[c]:l.from[c+1]], s.l.sums[l.from[c]:l.from[c+1]]
	columns := len(p.items)
	p.words = max(1, (len(all)+63)/64)
	p.marked = sized(p.marked, (columns+1)*p.words)
	clear(p.marked)
	p.table = p.marked[p.words:]
	p.pairs = p.pairs[:0]
	counted := worthCounting(p.counts, len(all), p.words, len(l.items))
	if counted {
		p.pairs = sized(p.pairs, columns*columns)
		clear(p.pairs)
	}
	p.rowsRoom, p.sumsRoom, p.weight = sized(p.rowsRoom, len(all)), sized(p.sumsRoom, len(all)), sized(p.weight, len(all))
	p.rows, p.sums = p.rowsRoom, p.sumsRoom
	heaviest, rows := int32(1), 0
	usual := min(read/max(1, len(all)), l.longest) // length of a row
	for lo := 0; lo < len(all); lo += 64 {
		part := all[lo:min(len(all), lo+64)]
		p.touched = touch(l.items, part)
		for i, at := range part {
			k, w := markColumns(p.marked[rows/64:], p.places, l.items[at:], p.count, p.words, uint64(1)<<(rows%64))
			if k == 0 {
				continue
			}
			p.rows[rows], p.weight[rows], p.sums[rows] = at, w, sums[lo+i]
			heaviest = max(heaviest, w)
			rows++
			if counted {
				countPairs(p.pairs, p.places[:k], columns, w)
			}
		}
		if err := s.look(len(part) * (2*usual + 8)); err != nil {
			return err
		}
	}
	p.planes = appendPlanes(p.planes[:0], p.weight[:rows], heaviest, p.words)
	return nil
}

// row returns the columns of a row.
func (s *closer) row(r int) []int32 {
	k, _ := pick(s.places, s.l.lists.items[s.rows[r]:], s.packed.count)
	return s.places[:k]
}

// squared tells whether a square of so many columns is no more memory than 64 MB, or
// than all baskets take.
func squared(columns, items int) bool { return columns <= max(1<<24, items)/max(1, columns) }

package assoc

import (
	"slices"
)

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

	basket  []int32 // by row
	weight  []int32 // by row
	places  []int32 // columns of the rows (at first numbers), one row behind the other
	ends    []int   // of the rows in places
	seen    []int32 // numbers that occur, in any order; one place more than there are numbers
	touched int32   // keeps the reads that go before
	rows    []int32
	count   []int32 // by number, 0 between two items
	column  []int32 // by number: its column, from 1; 0 between two items
}

func newPacked(items int) packed {
	return packed{count: make([]int32, items), column: make([]int32, items), seen: make([]int32, items+1)}
}

// packSparse packs the baskets of c.
func (s *closer) packSparse(c int32) error {
	l, p := s.l, &s.packed
	p.basket, p.weight, p.places, p.ends = p.basket[:0], p.weight[:0], p.places[:0], p.ends[:0]
	seen, distinct := p.seen, 0
	var block [64]struct {
		lo, hi int
		b, w   int32
	}
	for from, to := l.from[c], l.from[c+1]; from < to; from += len(block) {
		// First all baskets of a block are asked for, so that memory is waited for
		// once and not for each of them.
		rows := block[:min(len(block), to-from)]
		touched := int32(0)
		for i := range rows {
			r := &rows[i]
			r.b = l.basket[from+i]
			r.lo, r.hi, r.w = l.start[r.b]+int(l.tail[from+i]), l.start[r.b+1], l.weight[r.b]
			if r.lo == r.hi {
				continue
			}
			touched ^= l.items[r.lo]
		}
		p.touched = touched
		for _, r := range rows {
			if r.lo == r.hi {
				continue
			}
			row := l.items[r.lo:r.hi]
			if err := s.look(len(row) + 8); err != nil {
				return err
			}
			for _, d := range row {
				n := p.count[d]
				seen[distinct] = d
				distinct += int(uint32(n-1) >> 31) // 1 if n is 0, without a branch
				p.count[d] = n + r.w
			}
			p.places = append(p.places, row...)
			p.ends = append(p.ends, len(p.places))
			p.basket = append(p.basket, r.b)
			p.weight = append(p.weight, r.w)
		}
	}
	seen = seen[:distinct]
	p.items, p.counts = p.items[:0], p.counts[:0]
	for _, d := range seen {
		if int(p.count[d]) >= l.minCount {
			p.items = append(p.items, d)
		}
	}
	slices.Sort(p.items)
	for k, d := range p.items {
		p.counts = append(p.counts, p.count[d])
		p.column[d] = int32(k) + 1
	}
	err := s.fill()
	for _, d := range seen {
		p.count[d], p.column[d] = 0, 0
	}
	return err
}

// fill makes the bitmaps of the columns and counts their pairs.
func (s *closer) fill() error {
	p := &s.packed
	columns := len(p.items)
	pairs, heaviest := 0, int32(1)
	rows, kept, from := 0, 0, 0
	for r, end := range p.ends {
		row := p.places[from:end]
		from = end
		if err := s.look(len(row) + 8); err != nil {
			return err
		}
		begin := kept
		for _, d := range row {
			k := p.column[d]
			p.places[kept] = k - 1
			kept += int(uint32(-k) >> 31) // 1 if there is a column, without a branch
		}
		k := kept - begin
		if k == 0 {
			continue
		}
		p.ends[rows], p.weight[rows], p.basket[rows] = kept, p.weight[r], p.basket[r]
		heaviest = max(heaviest, p.weight[r])
		pairs += k * (k - 1) / 2
		rows++
	}
	p.ends, p.weight, p.basket, p.places = p.ends[:rows], p.weight[:rows], p.basket[:rows], p.places[:kept]
	p.words = max(1, (rows+63)/64)
	p.table = sized(p.table, columns*p.words)
	clear(p.table)
	// Counting pairs row by row is worth it where most intersections would be
	// of next to nothing.
	p.pairs = p.pairs[:0]
	if pairs < columns*(columns-1)/2*(p.words/8+4) && squared(columns, len(s.l.items)) {
		p.pairs = sized(p.pairs, columns*columns)
		clear(p.pairs)
	}
	from = 0
	for r, end := range p.ends {
		row := p.places[from:end]
		from = end
		if err := s.look(len(row) * 4); err != nil {
			return err
		}
		bit := uint64(1) << (r % 64)
		for _, k := range row {
			p.table[int(k)*p.words+r/64] |= bit
		}
		if len(p.pairs) == 0 {
			continue
		}
		w := p.weight[r]
		for i, a := range row {
			line := p.pairs[int(a)*columns:][:columns]
			for _, b := range row[i+1:] {
				line[b] += w
			}
		}
	}
	p.planes = appendPlanes(p.planes[:0], p.weight, heaviest, p.words)
	return nil
}

// squared tells whether a square of so many columns is no more memory than 64 MB, or
// than all baskets take.
func squared(columns, items int) bool { return columns <= max(1<<24, items)/max(1, columns) }

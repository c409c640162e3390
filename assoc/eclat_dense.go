package assoc

import "math/bits"

// packDense packs the baskets of c: their masks are turned, 64 rows and 64 columns
// at a time.
func (s *closer) packDense(c int32) error {
	l, p, m := s.l, &s.packed, &s.masks
	m.words = l.words
	own := l.basket[l.from[c]:l.from[c+1]]
	p.words = (len(own) + 63) / 64
	p.table = sized(p.table, m.words*64*p.words)
	p.counts = sized(p.counts, m.words*64)
	p.weight = p.weight[:0]
	m.rows = sized(m.rows, len(own)*m.words)
	heaviest := int32(1)
	var square [64]uint64
	for at := range p.words {
		rows := own[at*64 : min(at*64+64, len(own))]
		if err := s.look(m.words * 512); err != nil {
			return err
		}
		for r, b := range rows {
			copy(m.rows[(at*64+r)*m.words:][:m.words], l.masks[int(b)*m.words:])
			p.weight = append(p.weight, l.weight[b])
			heaviest = max(heaviest, l.weight[b])
		}
		for w := range m.words {
			clear(square[len(rows):])
			for r := range rows {
				square[r] = m.rows[(at*64+r)*m.words+w]
			}
			turn(&square)
			for k, v := range square {
				p.table[(w*64+k)*p.words+at] = v
			}
		}
	}
	for k := range p.counts {
		n := 0
		for _, w := range p.table[k*p.words:][:p.words] {
			n += bits.OnesCount64(w)
		}
		p.counts[k] = int32(n)
	}
	p.planes = appendPlanes(p.planes[:0], p.weight, heaviest, p.words)
	weigh(p.counts, p.table, p.planes, p.words)
	return s.look(len(p.table))
}

// turn makes rows of columns: bit j of row i becomes bit i of row j. It swaps
// the off-diagonal quarters, then those of each quarter and so on, as in
// H. S. Warren, Hacker's Delight, 2nd edition, section 7-3.
func turn(a *[64]uint64) {
	mask := uint64(0xffffffff)
	for j := 32; j > 0; j, mask = j/2, mask^mask<<(j/2) {
		for k := 0; k < 64; k = (k + j + 1) &^ j {
			t := (a[k]>>j ^ a[k+j]) & mask
			a[k] ^= t << j
			a[k+j] ^= t
		}
	}
}

package assoc

import "math/bits"

// fewColumns is of how many columns at most all sets are counted in a table.
const fewColumns = 11

// fitsTable tells whether paths of that many columns and of that weight are counted in a
// table: where it is not much larger than they are, and a count fits into 16 bits.
func fitsTable(columns, paths int, total int32) bool {
	return columns <= min(fewColumns, 6+bits.Len(uint(paths))/2) && total < 1<<16
}

// tabled adds the sets that are made of a set of k items and some of few columns. The
// weights of the paths from one on go into a table by the columns that they have.
// Column by column, each place without it then gets what the place with it has, so
// that in the end it tells in how many paths all its columns are.
func (g *grower) tabled(k int, place int32, from int, columns uint64) error {
	var shifts [fewColumns]uint8
	var masks [fewColumns]uint64
	runs, places := 0, 0
	for rest := columns; rest != 0; runs++ {
		lowest := bits.TrailingZeros64(rest)
		length := bits.TrailingZeros64(^(rest >> lowest))
		run := rest & ((1<<length - 1) << lowest)
		masks[runs], shifts[runs] = run, uint8(lowest-places)
		for i := range length {
			g.place[places+i] = int32(lowest + i)
		}
		places += length
		rest &^= run
	}
	table := g.table[:max(1, 1<<places/4)]
	clear(table)
	weights := g.weights[from:]
	for i, p := range g.paths[from:] {
		at := uint64(0)
		for r := range runs {
			at |= p & masks[r] >> shifts[r]
		}
		table[at/4] += uint64(weights[i]) << (at % 4 * 16)
	}
	for i, w := range table {
		w += w >> 16 & 0x0000ffff_0000ffff
		table[i] = w + w>>32
	}
	for half := 1; half < len(table); half *= 2 {
		for lo := 0; lo < len(table); lo += 2 * half {
			without, with := table[lo:lo+half], table[lo+half:lo+2*half]
			for i, w := range with {
				without[i] += w
			}
		}
	}
	g.forest.shelf(k + 1)
	least := uint64(g.l.minCount)
	for j := places - 1; j >= 0; j-- {
		own := g.forest[k].size()
		next := uint(0)
		for d := j + 1; d < places; d++ {
			if n := g.at(1<<j | 1<<d); n >= least {
				next |= 1 << d
			}
		}
		if next != 0 && k+1 < g.most {
			g.read(k+1, own, 1<<j, next)
		}
		column := g.place[j]
		g.forest[k].add(place, g.item[column], g.counts[k][column])
		g.found++
	}
	return g.look(len(table)*places + 4*len(weights))
}

// at returns in how many paths all columns of a set are that the table knows.
func (g *grower) at(set uint) uint64 { return g.table[set/4] >> (set % 4 * 16) & 0xffff }

// read adds the sets that are made of a set and some of the columns with each of which
// it is frequent.
func (g *grower) read(k int, place int32, set, columns uint) {
	g.forest.shelf(k + 1)
	least := uint64(g.l.minCount)
	for rest := columns; rest != 0; {
		j := bits.Len(rest) - 1
		rest &^= 1 << j
		own := g.forest[k].size()
		with := set | 1<<j
		if k+1 < g.most {
			next := uint(0)
			for more := columns >> j >> 1 << j << 1; more != 0; more &= more - 1 {
				if low := more & -more; g.at(with|low) >= least {
					next |= low
				}
			}
			if next != 0 {
				g.read(k+1, own, with, next)
			}
		}
		g.forest[k].add(place, g.item[g.place[j]], int32(g.at(with)))
		g.found++
	}
}

package assoc

import (
	"math/bits"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// maskGrower grows sets along trees of up to 64 columns. Such a tree is kept as its
// paths, each a mask of columns with a weight. Those that are equal above some column
// are neighbours, as they share the nodes there, and become one path where the columns
// below are left out.
type maskGrower struct {
	supports []int32 // by frequent column
	item     [64]int32
	paths    []uint64 // of the trees at hand, one behind the other
	weights  []int32
	from     [65]int32 // the paths with column j of the first tree are with[from[j]:from[j+1]]
	with     []int32
	counts   [][64]int32 // by column, for each set on the way

	table [1 << fewColumns / 4]uint64 // four counts a word
	place [fewColumns]int32           // column by place in the table
}

// masks grows a set of k items along the paths that were walked.
func (g *grower) masks(t *fpTree, k int, place int32) error {
	columns := len(g.frequent)
	for len(g.counts) <= k {
		g.counts = append(g.counts, [64]int32{})
	}
	for i, c := range g.frequent {
		g.item[i] = t.item[c]
		g.counts[k][i] = g.supports[i]
		g.count[c] = int32(i) + 1
	}
	set, total, err := g.mask()
	if err != nil {
		return err
	}
	for _, c := range g.frequent {
		g.count[c] = 0
	}
	all := ^uint64(0) >> (64 - columns)
	if fitsTable(columns, len(g.paths), total) {
		return g.tabled(k, place, 0, all)
	}
	if set >= len(g.paths)*columns/4 { // where rows are sparse few are equal
		if err := g.sort(g.paths, g.weights); err != nil {
			return err
		}
	}
	g.narrow(0, all)
	if err := g.index(columns); err != nil {
		return err
	}
	g.forest.shelf(k + 1)
	for j := columns - 1; j >= 0; j-- {
		own := g.forest[k].size()
		if above := all << (j + 1) & all; above != 0 {
			paths := len(g.paths)
			for _, p := range g.with[g.from[j]:g.from[j+1]] {
				g.paths, g.weights = append(g.paths, g.paths[p]&above), append(g.weights, g.weights[p])
			}
			if err := g.within(k+1, own, paths, above); err != nil {
				return err
			}
			g.paths, g.weights = g.paths[:paths], g.weights[:paths]
		}
		g.forest[k].add(place, g.item[j], g.counts[k][j])
		g.found++
	}
	return nil
}

// mask makes masks of the paths that were walked, of those with two columns and more,
// as the counts say which column each has. It returns how many bits are set, and the sum
// of the weights.
func (g *grower) mask() (set int, total int32, err error) {
	r := &g.rows
	g.paths, g.weights = sized(g.paths, len(r.end)), sized(g.weights, len(r.end))
	paths, weights, count, columns := g.paths, g.weights, g.count, r.columns
	kept, steps := 0, 0
	for i, end := range r.end {
		if steps += int(end-r.start[i]) + 1; steps >= 1<<16 {
			if err := g.look(steps); err != nil {
				return 0, 0, err
			}
			steps = 0
		}
		mask := uint64(0)
		for _, c := range columns[r.start[i]:end] {
			mask |= 1 << uint8(count[c]-1) // none for −1
		}
		if mask&(mask-1) == 0 {
			continue // one column alone: its count is known
		}
		set += bits.OnesCount64(mask)
		total += r.weight[i]
		paths[kept], weights[kept] = mask, r.weight[i]
		kept++
	}
	g.paths, g.weights = paths[:kept], weights[:kept]
	return set, total, nil
}

// sort sorts keys with what goes with them.
func (g *grower) sort(keys []uint64, payload []int32) error {
	if len(keys) > stride {
		return sortLooking(g.ctx, keys, payload)
	}
	g.spare, g.other = sized(g.spare, len(keys)), sized(g.other, len(keys))
	vec.RadixSort64(keys, payload, g.spare, g.other)
	return g.look(len(keys))
}

// index finds the paths with each column.
func (g *grower) index(columns int) error {
	clear(g.from[:])
	const block = 1 << 12
	for lo := 0; lo < len(g.paths); lo += block {
		part := g.paths[lo:min(lo+block, len(g.paths))]
		if err := g.look(4 * len(part)); err != nil {
			return err
		}
		for _, p := range part {
			for ; p != 0; p &= p - 1 {
				g.from[bits.TrailingZeros64(p)]++
			}
		}
	}
	sum := int32(0)
	for j := range columns {
		g.from[j], sum = sum, sum+g.from[j]
	}
	g.with = sized(g.with, int(sum))
	for lo := 0; lo < len(g.paths); lo += block {
		part := g.paths[lo:min(lo+block, len(g.paths))]
		if err := g.look(4 * len(part)); err != nil {
			return err
		}
		for i, p := range part {
			for ; p != 0; p &= p - 1 {
				j := bits.TrailingZeros64(p)
				g.with[g.from[j]] = int32(lo + i)
				g.from[j]++
			}
		}
	}
	copy(g.from[1:], g.from[:columns])
	g.from[0] = 0
	return nil
}

// within adds the sets that are made of a set of k items and some of the columns in its
// paths, which are those from one on.
func (g *grower) within(k int, place int32, from int, columns uint64) error {
	for len(g.counts) <= k {
		g.counts = append(g.counts, [64]int32{})
	}
	counts := &g.counts[k]
	total := g.sum(counts, from, columns)
	frequent := uint64(0)
	for rest := columns; rest != 0; rest &= rest - 1 {
		j := bits.TrailingZeros64(rest)
		frequent |= uint64(uint32(int32(g.l.minCount)-1-counts[j])>>31) << j
	}
	if err := g.look(8 * (len(g.paths) - from)); err != nil || frequent == 0 {
		return err
	}
	g.forest.shelf(k + 1)
	if frequent&(frequent-1) == 0 || k+1 == g.most {
		for rest := frequent; rest != 0; {
			j := bits.Len64(rest) - 1
			rest &^= 1 << j
			g.forest[k].add(place, g.item[j], counts[j])
			g.found++
		}
		return nil
	}
	g.narrow(from, frequent)
	if fitsTable(bits.OnesCount64(frequent), len(g.paths)-from, total) {
		return g.tabled(k, place, from, frequent)
	}
	end := len(g.paths)
	for rest := frequent; rest != 0; {
		j := bits.Len64(rest) - 1
		rest &^= 1 << j
		own := g.forest[k].size()
		if above := frequent >> j >> 1 << j << 1; above != 0 {
			g.above(from, j, above)
			if err := g.within(k+1, own, end, above); err != nil {
				return err
			}
			g.paths, g.weights = g.paths[:end], g.weights[:end]
		}
		g.forest[k].add(place, g.item[j], g.counts[k][j])
		g.found++
	}
	return nil
}

// above appends the given columns of those paths from one on that have column j.
func (g *grower) above(from, j int, columns uint64) {
	end := len(g.paths)
	paths, weights := slices.Grow(g.paths, end-from)[:2*end-from], slices.Grow(g.weights, end-from)[:2*end-from]
	kept := end
	for p, mask := range paths[from:end] {
		paths[kept], weights[kept] = mask&columns, weights[from+p]
		kept += int(mask >> j & 1)
	}
	g.paths, g.weights = paths[:kept], weights[:kept]
}

// narrow leaves the frequent columns of the paths from one on, and those that have two of
// them. Of neighbours that are equal then it makes one.
func (g *grower) narrow(from int, frequent uint64) {
	paths, weights := g.paths, g.weights
	kept := from
	for i := from; i < len(paths); i++ {
		mask := paths[i] & frequent
		if mask&(mask-1) == 0 {
			continue
		}
		if kept > from && paths[kept-1] == mask {
			weights[kept-1] += weights[i]
			continue
		}
		paths[kept], weights[kept] = mask, weights[i]
		kept++
	}
	g.paths, g.weights = paths[:kept], weights[:kept]
}

// sum adds up the weights of the paths from one on, and of those with each column.
func (g *grower) sum(counts *[64]int32, from int, columns uint64) (total int32) {
	paths, weights := g.paths[from:], g.weights[from:]
	weights = weights[:len(paths)]
	for _, w := range weights {
		total += w
	}
	if total >= 1<<16 {
		for rest := columns; rest != 0; rest &= rest - 1 {
			counts[bits.TrailingZeros64(rest)] = 0
		}
		for i, p := range paths {
			for ; p != 0; p &= p - 1 {
				counts[bits.TrailingZeros64(p)] += weights[i]
			}
		}
		return total
	}
	// Eight columns at a time, each of which has 16 bits of two words.
	const spread, ones = 1 | 1<<15 | 1<<30 | 1<<45, 1 | 1<<16 | 1<<32 | 1<<48
	for rest := columns; rest != 0; {
		at := bits.TrailingZeros64(rest) &^ 7
		rest &^= 0xff << at
		var low, high uint64
		for i, p := range paths {
			w := uint64(weights[i])
			p >>= at & 63
			low += (p & 15 * spread & ones) * w
			high += (p >> 4 & 15 * spread & ones) * w
		}
		eight := counts[at : at+8]
		for j := range 4 {
			eight[j], eight[j+4] = int32(low>>(16*j)&0xffff), int32(high>>(16*j)&0xffff)
		}
	}
	return total
}

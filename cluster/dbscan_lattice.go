package cluster

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

const (
	// latticeColumns is the largest number of columns for which rows are put
	// into cells.
	latticeColumns = 6

	// latticeCells is the largest number of cells along one column. The place
	// of a row in cells is then off by less than 2⁻²⁶.
	latticeCells = 1 << 24
)

// lattice divides space into cells so small that all rows of one cell are
// neighbours: cubes of side eps/√d. Each cell has a number, its key; keys
// ascend with the first column, then the second, and so on, so that cells that
// follow each other along the last column have consecutive keys.
type lattice struct {
	d      int
	limit  float64 // neighbours have at most this squared distance
	origin []float64
	scale  float64   // cells per unit
	cells  []float64 // the number of cells along each column
	stride []int64   // by how much the key grows along each column
	margin float64   // cells that stay empty at each end of a column
	first  int64     // the key at the origin
	runs   []run     // where neighbours may be, the nearest first
}

// run is a row of cells along the last column, relative to a cell: those whose
// keys differ from its key by delta−width to delta+width.
type run struct {
	delta, width int64
	gap          int // square of the distance in cells
}

// newLattice returns the lattice for rows between low and high, or nil if the
// numbers of its cells do not fit.
func newLattice(low, high []float64, limit float64) *lattice {
	d := len(low)
	if d > latticeColumns || limit < 1e-280 {
		return nil
	}
	g := &lattice{d: d, limit: limit, origin: slices.Clone(low), cells: make([]float64, d), stride: make([]int64, d)}
	// A little less than eps/√d makes up for the rounding of places.
	g.scale = math.Sqrt(float64(d)) / math.Sqrt(limit) * (1 + 0x1p-20)
	reach := 1 + int(math.Sqrt(float64(d)))
	g.margin = float64(reach)
	total := 1.0
	for j := range g.cells {
		g.cells[j] = math.Floor((high[j]-low[j])*g.scale) + 1
		if !(g.cells[j] <= latticeCells) {
			return nil
		}
		total *= g.cells[j] + 2*g.margin
	}
	if total > 1<<61 {
		return nil
	}
	step := int64(1)
	for j := d - 1; j >= 0; j-- {
		g.stride[j] = step
		g.first += int64(reach) * step
		step *= int64(g.cells[j]) + int64(2*reach)
	}
	g.runs = g.runsWithin(reach)
	return g
}

// runsWithin lists all runs with a cell that may hold a neighbour.
func (g *lattice) runsWithin(reach int) []run {
	var runs []run
	at := make([]int, g.d-1)
	for j := range at {
		at[j] = -reach
	}
	for {
		r := run{}
		for j, o := range at {
			r.delta += int64(o) * g.stride[j]
			gap := max(o, -o, 1) - 1
			r.gap += gap * gap
		}
		if r.gap <= g.d {
			r.width = 1 + int64(math.Sqrt(float64(g.d-r.gap)))
			runs = append(runs, r)
		}
		j := len(at) - 1
		for ; j >= 0 && at[j] == reach; j-- {
			at[j] = -reach
		}
		if j < 0 {
			break
		}
		at[j]++
	}
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.gap, b.gap), cmp.Compare(max(a.delta, -a.delta), max(b.delta, -b.delta)), cmp.Compare(a.delta, b.delta))
	})
	return runs
}

// key returns the key of the cell of a row, and whether neighbours are
// possible there at all.
func (g *lattice) key(row []float64) (int64, bool) {
	key := g.first
	for j, o := range g.origin {
		c := math.Floor((row[j] - o) * g.scale)
		if !(c >= -g.margin && c < g.cells[j]+g.margin) {
			return 0, false
		}
		key += int64(c) * g.stride[j]
	}
	return key, true
}

// sweep follows the runs of a cell through a sorted list of keys while the cell
// moves on to higher keys.
type sweep struct {
	keys []uint64
	runs []sweptRun
}

// sweptRun has the cells from to to of the list: those with keys from lo to hi
// above that of the cell.
type sweptRun struct {
	lo, hi   int64
	from, to int32
}

// newSweep sweeps through keys that end with lookahead times lastKey.
func newSweep(runs []run, keys []uint64) *sweep {
	s := &sweep{keys: keys, runs: make([]sweptRun, len(runs))}
	for k, r := range runs {
		s.runs[k].lo, s.runs[k].hi = r.delta-r.width, r.delta+r.width
	}
	return s
}

// start goes to any key.
func (s *sweep) start(key int64) {
	for k := range s.runs {
		r := &s.runs[k]
		r.from = int32(sort.Search(len(s.keys), func(i int) bool { return int64(s.keys[i]) >= key+r.lo }))
		r.to = r.from
	}
	s.move(key)
}

// move goes on to a key that is not lower than the one before.
func (s *sweep) move(key int64) {
	keys := s.keys
	for k := range s.runs {
		r := &s.runs[k]
		r.from = firstAbove(keys, r.from, key+r.lo-1)
		r.to = firstAbove(keys, max(r.from, r.to), key+r.hi)
	}
}

const (
	lookahead = 3
	lastKey   = math.MaxInt64
)

// firstAbove returns the first place from at on where a key is above k. Mostly
// that is one of the next few, and it is counted without a branch, as a processor
// could only guess which one.
func firstAbove(keys []uint64, at int32, k int64) int32 {
	for {
		next := keys[at : at+lookahead : at+lookahead]
		step := one(int64(next[0]) <= k) + one(int64(next[1]) <= k) + one(int64(next[2]) <= k)
		at += step
		if step < lookahead {
			return at
		}
	}
}

func one(is bool) int32 {
	if is {
		return 1
	}
	return 0
}

// find returns which keys of a sorted list are in the run of a cell.
func (r run) find(keys []uint64, key int64) (from, to int32) {
	lo, hi := key+r.delta-r.width, key+r.delta+r.width
	from = int32(sort.Search(len(keys), func(i int) bool { return int64(keys[i]) >= lo }))
	to = from
	for int(to) < len(keys) && int64(keys[to]) <= hi {
		to++
	}
	return from, to
}

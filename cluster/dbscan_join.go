package cluster

import (
	"context"
	"math"
	"slices"

	"github.com/clm-go/clm/internal/par"
)

// cellCores are core rows in cells, with the cluster of each cell.
type cellCores struct {
	*cells
	cluster []int32
}

// join finds the clusters of cells that hold core rows only: all rows of a cell
// are in one, and so are those of two cells with rows that are neighbours.
func (c *cells) join(ctx context.Context, f *dbscanFit) (*cellCores, int, error) {
	var runs []run // up to the cell itself a pair was seen from the other side
	for _, r := range c.runs {
		if r.delta+r.width > 0 {
			runs = append(runs, r)
		}
	}
	joined := newSets(len(c.keys))
	err := par.For(ctx, len(c.keys), c.grain(), f.Workers, func(_, lo, hi int) error {
		s := newSweep(runs, c.ahead)
		s.start(int64(c.keys[lo]))
		t := newToucher(c)
		for i := lo; i < hi; i++ {
			s.move(int64(c.keys[i]))
			for _, r := range s.runs {
				for j := max(r.from, int32(i)+1); j < r.to; j++ {
					if joined.find(int32(i)) == joined.find(j) {
						continue
					}
					touch, err := t.touch(ctx, i, int(j))
					if err != nil {
						return err
					}
					if touch {
						joined.unite(int32(i), j)
					}
				}
			}
		}
		f.told.add(int(c.start[hi] - c.start[lo]))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	first := make([]int32, len(c.keys))
	for i := range first {
		first[i] = c.row[c.start[i]]
	}
	k := &cellCores{cells: c}
	var count int
	k.cluster, count = joined.number(first)
	return k, count, nil
}

// toucher tells whether two cells have rows that are neighbours.
type toucher struct {
	*cells
	q         []float64
	low, high []float64
	near      [2][]float64
	work      int
}

func newToucher(c *cells) *toucher {
	return &toucher{cells: c, q: make([]float64, c.d), low: make([]float64, c.d), high: make([]float64, c.d)}
}

const (
	// fewPairs is up to how many pairs of rows are simply compared.
	fewPairs = 1 << 12

	// triesFirst is how many rows are compared with all others before a tree is
	// made.
	triesFirst = 16
)

func (t *toucher) touch(ctx context.Context, a, b int) (bool, error) {
	if t.start[a+1]-t.start[a] > t.start[b+1]-t.start[b] {
		a, b = b, a
	}
	few, many := int64(t.start[a+1]-t.start[a]), int64(t.start[b+1]-t.start[b])
	if few*many > fewPairs {
		return t.touchMany(ctx, a, b)
	}
	if t.work += int(few*many) * t.d; t.work > stepsBetweenLooks {
		if t.work = 0; ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
	}
	for p := t.start[a]; p < t.start[a+1]; p++ {
		t.at(p, t.q)
		if t.any(t.start[b], t.start[b+1], t.q) {
			return true, nil
		}
	}
	return false, nil
}

// touchMany compares only the rows of each cell that are near the other one,
// and asks a tree if there are still many.
func (t *toucher) touchMany(ctx context.Context, a, b int) (bool, error) {
	t.near[0] = t.facing(a, b, t.near[0][:0])
	t.near[1] = t.facing(b, a, t.near[1][:0])
	few, many := t.near[0], t.near[1]
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) == 0 {
		return false, nil
	}
	other := b
	if len(t.near[0]) > len(t.near[1]) {
		other = a
	}
	for at := 0; at < min(len(few), triesFirst*t.d); at += t.d {
		if t.any(t.start[other], t.start[other+1], few[at:at+t.d]) {
			return true, nil
		}
	}
	if len(few) <= triesFirst*t.d {
		return false, nil
	}
	tree, err := newKDTree(ctx, rawRows{len(many) / t.d, t.d, t.d, many}, formSquares, 1)
	if err != nil {
		return false, err
	}
	for at := 0; at < len(few); at += t.d {
		if at/t.d%256 == 0 && ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		if tree.any(few[at:at+t.d], t.limit) {
			return true, nil
		}
	}
	return false, nil
}

// facing appends the rows of cell a that may be neighbours of one in cell b.
func (t *toucher) facing(a, b int, dst []float64) []float64 {
	for j := range t.d {
		t.low[j], t.high[j] = math.Inf(1), math.Inf(-1)
		for _, x := range t.x[j*t.n:][t.start[b]:t.start[b+1]] {
			t.low[j], t.high[j] = min(t.low[j], x), max(t.high[j], x)
		}
	}
	for p := t.start[a]; p < t.start[a+1]; p++ {
		t.at(p, t.q)
		s := 0.0
		for j, x := range t.q {
			s = formSquares.add(s, max(t.low[j]-x, x-t.high[j], 0))
		}
		if s <= t.limit {
			dst = append(dst, t.q...)
		}
	}
	return dst
}

// lowest returns the lowest cluster with a core row that is a neighbour of q,
// or −1.
func (c *cellCores) lowest(q []float64) int32 {
	key, ok := c.key(q)
	if !ok {
		return -1
	}
	best := int32(math.MaxInt32)
	if i, is := slices.BinarySearch(c.keys, uint64(key)); is {
		best = c.cluster[i] // all rows of its own cell are neighbours
	}
	for _, r := range c.runs {
		if best == 0 {
			break
		}
		from, to := r.find(c.keys, key)
		best = c.lowestIn(from, to, q, best)
	}
	return orNoise(best)
}

// lowestIn returns the lowest cluster of the cells from to to with a neighbour
// of q, or best if that is lower.
func (c *cellCores) lowestIn(from, to int32, q []float64, best int32) int32 {
	few := c.start[to]-c.start[from] <= countAtOnce
	if to-from > 1 && few && c.count(c.start[from], c.start[to], q) == 0 {
		return best
	}
	for i := from; i < to; i++ {
		if c.cluster[i] < best && c.any(c.start[i], c.start[i+1], q) {
			best = c.cluster[i]
		}
	}
	return best
}

// any tells whether a row at positions from to to is a neighbour of q.
func (c *cells) any(from, to int32, q []float64) bool {
	for from < to {
		n := min(to-from, countAtOnce)
		if c.count(from, from+n, q) > 0 {
			return true
		}
		from += n
	}
	return false
}

// orNoise turns the largest number, which stands for none, into −1.
func orNoise(best int32) int32 {
	if best == math.MaxInt32 {
		return -1
	}
	return best
}

// label sets the labels of all rows in c, of which those in core are core rows.
func (c *cells) label(ctx context.Context, f *dbscanFit, core []bool, cores *cellCores) error {
	return par.For(ctx, len(c.keys), c.grain(), f.Workers, func(_, lo, hi int) error {
		s := newSweep(c.runs, cores.ahead)
		s.start(int64(c.keys[lo]))
		q := make([]float64, c.d)
		work := 0
		at, _ := run{}.find(cores.keys, int64(c.keys[lo]))
		for i := lo; i < hi; i++ {
			own := int32(math.MaxInt32)
			if work > stepsBetweenLooks {
				if work = 0; ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			for int(at) < len(cores.keys) && cores.keys[at] < c.keys[i] {
				at++
			}
			if int(at) < len(cores.keys) && cores.keys[at] == c.keys[i] {
				own = cores.cluster[at]
			}
			moved := false
			for p := c.start[i]; p < c.start[i+1]; p++ {
				if core[p] {
					f.label[c.row[p]], f.core[c.row[p]] = own, true
					continue
				}
				if !moved {
					s.move(int64(c.keys[i]))
					moved = true
				}
				c.at(p, q)
				best := own
				for _, r := range s.runs {
					best = cores.lowestIn(r.from, r.to, q, best)
					work += int(cores.start[r.to]-cores.start[r.from]) * c.d
				}
				f.label[c.row[p]] = orNoise(best)
			}
		}
		f.told.add(int(c.start[hi] - c.start[lo]))
		return nil
	})
}

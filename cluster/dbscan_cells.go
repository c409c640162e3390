package cluster

import (
	"context"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// cells are rows in the cells of a lattice. Cells without rows are not there.
type cells struct {
	*lattice
	n     int
	keys  []uint64  // of the cells, ascending
	ahead []uint64  // the same, and lastKey behind them
	start []int32   // the first position of each cell, and the end of the last
	x     []float64 // n numbers for each column, by position
	row   []int32   // the row at each position, ascending within a cell
}

// newCells puts rows into the cells of g, inside of which they must be.
func newCells(ctx context.Context, r rawRows, g *lattice, workers int) (*cells, error) {
	n, d := r.n, r.d
	keys := make([]uint64, n)
	c := &cells{lattice: g, n: n, x: make([]float64, n*d), row: make([]int32, n)}
	err := par.For(ctx, n, par.Block, workers, func(_, lo, hi int) error {
		origin, stride := g.origin[:d], g.stride[:d]
		for i := lo; i < hi; i++ {
			c.row[i] = int32(i)
			key := g.first
			for j, x := range r.row(i) {
				key += int64((x-origin[j])*g.scale) * stride[j]
			}
			keys[i] = uint64(key)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	vec.RadixSort64(keys, c.row, make([]uint64, n), make([]int32, n))
	err = par.For(ctx, n, par.Block, workers, func(_, lo, hi int) error {
		for j := range d {
			to := c.x[j*n+lo : j*n+hi]
			for p, i := range c.row[lo:hi] {
				to[p] = r.data[int(i)*r.stride+j]
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	count := 0
	for p, k := range keys {
		if p == 0 || k != keys[p-1] {
			count++
		}
	}
	c.room(count)
	count = 0
	for p, k := range keys {
		if p == 0 || k != keys[p-1] {
			c.keys[count], c.start[count] = k, int32(p)
			count++
		}
	}
	return c, nil
}

// room makes room for a number of cells.
func (c *cells) room(count int) {
	c.ahead, c.start = make([]uint64, count+lookahead), make([]int32, count+1)
	c.keys = c.ahead[:count]
	for i := count; i < len(c.ahead); i++ {
		c.ahead[i] = lastKey
	}
	c.start[count] = int32(c.n)
}

// grain returns the number of cells in a block of work, which has about 1024
// rows.
func (c *cells) grain() int {
	return max(1, int(int64(par.Block/4)*int64(len(c.keys))/int64(max(c.n, 1))))
}

// at writes the row at a position into dst.
func (c *cells) at(p int32, dst []float64) {
	for j := range dst {
		dst[j] = c.x[j*c.n+int(p)]
	}
}

// count returns how many rows at positions from to to are neighbours of q.
func (c *cells) count(from, to int32, q []float64) int {
	return vec.CountWithin(c.x[from:], c.n, int(to-from), q, c.limit)
}

// only returns the cells with nothing but the rows that are marked.
func (c *cells) only(ctx context.Context, workers int, mark []bool) (*cells, error) {
	// How many rows and cells are left in the blocks before each one.
	grain := c.grain()
	rows, kept := make([]int32, par.Blocks(len(c.keys), grain)+1), make([]int32, par.Blocks(len(c.keys), grain)+1)
	err := par.For(ctx, len(c.keys), grain, workers, func(b, lo, hi int) error {
		for i := lo; i < hi; i++ {
			n := int32(0)
			for _, m := range mark[c.start[i]:c.start[i+1]] {
				if m {
					n++
				}
			}
			if n > 0 {
				rows[b] += n
				kept[b]++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	n, count := int(vec.PrefixSum(rows)), int(vec.PrefixSum(kept))
	k := &cells{lattice: c.lattice, n: n, x: make([]float64, n*c.d), row: make([]int32, n)}
	k.room(count)
	err = par.For(ctx, len(c.keys), grain, workers, func(b, lo, hi int) error {
		to, cell := rows[b], kept[b]
		for i := lo; i < hi; i++ {
			before := to
			for p := c.start[i]; p < c.start[i+1]; p++ {
				if mark[p] {
					for j := range c.d {
						k.x[j*n+int(to)] = c.x[j*c.n+int(p)]
					}
					k.row[to] = c.row[p]
					to++
				}
			}
			if to > before {
				k.keys[cell], k.start[cell] = c.keys[i], before
				cell++
			}
		}
		return nil
	})
	return k, err
}

// mark sets core[p] for each position with neighbours that weigh at least
// MinPoints.
func (c *cells) mark(ctx context.Context, f *dbscanFit, core []bool) error {
	load := newLoad(f.MinPoints, f.weight, c.row)
	return par.For(ctx, len(c.keys), c.grain(), f.Workers, func(_, lo, hi int) error {
		m := marker{cells: c, f: f, load: &load, s: newSweep(c.runs, c.ahead), q: make([]float64, c.d), left: make([]int, len(c.runs)+1)}
		m.s.start(int64(c.keys[lo]))
		for i := lo; i < hi; i++ {
			if err := m.cell(ctx, i, core); err != nil {
				return err
			}
		}
		f.told.add(int(c.start[hi] - c.start[lo]))
		return nil
	})
}

// marker looks for core rows cell by cell.
type marker struct {
	*cells
	f    *dbscanFit
	load *load
	s    *sweep
	q    []float64
	left []int // the number of rows in the runs from k on
	work int
}

func (m *marker) cell(ctx context.Context, i int, core []bool) error {
	lo, hi := m.start[i], m.start[i+1]
	if m.load.of(lo, hi).atLeast(m.load.need) {
		for p := lo; p < hi; p++ {
			core[p] = true
		}
		return nil
	}
	m.s.move(int64(m.keys[i]))
	for k := len(m.runs) - 1; k >= 0; k-- {
		m.left[k] = m.left[k+1] + int(m.start[m.s.runs[k].to]-m.start[m.s.runs[k].from])
	}
	if m.f.weight == nil && m.left[0] < m.f.MinPoints || m.f.weight != nil && m.tooLight() {
		return nil
	}
	for p := lo; p < hi; p++ {
		if m.work += m.left[0] * m.d; m.work > stepsBetweenLooks {
			if m.work = 0; ctx.Err() != nil {
				return context.Cause(ctx)
			}
		}
		m.at(p, m.q)
		if m.f.weight != nil {
			core[p] = m.heavy()
		} else {
			core[p] = m.enough()
		}
	}
	return nil
}

// tooLight tells whether all rows in the runs together weigh too little.
func (m *marker) tooLight() bool {
	w := weigher{load: m.load}
	for _, r := range m.s.runs {
		if w.addAll(m.start[r.from], m.start[r.to]) {
			return false
		}
	}
	return true
}

// enough tells whether q has MinPoints neighbours.
func (m *marker) enough() bool {
	have := 0
	for k := range m.runs {
		for from, to := m.start[m.s.runs[k].from], m.start[m.s.runs[k].to]; from < to; {
			n := min(to-from, countAtOnce)
			have += m.count(from, from+n, m.q)
			from += n
			if have >= m.f.MinPoints {
				return true
			}
		}
		if have+m.left[k+1] < m.f.MinPoints {
			return false
		}
	}
	return false
}

// heavy tells whether the weights of the neighbours of q add up to MinPoints.
func (m *marker) heavy() bool {
	w, mask := weigher{load: m.load}, [1]uint64{}
	for k := range m.runs {
		for from, to := m.start[m.s.runs[k].from], m.start[m.s.runs[k].to]; from < to; {
			n := min(to-from, 64)
			vec.MaskWithin(mask[:], m.x[from:], m.n, int(n), m.q, m.limit)
			if w.add(mask[0], from) {
				return true
			}
			from += n
		}
	}
	return false
}

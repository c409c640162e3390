package cluster

import (
	"context"
	"math"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// readRows is the number of rows that are read and then assigned and added up
// while they are in the cache, a whole number of blocks.
const readRows = 8 * vec.Block

// rowReader finds the nearest centres of rows that it reads from the caller's
// matrix, up to readRows at a time. It is the workspace of one goroutine.
type rowReader struct {
	op string
	v  view.Rows
	c  *centers

	rows []int     // what was read last
	buf  []float64 // for view.Rows.Row
	x    []float64 // the rows, less the offset: in blocks for few columns, else one after the other

	// For many columns only.
	length  []float64 // of each row
	centred centers   // those of c, for rows that have the offset off already
	tile    *productTile
}

// newRowReader returns a reader for at most n rows at a time. The centres must be
// prepared for v.
func newRowReader(op string, v view.Rows, c *centers, n int) *rowReader {
	r := &rowReader{op: op, v: v, c: c, rows: make([]int, 0, n)}
	if v.Sparse() != nil {
		return r
	}
	r.buf = v.Buffer()
	r.x = make([]float64, vec.Blocks(n)*vec.Block*c.d)
	if c.d > fewColumns {
		r.length = make([]float64, n)
		r.centred = *c
		r.centred.offset = make([]float64, c.d)
		if c.products != nil {
			r.tile = new(productTile)
		}
	}
	return r
}

// prepareFor completes centres that have changed for the rows of v.
func (c *centers) prepareFor(v view.Rows) {
	switch {
	case v.Sparse() != nil:
		c.uncentre()
	case c.d > fewColumns && cpu.AVX2:
		c.layOut(0, false)
	}
}

// nearest reads the given rows and sets label and dist to the nearest centre
// of each and its squared distance, as centers.nearest does.
func (r *rowReader) nearest(ctx context.Context, rows []int, label []int32, dist []float64) error {
	r.rows = append(r.rows[:0], rows...)
	switch {
	case r.v.Sparse() != nil:
		return r.nearestSparse(ctx, label, dist)
	case r.c.d <= fewColumns:
		if err := r.readBlocks(); err != nil {
			return err
		}
		return r.nearestInBlocks(ctx, label, dist)
	}
	if err := r.readLines(ctx); err != nil {
		return err
	}
	return r.nearestInLines(ctx, label, dist)
}

// row returns row i of a dense matrix after it has checked its values.
func (r *rowReader) row(i int) ([]float64, error) {
	row := r.v.Row(i, r.buf)
	// Where the squares add up to no more than this, no value is NaN or beyond the
	// range.
	if !(vec.Dot(row, row) <= 1e279) {
		if err := inRange().Values(r.op, i, row); err != nil {
			return nil, err
		}
	}
	return row, nil
}

func (r *rowReader) readBlocks() error {
	for k, i := range r.rows {
		row, err := r.row(i)
		if err != nil {
			return err
		}
		to := r.x[k/vec.Block*vec.Block*r.c.d+k%vec.Block:]
		for j, o := range r.c.offset {
			to[j*vec.Block] = row[j] - o
		}
	}
	return nil
}

// nearestInBlocks goes through the centres in groups of about a million products,
// with a look at the context after each.
func (r *rowReader) nearestInBlocks(ctx context.Context, label []int32, dist []float64) error {
	c, n := r.c, len(r.rows)
	x := r.blocks()
	group := max(1, 1<<20/(readRows*c.d)) * c.d
	vec.Assign(label, dist, x, c.at[:min(group, len(c.at))], c.d)
	for from := group; from < len(c.at); from += group {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var labels [readRows]int32
		var dists [readRows]float64
		vec.Assign(labels[:n], dists[:n], x, c.at[from:min(from+group, len(c.at))], c.d)
		for i, s := range dists[:n] {
			if s < dist[i] {
				label[i], dist[i] = labels[i]+int32(from/c.d), s
			}
		}
	}
	return nil
}

func (r *rowReader) blocks() []float64 { return r.x[:vec.Blocks(len(r.rows))*vec.Block*r.c.d] }

func (r *rowReader) readLines(ctx context.Context) error {
	look := pieceRows(r.c.d)
	for k, i := range r.rows {
		if (k+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		row, err := r.row(i)
		if err != nil {
			return err
		}
		to := r.line(k)
		for j, o := range r.c.offset {
			to[j] = row[j] - o
		}
		r.length[k] = math.Sqrt(vec.Dot(to, to))
	}
	return nil
}

func (r *rowReader) line(k int) []float64 { return r.x[k*r.c.d : (k+1)*r.c.d : (k+1)*r.c.d] }

func (r *rowReader) nearestInLines(ctx context.Context, label []int32, dist []float64) error {
	c, n := &r.centred, len(r.rows)
	if r.tile != nil {
		for lo := 0; lo < n; lo += c.products.rows {
			hi := min(lo+c.products.rows, n)
			x := blas64.General{Rows: hi - lo, Cols: c.d, Stride: c.d, Data: r.x[lo*c.d : hi*c.d]}
			if err := r.tile.nearest(ctx, c, x, r.length[lo:hi], label[lo:hi], nil); err != nil {
				return err
			}
		}
		r.own(label, dist)
		return nil
	}
	look := max(1, 1<<22/len(c.at))
	for k := range n {
		if (k+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		j, s := c.nearest(r.line(k))
		label[k], dist[k] = int32(j), s
	}
	return nil
}

// own sets dist to the squared distances of the lines to their own centres.
func (r *rowReader) own(label []int32, dist []float64) {
	c, k := &r.centred, 0
	for ; k+4 <= len(label); k += 4 {
		var rows, at [4][]float64
		for i := range rows {
			rows[i], at[i] = r.line(k+i), c.center(int(label[k+i]))
		}
		s := fourChains(rows, at)
		copy(dist[k:], s[:])
	}
	for ; k < len(label); k++ {
		dist[k] = c.sqDist(r.line(k), int(label[k]))
	}
}

func (r *rowReader) nearestSparse(ctx context.Context, label []int32, dist []float64) error {
	s := r.v.Sparse()
	look := max(1, 1<<22/len(r.c.at))
	for k, i := range r.rows {
		if (k+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := inRange().Row(r.op, r.v, i, nil); err != nil {
			return err
		}
		j, d := r.c.nearestSparse(newSparseRow(s.Row(i)))
		label[k], dist[k] = int32(j), d
	}
	return nil
}

// add adds the rows that were read last, times their weights, to the sums of their
// clusters. A nil weight means ones. The offset is off the rows, but for those
// of a Sparse.
func (r *rowReader) add(label []int32, weight, sum []float64) {
	d := r.c.d
	s := r.v.Sparse()
	if s == nil && d <= fewColumns && weight == nil {
		vec.AddRows(sum, label, r.blocks(), d)
		return
	}
	for k, i := range r.rows {
		w := weightOf(weight, i)
		if w == 0 {
			continue
		}
		to := sum[int(label[k])*d:][:d]
		switch {
		case s != nil:
			addSparse(s, i, w, to)
		case d > fewColumns && w == 1:
			vec.Add(to, r.line(k))
		case d > fewColumns:
			vec.Axpy(w, r.line(k), to)
		default:
			row := r.x[k/vec.Block*vec.Block*d+k%vec.Block:]
			for j := range to {
				to[j] += float64(w * row[j*vec.Block])
			}
		}
	}
}

// sums is what rows add to the clusters whose centres they are nearest to.
type sums struct {
	sum     []float64 // Σ weight·(row − offset), K·d
	mass    []float64 // sum of the weights
	sizes   []int     // rows, whatever their weights
	inertia float64
}

func newSums(k, d int) sums {
	return sums{sum: make([]float64, k*d), mass: make([]float64, k), sizes: make([]int, k)}
}

func (p *sums) reset() {
	clear(p.sum)
	clear(p.mass)
	clear(p.sizes)
	p.inertia = 0
}

func (p *sums) merge(q *sums) {
	for i, x := range q.sum {
		p.sum[i] += x
	}
	for j, m := range q.mass {
		p.mass[j] += m
		p.sizes[j] += q.sizes[j]
	}
	p.inertia += q.inertia
}

// finite tells whether nothing has overflowed.
func (p *sums) finite() bool {
	s := p.inertia - p.inertia
	for _, x := range p.sum {
		s += x - x
	}
	for _, x := range p.mass {
		s += x - x
	}
	return s == 0
}

// addUp assigns all rows of v and adds them up. It keeps their labels where
// label is not nil. The centres must be prepared for v.
func (c *centers) addUp(ctx context.Context, op string, v view.Rows, weight []float64, workers int, label []int32) (sums, error) {
	return c.addUpBlocks(ctx, op, v, weight, workers, label, max(16, 1<<21/len(c.at)))
}

// addUpBlocks is addUp with the sums of so many blocks in memory at once. Their
// number does not change the result, as the blocks are put together in order.
func (c *centers) addUpBlocks(ctx context.Context, op string, v view.Rows, weight []float64, workers int, label []int32, blocks int) (sums, error) {
	n, _ := v.Dims()
	total := newSums(c.k, c.d)
	parts := make([]sums, min(blocks, par.Blocks(n, par.Block)))
	readers := sync.Pool{New: func() any { return newRowReader(op, v, c, readRows) }}
	for from := 0; from < n; from += len(parts) * par.Block {
		rows := min(len(parts)*par.Block, n-from)
		err := par.For(ctx, rows, par.Block, workers, func(b, lo, hi int) error {
			r := readers.Get().(*rowReader)
			defer readers.Put(r)
			if parts[b].sum == nil {
				parts[b] = newSums(c.k, c.d)
			}
			parts[b].reset()
			return r.addUp(ctx, from+lo, from+hi, weight, label, &parts[b])
		})
		if err != nil {
			return sums{}, err
		}
		for b := range par.Blocks(rows, par.Block) {
			total.merge(&parts[b])
		}
	}
	if v.Sparse() != nil {
		for j, m := range total.mass {
			for i, o := range c.offset {
				total.sum[j*c.d+i] -= float64(m * o)
			}
		}
	}
	return total, nil
}

// addUp adds the rows lo to hi to p.
func (r *rowReader) addUp(ctx context.Context, lo, hi int, weight []float64, label []int32, p *sums) error {
	var rows [readRows]int
	var labels [readRows]int32
	var dist [readRows]float64
	for lo < hi {
		n := min(readRows, pieceRows(r.c.d), hi-lo)
		for k := range n {
			rows[k] = lo + k
		}
		l := labels[:n]
		if err := r.nearest(ctx, rows[:n], l, dist[:n]); err != nil {
			return err
		}
		r.add(l, weight, p.sum)
		for k, j := range l {
			w := weightOf(weight, lo+k)
			p.sizes[j]++
			p.mass[j] += w
			p.inertia += float64(w * dist[k])
		}
		if label != nil {
			copy(label[lo:], l)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		lo += n
	}
	return nil
}

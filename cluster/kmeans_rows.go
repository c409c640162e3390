package cluster

import (
	"context"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// rowTable is a centred copy of a table of many columns, row by row without
// gaps, and a second one in float32 for a sieve.
type rowTable struct {
	centred
	v      view.Rows // the caller's rows
	x      []float64 // nil where rows are read from v each time
	length []float64 // Euclidean length of each row

	single []float32 // rows of a sieve, d+2 numbers each; nil where there is none
	scale  float64   // a power of two that makes no row longer than 1; 0 where there is none

	scratch sync.Pool // of *rowTile
}

// newRowTable makes the table of the rows of v. If single is true, it keeps no copy in
// float64: what is said of the rows is the same to the bit.
func newRowTable(ctx context.Context, v view.Rows, weight, mean []float64, total float64, single bool, workers int) (*rowTable, error) {
	n, d := v.Dims()
	t := &rowTable{centred: newCentred(n, d, mean), v: v, length: make([]float64, n)}
	if !single {
		t.x = make([]float64, n*d)
	}
	squares, longest := make([]float64, par.Blocks(n, par.Block)), make([]float64, par.Blocks(n, par.Block))
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		buf := v.Buffer()
		sum := 0.0
		to := make([]float64, d)
		for i := lo; i < hi; i++ {
			if (i-lo+1)%pieceRows(d) == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if t.x != nil {
				to = t.x[i*d : (i+1)*d]
			}
			s := 0.0
			for j, x := range v.Row(i, buf) {
				x -= mean[j]
				to[j] = x
				s += float64(x * x)
			}
			t.length[i] = math.Sqrt(s)
			longest[b] = max(longest[b], t.length[i]) // NaN stays
			sum += float64(weightOf(weight, i) * s)
		}
		squares[b] = sum
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.setSpread(squares, total)
	t.scale = sieveScale(slices.Max(longest), d)
	if t.scale > 0 && cpu.AVX2 {
		return t, t.layOut(ctx, workers)
	}
	return t, nil
}

// layOut makes the copy for a sieve.
func (t *rowTable) layOut(ctx context.Context, workers int) error {
	wide := t.d + 2
	t.single = make([]float32, t.n*wide)
	return par.For(ctx, t.n, par.Block, workers, func(_, lo, hi int) error {
		buf := make([]float64, t.d)
		for i := lo; i < hi; i++ {
			if (i-lo+1)%pieceRows(t.d) == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			sieveRow(t.single[i*wide:(i+1)*wide], t.at(i, buf), t.length[i], t.scale)
		}
		return nil
	})
}

// at returns row i, in buf if need be, which has d places. It is not to be changed.
func (t *rowTable) at(i int, buf []float64) []float64 {
	if t.x != nil {
		return t.x[i*t.d : (i+1)*t.d : (i+1)*t.d]
	}
	buf = buf[:t.d]
	for j, x := range t.v.Row(i, buf) {
		buf[j] = x - t.mean[j]
	}
	return buf
}

func (t *rowTable) row(i int, dst []float64) { copy(dst, t.at(i, dst)) }

// prepare lays the centres out for products of matrices where those are fast.
func (t *rowTable) prepare(c *centers) {
	c.offset = t.zero
	if cpu.AVX2 {
		c.layOut(t.scale, t.single != nil)
	}
}

// rowTile is the workspace of one goroutine.
type rowTile struct {
	sieve   sieveTile
	product productTile
	rows    [tileRows]int32 // numbers of rows that follow one another
	left    []int32         // rows that the sieve has not decided about
	single  []float32       // rows that do not lie side by side
	double  []float64
	buf     [4][]float64 // single rows
	label   [productRows]int32
	gap     [productRows]float32
	length  [productRows]float64
}

func (t *rowTable) tile() *rowTile {
	p, _ := t.scratch.Get().(*rowTile)
	if p == nil {
		p = new(rowTile)
		for i := range p.buf {
			p.buf[i] = make([]float64, t.d)
		}
	}
	return p
}

// assign finds the nearest centre of the rows lo to hi, which are of one tile: at most
// tileRows rows. The slices are those of the whole table. Unless gap is nil, it
// becomes a lower bound of how much farther than the nearest centre the second one is, not
// above 0 where nothing is known. It returns the cause of a context that ends.
func (t *rowTable) assign(ctx context.Context, lo, hi int, c *centers, label []int32, gap []float32) error {
	p := t.tile()
	defer t.scratch.Put(p)
	rows := p.rows[:hi-lo]
	for i := range rows {
		rows[i] = int32(lo + i)
	}
	return t.assignWith(ctx, p, rows, c, label, gap)
}

// assignRows is assign for rows in ascending order of one block.
func (t *rowTable) assignRows(ctx context.Context, rows []int32, c *centers, label []int32, gap []float32) error {
	p := t.tile()
	defer t.scratch.Put(p)
	return t.assignWith(ctx, p, rows, c, label, gap)
}

func (t *rowTable) assignWith(ctx context.Context, p *rowTile, rows []int32, c *centers, label []int32, gap []float32) error {
	switch {
	case c.products == nil:
		return t.assignPlain(ctx, p, rows, c, label, gap)
	case c.products.sieves:
		p.left = p.left[:0]
		for at, most := 0, c.products.sieve.rows; at < len(rows); at += most {
			if err := t.sieve(ctx, p, rows[at:min(at+most, len(rows))], c, label, gap); err != nil {
				return err
			}
		}
		rows = p.left
	}
	for at, most := 0, c.products.rows; at < len(rows); at += most {
		if err := t.compare(ctx, p, rows[at:min(at+most, len(rows))], c, label, gap); err != nil {
			return err
		}
	}
	return nil
}

// sieve assigns the rows of one tile, but for some that it adds to p.left.
func (t *rowTable) sieve(ctx context.Context, p *rowTile, rows []int32, c *centers, label []int32, gap []float32) error {
	s := c.products.sieve
	if err := p.sieve.compare(ctx, s, t.singles(p, rows)); err != nil {
		return err
	}
	chains := 0
	before := len(p.left)
	for i, row := range rows {
		r := &p.sieve.state[i]
		r.settle()
		if r.count > mostRivals {
			p.left = append(p.left, row)
			continue
		}
		label[row] = r.rival[0]
		if r.count > 1 {
			chains += r.count
			label[row] = c.nearestOf(r.rival[:r.count], t.at(int(row), p.buf[0]))
		}
		if gap != nil {
			l2 := t.length[row] * s.scale
			l2 *= l2
			off := float64(t.d+8) * 0x1p-52 * l2
			gap[row] = gapOf(l2+float64(r.limit)+off, l2+float64(r.second)-off, s.scale, t.d)
		}
	}
	s.asked.Add(int64(len(rows)))
	s.chains.Add(int64(chains))
	s.crowded.Add(int64(len(p.left) - before))
	return nil
}

// compare assigns the rows of one tile by products in float64.
func (t *rowTable) compare(ctx context.Context, p *rowTile, rows []int32, c *centers, label []int32, gap []float32) error {
	n := len(rows)
	length, labels, gaps := p.length[:n], p.label[:n], p.gap[:n]
	for i, row := range rows {
		length[i] = t.length[row]
	}
	if gap == nil {
		gaps = nil
	}
	if err := p.product.nearest(ctx, c, t.doubles(p, rows), length, labels, gaps); err != nil {
		return err
	}
	for i, row := range rows {
		label[row] = labels[i]
		if gap != nil {
			gap[row] = gaps[i]
		}
	}
	return nil
}

// followOn tells whether rows in ascending order follow one another.
func followOn(rows []int32) bool { return int(rows[len(rows)-1]-rows[0]) == len(rows)-1 }

// singles returns rows of a sieve, in p if they lie apart.
func (t *rowTable) singles(p *rowTile, rows []int32) blas32.General {
	wide := t.d + 2
	x := blas32.General{Rows: len(rows), Cols: wide, Stride: wide}
	if followOn(rows) {
		first := int(rows[0])
		x.Data = t.single[first*wide : (first+len(rows))*wide]
		return x
	}
	p.single = slices.Grow(p.single[:0], len(rows)*wide)
	for _, row := range rows {
		p.single = append(p.single, t.single[int(row)*wide:(int(row)+1)*wide]...)
	}
	x.Data = p.single
	return x
}

// doubles returns rows, in p if they lie apart or must be read.
func (t *rowTable) doubles(p *rowTile, rows []int32) blas64.General {
	x := blas64.General{Rows: len(rows), Cols: t.d, Stride: t.d}
	if t.x != nil && followOn(rows) {
		first := int(rows[0])
		x.Data = t.x[first*t.d : (first+len(rows))*t.d]
		return x
	}
	p.double = slices.Grow(p.double[:0], len(rows)*t.d)
	for _, row := range rows {
		p.double = append(p.double, t.at(int(row), p.buf[0])...)
	}
	x.Data = p.double
	return x
}

func (t *rowTable) assignPlain(ctx context.Context, p *rowTile, rows []int32, c *centers, label []int32, gap []float32) error {
	look := max(1, 1<<22/(c.k*c.d))
	for i, row := range rows {
		if (i+1)%look == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		j, low, second := c.nearestTwo(t.at(int(row), p.buf[0]))
		label[row] = int32(j)
		if gap != nil {
			gap[row] = gapOf(low, second, 1, c.d)
		}
	}
	return nil
}

// four returns four rows from number i on.
func (t *rowTable) four(i int, p *rowTile) (rows [4][]float64) {
	for e := range rows {
		rows[e] = t.at(i+e, p.buf[e])
	}
	return rows
}

// own sets dist to the squared distances of the rows lo to hi to their own centres,
// +Inf where weights were so large that means overflow.
func (t *rowTable) own(lo, hi int, c *centers, label []int32, dist []float64) {
	p := t.tile()
	defer t.scratch.Put(p)
	for i := lo; i < hi; i++ {
		if hi-i >= 4 {
			var at [4][]float64
			for e := range at {
				at[e] = c.center(int(label[i+e]))
			}
			s := fourChains(t.four(i, p), at)
			copy(dist[i:], s[:])
			i += 3
			continue
		}
		dist[i] = c.sqDist(t.at(i, p.buf[0]), int(label[i]))
	}
	for i, s := range dist[lo:hi] {
		if math.IsNaN(s) {
			dist[lo+i] = math.Inf(1)
		}
	}
}

func (t *rowTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	p := t.tile()
	defer t.scratch.Put(p)
	at := c.center(j)
	for ; lo+4 <= hi; lo += 4 {
		s := fourChains(t.four(lo, p), [4][]float64{at, at, at, at})
		copy(dist[lo:], s[:])
	}
	for ; lo < hi; lo++ {
		dist[lo] = c.sqDist(t.at(lo, p.buf[0]), j)
	}
}

func (t *rowTable) add(lo, hi int, label []int32, weight, sum []float64) {
	p := t.tile()
	defer t.scratch.Put(p)
	for i := lo; i < hi; i++ {
		s := sum[int(label[i])*t.d:][:t.d]
		switch w := weightOf(weight, i); w {
		case 0:
		case 1:
			vec.Add(s, t.at(i, p.buf[0]))
		default:
			vec.Axpy(w, t.at(i, p.buf[0]), s)
		}
	}
}

// move takes rows, times their weights, off the sums of the clusters that they had, by
// old, and adds them to those that they have by label.
func (t *rowTable) move(rows, old, label []int32, weight, sum []float64) {
	p := t.tile()
	defer t.scratch.Put(p)
	for e, i := range rows {
		w := weightOf(weight, int(i))
		if w == 0 {
			continue
		}
		x := t.at(int(i), p.buf[0])
		vec.Axpy(-w, x, sum[int(old[e])*t.d:][:t.d])
		vec.Axpy(w, x, sum[int(label[i])*t.d:][:t.d])
	}
}

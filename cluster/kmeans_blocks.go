package cluster

import (
	"context"
	"math"
	"sync"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// fewColumns is the largest number of columns for which rows are kept in
// blocks.
const fewColumns = 48

// blockTable is a centred copy of a table of few columns, in the blocks of
// vec.Assign: column by column within each vec.Block rows.
type blockTable struct {
	centred
	x      [][]float64 // one for each par.Block rows, written by who allocates it
	screen *screen     // nil where it would not pay

	scratch sync.Pool // of *blockScratch
}

// blockScratch is the workspace of one goroutine.
type blockScratch struct {
	label, second    [tileRows]int32
	near, nearSecond [tileRows]float32
	reach            [tileRows]float32
	open             []int32
	rows             [vec.Block]int32
	dist, distSecond [tileRows]float64
	block            []float64 // vec.Block rows
	block32          []float32 // tileRows rows
}

func (t *blockTable) borrow() *blockScratch {
	if s, ok := t.scratch.Get().(*blockScratch); ok {
		return s
	}
	return &blockScratch{block: make([]float64, vec.Block*t.d), block32: make([]float32, tileRows*t.d)}
}

func newBlockTable(ctx context.Context, v view.Rows, weight, mean []float64, total, unit float64, workers int) (*blockTable, error) {
	n, d := v.Dims()
	t := &blockTable{centred: newCentred(n, d, mean), x: make([][]float64, par.Blocks(n, par.Block))}
	t.scale = unit
	if cpu.AVX2 && unit > 0 {
		t.screen = &screen{x: make([][]float32, len(t.x))}
	}
	squares := make([]float64, len(t.x))
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		t.x[b] = make([]float64, vec.Blocks(hi-lo)*vec.Block*d)
		block := t.x[b]
		buf := v.Buffer()
		sum := 0.0
		for i := lo; i < hi; i++ {
			at := i % vec.Block
			if at == 0 && i > lo {
				block = block[vec.Block*d:]
			}
			s := 0.0
			for j, x := range v.Row(i, buf) {
				x -= mean[j]
				block[at] = x
				at += vec.Block
				s += float64(x * x)
			}
			sum += float64(weightOf(weight, i) * s)
		}
		squares[b] = sum
		if t.screen != nil {
			t.screen.copy(b, t.x[b], hi-lo, d, unit)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.setSpread(squares, total)
	return t, nil
}

// blocks returns the blocks that hold the rows lo to hi, which are of one tile;
// lo begins a block.
func (t *blockTable) blocks(lo, hi int) []float64 {
	at := lo % par.Block * t.d
	size := vec.Blocks(hi-lo) * vec.Block * t.d
	return t.x[lo/par.Block][at : at+size : at+size]
}

// block returns the block that holds row i.
func (t *blockTable) block(i int) []float64 { return t.blocks(i-i%vec.Block, i+1) }

func (t *blockTable) prepare(c *centers) {
	t.centred.prepare(c)
	if t.screen != nil && c.k > 1 && len(c.at) <= mostScreened {
		c.lower(t.scale)
	}
}

func (t *blockTable) assign(ctx context.Context, lo, hi int, c *centers, label []int32, reach []float32) error {
	s := t.borrow()
	defer t.scratch.Put(s)
	label = label[lo:hi]
	if reach != nil {
		reach = reach[lo:hi]
	}
	if c.screen == nil || !c.screen.sure {
		return t.nearest(ctx, s, t.blocks(lo, hi), c, label, reach)
	}
	s.open = s.open[:0]
	if err := t.look(ctx, s, t.screen.blocks(lo, hi, t.d), c, label, reach); err != nil {
		return err
	}
	if len(s.open) == 0 {
		return nil
	}
	for i := range s.open {
		s.open[i] += int32(lo)
	}
	return t.compare(ctx, s, s.open, c, label, lo, reach)
}

func (t *blockTable) assignRows(ctx context.Context, rows []int32, c *centers, label []int32, reach []float32) error {
	s := t.borrow()
	defer t.scratch.Put(s)
	if c.screen == nil || !c.screen.sure {
		return t.compare(ctx, s, rows, c, label, 0, reach)
	}
	for len(rows) > 0 {
		some := rows[:min(tileRows, len(rows))]
		rows = rows[len(some):]
		t.screen.gather(s.block32, some, t.d)
		labels, reaches := s.label[:len(some)], s.reach[:len(some)]
		s.open = s.open[:0]
		if err := t.look(ctx, s, s.block32[:vec.Blocks32(len(some))*vec.Block32*t.d], c, labels, reaches); err != nil {
			return err
		}
		for i, r := range some {
			label[r] = labels[i]
		}
		if reach != nil {
			for i, r := range some {
				reach[r] = reaches[i]
			}
		}
		if len(s.open) > 0 {
			for i, o := range s.open {
				s.open[i] = some[o]
			}
			if err := t.compare(ctx, s, s.open, c, label, 0, reach); err != nil {
				return err
			}
		}
	}
	return nil
}

// look asks the screen for the nearest centres of up to tileRows rows in blocks, and
// appends to s.open those that it is not sure of.
func (t *blockTable) look(ctx context.Context, s *blockScratch, x []float32, c *centers, label []int32, reach []float32) error {
	if reach == nil {
		reach = s.reach[:len(label)]
	}
	// Fewer rows where there are very many centres, as the context is looked at in between.
	most := max(vec.Block32, 1<<24/len(c.at)&^(vec.Block32-1))
	for lo := 0; lo < len(label); lo += most {
		hi := min(lo+most, len(label))
		if lo > 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		near, second := s.near[:hi-lo], s.nearSecond[:hi-lo]
		vec.AssignTwo32(label[lo:hi], s.second[:hi-lo], near, second, x[lo*t.d:(lo+vec.Blocks32(hi-lo)*vec.Block32)*t.d], c.screen.at, t.d)
		vec.Gaps32(reach[lo:hi], near, second, label[lo:hi], c.screen.base, c.screen.a, c.screen.b)
	}
	s.open = vec.AppendNotAbove32(s.open, reach, label, c.screen.above)
	c.screen.asked.Add(int64(len(label)))
	c.screen.open.Add(int64(len(s.open)))
	return nil
}

// compare finds the nearest centres of some rows in float64. The labels are those from
// row first on.
func (t *blockTable) compare(ctx context.Context, s *blockScratch, rows []int32, c *centers, label []int32, first int, reach []float32) error {
	var labels [vec.Block]int32
	var reaches []float32
	if reach != nil {
		reaches = make([]float32, vec.Block)
	}
	for len(rows) > 0 {
		some := rows[:min(vec.Block, len(rows))]
		rows = rows[len(some):]
		for i, r := range some {
			x := t.block(int(r))[int(r)%vec.Block:]
			at := i
			for j := 0; j < len(x); j += vec.Block {
				s.block[at] = x[j]
				at += vec.Block
			}
		}
		r := reaches
		if r != nil {
			r = r[:len(some)]
		}
		if err := t.nearest(ctx, s, s.block, c, labels[:len(some)], r); err != nil {
			return err
		}
		for i, r := range some {
			label[int(r)-first] = labels[i]
		}
		if reach != nil {
			for i, r := range some {
				reach[int(r)-first] = reaches[i]
			}
		}
	}
	return nil
}

// nearest finds the nearest centres of up to tileRows rows in blocks.
func (t *blockTable) nearest(ctx context.Context, s *blockScratch, x []float64, c *centers, label []int32, reach []float32) error {
	dist := s.dist[:len(label)]
	if reach != nil && c.travel != nil && t.scale > 0 && c.k > 1 && len(c.at) <= mostScreened {
		return t.nearestTwo(ctx, s, x, c, label, reach)
	}
	for i := range reach {
		reach[i] = unknown
	}
	// In groups of about a million products, with a look at the context after each.
	group := 1 << 20 / (tileRows * t.d) * t.d
	vec.Assign(label, dist, x, c.at[:min(group, len(c.at))], t.d)
	for from := group; from < len(c.at); from += group {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		l, s := s.label[:len(label)], s.distSecond[:len(label)]
		vec.Assign(l, s, x, c.at[from:min(from+group, len(c.at))], t.d)
		for i, s := range s {
			if l[i] >= 0 && (s < dist[i] || label[i] < 0) {
				label[i], dist[i] = l[i]+int32(from/t.d), s
			}
		}
	}
	for i, j := range label {
		// Nothing is nearest where weights were so large that means overflow.
		if j < 0 {
			label[i] = 0
		}
	}
	return nil
}

// nearestTwo is nearest with what the second nearest says of the reach.
func (t *blockTable) nearestTwo(ctx context.Context, s *blockScratch, x []float64, c *centers, label []int32, reach []float32) error {
	most := max(vec.Block, 1<<24/len(c.at)&^(vec.Block-1))
	for lo := 0; lo < len(label); lo += most {
		hi := min(lo+most, len(label))
		if lo > 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		dist, second := s.dist[:hi-lo], s.distSecond[:hi-lo]
		vec.AssignTwo(label[lo:hi], s.second[:hi-lo], dist, second, x[lo*t.d:(lo+vec.Blocks(hi-lo)*vec.Block)*t.d], c.at, t.d)
		for i, j := range label[lo:hi] {
			if j < 0 {
				label[lo+i], reach[lo+i] = 0, unknown
				continue
			}
			reach[lo+i] = c.travel.reachOf(dist[i], second[i], j)
		}
	}
	return nil
}

func (t *blockTable) own(lo, hi int, c *centers, label []int32, dist []float64) {
	d := t.d
	for lo < hi {
		to := min(lo+vec.Block, hi)
		x := t.blocks(lo, to)
		i := lo
		// Four rows at a time, so that four chains run beside each other.
		for ; i+4 <= to; i += 4 {
			c0, c1 := c.center(int(label[i])), c.center(int(label[i+1]))
			c2, c3 := c.center(int(label[i+2])), c.center(int(label[i+3]))
			c0, c1, c2, c3 = c0[:d], c1[:d], c2[:d], c3[:d]
			var s0, s1, s2, s3 float64
			at := i - lo
			for j := range c0 {
				r := (*[4]float64)(x[at:])
				t0, t1, t2, t3 := r[0]-c0[j], r[1]-c1[j], r[2]-c2[j], r[3]-c3[j]
				s0, s1 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1)
				s2, s3 = math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
				at += vec.Block
			}
			dist[i], dist[i+1], dist[i+2], dist[i+3] = s0, s1, s2, s3
		}
		for ; i < to; i++ {
			dist[i] = chainIn(x[i-lo:], c.center(int(label[i])))
		}
		lo = to
	}
}

// chainIn returns the squared distance of a row of a block, of which the first number is
// that of x.
func chainIn(x, center []float64) float64 {
	s := 0.0
	for j, c := range center {
		y := x[j*vec.Block] - c
		s = math.FMA(y, y, s)
	}
	return s
}

func (t *blockTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	at := c.center(j)
	var label [tileRows]int32
	for lo < hi {
		if lo%vec.Block == 0 {
			to := min(lo-lo%tileRows+tileRows, hi)
			vec.Assign(label[:to-lo], dist[lo:to], t.blocks(lo, to), at, t.d)
			lo = to
			continue
		}
		dist[lo] = chainIn(t.block(lo)[lo%vec.Block:], at)
		lo++
	}
}

func (t *blockTable) row(i int, dst []float64) {
	x := t.block(i)[i%vec.Block:]
	for j := range dst {
		dst[j] = x[j*vec.Block]
	}
}

func (t *blockTable) add(lo, hi int, label []int32, weight, sum []float64) {
	if weight == nil {
		vec.AddRows(sum, label[lo:hi], t.blocks(lo, hi), t.d)
		return
	}
	for i := lo; i < hi; i++ {
		w := weight[i]
		if w == 0 {
			continue
		}
		row := t.block(i)[i%vec.Block:]
		s := sum[int(label[i])*t.d:][:t.d]
		for j := range s {
			s[j] += float64(w * row[j*vec.Block])
		}
	}
}

func (t *blockTable) move(i int, w float64, from, to []float64) {
	x := t.block(i)[i%vec.Block:]
	from, to = from[:t.d], to[:t.d]
	for j := range from {
		v := float64(w * x[j*vec.Block])
		from[j] -= v
		to[j] += v
	}
}

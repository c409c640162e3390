package cluster

import (
	"context"
	"math"
	"sync"
	"sync/atomic"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// fewColumns is the largest number of columns for which rows are kept in
// blocks.
const fewColumns = 48

// blockTable is a table of few columns, centred. Exact values are those of the caller's
// matrix minus the column means, row by row. Where all rows of a block are asked for, there
// is a copy of them in the blocks of vec.Assign, column by column within each vec.Block
// rows, made when it is asked for first: where the screen decides, nobody asks.
type blockTable struct {
	centred
	rows   view.Rows
	data   []float64 // the caller's memory, if rows lie in it: row i begins at i·step
	step   int
	single bool        // no copies but that of the screen
	copies []blockCopy // one for each par.Block rows
	screen *screen     // nil where there is none

	scratch sync.Pool // of *blockScratch
}

type blockCopy struct {
	once  sync.Once
	x     []float64 // written by who allocates it
	ready atomic.Bool
}

// blockScratch is the workspace of one goroutine.
type blockScratch struct {
	label, second    [tileRows]int32
	near, nearSecond [tileRows]float32
	reach            [tileRows]float32
	open             []int32
	dist, distSecond [tileRows]float64
	row              [4][fewColumns]float64
	block            []float64 // vec.Block rows
	block32          []float32 // tileRows rows
	tile             []float64 // tileRows rows, where there is no copy to take them from
	touched          float64   // see touch
}

func (t *blockTable) borrow() *blockScratch {
	if s, ok := t.scratch.Get().(*blockScratch); ok {
		return s
	}
	s := &blockScratch{block: make([]float64, vec.Block*t.d), block32: make([]float32, tileRows*t.d)}
	if t.single {
		s.tile = make([]float64, tileRows*t.d)
	}
	return s
}

func newBlockTable(ctx context.Context, v view.Rows, weight, mean []float64, total, unit float64, single bool, workers int) (*blockTable, error) {
	n, d := v.Dims()
	blocks := par.Blocks(n, par.Block)
	t := &blockTable{centred: newCentred(n, d, mean), rows: v, single: single, copies: make([]blockCopy, blocks)}
	t.scale = unit
	t.data, t.step = v.Memory()
	if cpu.AVX2 && unit > 0 {
		t.screen = &screen{x: make([][]float32, blocks)}
	}
	squares := make([]float64, blocks)
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		var buf [fewColumns]float64
		var to []float32
		if t.screen != nil {
			to = make([]float32, vec.Blocks32(hi-lo)*vec.Block32*d)
			t.screen.x[b] = to
		}
		sum := 0.0
		for i := lo; i < hi; i++ {
			x := t.fromCaller(i, buf[:])
			sum += float64(weightOf(weight, i) * squareSum(x))
			if to != nil {
				narrow(to, i-lo, x, unit)
			}
		}
		squares[b] = sum
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.setSpread(squares, total)
	return t, nil
}

// squareSum is vec.Dot of a row with itself, but for the order of additions. A row that was
// just written number by number is read so again.
func squareSum(x []float64) float64 {
	var s0, s1, s2, s3 float64
	for len(x) >= 4 {
		x4 := (*[4]float64)(x)
		s0 += float64(x4[0] * x4[0])
		s1 += float64(x4[1] * x4[1])
		s2 += float64(x4[2] * x4[2])
		s3 += float64(x4[3] * x4[3])
		x = x[4:]
	}
	for _, v := range x {
		s0 += float64(v * v)
	}
	return (s0 + s2) + (s1 + s3)
}

// fromCaller writes the caller's row i, centred, into buf.
func (t *blockTable) fromCaller(i int, buf []float64) []float64 {
	buf = buf[:t.d]
	row, mean := buf, t.mean[:len(buf)]
	if t.data != nil {
		row = t.data[i*t.step:][:len(buf)]
	} else {
		t.rows.Row(i, buf)
	}
	for j := range buf {
		buf[j] = row[j] - mean[j]
	}
	return buf
}

// at writes row i into buf, from where it is at hand.
func (t *blockTable) at(i int, buf []float64) []float64 {
	if t.single || t.data != nil {
		return t.fromCaller(i, buf)
	}
	buf = buf[:t.d]
	x := t.blocks(i-i%vec.Block, i+1)[i%vec.Block:]
	for j := range buf {
		buf[j] = x[j*vec.Block]
	}
	return buf
}

// blocks returns the blocks that hold the rows lo to hi, which are of one tile;
// lo begins a block.
func (t *blockTable) blocks(lo, hi int) []float64 {
	if t.single {
		x := make([]float64, vec.Blocks(hi-lo)*vec.Block*t.d)
		t.fill(x, lo, hi)
		return x
	}
	b := lo / par.Block
	c := &t.copies[b]
	c.once.Do(func() {
		first, last := b*par.Block, min((b+1)*par.Block, t.n)
		c.x = make([]float64, vec.Blocks(last-first)*vec.Block*t.d)
		t.fill(c.x, first, last)
		c.ready.Store(true)
	})
	at := lo % par.Block * t.d
	size := vec.Blocks(hi-lo) * vec.Block * t.d
	return c.x[at : at+size : at+size]
}

// tile is blocks, with s for rows of which there is no copy.
func (t *blockTable) tile(s *blockScratch, lo, hi int) []float64 {
	if !t.single {
		return t.blocks(lo, hi)
	}
	x := s.tile[:vec.Blocks(hi-lo)*vec.Block*t.d]
	t.fill(x, lo, hi)
	return x
}

// fill writes rows into blocks.
func (t *blockTable) fill(dst []float64, lo, hi int) {
	var buf [fewColumns]float64
	for i := range hi - lo {
		put(dst[i/vec.Block*vec.Block*t.d:], i%vec.Block, t.fromCaller(lo+i, buf[:]))
	}
}

// put makes x row i of a block.
func put(block []float64, i int, x []float64) {
	for _, v := range x {
		block[i] = v
		i += vec.Block
	}
}

func (t *blockTable) prepare(c *centers) {
	t.centred.prepare(c)
	if t.screen != nil && c.k > 1 && len(c.at) <= mostScreened {
		c.lower(t.scale, t.n)
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
		return t.nearest(ctx, s, t.tile(s, lo, hi), c, label, reach)
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
		if t.data != nil {
			for i, r := range some {
				if i%ahead == 0 {
					t.touch(s, some[i:min(i+ahead, len(some))])
				}
				narrow(s.block32, i, t.fromCaller(int(r), s.row[0][:]), t.scale)
			}
		} else {
			t.screen.gather(s.block32, some, t.d)
		}
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
			put(s.block, i, t.at(int(r), s.row[0][:]))
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
	if t.data != nil {
		for ; lo+4 <= hi; lo += 4 {
			at, l := lo*t.step, label[lo:lo+4]
			four := fourCentred([4][]float64{
				t.data[at:][:d], t.data[at+t.step:][:d], t.data[at+2*t.step:][:d], t.data[at+3*t.step:][:d],
			}, t.mean, [4][]float64{c.center(int(l[0])), c.center(int(l[1])), c.center(int(l[2])), c.center(int(l[3]))})
			copy(dist[lo:], four[:])
		}
	}
	var buf [fewColumns]float64
	for ; lo < hi; lo++ {
		dist[lo] = vec.SqDistChain(t.at(lo, buf[:]), c.center(int(label[lo])))
	}
}

// fourCentred returns the squared distances of four rows, less mean, to a centre each.
func fourCentred(rows [4][]float64, mean []float64, centers [4][]float64) [4]float64 {
	x0 := rows[0]
	x1, x2, x3, mean := rows[1][:len(x0)], rows[2][:len(x0)], rows[3][:len(x0)], mean[:len(x0)]
	c0, c1, c2, c3 := centers[0][:len(x0)], centers[1][:len(x0)], centers[2][:len(x0)], centers[3][:len(x0)]
	var s0, s1, s2, s3 float64
	for j, v := range x0 {
		m := mean[j]
		t0, t1, t2, t3 := (v-m)-c0[j], (x1[j]-m)-c1[j], (x2[j]-m)-c2[j], (x3[j]-m)-c3[j]
		s0, s1 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1)
		s2, s3 = math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
	}
	return [4]float64{s0, s1, s2, s3}
}

func (t *blockTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	at := c.center(j)
	var label [tileRows]int32
	var buf [fewColumns]float64
	for lo < hi {
		if lo%vec.Block == 0 && hi-lo >= vec.Block {
			to := min(lo-lo%tileRows+tileRows, hi)
			vec.Assign(label[:to-lo], dist[lo:to], t.blocks(lo, to), at, t.d)
			lo = to
			continue
		}
		dist[lo] = vec.SqDistChain(t.at(lo, buf[:]), at)
		lo++
	}
}

func (t *blockTable) row(i int, dst []float64) { t.at(i, dst) }

func (t *blockTable) add(lo, hi int, label []int32, weight, sum []float64) {
	// A copy that is there anyway has the same numbers in a better order.
	if weight == nil && !t.single && (t.data == nil || t.copies[lo/par.Block].ready.Load()) {
		vec.AddRows(sum, label[lo:hi], t.blocks(lo, hi), t.d)
		return
	}
	var buf [fewColumns]float64
	for i := lo; i < hi; i++ {
		w := weightOf(weight, i)
		s := sum[int(label[i])*t.d:][:t.d]
		switch {
		case w == 0:
		case w == 1 && t.data != nil:
			addCentred(s, t.data[i*t.step:][:len(s)], t.mean)
		default:
			for j, v := range t.at(i, buf[:])[:len(s)] {
				s[j] += float64(w * v)
			}
		}
	}
}

// addCentred adds x less mean to s.
func addCentred(s, x, mean []float64) {
	for len(s) >= 4 {
		s4, x4, m4 := (*[4]float64)(s), (*[4]float64)(x), (*[4]float64)(mean)
		s4[0] += x4[0] - m4[0]
		s4[1] += x4[1] - m4[1]
		s4[2] += x4[2] - m4[2]
		s4[3] += x4[3] - m4[3]
		s, x, mean = s[4:], x[4:], mean[4:]
	}
	x, mean = x[:len(s)], mean[:len(s)]
	for j := range s {
		s[j] += x[j] - mean[j]
	}
}

func (t *blockTable) move(rows, old, label []int32, weight, sum []float64) {
	d := t.d
	s := t.borrow()
	defer t.scratch.Put(s)
	for e, i := range rows {
		if e%ahead == 0 {
			t.touch(s, rows[e:min(e+ahead, len(rows))])
		}
		w := weightOf(weight, int(i))
		if w == 0 {
			continue
		}
		x := t.at(int(i), s.row[0][:])
		from, to := sum[int(old[e])*d:][:len(x)], sum[int(label[i])*d:][:len(x)]
		for j, v := range x {
			v = float64(w * v)
			from[j] -= v
			to[j] += v
		}
	}
}

// ahead is the number of rows, apart from each other, that are asked for at once.
const ahead = 8

// touch reads a little of some rows, so that the processor fetches all of them at the
// same time and not one after the other.
func (t *blockTable) touch(s *blockScratch, rows []int32) {
	if t.data == nil {
		return
	}
	for _, i := range rows {
		row := t.data[int(i)*t.step:][:t.d]
		for j := 0; j < len(row); j += 8 {
			s.touched += row[j]
		}
	}
}

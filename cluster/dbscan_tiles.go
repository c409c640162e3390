package cluster

import (
	"context"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/gemm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

const (
	// tileColumns is the number of columns from which on tiles take less time than
	// vec.MaskWithin, and mostTileColumns the number up to which their error is known.
	tileColumns     = 12
	mostTileColumns = 1 << 16

	// frameRows is how many rows say where the middle of a table is.
	frameRows = 63

	// oddSquare is the largest square of the length of a row in a frame, mostLimit the
	// largest limit, and oddSum what makes a sum with an odd row negative.
	oddSquare = 0x1p100
	mostLimit = 0x1p120
	oddSum    = -0x1p126
)

// frame moves the middle of a table to 0, and scales it by a power of two so that
// rows have lengths of about 1.
//
// The middle is that of a few rows, and so is the length: the median, which rows far
// away do not touch. It changes no answer, only how many pairs of rows are looked at twice.
type frame struct {
	d      int
	middle []float64
	scale  float64
	relief float64   // how far off squared distances in the frame may be by themselves
	spare  sync.Pool // of leafQuery
}

// newFrame returns the frame of a table in which squared distances may be off by as
// much as off before anything is rounded here.
func newFrame(ctx context.Context, r rawRows, off float64) (*frame, error) {
	f := &frame{d: r.d, middle: make([]float64, r.d), scale: 1}
	n := min(r.n, frameRows)
	of := func(k int) []float64 { return r.row(int(int64(k) * int64(r.n) / int64(n))) }
	value := make([]float64, n)
	for j := range f.middle {
		if j%1024 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		for k := range value {
			value[k] = of(k)[j]
		}
		slices.Sort(value)
		f.middle[j] = value[n/2]
	}
	for k := range value {
		value[k] = math.Sqrt(vec.SqDistChain(of(k), f.middle))
	}
	slices.Sort(value)
	length := value[n/2]
	if length == 0 {
		length = value[n-1]
	}
	if length > 0 {
		_, e := math.Frexp(max(length, 0x1p-400))
		f.scale = math.Ldexp(1, -e)
	}
	f.relief = off*f.scale*f.scale + float64(r.d)*0x1p-140
	return f, nil
}

// rounding is how far off a sum of a tile is at most, as a part of the squared lengths of
// its two rows.
func (f *frame) rounding() float64 { return 1.05 * float64(f.d+10) * ulp32 }

// leafTiles are the leaves of a tree laid out to be compared with other rows by
// products of matrices in float32, which rule out almost all pairs that are no neighbours.
//
// In a frame, y and z are two rows, Y and Z their lengths, λ is the limit of y, u = 2⁻²⁴.
// The product of y and −2z has two more columns,
//
//	S = −2y·z + β + α,   β ≤ Z² − m·Z²,   α ≤ Y² − m·Y² − λ − 2u·λ − r
//
// so that it is ‖y−z‖² − λ, less what keeps it from being too large by rounding. The
// numbers of y and z are off by 2u(Y²+Z²) together, as 2YZ ≤ Y²+Z²; the d steps of the chain
// by 1.01·d·u(Y²+Z²), as d·u ≤ 2⁻⁸; the last two by 4.1u(Y²+Z²)+u·λ. All that is in
// float64, the chain of squared differences that decides included, is off by less than
// (d+10)·2⁻⁵⁰·(Y²+Z²), and by r where directions are compared. So
//
//	m = 1.05(d+10)u,   r ≥ d·2⁻¹⁴⁰
//
// are enough, the last for what is lost at the lower end of float32: no pair with S > 0 is
// one of neighbours. A pair with S below −2(m+2u)(Y²+Z²)−16u·λ−3r is one for certain, as α and
// β are rounded down by 3u of themselves. Of all others, float64 decides.
//
// A row that is 2⁵⁰ times as long as others is odd, and so is one without direction where
// these are compared: all its pairs are decided in float64.
type leafTiles struct {
	*frame
	t      *kdTree
	packed []*gemm.Packed32 // −2z in columns, β and 1, for each leaf
	wide   []float32        // 2(m+2u)Z² by position, rounded up
	real   *directions      // what decides, nil for the rows of the tree
}

// tiled tells whether tiles are of use for tables of d columns.
func tiled(d int) bool { return cpu.AVX2 && d >= tileColumns && d <= mostTileColumns }

func newLeafTiles(ctx context.Context, f *frame, t *kdTree, real *directions, workers int) (*leafTiles, error) {
	leaves := len(t.node)
	s := &leafTiles{frame: f, t: t, packed: make([]*gemm.Packed32, leaves), wide: make([]float32, leaves*leafRows), real: real}
	err := par.For(ctx, leaves, 16, workers, func(_, lo, hi int) error {
		laid := make([]float32, (f.d+2)*leafRows)
		for leaf := lo; leaf < hi; leaf++ {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			s.layOut(leaf, laid)
		}
		return nil
	})
	return s, err
}

// layOut lays out one leaf.
func (s *leafTiles) layOut(leaf int, laid []float32) {
	t, n := s.t, s.t.size(leaf)
	var square [leafRows]float64
	clear(laid)
	for j := range s.d {
		column, to := t.x[(leaf*t.d+j)*t.step:][:n], laid[j*leafRows:]
		for p, v := range column {
			v = (v - s.middle[j]) * s.scale
			square[p] += float64(v * v)
			to[p] = float32(-2 * v)
		}
	}
	beta, one := laid[s.d*leafRows:][:leafRows], laid[(s.d+1)*leafRows:][:leafRows]
	m := s.rounding()
	for p := range leafRows {
		one[p] = 1
		switch z2 := square[p]; {
		case p >= n:
			beta[p] = -2 * oddSum // what is no row is no neighbour
		case s.odd(leaf*leafRows+p, z2):
			for j := range s.d {
				laid[j*leafRows+p] = 0
			}
			beta[p] = oddSum
			s.wide[leaf*leafRows+p] = float32(math.Inf(1))
		default:
			beta[p] = -upward(m*z2 - z2)
			s.wide[leaf*leafRows+p] = upward(2 * (m + 2*ulp32) * z2)
		}
	}
	s.packed[leaf] = gemm.Pack32(nil, blas32.General{Rows: s.d + 2, Cols: leafRows, Stride: leafRows, Data: laid}, false)
}

// odd tells whether sums say nothing about a row.
func (s *leafTiles) odd(p int, square float64) bool {
	return !(square <= oddSquare) || s.real != nil && s.real.length[s.t.row[p]] == 0
}

// leafQuery is up to 64 rows that are compared with one leaf after the other.
type leafQuery struct {
	*frame
	n    int
	x    []float32 // y, 1 and α of each row
	rows [leafRows]queryRow
	own  []float64 // the numbers of the rows
	sums [leafRows * leafRows]float32
	hits []int32
	near [leafRows]uint64 // of each row the neighbours in the leaf
	safe [leafRows]uint64 // those that are so for certain
}

type queryRow struct {
	limit  float64
	square float64   // Y²
	wide   float64   // 2(m+2u)Y² + 16u·λ + 3r
	row    []float64 // what decides
	length float64   // of row, where directions are compared
}

// take returns a query without rows; give takes it back.
func (f *frame) take() *leafQuery {
	if q, ok := f.spare.Get().(*leafQuery); ok {
		q.n = 0
		return q
	}
	return &leafQuery{frame: f, x: make([]float32, leafRows*(f.d+2)), own: make([]float64, leafRows*f.d)}
}

func (f *frame) give(q *leafQuery) { f.spare.Put(q) }

// add adds the row at a position of a tree.
func (q *leafQuery) add(s *leafTiles, p int, limit float64) {
	r := queryRow{row: q.own[q.n*q.d:][:q.d:q.d]}
	s.t.at(p, r.row)
	to := q.x[q.n*(q.d+2):][:q.d+2]
	middle, scale := q.middle[:len(r.row)], q.scale
	to = to[:len(r.row)+2]
	for j, v := range r.row {
		v = (v - middle[j]) * scale
		r.square += float64(v * v)
		to[j] = float32(v)
	}
	if s.real != nil {
		i := int(s.t.row[p])
		r.row, r.length = s.real.rows.row(i), s.real.length[i]
	}
	if s.odd(p, r.square) {
		r.square = math.Inf(1)
		clear(to)
	}
	to[q.d] = 1
	q.rows[q.n] = r
	q.n++
	q.ask(q.n-1, limit)
}

// ask changes the limit of a row.
func (q *leafQuery) ask(k int, limit float64) {
	r := &q.rows[k]
	r.limit = limit
	alpha := &q.x[k*(q.d+2)+q.d+1]
	if math.IsInf(r.square, 1) {
		*alpha, r.wide = oddSum, r.square
		return
	}
	limit = min(limit*q.scale*q.scale, mostLimit)
	m := q.rounding()
	*alpha = -upward(m*r.square - r.square + limit + 2*ulp32*limit + q.relief)
	r.wide = 2*(m+2*ulp32)*r.square + 16*ulp32*limit + 3*q.relief
}

// borrow adds row k of another query, which must not change meanwhile.
func (q *leafQuery) borrow(from *leafQuery, k int) {
	w := q.d + 2
	copy(q.x[q.n*w:], from.x[k*w:(k+1)*w])
	q.rows[q.n] = from.rows[k]
	q.n++
}

// move puts row k in the place of row to.
func (q *leafQuery) move(k, to int) {
	if k == to {
		return
	}
	w := q.d + 2
	copy(q.x[to*w:(to+1)*w], q.x[k*w:(k+1)*w])
	r := q.rows[k]
	if &r.row[0] == &q.own[k*q.d] {
		copy(q.own[to*q.d:(to+1)*q.d], r.row)
		r.row = q.own[to*q.d:][:q.d:q.d]
	}
	q.rows[to] = r
}

// screen sets near to the rows of a leaf that may be neighbours, and safe to those
// that are.
func (q *leafQuery) screen(s *leafTiles, leaf int) {
	w := q.d + 2
	if q.n == 0 {
		return
	}
	s.packed[leaf].Rows(q.sums[:], leafRows, blas32.General{Rows: q.n, Cols: w, Stride: w, Data: q.x[:q.n*w]}, 0, q.n)
	q.hits = vec.AppendAtMost32(q.hits[:0], q.sums[:q.n*leafRows], 0)
	clear(q.near[:q.n])
	clear(q.safe[:q.n])
	wide := s.wide[leaf*leafRows:][:leafRows]
	for _, h := range q.hits {
		k, p := h/leafRows, h%leafRows
		bit := uint64(1) << p
		q.near[k] |= bit
		if float64(q.sums[h])+q.rows[k].wide+float64(wide[p]) < 0 {
			q.safe[k] |= bit
		}
	}
}

// meet sets near to the neighbours in a leaf.
func (q *leafQuery) meet(s *leafTiles, leaf int) {
	q.screen(s, leaf)
	for k := range q.n {
		doubt := q.near[k] &^ q.safe[k]
		if doubt == 0 {
			continue
		}
		r := &q.rows[k]
		if s.real == nil {
			doubt &= s.t.within(leaf, r.row, r.limit)
		} else {
			doubt = s.real.within(s.t, leaf, r, doubt)
		}
		q.near[k] = q.safe[k] | doubt
	}
}

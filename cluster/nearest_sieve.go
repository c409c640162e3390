package cluster

import (
	"context"
	"math"
	"sync/atomic"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/gemm"
	"github.com/clm-go/clm/internal/vec"
)

// sieve is centres laid out to rule out almost all of them for a row by products of
// matrices in float32, which are twice as fast as those in float64.
//
// Rows and centres are scaled by a power of two, so that no row is longer than 1;
// y and z are a row and a centre after that, Y and Z their lengths, u = 2⁻²⁴.
// The product of y and −2z has two more columns,
//
//	L = −2y·z + q − n·a,   q ≤ Z² − b,  n ≥ Y
//
// of which the first makes it a squared distance less Y², which is the same for all
// centres, and the second makes it a lower bound of it. Rounding the numbers of y and z
// is off by less than (2u+u²)·2YZ, the chain of d steps by less than
// d·u/(1−d·u)·(1+u)²·2YZ, both together by less than 2.02(d+2)u·YZ as d·u ≤ 2⁻⁸; the two
// last steps are off by u times a number below 2YZ(1+2⁻⁷)+Z², and by u·n·a. So
//
//	a = 2.03(d+5)u·Z,   b = 3u·Z² + d·2⁻¹⁴⁰
//
// are enough, the last term for what is lost at the lower end of float32. L is less
// than the true number by at most twice the error and the 3u·Z² that q is rounded down
// by: L + 2.01·n·a + 3b is an upper bound. The bounds of each centre depend on its own
// length, so that centres far away, of rows far away, do not blur the others.
//
// A chain of squared differences in float64 is off by less than (d+2)·2⁻⁵³ of itself
// and a little. So a centre whose L is above the upper bound of another one by
// 3(d+4)·2⁻⁵³·(Y+Z)² has a greater chain. Those that are left for a row are its rivals: one,
// for almost every row; otherwise their chains decide.
type sieve struct {
	scale  float64
	packed []*gemm.Packed32 // −2z, q and −a in columns, a group of centres after the other
	group  int              // centres in a group, but for the last one
	rows   int              // rows that are compared at once
	d      int
	laid   []float32 // a group before it is packed
	bound  []sieveBound

	off     int          // how often the sieve is still to be left out
	asked   atomic.Int64 // rows since the last layOut
	chains  atomic.Int64 // chains that decided about them
	crowded atomic.Int64 // rows with too many rivals for that
}

// sieveBound says how far off the sums of a centre may be.
type sieveBound struct{ wide, base, length float64 }

const (
	// sieveUlp is the largest relative error of rounding to float32.
	sieveUlp = 0x1p-24

	// sieveSums is the number of sums of a tile: 128 KB. sieveRows and sieveCenters are
	// the most rows and centres of one.
	sieveSums    = 1 << 15
	sieveRows    = 64
	sieveCenters = 1024

	// sieveColumns is the largest number of columns of a sieve.
	sieveColumns = 1 << 16

	// sievePad is the sum of what is no centre.
	sievePad = 1e30

	// mostRivals is the largest number of centres whose chains are computed for a row.
	mostRivals = 8

	// sievePause is how often a sieve is left out that was of no use.
	sievePause = 15
)

// sieveScale returns the power of two by which rows are scaled of which none is
// longer, 0 if they cannot be sieved: squares of the smallest numbers that
// count, and sums of the largest, must be in the range of float64.
func sieveScale(longest float64, d int) float64 {
	if !(longest > 0x1p-400 && longest < 0x1p480) || d > sieveColumns {
		return 0
	}
	_, e := math.Frexp(longest)
	return math.Ldexp(1, -e)
}

// newSieve returns a sieve for k centres.
func newSieve(scale float64, k, d int) *sieve {
	s := &sieve{scale: scale, d: d, bound: make([]sieveBound, k)}
	s.group = min(max(1<<18/d/productUnit*productUnit, productUnit), sieveCenters, k)
	width := padded(s.group)
	s.rows = min(max(min(sieveSums, 1<<24/d)/width, 4), sieveRows)
	if s.rows > 8 {
		s.rows -= s.rows % 8
	}
	s.laid = make([]float32, width*(d+2))
	s.packed = make([]*gemm.Packed32, (k+s.group-1)/s.group)
	return s
}

// padded returns the number of centres in a group with those that fill it up: what
// vec.TwoLowest32 goes through at once.
func padded(k int) int { return (k + 15) &^ 15 }

// useful tells whether the sieve is to be used for new centres, from what came of it
// with those before: a chain costs as much as some dozens of sums, and a crowded
// row is compared anew, with products in float64, in twice the time.
func (s *sieve) useful(k int) bool {
	asked, chains, crowded := s.asked.Swap(0), s.chains.Swap(0), s.crowded.Swap(0)
	if s.off > 0 {
		s.off--
		return s.off == 0
	}
	if 64*float64(chains)+2*float64(k)*float64(crowded) > float64(k)*float64(asked) {
		s.off = sievePause
	}
	return s.off == 0
}

// layOut prepares centres that have changed and tells whether they can be sieved. The
// squares of their lengths are known.
func (s *sieve) layOut(c *centers, square []float64) bool {
	if !s.useful(c.k) {
		return false
	}
	d := c.d
	for g := range s.packed {
		first := g * s.group
		k := min(s.group, c.k-first)
		for j := range k {
			to := s.laid[j*(d+2) : (j+1)*(d+2)]
			at := c.center(first + j)
			largest := 0.0
			for i, v := range at {
				v *= s.scale
				largest = max(largest, math.Abs(v)) // NaN stays
				to[i] = float32(-2 * v)
			}
			if !(largest <= 2) {
				return false
			}
			z2 := square[first+j] * s.scale * s.scale
			z := math.Sqrt(z2) * (1 + 0x1p-30)
			a := upward(2.03 * float64(d+5) * sieveUlp * z)
			b := 3*sieveUlp*z2 + float64(d)*0x1p-140
			to[d] = -upward(b - z2)
			to[d+1] = -a
			s.bound[first+j] = sieveBound{wide: 2.01 * float64(a), base: 3 * b, length: z}
		}
		width := padded(k)
		for j := k; j < width; j++ {
			to := s.laid[j*(d+2) : (j+1)*(d+2)]
			clear(to)
			to[d] = sievePad
		}
		x := blas32.General{Rows: width, Cols: d + 2, Stride: d + 2, Data: s.laid[:width*(d+2)]}
		s.packed[g] = gemm.Pack32(s.packed[g], x, true)
	}
	return true
}

// sieveRow lays out a row of the given length to be sieved: its numbers, 1, and the
// length, rounded up.
func sieveRow(to []float32, row []float64, length, scale float64) {
	d := len(row)
	to = to[:d+2]
	for i, v := range row {
		to[i] = float32(v * scale)
	}
	to[d] = 1
	to[d+1] = upward(length * scale * (1 + 0x1p-30))
}

// upward returns a float32 that is not below x, and above it by little more than its
// last bit.
func upward(x float64) float32 {
	return float32(x + math.Abs(x)*0x1p-23 + 0x1p-149)
}

// downward returns a float32 that is not above x, and below it by as little.
func downward(x float64) float32 { return -upward(-x) }

// sieveTile is the workspace of one goroutine.
type sieveTile struct {
	sums  [sieveSums]float32
	state [sieveRows]sieveState
	close []int32
}

// sieveState is what is known of a row after some groups of centres.
type sieveState struct {
	low, second float32 // the smallest sums so far
	limit       float32 // the rivals of the row are not above it
	count       int     // of rivals, or one more than there is room for
	rival       [mostRivals]int32
	sum         [mostRivals]float32 // of each rival
}

// compare goes through all centres for a few rows.
func (t *sieveTile) compare(ctx context.Context, s *sieve, x blas32.General) error {
	state := t.state[:x.Rows]
	inf := float32(math.Inf(1))
	for i := range state {
		state[i].low, state[i].second, state[i].limit, state[i].count = inf, inf, inf, 0
	}
	for g, p := range s.packed {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		_, k := p.Dims()
		p.Rows(t.sums[:], k, x, 0, x.Rows)
		for i := range state {
			length := float64(x.Data[i*x.Stride+x.Cols-1])
			t.take(s, &state[i], length, g*s.group, t.sums[i*k:(i+1)*k])
		}
	}
	return nil
}

// take takes the sums of the centres from number first on into account.
func (t *sieveTile) take(s *sieve, r *sieveState, length float64, first int, sums []float32) {
	at, low, second := vec.TwoLowest32(sums)
	if low < r.low {
		r.low, r.second = low, min(r.low, second)
	} else {
		r.second = min(r.second, low)
	}
	if low > r.limit {
		return
	}
	b := &s.bound[first+at]
	reach := length + b.length
	chain := 3 * 0x1p-53 * float64(s.d+4) * reach * reach
	r.limit = min(r.limit, upward(float64(low)+length*b.wide+b.base+chain))
	if second > r.limit {
		r.add(first+at, low)
		return
	}
	t.close = vec.AppendAtMost32(t.close[:0], sums, r.limit)
	for _, j := range t.close {
		r.add(first+int(j), sums[j])
	}
}

// add adds a rival. Where there is no room, those are forgotten first that a
// later limit has ruled out.
func (r *sieveState) add(j int, sum float32) {
	if r.count >= mostRivals {
		r.settle()
	}
	if r.count >= mostRivals {
		r.count = mostRivals + 1
		return
	}
	r.rival[r.count], r.sum[r.count] = int32(j), sum
	r.count++
}

// settle forgets the rivals above the limit.
func (r *sieveState) settle() {
	if r.count > mostRivals {
		return
	}
	n := 0
	for i, s := range r.sum[:r.count] {
		if s <= r.limit {
			r.rival[n], r.sum[n] = r.rival[i], s
			n++
		}
	}
	r.count = n
}

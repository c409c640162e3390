package cluster

import (
	"math"
	"sync/atomic"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// A screen is a second copy of a table of few columns in float32, times the unit of
// the table, in the blocks of vec.AssignTwo32. It finds the two nearest centres
// twice as fast as float64 and is sure of the nearest where the second is far enough
// behind. Rows that it is not sure of, a few in 100,000 as a rule, are compared in
// float64. So the labels are those of float64 to the last row.
//
// How far is enough? With u = 2⁻²⁴, D the distance of a row x to a centre c in
// real numbers and S the chain in float32:
//
//   - x and c are off by at most u·‖x‖ and u·‖c‖ after rounding, so the distance of the
//     rounded ones is within u·(‖x‖+‖c‖) of D. A coordinate that is too small for that
//     is off by 2⁻¹⁵⁰ at most.
//   - Each difference is rounded once, each step of the chain once: S is the square
//     of that distance but for a factor between 1 ∓ (d+2)·u, to first order, and but
//     for 2⁻¹⁵⁰ a step where numbers are subnormal. The root halves the first, and
//     makes √d·2⁻⁷⁵ of the second.
//
// With ‖c‖ ≤ D+‖x‖ for the centres behind, and ‖x‖ ≤ D+‖c‖ for the nearest one, c from
// now on, all others are at least as far as the first line here, and the nearest is at
// most as far as the second:
//
//	√S₂·(1 − (d+2)/2·u − u) − 2u·‖x‖ − …
//	√S₁·(1 + (d+2)/2·u + u) + 2u·‖c‖ + …   with   2u·‖x‖ ≤ 2u·(√S₁·(1+…) + ‖c‖)
//
// So the gap is at least b·√S₂ − a·√S₁ − 4u·‖c‖ − leastGap/2, with b = 1 − (d+2)/2·u − u and
// a = 1 + (d+2)/2·u + 3u to first order. There are 8u more on both for second-order terms, for
// rounding the gap itself, and for what the reach of a row needs; ‖c‖ is rounded up.
type screen struct {
	x [][]float32 // one for each par.Block rows
}

func (s *screen) blocks(lo, hi, d int) []float32 {
	at := lo % par.Block * d
	size := vec.Blocks32(hi-lo) * vec.Block32 * d
	return s.x[lo/par.Block][at : at+size : at+size]
}

// screened are centres for a screen.
type screened struct {
	at    []float32
	above []float32 // the travel: it is sure of a row that reaches farther
	base  []float32 // what is added to a gap to make a reach of it
	a, b  float32
	sure  bool // whether it is of use with these centres

	open atomic.Int64 // rows that it was not sure of the last time
	off  bool         // for good: there were too many
}

// fewSure is the share of rows, one in fewSure, that have to be compared again for a
// screen to be given up: it then costs what it saves.
const fewSure = 4

// lower makes the centres for the screen of a table of n rows from centres that have
// changed.
func (c *centers) lower(unit float64, n int) {
	s := c.screen
	if s == nil {
		s = &screened{at: make([]float32, len(c.at)), above: make([]float32, c.k), base: make([]float32, c.k)}
		widen := (float64(c.d+2)/2 + 11) * ulp32
		s.a, s.b = float32(1+widen), float32(1-widen)
		c.screen = s
	}
	if s.open.Swap(0) > int64(n/fewSure) {
		s.off = true
	}
	s.sure = !s.off && cpu.AVX2
	if !s.sure {
		return
	}
	for j := range c.k {
		sum := 0.0
		to := s.at[j*c.d:]
		for i, v := range c.center(j) {
			v *= unit
			to[i] = float32(v)
			sum += float64(v * v)
		}
		length := math.Sqrt(sum) * (1 + float64(c.d+4)*0x1p-52)
		// Nothing overflows, nor is NaN.
		s.sure = s.sure && length < 0x1p50
		base := -leastGap
		if c.travel != nil {
			s.above[j], base = c.travel.above[j], float64(c.travel.base[j])
		}
		s.base[j] = -roundUp(4*ulp32*length - base)
	}
}

// narrow makes x row i of some blocks.
func narrow(blocks []float32, i int, x []float64, unit float64) {
	to := blocks[i/vec.Block32*vec.Block32*len(x)+i%vec.Block32:]
	at := 0
	for _, v := range x {
		to[at] = float32(v * unit)
		at += vec.Block32
	}
}

// gather copies some rows into blocks.
func (s *screen) gather(dst []float32, rows []int32, d int) {
	x := s.x[int(rows[0])/par.Block]
	for i, r := range rows {
		at := int(r) % par.Block
		from := x[at/vec.Block32*vec.Block32*d+at%vec.Block32:]
		to := dst[i/vec.Block32*vec.Block32*d+i%vec.Block32:]
		for j := 0; j < d*vec.Block32; j += vec.Block32 {
			to[j] = from[j]
		}
	}
}

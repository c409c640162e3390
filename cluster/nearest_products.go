package cluster

import (
	"context"
	"math"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/gemm"
	"github.com/clm-go/clm/internal/vec"
)

// productRows and productCenters are the numbers of rows and centres of a tile of
// products, which is smaller than 128 KB. Centres are packed in panels; productUnit
// is the number of centres in two of them.
const (
	productRows    = 64
	productCenters = 5 * productUnit
	productUnit    = 48
)

// products are centres laid out to be compared with many rows of many columns by
// products of matrices: ‖x−c‖² = ‖x‖² − 2x·c + ‖c‖², of which the first part is
// the same for all centres.
//
// Without that part, the sum rounds otherwise than the chain of squared
// differences: each is off by less than (d+4)·2⁻⁵³·(‖x‖+‖c‖)². So two sums that
// differ by more than four times that are in the order of the two chains. The band
// is twice as wide, as lengths are rounded too; within it the chains decide.
type products struct {
	group  int       // centres in a group, but for the last one
	rows   int       // rows that are compared at once
	square []float64 // ‖c‖² of each centre
	reach  float64   // largest ‖c‖

	once   sync.Once      // packs, once after each layOut
	packed []*gemm.Packed // −2c in columns, a group of centres after the other
	scaled []float64      // a group of −2c

	sieve  *sieve // nil where there is none
	sieves bool   // whether it can be used for the centres as they are
}

// layOut prepares centres that have changed, with a sieve for rows of that scale if
// there are such rows.
func (c *centers) layOut(scale float64, sieve bool) {
	p := c.products
	if p == nil {
		// Fewer at once where there are very many columns, as the context is looked
		// at in between.
		p = &products{square: make([]float64, c.k)}
		p.group = min(max(1<<17/c.d/productUnit*productUnit, productUnit), productCenters)
		p.rows = min(max(1<<24/(p.group*c.d), 4), productRows)
		if sieve {
			p.sieve = newSieve(scale, c.k, c.d)
		}
		c.products = p
	}
	p.reach = 0
	for j := range c.k {
		at := c.center(j)
		p.square[j] = vec.Dot(at, at)
		p.reach = max(p.reach, math.Sqrt(p.square[j])) // NaN stays
	}
	p.once = sync.Once{}
	p.sieves = p.sieve != nil && p.sieve.layOut(c, p.square)
}

// pack makes the packed centres, which are not needed where a sieve decides about
// all rows.
func (p *products) pack(c *centers) {
	if p.packed == nil {
		p.scaled = make([]float64, min(p.group, c.k)*c.d)
		p.packed = make([]*gemm.Packed, (c.k+p.group-1)/p.group)
	}
	for g := range p.packed {
		at := c.at[g*p.group*c.d : min((g+1)*p.group, c.k)*c.d]
		to := p.scaled[:len(at)]
		for i, v := range at {
			to[i] = -2 * v
		}
		b := blas64.General{Rows: len(at) / c.d, Cols: c.d, Stride: c.d, Data: to}
		p.packed[g] = gemm.Pack(p.packed[g], b, true)
	}
}

// productTile is the workspace of one goroutine.
type productTile struct {
	sums  [productRows * productCenters]float64
	state [productRows]productState
	close []int32 // centres of one row that the sums cannot tell apart
}

// productState is what is known of a row after some groups of centres.
type productState struct {
	band   float64 // sums that far apart are in the order of the distances
	low    float64 // the smallest sum so far
	second float64 // the second smallest
	best   int     // the nearest centre so far
	exact  float64 // its squared distance, NaN where not needed yet
	plain  bool    // sums are of no use
}

// nearest finds what centers.nearest finds for each of a few rows x, of which the
// lengths are known, and the gaps unless they are nil.
func (t *productTile) nearest(ctx context.Context, c *centers, x blas64.General, length []float64, label []int32, gap []float32) error {
	state := t.state[:x.Rows]
	for i := range state {
		s := length[i] + c.products.reach
		s *= s
		state[i] = productState{band: float64(c.d+4) * 0x1p-50 * s, low: math.Inf(1), second: math.Inf(1)}
		// Products must neither overflow nor lose bits at the lower end.
		state[i].plain = !(s > 0x1p-900 && s < 0x1p+1000)
	}
	c.products.once.Do(func() { c.products.pack(c) })
	for g, p := range c.products.packed {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		_, k := p.Dims()
		first := g * c.products.group
		p.Rows(t.sums[:], k, x, 0, x.Rows)
		for i := range state {
			if !state[i].plain {
				t.compare(c, &state[i], x.Data[i*c.d:(i+1)*c.d], first, t.sums[i*k:(i+1)*k])
			}
		}
	}
	for i := range state {
		s, l2 := &state[i], length[i]*length[i]
		low, second := l2+s.low+s.band, l2+s.second-s.band
		if s.plain {
			s.best, low, second = c.nearestTwo(x.Data[i*c.d : (i+1)*c.d])
		}
		label[i] = int32(s.best)
		if gap != nil {
			gap[i] = gapOf(low, second, 1, c.d)
		}
	}
	return nil
}

// compare takes the centres from number first on into account. The sums are
// without the squares of their lengths yet.
func (t *productTile) compare(c *centers, s *productState, row []float64, first int, sums []float64) {
	vec.Add(sums, c.products.square[first:first+len(sums)])
	at, low := vec.ArgMin(sums)
	if low > s.low+s.band {
		s.second = min(s.second, low)
		return
	}
	sums[at] = math.Inf(1)
	_, second := vec.ArgMin(sums)
	sums[at] = low
	s.second = min(max(s.low, low), s.second, second)
	farAhead := low < s.low-s.band
	s.low = min(s.low, low)
	t.close = vec.AppendAtMost(t.close[:0], sums, s.low+s.band)
	rivals := t.close
	if farAhead {
		s.best, s.exact = first+int(rivals[0]), math.NaN()
		rivals = rivals[1:]
	}
	if len(rivals) == 0 {
		return
	}
	if math.IsNaN(s.exact) {
		s.exact = c.sqDist(row, s.best)
	}
	for _, j := range rivals {
		if d := c.sqDist(row, first+int(j)); d < s.exact {
			s.best, s.exact = first+int(j), d
		}
	}
}

// fourChains returns the squared distances of four rows to a centre each.
func fourChains(rows, centers [4][]float64) (s [4]float64) {
	x0 := rows[0]
	x1, x2, x3 := rows[1][:len(x0)], rows[2][:len(x0)], rows[3][:len(x0)]
	c0, c1, c2, c3 := centers[0][:len(x0)], centers[1][:len(x0)], centers[2][:len(x0)], centers[3][:len(x0)]
	var s0, s1, s2, s3 float64
	for j, v := range x0 {
		t0, t1, t2, t3 := v-c0[j], x1[j]-c1[j], x2[j]-c2[j], x3[j]-c3[j]
		s0, s1 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1)
		s2, s3 = math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
	}
	return [4]float64{s0, s1, s2, s3}
}

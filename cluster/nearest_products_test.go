package cluster

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/vec"
)

// misled counts the rows for which the smallest sum of products belongs to
// another centre than the nearest.
func misled(tab table, c *centers) int {
	n, d := tab.dims()
	row, sums := make([]float64, d), make([]float64, c.k)
	count := 0
	for i := range n {
		tab.row(i, row)
		for j := range sums {
			at := c.center(j)
			sums[j] = vec.Dot(at, at) - 2*vec.DotChain(row, at)
		}
		j, _ := vec.ArgMin(sums)
		if want, _ := c.nearest(row); j != want {
			count++
		}
	}
	return count
}

// Where products cannot tell centres apart, the differences decide: rows far from
// the origin, and centres that differ by the last bit of one number.
func TestProductsThatCannotDecide(t *testing.T) {
	const n, k = 150, 30
	for _, d := range []int{49, 80} {
		for _, far := range []float64{0, 1e4, 1e8} {
			r := rand.New(rand.NewPCG(uint64(d), math.Float64bits(far)))
			x := scattered(r, n, d)
			x.Apply(func(i, _ int, v float64) float64 { return v + far*float64(i%2*2-1) }, x)
			tab := tableOf(t, x, nil)
			c := centers{k: k, d: d, at: make([]float64, k*d)}
			for j := range k {
				at := c.center(j)
				tab.row(r.IntN(n), at)
				if j%2 == 1 { // almost the one before
					copy(at, c.center(j-1))
					e := r.IntN(d)
					at[e] = math.Nextafter(at[e], math.Inf(r.IntN(2)*2-1))
				}
			}
			tab.prepare(&c)
			require.NotZero(t, misled(tab, &c), "%d columns, %v from the origin", d, far)
			eachSet(t, func(t *testing.T) { requireNearest(t, tab, &c) })
		}
	}
}

// The centres that come close may stand in any of the groups.
func TestProductsOfSeveralGroups(t *testing.T) {
	const n, d, k = 70, 50, 2*productCenters + 17
	r := rand.New(rand.NewPCG(9, 6))
	tab := tableOf(t, scattered(r, n, d), nil)
	c := centers{k: k, d: d, at: make([]float64, k*d)}
	for j := range k {
		at := c.center(j)
		tab.row(j%n, at) // each row is a centre several times
		if e := r.IntN(3); e > 0 {
			at[e] = math.Nextafter(at[e], 1)
		}
	}
	eachSet(t, func(t *testing.T) { requireNearest(t, tab, &c) })
}

// Very many columns leave few rows and centres in a tile.
func TestProductsOfVeryManyColumns(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("products are used with AVX2 only")
	}
	const n, d, k = 12, 30_000, 50
	r := rand.New(rand.NewPCG(9, 8))
	tab := tableOf(t, steps(r, n, d), nil)
	c := someCenters(r, k, d, 1)
	copy(c.center(49), c.center(1))
	tab.row(7, c.center(30))
	requireNearest(t, tab, &c)
}

// Numbers of which the products overflow or vanish.
func TestProductsOfHugeAndTinyValues(t *testing.T) {
	const n, d, k = 90, 52, 11
	for _, scale := range []float64{1e139, 1e-140, 1e-160, 1e-170, 5e-324} {
		r := rand.New(rand.NewPCG(9, math.Float64bits(scale)))
		x := steps(r, n, d)
		x.Scale(scale, x)
		tab := tableOf(t, x, nil)
		c := centers{k: k, d: d, at: make([]float64, k*d)}
		for j := range k {
			tab.row(r.IntN(n), c.center(j))
			c.center(j)[j] += scale / 2
		}
		eachSet(t, func(t *testing.T) { requireNearest(t, tab, &c) })
	}
}

// Tables give the labels of the plain way, whatever the values.
func FuzzTables(f *testing.F) {
	f.Add([]byte{0, 0, 1, 2, 3, 250}, uint8(50), uint8(9), 1.0)
	f.Add([]byte{7, 7, 7, 9}, uint8(3), uint8(1), 1e-160)
	f.Add([]byte{1, 128, 3, 5, 99, 6, 7}, uint8(64), uint8(20), 1e8)
	f.Fuzz(func(t *testing.T, data []byte, columns, count uint8, scale float64) {
		if len(data) == 0 || !(math.Abs(scale) < 1e137) {
			return
		}
		n, d, k := 5, 1+int(columns)%70, 1+int(count)%40
		at := 0
		next := func() float64 {
			var b [2]byte
			for i := range b {
				b[i] = data[at%len(data)] + byte(at/len(data))
				at++
			}
			u := binary.LittleEndian.Uint16(b[:])
			v := scale * float64(u%8)
			if u > 1<<15 { // differ in the last bits
				v = math.Float64frombits(math.Float64bits(v) + uint64(u>>3%8))
			}
			return v
		}
		x := mat.NewDense(n, d, nil)
		x.Apply(func(_, _ int, _ float64) float64 { return next() }, x)
		c := centers{k: k, d: d, at: make([]float64, k*d)}
		for i := range c.at {
			c.at[i] = next()
		}
		requireNearest(t, tableOf(t, x, nil), &c)
	})
}

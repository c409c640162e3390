package cluster

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// rowsOf returns the table of the rows of x.
func rowsOf(t testing.TB, x mat.Matrix, weight []float64, single bool) *rowTable {
	t.Helper()
	mean, total, _, err := columnMeans(t.Context(), "test", view.Of(x), weight, 1)
	require.NoError(t, err)
	tab, err := newRowTable(t.Context(), view.Of(x), weight, mean, total, single, 1)
	require.NoError(t, err)
	return tab
}

// oddRows makes a table and centres by number: scattered values, lattices with
// ties, doubled rows, rows that are centres but for the last bit, one cluster far
// away, columns of very different sizes, values near the ends of the range.
func oddRows(r *rand.Rand, kind, n, d, k int) (x *mat.Dense, from func(tab *rowTable) centers) {
	x = scattered(r, n, d)
	scale, nudge, far := 1.0, 0, 0.0
	switch kind {
	case 0:
	case 1:
		x = steps(r, n, d)
	case 2: // few different rows
		for i := range n {
			x.SetRow(i, x.RawRowView(i%5))
		}
	case 3:
		nudge = 1
	case 4: // the centres of pairs are far nearer to each other than the rows
		nudge = 1 << 30
	case 5:
		far = 1e6
	case 6:
		far = 1e12
	case 7:
		scale = 1e139
	case 8:
		scale = 1e-140
	case 9:
		scale = 1e-160 // squares vanish
	case 10:
		scale = 5e-324
		x = steps(r, n, d)
	case 11: // +1e8 on every column
		x.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, x)
	case 12:
		x.Apply(func(_, j int, v float64) float64 { return v * math.Pow(10, float64(j%30-15)) }, x)
	case 13: // on a line
		x.Apply(func(i, j int, _ float64) float64 { return float64(i%17) * float64(j+1) / 3 }, x)
	case 14: // one value that dwarfs all others
		x.Set(n/2, d/2, 1e60)
	case 15: // tight clusters far from each other
		x.Apply(func(i, j int, v float64) float64 { return v*1e-4 + 100*float64((i%3+1)*(j%7)) }, x)
	case 16: // the same, so tight that float32 sees one point
		x.Apply(func(i, j int, v float64) float64 { return v*1e-9 + 100*float64((i%3+1)*(j%7)) }, x)
	}
	x.Scale(scale, x)
	if far != 0 {
		for i := 0; i < n; i += 9 {
			row := x.RawRowView(i)
			for j := range row {
				row[j] += far
			}
		}
	}
	return x, func(tab *rowTable) centers {
		c := centers{k: k, d: d, at: make([]float64, k*d), offset: make([]float64, d)}
		for j := range k {
			at := c.center(j)
			switch {
			case nudge > 0 && j%2 == 1: // almost the one before
				copy(at, c.center(j-1))
				e := r.IntN(d)
				for range r.IntN(3) {
					at[e] = math.Float64frombits(math.Float64bits(at[e]) + uint64(nudge))
				}
			case kind == 1 || r.IntN(3) == 0:
				tab.row(r.IntN(n), at)
			default: // the mean of a few rows
				row := make([]float64, d)
				for range 3 {
					tab.row(r.IntN(n), row)
					for e, v := range row {
						at[e] += v / 3
					}
				}
			}
		}
		return c
	}
}

const oddKinds = 17

// bruteForce returns the nearest centre of each row, and the true gap to the second of
// some rows.
func bruteForce(tab *rowTable, c *centers, gaps bool) (label []int32, gap []*big.Float) {
	row := make([]float64, c.d)
	for i := range tab.n {
		tab.row(i, row)
		best, low := 0, math.Inf(1)
		for j := range c.k {
			if s := vec.SqDistChain(row, c.center(j)); s < low {
				best, low = j, s
			}
		}
		label = append(label, int32(best))
		if gaps {
			gap = append(gap, nil)
			if i%3 == 0 {
				gap[i] = trueGap(row, c)
			}
		}
	}
	return label, gap
}

func trueGap(row []float64, c *centers) *big.Float {
	const bits = 250
	var low, second *big.Float
	for j := range c.k {
		sum := new(big.Float).SetPrec(bits)
		for e, v := range c.center(j) {
			t := new(big.Float).SetPrec(bits).SetFloat64(row[e])
			t.Sub(t, big.NewFloat(v))
			sum.Add(sum, t.Mul(t, t))
		}
		switch {
		case low == nil || sum.Cmp(low) < 0:
			low, second = sum, low
		case second == nil || sum.Cmp(second) < 0:
			second = sum
		}
	}
	if second == nil {
		return new(big.Float).SetInf(false)
	}
	low.Sqrt(low)
	second.Sqrt(second)
	return second.Sub(second, low)
}

// rowWays are the ways of a table to find nearest centres, of which two need AVX2.
var rowWays = []struct {
	name string
	use  func(c *centers) bool // false where there is no such way
}{
	{"any", func(*centers) bool { return true }},
	{"products", func(c *centers) bool {
		if c.products != nil {
			c.products.sieves = false
		}
		return c.products != nil
	}},
	{"plain", func(c *centers) bool {
		c.products = nil
		return true
	}},
}

// requireLabels checks what a table says of all its rows, or of some, in each way.
func requireLabels(t *testing.T, r *rand.Rand, tab *rowTable, c *centers, label []int32, gap []*big.Float) {
	t.Helper()
	rows := make([]int32, 0, tab.n)
	for i := range tab.n {
		if r.IntN(3) == 0 {
			rows = append(rows, int32(i))
		}
	}
	for _, way := range rowWays {
		c.products = nil
		tab.prepare(c)
		if !way.use(c) {
			continue
		}
		all, gaps := make([]int32, tab.n), make([]float32, tab.n)
		for lo := 0; lo < tab.n; lo += tileRows {
			require.NoError(t, tab.assign(t.Context(), lo, min(lo+tileRows, tab.n), c, all, gaps))
		}
		require.Equal(t, label, all, way.name)
		for i := range gap {
			if gap[i] != nil && gaps[i] > 0 && big.NewFloat(float64(gaps[i])).Cmp(gap[i]) > 0 {
				require.Failf(t, "gap too wide", "%s, row %d: %v, want %v", way.name, i, gaps[i], gap[i])
			}
			require.False(t, math.IsNaN(float64(gaps[i])))
		}
		some, someGaps := make([]int32, tab.n), make([]float32, tab.n)
		for i := range some {
			some[i], someGaps[i] = -7, -7
		}
		want, wantGaps := append([]int32(nil), some...), append([]float32(nil), someGaps...)
		for _, i := range rows {
			want[i], wantGaps[i] = label[i], gaps[i]
		}
		require.NoError(t, tab.assignRows(t.Context(), rows, c, some, someGaps))
		require.Equal(t, want, some, way.name)
		require.Equal(t, wantGaps, someGaps, way.name)
		without := make([]int32, tab.n)
		require.NoError(t, tab.assign(t.Context(), 0, min(tab.n, tileRows), c, without, nil))
		require.Equal(t, label[:min(tab.n, tileRows)], without[:min(tab.n, tileRows)])
	}
}

// Labels are those of the chains, and gaps are never wider than the true ones,
// whatever the data, the way and the instructions, with and without a copy in
// float64.
func TestRowTableAgainstBruteForce(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	for kind := range oddKinds {
		t.Run(fmt.Sprint(kind), func(t *testing.T) {
			r := rand.New(rand.NewPCG(6, uint64(kind)))
			for round := range rounds {
				n, d, k := 1+r.IntN(90), 49+r.IntN(40), 1+r.IntN(40)
				if round == 1 { // several tiles
					n, k = 300, 11
				}
				x, from := oddRows(r, kind, n, d, k)
				tab := rowsOf(t, x, nil, false)
				c := from(tab)
				label, gap := bruteForce(tab, &c, true)
				eachSet(t, func(t *testing.T) {
					for _, single := range []bool{false, true} {
						requireLabels(t, r, rowsOf(t, x, nil, single), &c, label, gap)
					}
				})
			}
		})
	}
}

// The same with several groups of centres, where the second nearest may stand in
// another group than the nearest.
func TestRowTableOfManyCenters(t *testing.T) {
	for _, kind := range []int{0, 1, 3} {
		r := rand.New(rand.NewPCG(8, uint64(kind)))
		const n, d, k = 40, 49, sieveCenters + 80
		x, from := oddRows(r, kind, n, d, k)
		tab := rowsOf(t, x, nil, false)
		c := from(tab)
		label, _ := bruteForce(tab, &c, false)
		eachSet(t, func(t *testing.T) { requireLabels(t, r, tab, &c, label, nil) })
		var gap []*big.Float
		row := make([]float64, d)
		for i := range 4 {
			tab.row(i, row)
			gap = append(gap, trueGap(row, &c))
		}
		requireLabels(t, r, tab, &c, label, gap)
	}
}

// The sums of a sieve are lower bounds, its limits upper bounds, of ‖c‖² − 2x·c.
func TestSieveBounds(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("sieves are used with AVX2 only")
	}
	for kind := range oddKinds {
		r := rand.New(rand.NewPCG(7, uint64(kind)))
		for _, d := range []int{49, 64, 400} {
			x, from := oddRows(r, kind, 30, d, 20)
			tab := rowsOf(t, x, nil, false)
			if tab.single == nil {
				require.Contains(t, []int{9, 8, 10}, kind)
				continue
			}
			c := from(tab)
			tab.prepare(&c)
			require.True(t, c.products.sieves)
			s := c.products.sieve
			var tile sieveTile
			require.NoError(t, tile.compare(t.Context(), s, tab.singles(new(rowTile), []int32{0, 1, 2, 3, 4})))
			row := make([]float64, d)
			for i := range 5 {
				tab.row(i, row)
				low := math.Inf(1)
				for j := range c.k {
					sum := new(big.Float).SetPrec(250)
					for e, v := range c.center(j) {
						z := new(big.Float).SetPrec(250).SetFloat64(v)
						two := new(big.Float).SetPrec(250).SetFloat64(2 * row[e])
						two.Sub(z, two)
						sum.Add(sum, z.Mul(z, two))
					}
					sum.Mul(sum, big.NewFloat(s.scale))
					sum.Mul(sum, big.NewFloat(s.scale))
					require.LessOrEqual(t, big.NewFloat(float64(tile.sums[i*padded(c.k)+j])).Cmp(sum), 0, "row %d, centre %d of kind %d", i, j, kind)
					f, _ := sum.Float64()
					low = min(low, f)
				}
				require.GreaterOrEqual(t, float64(tile.state[i].limit), low)
			}
		}
	}
}

// Nearly all rows of plain data are decided by the sieve, and the gaps are close
// to the true ones.
func TestSieveDecides(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("sieves are used with AVX2 only")
	}
	const n, d, k = 600, 60, 50
	r := rand.New(rand.NewPCG(6, 40))
	x := scattered(r, n, d)
	x.Apply(func(i, j int, v float64) float64 {
		if i%100 == 0 { // far away: does not blur the others
			return v + 1e5*float64(i/100%2*2-1)
		}
		return v
	}, x)
	tab := rowsOf(t, x, nil, false)
	c := centers{k: k, d: d, at: make([]float64, k*d)}
	for j := range k {
		tab.row(10*j, c.center(j))
	}
	want := make([]float64, 60)
	row := make([]float64, d)
	for i := range want {
		tab.row(i, row)
		want[i], _ = trueGap(row, &c).Float64()
	}
	eachSet(t, func(t *testing.T) {
		if !cpu.AVX2 {
			return
		}
		c.products = nil
		tab.prepare(&c)
		label, gap := make([]int32, n), make([]float32, n)
		for lo := 0; lo < n; lo += tileRows {
			require.NoError(t, tab.assign(t.Context(), lo, min(lo+tileRows, n), &c, label, gap))
		}
		s := c.products.sieve
		require.EqualValues(t, n, s.asked.Load())
		require.Zero(t, s.crowded.Load())
		require.Less(t, s.chains.Load(), int64(n/20))
		close := 0
		for i, w := range want {
			if float64(gap[i]) > 0.95*w {
				close++
			}
		}
		require.Greater(t, close, len(want)*9/10)
	})
}

// A sieve that decides nothing is left out, and tried again later.
func TestSieveOfNoUse(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("sieves are used with AVX2 only")
	}
	const n, d, k = 300, 50, 40
	r := rand.New(rand.NewPCG(6, 41))
	x, from := oddRows(r, 16, n, d, k)
	tab := rowsOf(t, x, nil, false)
	c := from(tab)
	label := make([]int32, n)
	var used []bool
	for range 2 * (sievePause + 2) {
		tab.prepare(&c)
		used = append(used, c.products.sieves)
		for lo := 0; lo < n; lo += tileRows {
			require.NoError(t, tab.assign(t.Context(), lo, min(lo+tileRows, n), &c, label, nil))
		}
	}
	var want []bool
	for i := range used {
		want = append(want, i%(sievePause+1) == 0)
	}
	require.Equal(t, want, used)
	// Better centres are sieved after the pause.
	y := rowsOf(t, scattered(r, n, d), nil, false)
	other := centers{k: 1, d: d, at: make([]float64, d)}
	y.prepare(&other)
	require.True(t, other.products.sieves)
}

// Without a copy in float64, all that a table says has the same bits.
func TestSingleIsDouble(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 42))
	for kind := range oddKinds {
		const n, d, k = 203, 53, 9
		x, from := oddRows(r, kind, n, d, k)
		weight := make([]float64, n)
		for i := range weight {
			weight[i] = float64(i%4) / 2
		}
		matrices := map[string]mat.Matrix{
			"dense": x, "view": mat.DenseCopyOf(grown(x)).Slice(1, n+1, 2, d+2), "turned": mat.DenseCopyOf(x.T()).T(),
			"foreign": struct{ mat.Matrix }{x},
		}
		a := rowsOf(t, x, weight, false)
		c := from(a)
		a.prepare(&c)
		for name, m := range matrices {
			b := rowsOf(t, m, weight, true)
			require.Nil(t, b.x)
			require.Equal(t, a.mean, b.mean, name)
			require.Equal(t, a.variance(), b.variance(), name)
			require.Equal(t, a.length, b.length, name)
			require.Equal(t, a.single, b.single, name)
			label := make([]int32, n)
			for i := range label {
				label[i] = int32(r.IntN(k))
			}
			for _, at := range [][2]int{{0, n}, {3, 4}, {5, 12}} {
				for _, w := range [][]float64{nil, weight} {
					sums := [2][]float64{make([]float64, k*d), make([]float64, k*d)}
					a.add(at[0], at[1], label, w, sums[0])
					b.add(at[0], at[1], label, w, sums[1])
					require.Equal(t, sums[0], sums[1])
				}
				dist := [4][]float64{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
				a.own(at[0], at[1], &c, label, dist[0])
				b.own(at[0], at[1], &c, label, dist[1])
				a.distances(at[0], at[1], &c, 2, dist[2])
				b.distances(at[0], at[1], &c, 2, dist[3])
				require.Equal(t, dist[0], dist[1])
				require.Equal(t, dist[2], dist[3])
				row := make([]float64, d)
				for i := range n {
					b.row(i, row)
					require.Equal(t, a.at(i, nil), row)
					want := 0.0
					if i >= at[0] && i < at[1] {
						want = vec.SqDistChain(row, c.center(int(label[i])))
					}
					require.Equal(t, want, dist[0][i])
				}
			}
			var moved [2][]float64
			for i, tab := range []*rowTable{a, b} {
				moved[i] = make([]float64, k*d)
				label[4], label[7] = 2, 3
				tab.move([]int32{4, 7}, []int32{0, 1}, label, weight, moved[i])
			}
			require.Equal(t, moved[0], moved[1])
			require.Zero(t, weight[4])
			for e, v := range a.at(7, nil) {
				for j, w := range []float64{0, -1.5, 0, 1.5} {
					require.Equal(t, w*v+0, moved[0][j*d+e]+0)
				}
			}
		}
	}
}

// grown is x within a frame of ones.
func grown(x *mat.Dense) *mat.Dense {
	n, d := x.Dims()
	y := mat.NewDense(n+3, d+3, nil)
	y.Apply(func(_, _ int, _ float64) float64 { return 1 }, y)
	y.Slice(1, n+1, 2, d+2).(*mat.Dense).Copy(x)
	return y
}

// Where the context has ended, no tile is begun.
func TestRowTableEndsWithItsContext(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 43))
	x := scattered(r, 200, 60)
	tab := rowsOf(t, x, nil, false)
	c := centers{k: 30_000, d: 60, at: make([]float64, 30_000*60)}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	eachSet(t, func(t *testing.T) {
		for _, way := range rowWays {
			c.products = nil
			tab.prepare(&c)
			if way.use(&c) {
				label := make([]int32, 200)
				require.ErrorIs(t, tab.assign(ctx, 0, 200, &c, label, nil), cause, way.name)
				require.ErrorIs(t, tab.assignRows(ctx, []int32{3, 150}, &c, label, nil), cause, way.name)
			}
		}
	})
}

func TestUpwardAndDownward(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 44))
	for range 100_000 {
		x := math.Ldexp(r.NormFloat64(), r.IntN(310)-190)
		up, down := float64(upward(x)), float64(downward(x))
		require.True(t, down <= x && x <= up, x)
		require.LessOrEqual(t, up-down, math.Abs(x)*0x1p-20+0x1p-146, x)
	}
	for _, x := range []float64{0, 1, -1, 1e-300, -1e-300, 0x1p-149, 0x1p-126, math.MaxFloat32 / 2} {
		require.True(t, float64(downward(x)) <= x && x <= float64(upward(x)), x)
	}
}

// Labels are those of the chains, and gaps are no wider than the true ones, for
// rows and centres that differ in few bits.
func FuzzRowTable(f *testing.F) {
	f.Add([]byte{0, 0, 1, 2, 3, 250}, uint8(50), uint8(9), 1.0, uint64(1))
	f.Add([]byte{7, 7, 7, 9}, uint8(3), uint8(1), 1e-160, uint64(2))
	f.Add([]byte{1, 128, 3, 5, 99, 6, 7}, uint8(64), uint8(20), 1e8, uint64(3))
	f.Fuzz(func(t *testing.T, data []byte, columns, count uint8, scale float64, seed uint64) {
		if len(data) == 0 || !(math.Abs(scale) < 1e137) {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		n, d, k := 6, 1+int(columns)%70, 1+int(count)%40
		next := func() float64 {
			b := data[r.IntN(len(data))]
			v := scale * float64(b%8)
			return math.Float64frombits(math.Float64bits(v) + uint64(b>>3)<<(b>>6*10))
		}
		x := mat.NewDense(n, d, nil)
		x.Apply(func(_, _ int, _ float64) float64 { return next() }, x)
		c := centers{k: k, d: d, at: make([]float64, k*d), offset: make([]float64, d)}
		for i := range c.at {
			c.at[i] = next()
		}
		tab := rowsOf(t, x, nil, seed%2 == 0)
		label, gap := bruteForce(tab, &c, true)
		requireLabels(t, r, tab, &c, label, gap)
	})
}

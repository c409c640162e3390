package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
)

// nasty returns a table of n rows and d columns of a kind that is hard to decide or
// hard to represent.
func nasty(r *rand.Rand, kind, n, d int) *mat.Dense {
	x := mat.NewDense(n, d, nil)
	each := func(f func(i, j int) float64) *mat.Dense {
		x.Apply(func(i, j int, _ float64) float64 { return f(i, j) }, x)
		return x
	}
	switch kind {
	case 0: // clouds
		return clouds(r.Uint64(), n, d, 1+r.IntN(6))
	case 1: // ties on a lattice
		return steps(r, n, d)
	case 2: // noise
		return scattered(r, n, d)
	case 3: // nearly equal rows, far from 0
		return each(func(i, j int) float64 { return 1e8 + float64(r.IntN(3)) + 1e-7*r.Float64() })
	case 4: // one row is far from all others
		return each(func(i, j int) float64 { return pick(i == n/2, 1e9, r.NormFloat64()) })
	case 5: // two scales
		return each(func(i, j int) float64 { return math.Ldexp(r.NormFloat64(), pick(i%3 == 0, 30, 0)) })
	case 6: // huge
		return each(func(i, j int) float64 { return 1e140 * (2*r.Float64() - 1) })
	case 7: // tiny: squares are lost
		return each(func(i, j int) float64 { return 1e-161 * r.Float64() })
	case 8: // subnormal
		return each(func(i, j int) float64 { return float64(r.IntN(5)) * math.SmallestNonzeroFloat64 })
	case 9: // on a line
		return each(func(i, j int) float64 { return float64(i%17) * float64(j+1) / 3 })
	case 10: // few distinct rows
		return each(func(i, j int) float64 { return float64(i%3) / 3 })
	case 11: // differences of the last bits
		return each(func(i, j int) float64 { return 1 + float64(r.IntN(4))*0x1p-52 })
	case 12: // differences that float32 cannot see, of two groups
		return each(func(i, j int) float64 { return float64(i%2) + 1e-9*r.Float64() })
	case 13: // all scales
		return each(func(i, j int) float64 { return math.Ldexp(r.NormFloat64(), r.IntN(300)-200) })
	default: // equal columns
		return each(func(i, j int) float64 { return pick(j == 0, r.NormFloat64(), 7) })
	}
}

const nastyKinds = 15

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// requireLloyd iterates and checks after every assignment that each row has the label of
// the plain way, and that sums and counts are those of the labels. It returns how
// many rows were passed over.
func requireLloyd(t *testing.T, s *start, iterations int) (skipped int) {
	t.Helper()
	n, d := s.table.dims()
	row, largest := make([]float64, d), 0.0
	for i := range n {
		s.table.row(i, row)
		for _, v := range row {
			largest = max(largest, math.Abs(v)*weightOf(s.weight, i))
		}
	}
	for range iterations {
		require.NoError(t, s.assign(t.Context()))
		skipped += s.total.skipped
		sum, count := make([]float64, s.K*d), make([]int, s.K)
		for i, got := range s.label {
			s.table.row(i, row)
			var want int
			if table, ok := s.table.(*sparseTable); ok {
				want, _ = s.centers.nearestSparse(table.at(i))
			} else {
				want, _ = s.centers.nearest(row)
			}
			if want != int(got) {
				require.Failf(t, "not the nearest", "row %d: centre %d, want %d", i, got, want)
			}
			w := weightOf(s.weight, i)
			for j, v := range row {
				sum[want*d+j] += float64(w * v)
			}
			if w > 0 {
				count[want]++
			}
		}
		require.Equal(t, count, s.total.count)
		for i, v := range sum {
			require.InDelta(t, v/largest, s.total.sum[i]/largest, 1e-9, "sum %d", i)
		}
		_, err := s.relocate(t.Context())
		require.NoError(t, err)
		s.update()
	}
	return skipped
}

// Rows are passed over, screened and gathered, sums are kept: the labels are those of
// comparing every row with every centre, in every iteration, whatever the table.
func TestPrunedIsLloyd(t *testing.T) {
	tables := 400
	if testing.Short() {
		tables = 60
	}
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(2010, 4))
		skipped := 0
		for i := range tables {
			kind, d := i%nastyKinds, 1+r.IntN(20)
			n, k := 2+r.IntN(700), 2+r.IntN(12)
			if i%40 == 1 {
				d = 49 + r.IntN(20)
			}
			if i%30 == 0 {
				n = par.Block + r.IntN(par.Block)
			}
			x := nasty(r, kind, n, d)
			var weight []float64
			if i%3 == 0 {
				weight = make([]float64, n)
				for j := range weight {
					weight[j] = float64(r.IntN(4)) * pick(j%7 == 0, 1e3, 0.3)
				}
				weight[n-1] = 1
			}
			t.Run(fmt.Sprintf("%d: kind %d, %d×%d, k=%d", i, kind, n, d, k), func(t *testing.T) {
				var m mat.Matrix = x
				if i%11 == 5 {
					m = sparse(t, thinned(x))
				}
				s := fittingOf(t, KMeans{K: min(k, n), Workers: 1 + i%2}, m, weight).newStart(1 + i%2)
				for j := range s.K {
					s.table.row(r.IntN(n), s.centers.center(j)) // some may be equal
				}
				skipped += requireLloyd(t, s, 25)
			})
		}
		require.Greater(t, skipped, 50_000)
	})
}

// A gap is never above the true one.
func TestReachIsALowerBound(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(2010, 5))
		known, rows := 0, 0
		for i := range 300 {
			n, d, k := 1+r.IntN(400), 1+r.IntN(30), 2+r.IntN(9)
			if i%20 == 0 {
				d = 48
			}
			tab := tableOf(t, nasty(r, i%nastyKinds, n, d), nil)
			c := centers{k: k, d: d, at: make([]float64, k*d), travel: newTravel(tab.unit(), k)}
			for j := range k {
				tab.row(r.IntN(n), c.center(j))
				for e := range d {
					c.at[j*d+e] *= 1 + 1e-3*r.NormFloat64()
				}
			}
			for j := range k {
				c.travel.total[j] = float64(i%3) * r.Float64()
			}
			c.travel.round()
			tab.prepare(&c)
			label, reach := make([]int32, n), make([]float32, n)
			for lo := 0; lo < n; lo += tileRows {
				require.NoError(t, tab.assign(t.Context(), lo, min(lo+tileRows, n), &c, label, reach))
			}
			row := make([]float64, d)
			for i, j := range label {
				rows++
				above := float64(c.travel.above[j])
				if !(float64(reach[i]) > above) {
					continue
				}
				known++
				tab.row(i, row)
				first, second := math.Inf(1), math.Inf(1)
				for e := range k {
					if s := c.sqDist(row, e); e == int(j) {
						first = s
					} else {
						second = min(second, s)
					}
				}
				gap := (math.Sqrt(second) - math.Sqrt(first)) * tab.unit()
				require.LessOrEqual(t, float64(reach[i]), gap+c.travel.total[j], "row %d", i)
			}
		}
		require.Greater(t, known, rows/2)
	})
}

// The screen decides nearly all rows of an ordinary table, and is given up where it does
// not.
func TestScreenOfUse(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("there is no screen without AVX2")
	}
	r := rand.New(rand.NewPCG(2010, 6))
	for _, c := range []struct {
		kind int
		open int64
		off  bool
	}{{2, 50, false}, {4, 1200, false}, {6, 50, false}, {12, 5000, true}} {
		s := fittingOf(t, KMeans{K: 8}, nasty(r, c.kind, 5000, 7), nil).newStart(1)
		for j := range s.K {
			s.table.row(r.IntN(5000), s.centers.center(j))
		}
		require.NoError(t, s.assign(t.Context()))
		screen := s.centers.screen
		require.LessOrEqual(t, screen.open.Load(), c.open, "kind %d", c.kind)
		s.update()
		require.NoError(t, s.assign(t.Context()))
		require.Equal(t, c.off, screen.off, "kind %d", c.kind)
	}
}

// Sums that lose nearly all of what they held are made anew.
func TestSumsThatAreLost(t *testing.T) {
	n := 4 * par.Block
	x, w := mat.NewDense(n, 1, nil), make([]float64, n)
	for i := range n {
		x.Set(i, 0, float64(i%4))
		w[i] = 1
	}
	// A row of nearly all the mass leaves its cluster.
	x.Set(3, 0, 30)
	w[3] = 1e25
	s := fittingOf(t, KMeans{K: 2}, x, w).newStart(1)
	copy(s.centers.at, []float64{1 - s.table.offset()[0], 1000 - s.table.offset()[0]})
	require.NoError(t, s.assign(t.Context()))
	require.Equal(t, n, s.total.count[0])
	s.centers.at[1] = 30 - s.table.offset()[0]
	s.pruning.known = false // it was not told of this move
	require.NoError(t, s.assign(t.Context()))
	require.Equal(t, []int{n - 1, 1}, s.total.count)
	require.Equal(t, []float64{float64(n - 1), 1e25}, s.total.mass)
}

func TestTravelIsRoundedUp(t *testing.T) {
	r := rand.New(rand.NewPCG(2010, 7))
	tr := newTravel(1, 5)
	want := make([]float64, 5)
	for range 1000 {
		step := make([]float64, 5)
		for j := range step {
			step[j] = math.Abs(r.NormFloat64())
		}
		step[r.IntN(5)] = 0
		tr.add(step)
		for j := range want {
			other := 0.0
			for i, s := range step {
				if i != j {
					other = max(other, s)
				}
			}
			want[j] += step[j] + other
			require.GreaterOrEqual(t, tr.total[j], want[j])
			require.InEpsilon(t, want[j], tr.total[j], 1e-10)
			require.GreaterOrEqual(t, float64(tr.above[j]), tr.total[j])
			require.LessOrEqual(t, float64(tr.base[j]), tr.total[j]*(1-3*ulp32))
		}
	}
}

// Fits of many kinds of tables: however they end, labels are predictions and centres are
// the means of the rows, made anew.
func TestKMeansEndsExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(2010, 8))
	for i := range 60 {
		n, d := 200+r.IntN(5000), 1+r.IntN(6)
		x := nasty(r, []int{0, 1, 2, 9, 10}[i%5], n, d)
		k := 2 + r.IntN(8)
		c := KMeans{K: k, Tol: -1, MaxIter: []int{300, 7, 25}[i%3]}
		from := mat.DenseCopyOf(x.Slice(0, k, 0, d))
		m, err := c.FitFrom(t.Context(), x, nil, from)
		require.NoError(t, err)
		labels, err := m.Predict(nil, x)
		require.NoError(t, err)
		require.Equal(t, labels, m.Labels())
		if !m.Report().Converged {
			continue
		}
		sum, count := mat.NewDense(k, d, nil), make([]float64, k)
		for i, l := range labels {
			count[l]++
			for j := range d {
				sum.Set(l, j, sum.At(l, j)+x.At(i, j))
			}
		}
		for l, c := range count {
			for j := range d {
				if c > 0 {
					require.InDelta(t, sum.At(l, j)/c, m.Centers().At(l, j), 1e-12*(1+math.Abs(sum.At(l, j)/c)))
				}
			}
		}
	}
}

// One walk over the centres finds for a sparse row what nearestSparse finds, and a bound
// of the second.
func TestNearestTwoSparse(t *testing.T) {
	r := rand.New(rand.NewPCG(2010, 9))
	for i := range 60 {
		n, d, k := 40, 1+r.IntN(12), 1+r.IntN(9)
		s := sparse(t, thinned(nasty(r, i%nastyKinds, n, d)))
		c := centers{k: k, d: d, offset: make([]float64, d), at: make([]float64, k*d)}
		tab := tableOf(t, s, nil)
		for j := range k {
			tab.row(r.IntN(n), c.center(j))
		}
		tab.prepare(&c)
		row := make([]float64, d)
		for e := range n {
			at := newSparseRow(s.Row(e))
			j, nearest, second := c.nearestTwoSparse(at)
			want, dist := c.nearestSparse(at)
			require.Equal(t, want, j)
			require.Equal(t, dist, nearest)
			tab.row(e, row)
			true2 := math.Inf(1)
			for q := range k {
				if q != j {
					true2 = min(true2, c.sqDist(row, q))
				}
			}
			require.LessOrEqual(t, second, true2)
		}
	}
}

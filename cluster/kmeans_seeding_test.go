package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/view"
)

// plainSeeding is greedy k-means++ by its definition: one candidate at a time, all
// distances, draws by the sums row by row.
func plainSeeding(s *start, r random) []float64 {
	n, d := s.table.dims()
	dist := make([]float64, n)
	for i := range dist {
		dist[i] = 1
	}
	draw := func() []float64 {
		sum := 0.0
		for i, v := range dist {
			sum += weightOf(s.weight, i) * v
		}
		left, last := r.Float64()*sum, 0
		for i, v := range dist {
			if p := weightOf(s.weight, i) * v; p > 0 {
				last = i
				if left < p {
					break
				}
				left -= p
			}
		}
		at := make([]float64, d)
		s.table.row(last, at)
		return at
	}
	nearer := func(at []float64) []float64 {
		c := centers{k: 1, d: d, at: at}
		s.table.prepare(&c)
		out := make([]float64, n)
		s.table.distances(0, n, &c, 0, out)
		for i, v := range dist {
			out[i] = min(v, out[i])
		}
		return out
	}
	at := draw()
	for i := range dist {
		dist[i] = math.Inf(1)
	}
	dist = nearer(at)
	chosen := at
	for len(chosen) < s.K*d {
		var tried [][]float64
		for range plusPlusCandidates(s.K) {
			tried = append(tried, draw())
		}
		best, low := 0, math.Inf(1)
		for c, at := range tried {
			sum := 0.0
			for i, v := range nearer(at) {
				sum += weightOf(s.weight, i) * v
			}
			if sum < low {
				best, low = c, sum
			}
		}
		chosen = append(chosen, tried[best]...)
		dist = nearer(tried[best])
	}
	return chosen
}

// The same centres for few columns, many, and sparse rows, with and without weights,
// for any number of workers.
func TestSeedingIsThePlainOne(t *testing.T) {
	type seedingCase struct {
		name string
		f    *fitting
		want []float64
	}
	var cases []seedingCase
	r := rand.New(rand.NewPCG(10, 1))
	for seed, c := range []struct{ n, d, k int }{{5, 2, 4}, {600, 1, 9}, {5000, 3, 12}, {2*par.Block + 33, 16, 5}, {700, 48, 9}, {900, 49, 30}, {par.Block + 100, 50, 4}} {
		x := blobsOf(r, c.n, c.d, 10)
		weight := make([]float64, c.n)
		for i := range weight {
			weight[i] = float64(r.IntN(4)) / 3
		}
		weight[0], weight[1], weight[2], weight[3] = 1, 1, 1, 1
		tables := []mat.Matrix{x}
		if c.n < 1000 {
			tables = append(tables, sparse(t, thinned(x)))
		}
		for _, x := range tables {
			for _, w := range [][]float64{nil, weight} {
				f := fittingOf(t, KMeans{K: c.k, Seed: uint64(seed)}, x, w)
				want := plainSeeding(f.newStart(1), rng.New(f.Seed, 0))
				cases = append(cases, seedingCase{fmt.Sprintf("%v, %T, weights: %t", c, x, w != nil), f, want})
			}
		}
	}
	eachSet(t, func(t *testing.T) {
		for _, c := range cases {
			for _, workers := range []int{1, 2, 7} {
				s := c.f.newStart(workers)
				require.NoError(t, s.plusPlus(t.Context(), rng.New(c.f.Seed, 0)))
				require.Equal(t, c.want, s.centers.at, "%s, %d workers", c.name, workers)
			}
		}
	})
}

// What a seeding knows of the rows when it ends is right to the bit, also where many
// rows are equal or lie between centres, and what it adds up to is right.
func TestSeedingKnowsTheDistances(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(10, 2))
		for _, d := range []int{2, 20, 49, 64, 90} {
			n := 300 + r.IntN(700)
			for _, x := range []mat.Matrix{steps(r, n, d), blobsOf(r, n, d, 12), sparse(t, thinned(blobsOf(r, n, d, 12)))} {
				weight := make([]float64, n)
				for i := range weight {
					weight[i] = 1 + r.Float64()
				}
				f := fittingOf(t, KMeans{K: 15}, x, weight)
				s := f.newStart(1)
				g, err := newSeeding(t.Context(), s)
				require.NoError(t, err)
				random := rng.New(7, 0)
				row := make([]float64, d)
				for j := range s.K {
					require.NoError(t, g.draw(t.Context(), 1+j%4, random))
					require.NoError(t, g.choose(t.Context()))
					c := centers{k: j + 1, d: d, at: s.centers.at[:(j+1)*d]}
					f.table.prepare(&c)
					want := 0.0
					for lo := 0; lo < n; lo += seedTile {
						require.NoError(t, g.rows.sumNearer(t.Context(), lo, min(lo+seedTile, n), nil, g.dist, g.weight))
					}
					for i := range n {
						var near float64
						if sp, ok := f.table.(*sparseTable); ok {
							_, near = c.nearestSparse(sp.at(i))
						} else {
							f.table.row(i, row)
							_, near = c.nearest(row)
						}
						if near != s.dist[i] {
							require.Failf(t, "distance", "row %d of %d columns, %d centres: want %v, got %v", i, d, j+1, near, s.dist[i])
						}
						want += weight[i] * near
					}
					require.InEpsilon(t, want+1, g.total+1, 1e-12)
				}
			}
		}
	})
}

// Most rows of groups far apart need no look once their group has a centre.
func TestSeedingPassesOverRows(t *testing.T) {
	const n, d, k = 1000, 64, 20
	x := blobsOf(rand.New(rand.NewPCG(10, 3)), n, d, k)
	s := fittingOf(t, KMeans{K: 2 * k}, x, nil).newStart(1)
	require.NoError(t, s.plusPlus(t.Context(), rng.New(1, 0)))
	w, ok := nearnessOf(s).(*wideRows)
	require.True(t, ok)
	require.NoError(t, w.consider(t.Context(), &centers{k: 1, d: d, at: make([]float64, d)}))
	for _, reach := range w.reach {
		require.Equal(t, -1.0, reach) // nothing is chosen yet
	}
	chosen := centers{k: k + 1, d: d, at: s.centers.at[:(k+1)*d]}
	w.take(&chosen)
	require.NoError(t, w.consider(t.Context(), &centers{k: 1, d: d, at: s.centers.center(k + 1)}))
	chosen.k-- // all but the newest
	s.table.prepare(&s.centers)
	label, dist := assigned(t, s.table, &chosen)
	rows := s.table.(gapRows).rowTable
	far := 0
	for i, j := range label {
		if dist[i] <= w.reach[j] {
			far++
			require.GreaterOrEqual(t, s.centers.sqDist(rows.at(i, nil), k), dist[i])
			require.GreaterOrEqual(t, s.centers.sqDist(rows.at(i, nil), k+1), dist[i])
		}
	}
	require.Greater(t, far, n/2)
}

// The centres are as good as those of scikit-learn.
func TestSeedingLikeScikitLearn(t *testing.T) {
	files, err := filepath.Glob("testdata/seeding/*.json")
	require.NoError(t, err)
	require.Len(t, files, 4)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			g := golden.Load[struct {
				X [][]golden.Float
				K int
			}, struct {
				Mean, SD float64
				Seeds    int
			}](t, file)
			if testing.Short() && name == "birch1" {
				t.Skip("50 times 100 centres of 100,000 rows")
			}
			var x *mat.Dense
			if g.Input.X != nil {
				x = denseOf(g.Input.X)
			} else {
				x, _ = benchmarkSet(t, name)
			}
			f := fittingOf(t, KMeans{K: g.Input.K}, x, nil)
			const seeds = 50
			sum, squares := 0.0, 0.0
			for seed := range uint64(seeds) {
				s := f.newStart(0)
				require.NoError(t, s.plusPlus(t.Context(), rng.New(seed, 0)))
				require.NoError(t, s.assign(t.Context()))
				require.NoError(t, s.measure(t.Context()))
				v := s.total.inertia - g.Output.Mean
				sum, squares = sum+v, squares+v*v
			}
			mean := sum / seeds
			variance := (squares - seeds*mean*mean) / (seeds - 1)
			se := math.Sqrt(variance/seeds + g.Output.SD*g.Output.SD/float64(g.Output.Seeds))
			t.Logf("mean potential %.6g, scikit-learn %.6g, difference %.2f standard errors", g.Output.Mean+mean, g.Output.Mean, mean/se)
			require.LessOrEqual(t, math.Abs(mean), g.Tolerance*se)
		})
	}
}

// Rows of weight 0 are never drawn.
func TestSeedingDrawsRowsOfWeight(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 4))
	for _, d := range []int{1, 50} {
		x, weight := scattered(r, 400, d), make([]float64, 400)
		rows := map[float64]bool{}
		for i := 0; i < 400; i += 40 {
			weight[i] = 1
			rows[x.At(i, 0)] = true
		}
		f := fittingOf(t, KMeans{K: 10}, x, weight)
		for seed := range uint64(20) {
			s := f.newStart(1)
			require.NoError(t, s.plusPlus(t.Context(), rng.New(seed, 0)))
			seen := map[float64]bool{}
			for j := range s.K {
				for v := range rows {
					if math.Abs(v-s.centers.center(j)[0]-f.table.offset()[0]) < 1e-12 {
						seen[v] = true
					}
				}
			}
			require.Equal(t, rows, seen, "all rows that have a weight")
		}
	}
}

// −0 is 0, and rows that stand there twice come last.
func TestRandomRowsAreDifferent(t *testing.T) {
	s := fittingOf(t, KMeans{K: 4}, column(1, -1, 0, math.Copysign(0, -1)), nil).newStart(1)
	for seed := range uint64(20) {
		require.NoError(t, s.randomRows(t.Context(), rng.New(seed, 0)))
		require.Zero(t, s.centers.at[3])
	}
	const n = 20_000
	x := mat.NewDense(n, 1, nil)
	for i := range n {
		x.Set(i, 0, float64(i/2))
	}
	s = fittingOf(t, KMeans{K: n - 5}, x, nil).newStart(1)
	require.NoError(t, s.randomRows(t.Context(), rng.New(1, 0)))
	seen := map[float64]int{}
	for j, v := range s.centers.at {
		seen[v]++
		if j < n/2 {
			require.Equal(t, 1, seen[v])
		}
		require.LessOrEqual(t, seen[v], 2)
	}
	require.Len(t, seen, n/2)
}

// BenchmarkPlusPlus measures the choice of the centres alone.
func BenchmarkPlusPlus(b *testing.B) {
	for _, c := range []struct{ n, d, k int }{{1_000_000, 16, 100}, {1 << 18, 64, 100}, {10_000, 8, 20}} {
		x := blobsOf(rand.New(rand.NewPCG(1, 2)), c.n, c.d, 100)
		config, err := KMeans{K: c.k}.complete()
		if err != nil {
			b.Fatal(err)
		}
		t, err := newTable(b.Context(), "test", view.Of(x), nil, false, 0)
		if err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/d=%d/k=%d/workers=%d", c.n, c.d, c.k, workers), func(b *testing.B) {
				b.ReportAllocs()
				s := newFitting(config, "test", t, nil, nil).newStart(workers)
				total := 0.0
				for b.Loop() {
					if err := s.plusPlus(b.Context(), rng.New(1, 0)); err != nil {
						b.Fatal(err)
					}
				}
				s.centers.products = nil
				if err := s.assign(b.Context()); err != nil {
					b.Fatal(err)
				}
				total = s.total.inertia
				b.ReportMetric(total, "inertia")
			})
		}
	}
}

// blobsOf returns rows about k places that are three times as far apart as the rows
// of one.
func blobsOf(r *rand.Rand, n, d, k int) *mat.Dense {
	at := scattered(r, k, d)
	x := scattered(r, n, d)
	for i := range n {
		row, c := x.RawRowView(i), at.RawRowView(r.IntN(k))
		for j := range row {
			row[j] += 3 * c[j]
		}
	}
	return x
}

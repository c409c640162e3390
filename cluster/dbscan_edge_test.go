package cluster

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/rng"
)

// foreignMetric is one that is not of this package.
type foreignMetric struct{}

func (foreignMetric) Distance(a, b []float64) float64 { return Euclidean{}.Distance(a, b) }

// Another order of the rows changes the numbers of clusters and the choice at
// borders, and nothing else.
func TestDBSCANOfPermutedRows(t *testing.T) {
	const n = 500
	for _, d := range []int{2, 3, 9} {
		x := clumps(3, n, d)
		c := DBSCAN{Eps: 0.7 * math.Sqrt(float64(d)), MinPoints: 6}
		m := fitDBSCAN(t, c, x)
		order := make([]int, n)
		rng.New(5, 5).Perm(order)
		y := mat.NewDense(n, d, nil)
		for i, from := range order {
			y.SetRow(i, x.RawRowView(from))
		}
		k := fitDBSCAN(t, c, y)
		require.Equal(t, m.Clusters(), k.Clusters())
		labels, permuted := m.Labels(), k.Labels()
		number := map[int]int{}
		cores := []int{}
		for _, i := range k.CoreIndices() {
			cores = append(cores, order[i])
			if l, seen := number[permuted[i]]; seen {
				require.Equal(t, l, labels[order[i]])
			}
			number[permuted[i]] = labels[order[i]]
		}
		require.Len(t, number, m.Clusters())
		slices.Sort(cores)
		require.Equal(t, m.CoreIndices(), cores)
		for i, l := range permuted {
			require.Equal(t, labels[order[i]] < 0, l < 0)
		}
	}
}

// Whole numbers stay exact beside 1e8.
func TestDBSCANOfShiftedColumns(t *testing.T) {
	for _, d := range []int{1, 2, 4, 8} {
		x := clumps(4, 400, d)
		x.Apply(func(_, _ int, v float64) float64 { return math.Round(16*v) / 16 }, x)
		y := mat.DenseCopyOf(x)
		y.Apply(func(_, _ int, v float64) float64 { return v + 1e8 }, y)
		for _, metric := range []Metric{nil, Manhattan{}, Chebyshev{}, foreignMetric{}} {
			c := DBSCAN{Eps: 1.25, MinPoints: 5, Metric: metric}
			m, k := fitDBSCAN(t, c, x), fitDBSCAN(t, c, y)
			require.Equal(t, m.Labels(), k.Labels())
			require.Equal(t, m.CoreIndices(), k.CoreIndices())
		}
	}
}

func TestDBSCANOfOddTables(t *testing.T) {
	column := func(v ...float64) *mat.Dense { return mat.NewDense(len(v), 1, v) }
	for _, c := range []struct {
		name   string
		config DBSCAN
		x      *mat.Dense
		want   []int
	}{
		{"one row", DBSCAN{Eps: 1}, column(3), []int{-1}},
		{"one row is enough", DBSCAN{Eps: 1, MinPoints: 1}, column(3), []int{0}},
		{"fewer rows than MinPoints", DBSCAN{Eps: 1, MinPoints: 4}, column(1, 1, 1), []int{-1, -1, -1}},
		{"equal rows", DBSCAN{Eps: 1e-300, MinPoints: 3}, column(7, 7, 7, 8), []int{0, 0, 0, -1}},
		{"the ball is closed", DBSCAN{Eps: 0.5, MinPoints: 2}, column(0, 0.5, 1.25), []int{0, 0, -1}},
		{"a border between two", DBSCAN{Eps: 1, MinPoints: 4}, column(3, 3.5, 3.5, 3.5, 2, 1, 0.5, 0.5, 0.5), []int{0, 0, 0, 0, 0, 1, 1, 1, 1}},
		{"cells without end", DBSCAN{Eps: 1e-9, MinPoints: 2}, column(0, 1e9, 1e9, -1e9), []int{-1, 0, 0, -1}},
		{"huge values", DBSCAN{Eps: 1e139, MinPoints: 2}, column(1e140, -1e140, 9.5e139), []int{0, -1, 0}},
		{"huge Eps", DBSCAN{Eps: 1e300, MinPoints: 3}, column(1e140, -1e140, 0), []int{0, 0, 0}},
		{"tiny values", DBSCAN{Eps: 1e-300, MinPoints: 2}, column(0, 1e-310, 1), []int{0, 0, -1}},
		{"negative zero", DBSCAN{Eps: 1e-3, MinPoints: 2}, column(0, math.Copysign(0, -1)), []int{0, 0}},
		{"a constant column", DBSCAN{Eps: 1, MinPoints: 2}, mat.NewDense(4, 2, []float64{5, 0, 5, 1, 5, 2, 5, 9}), []int{0, 0, 0, -1}},
	} {
		for _, metric := range []Metric{nil, Manhattan{}, Chebyshev{}, foreignMetric{}} {
			c.config.Metric = metric
			if metric != nil && c.config.Eps < 1e-200 {
				continue // there, only squares are 0
			}
			m := fitDBSCAN(t, c.config, c.x)
			require.Equal(t, c.want, m.Labels(), "%s %T", c.name, metric)
			again, err := m.Predict(nil, c.x)
			require.NoError(t, err)
			require.Equal(t, c.want, again, "%s %T", c.name, metric)
		}
	}
}

func TestDBSCANRefuses(t *testing.T) {
	ctx := t.Context()
	_, err := DBSCAN{Eps: 1}.Fit(ctx, mat.NewDense(2, 2, []float64{1, 2, 3, 1e150}))
	require.ErrorIs(t, err, clm.ErrValue)
	require.ErrorContains(t, err, "cluster.DBSCAN.Fit: value 1e+150 at row 1, column 1")
	_, err = DBSCAN{Eps: 1}.FitWeighted(ctx, mat.NewDense(2, 1, nil), []float64{1, -1})
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = DBSCAN{Eps: 1}.FitWeighted(ctx, mat.NewDense(2, 1, nil), []float64{1})
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = DBSCAN{Eps: 1}.Fit(ctx, &mat.Dense{})
	require.ErrorIs(t, err, clm.ErrTooFew)
	huge, err := clm.NewSparseTriplets(1<<20, 1<<20, []int{5}, []int{7}, []float64{1})
	require.NoError(t, err)
	_, err = DBSCAN{Eps: 1}.Fit(ctx, huge)
	require.ErrorIs(t, err, clm.ErrLimit)
	_, err = EpsCurve{}.Of(ctx, huge)
	require.ErrorIs(t, err, clm.ErrLimit)
	m := fitDBSCAN(t, DBSCAN{Eps: 1, Metric: foreignMetric{}}, mat.NewDense(2, 1, nil))
	_, err = m.MarshalBinary()
	require.ErrorIs(t, err, clm.ErrConfig)
	require.ErrorContains(t, err, "foreignMetric")
	_, err = m.Predict(nil, mat.NewDense(1, 1, []float64{math.NaN()}))
	require.ErrorIs(t, err, clm.ErrValue)
	_, err = m.PredictRow([]float64{1, 2})
	require.ErrorIs(t, err, clm.ErrShape)
}

func TestDBSCANReports(t *testing.T) {
	note := func(c DBSCAN, v ...float64) []string {
		return fitDBSCAN(t, c, mat.NewDense(len(v), 1, v)).Report().Notes
	}
	require.Contains(t, note(DBSCAN{Eps: 1}, 1, 2)[0], "no row has 5 neighbours within 1")
	require.Contains(t, note(DBSCAN{Eps: 1, MinPoints: 2}, 1, 2, 9, 19, 29)[0], "noise: 3 of 5 rows")
	require.Contains(t, note(DBSCAN{Eps: 1, MinPoints: 2}, 1, 2, 3)[0], "one cluster")
	require.Empty(t, note(DBSCAN{Eps: 1, MinPoints: 2}, 1, 2, 8, 9))
	m := fitDBSCAN(t, DBSCAN{Eps: 1, MinPoints: 2}, mat.NewDense(5, 1, []float64{1, 2, 8, 9, 20}))
	require.Equal(t, 0.2, m.Report().Objective)
	require.Equal(t, []int{2, 2}, m.Sizes())
}

// Any other metric that says the same finds the same.
func TestDBSCANOfForeignMetric(t *testing.T) {
	x := clumps(9, 300, 3)
	x.Apply(func(_, _ int, v float64) float64 { return math.Round(16*v) / 16 }, x)
	m, k := fitDBSCAN(t, DBSCAN{Eps: 1.25}, x), fitDBSCAN(t, DBSCAN{Eps: 1.25, Metric: foreignMetric{}}, x)
	require.Equal(t, m.Labels(), k.Labels())
	labels, err := k.Predict(nil, mat.DenseCopyOf(x.T()).T())
	require.NoError(t, err)
	require.Equal(t, m.Labels(), labels)
	one, err := k.PredictRow(x.RawRowView(7))
	require.NoError(t, err)
	require.Equal(t, m.Labels()[7], one)
}

// A Sparse has the labels of the equal dense table.
func TestDBSCANOfSparse(t *testing.T) {
	for _, d := range []int{2, 12, 90} {
		x := thinned(clumps(11, 300, d))
		for _, metric := range []Metric{nil, Manhattan{}, Cosine{}} {
			c := DBSCAN{Eps: 0.3, Metric: metric}
			if metric != (Cosine{}) {
				c.Eps = math.Sqrt(float64(d))
			}
			m, k := fitDBSCAN(t, c, x), fitDBSCAN(t, c, sparse(t, x))
			require.Equal(t, m.Labels(), k.Labels())
			require.Equal(t, dbscanFile(t, m), dbscanFile(t, k))
			labels, err := m.Predict(nil, sparse(t, x))
			require.NoError(t, err)
			require.Equal(t, m.Labels(), labels)
		}
	}
}

// Cells with so many rows that a tree decides whether two of them touch.
func TestDBSCANOfFullCells(t *testing.T) {
	s := rng.New(1, 1)
	const n = 6000
	for _, gap := range []float64{0.9, 0.99, 1.05} {
		x := mat.NewDense(n, 2, nil)
		for i := range n {
			x.SetRow(i, []float64{0.3*s.Float64() + float64(i%2)*(0.3+gap), s.Float64()})
		}
		c := DBSCAN{Eps: 1, MinPoints: 10}
		m := fitDBSCAN(t, c, x)
		labels, cores := plainDBSCAN(x.Slice(0, 600, 0, 2).(*mat.Dense), c, nil)
		require.Len(t, cores, 600)
		if gap > 1 {
			require.Equal(t, 2, m.Clusters())
			require.Equal(t, labels, m.Labels()[:600])
		} else {
			require.Equal(t, 1, m.Clusters())
		}
	}
}

func TestDBSCANStopsMidway(t *testing.T) {
	for _, d := range []int{2, 8} {
		ctx, end := context.WithCancelCause(t.Context())
		c := DBSCAN{Eps: 0.5, Workers: 2, Progress: func(done, total int) { end(context.DeadlineExceeded) }}
		m, err := c.Fit(ctx, clumps(1, 20000, d))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Nil(t, m)
	}
}

// Each file holds the rows in their order, whatever the way of the fit, so a
// model that was loaded gives the same file.
func TestDBSCANFileAgain(t *testing.T) {
	for _, d := range []int{2, 5, 8} {
		for _, metric := range []Metric{nil, SquaredEuclidean{}, Manhattan{}, Chebyshev{}, Cosine{}} {
			x := clumps(6, 500, d)
			m := fitDBSCAN(t, DBSCAN{Eps: 0.9, MinPoints: 4, Metric: metric}, x)
			b := dbscanFile(t, m)
			var k DBSCANModel
			require.NoError(t, k.UnmarshalBinary(b))
			again, err := k.MarshalBinary()
			require.NoError(t, err)
			require.Equal(t, b, again)
			require.Nil(t, k.Labels())
			require.Nil(t, k.CoreIndices())
			require.Equal(t, m.Sizes(), k.Sizes())
			labels, err := k.Predict(nil, x)
			require.NoError(t, err)
			require.Equal(t, m.Labels(), labels)
		}
	}
}

func TestEpsCurveIsItsDefinition(t *testing.T) {
	for _, d := range []int{1, 3, 40} {
		x := clumps(2, 230, d)
		for _, metric := range []Metric{nil, SquaredEuclidean{}, Manhattan{}, Chebyshev{}, Cosine{}, foreignMetric{}} {
			for _, k := range []int{1, 5, 230} {
				curve, err := EpsCurve{MinPoints: k, Metric: metric, Workers: 2}.Of(t.Context(), x)
				require.NoError(t, err)
				m := metric
				if m == nil {
					m = Euclidean{}
				}
				want := []float64{}
				for i := range 230 {
					all := []float64{}
					for j := range 230 {
						all = append(all, m.Distance(x.RawRowView(i), x.RawRowView(j)))
					}
					slices.Sort(all)
					want = append(want, all[k-1])
				}
				slices.Sort(want)
				require.Equal(t, want, curve.Distances)
			}
		}
	}
}

func TestEpsCurveOfSample(t *testing.T) {
	x := clumps(2, 500, 2)
	all, err := EpsCurve{}.Of(t.Context(), x)
	require.NoError(t, err)
	require.Len(t, all.Distances, 500)
	for _, size := range []int{1, 2, 100, 499, 500, 501, -1} {
		calls := 0
		c := EpsCurve{Sample: size, Seed: 4, Progress: func(done, total int) { calls = done }}
		k, err := c.Of(t.Context(), x)
		require.NoError(t, err)
		want := size
		if size < 0 || size > 500 {
			want = 500
		}
		require.Len(t, k.Distances, want)
		require.Equal(t, want, calls)
		for at, v := range k.Distances {
			_, found := slices.BinarySearch(all.Distances, v)
			require.True(t, found)
			require.True(t, at == 0 || k.Distances[at-1] <= v)
		}
		c.Progress, c.Workers = nil, 3
		again, err := c.Of(t.Context(), x)
		require.NoError(t, err)
		require.Equal(t, k, again)
		rows := c.sample(500)
		require.True(t, slices.IsSorted(rows))
		require.Len(t, slices.Compact(rows), len(rows))
	}
}

func TestEpsCurveOfOddTables(t *testing.T) {
	k, err := EpsCurve{MinPoints: 2}.Of(t.Context(), mat.NewDense(3, 1, []float64{4, 4, 4}))
	require.NoError(t, err)
	require.Equal(t, &KDistances{Distances: []float64{0, 0, 0}, Knee: -1}, k)
	for _, c := range []struct {
		config EpsCurve
		x      *mat.Dense
		want   error
	}{
		{EpsCurve{}, mat.NewDense(4, 1, nil), clm.ErrTooFew},
		{EpsCurve{}, &mat.Dense{}, clm.ErrTooFew},
		{EpsCurve{MinPoints: -1}, mat.NewDense(4, 1, nil), clm.ErrConfig},
		{EpsCurve{Workers: -1}, mat.NewDense(4, 1, nil), clm.ErrConfig},
		{EpsCurve{MinPoints: 1}, mat.NewDense(2, 1, []float64{1, math.Inf(1)}), clm.ErrValue},
	} {
		k, err := c.config.Of(t.Context(), c.x)
		require.ErrorIs(t, err, c.want)
		require.Nil(t, k)
	}
	ctx, end := context.WithCancelCause(t.Context())
	end(context.DeadlineExceeded)
	_, err = EpsCurve{MinPoints: 1}.Of(ctx, mat.NewDense(2, 1, nil))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// The exam asks the Euclidean metric; the others allocate as little.
func TestDBSCANPredictsWithoutMemory(t *testing.T) {
	for _, d := range []int{2, 10} {
		x := clumps(8, 400, d)
		for _, metric := range []Metric{SquaredEuclidean{}, Manhattan{}, Chebyshev{}, Cosine{}} {
			m := fitDBSCAN(t, DBSCAN{Eps: 1, Metric: metric}, x)
			dst := make([]int, 400)
			for _, y := range []mat.Matrix{x, x.Slice(0, 400, 0, d), sparse(t, x)} {
				require.Zero(t, testing.AllocsPerRun(5, func() {
					if _, err := m.Predict(dst, y); err != nil {
						t.Fatal(err)
					}
				}), "%T %T", metric, y)
			}
		}
	}
}

// Nearly as many cells along a column as there may be, with pairs at exactly
// Eps, and one cell more.
func TestDBSCANOfManyCells(t *testing.T) {
	s := rng.New(2, 2)
	const eps = 0.25
	for _, d := range []int{1, 2} {
		for _, widest := range []float64{1 << 21, 1 << 26} {
			x := mat.NewDense(500, d, nil)
			x.Apply(func(i, j int, _ float64) float64 {
				return math.Floor(float64(i%5)/4*widest) + float64(s.IntN(24))/8
			}, x)
			low, high, finite, err := rawRows{500, d, d, x.RawMatrix().Data}.extent(t.Context(), 1)
			require.NoError(t, err)
			require.True(t, finite)
			require.Equal(t, widest < 1<<22, newLattice(low, high, eps*eps) != nil)
			c := DBSCAN{Eps: eps, MinPoints: 3 * (3 - d)}
			labels, cores := plainDBSCAN(x, c, nil)
			require.NotEmpty(t, cores)
			m := fitDBSCAN(t, c, x)
			require.Equal(t, labels, m.Labels())
			require.Equal(t, cores, m.CoreIndices())
			again, err := m.Predict(nil, x)
			require.NoError(t, err)
			require.Equal(t, labels, again)
		}
	}
}

// Rows outside of what was learned from: at the edge, and far away.
func TestDBSCANPredictsOutside(t *testing.T) {
	for _, d := range []int{1, 2, 3, 4, 8} {
		x := mat.NewDense(40, d, nil)
		x.Apply(func(i, j int, _ float64) float64 { return float64((i*(j+3))%8) / 8 }, x)
		m := fitDBSCAN(t, DBSCAN{Eps: 0.75}, x)
		_, cores := plainDBSCAN(x, DBSCAN{Eps: 0.75, MinPoints: 5}, nil)
		row := make([]float64, d)
		for j := range d {
			for _, v := range []float64{-1e140, -1e9, -1, -0.75, -0.5, 0.3, 1.25, 1.625, 2, 3, 1e9, 1e140} {
				copy(row, x.RawRowView(3))
				row[j] = v
				want := -1
				for _, i := range cores {
					if (SquaredEuclidean{}).Distance(row, x.RawRowView(i)) <= 0.75*0.75 && (want < 0 || m.Labels()[i] < want) {
						want = m.Labels()[i]
					}
				}
				got, err := m.PredictRow(row)
				require.NoError(t, err)
				require.Equal(t, want, got, "%v", row)
			}
		}
	}
}

// Two full cells whose boxes are near each other and whose rows are not, but
// for one that comes last.
func TestDBSCANOfCellsThatHardlyTouch(t *testing.T) {
	const n = 300
	x := mat.NewDense(2*n+10, 2, nil)
	for i := range 2*n + 9 {
		at := 0.05 * float64(i%n) / n
		if i < n {
			x.SetRow(i, []float64{0.6, at})
		} else {
			x.SetRow(i, []float64{1.45, 0.62 + at})
		}
	}
	x.SetRow(2*n, []float64{0, 0.65})
	x.SetRow(2*n+1, []float64{2.1, 0})
	x.SetRow(2*n+9, []float64{0.65, 0.3})
	for rows, want := range map[int]int{2*n + 9: 2, 2*n + 10: 1} {
		c := DBSCAN{Eps: 1, MinPoints: 10}
		y := x.Slice(0, rows, 0, 2).(*mat.Dense)
		m := fitDBSCAN(t, c, y)
		require.Equal(t, want, m.Clusters())
		labels, _ := plainDBSCAN(y, c, nil)
		require.Equal(t, labels, m.Labels())
	}
}

// Few cells in many columns: cells do the fit, and a tree answers questions.
func TestDBSCANOfFewCellsInManyColumns(t *testing.T) {
	for _, d := range []int{4, 6} {
		x := mat.NewDense(3000, d, nil)
		s := rng.New(uint64(d), 1)
		x.Apply(func(i, j int, _ float64) float64 { return float64(i%2)*20 + s.Float64() }, x)
		for _, c := range []DBSCAN{{Eps: 3, MinPoints: 5}, {Eps: 1.5, MinPoints: 1100}} {
			labels, cores := plainDBSCAN(x, c, nil)
			m := fitDBSCAN(t, c, x)
			require.Equal(t, labels, m.Labels())
			require.Equal(t, cores, m.CoreIndices())
			again, err := m.Predict(nil, x)
			require.NoError(t, err)
			require.Equal(t, labels, again)
		}
	}
}

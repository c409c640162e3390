package cluster

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

var linkageMethods = []LinkageMethod{WardLinkage, SingleLinkage, CompleteLinkage, AverageLinkage, WeightedLinkage, CentroidLinkage, MedianLinkage}

func fitLinkage(t testing.TB, c Linkage, x mat.Matrix) *Dendrogram {
	t.Helper()
	m, err := c.Fit(t.Context(), x)
	require.NoError(t, err)
	return m
}

// pdist returns the distances of all pairs of rows.
func pdist(x *mat.Dense, metric Metric) []float64 {
	n, _ := x.Dims()
	var out []float64
	for i := range n {
		for j := i + 1; j < n; j++ {
			out = append(out, metric.Distance(x.RawRowView(i), x.RawRowView(j)))
		}
	}
	return out
}

// A family holds the clusters of a tree that is being followed, and says how far
// apart two are by the definition of a method.
type family struct {
	method LinkageMethod
	metric Metric
	x      *mat.Dense
	rows   [][]int     // by cluster
	middle [][]float64 // by cluster, for median linkage
	parts  map[int][2]int
	alive  map[int]bool
	memo   [][]float64
}

func newFamily(method LinkageMethod, metric Metric, x *mat.Dense) *family {
	n, _ := x.Dims()
	f := &family{method: method, metric: metric, x: x, parts: map[int][2]int{}, alive: map[int]bool{}}
	for range 2 * n {
		f.memo = append(f.memo, make([]float64, 2*n))
	}
	for i := range n {
		f.rows = append(f.rows, []int{i})
		f.middle = append(f.middle, x.RawRowView(i))
		f.alive[i] = true
	}
	return f
}

func (f *family) merge(a, b int) {
	f.parts[len(f.rows)] = [2]int{a, b}
	f.alive[a], f.alive[b] = false, false
	f.alive[len(f.rows)] = true
	f.rows = append(f.rows, append(append([]int(nil), f.rows[a]...), f.rows[b]...))
	m := make([]float64, len(f.middle[a]))
	for j := range m {
		m[j] = (f.middle[a][j] + f.middle[b][j]) / 2
	}
	f.middle = append(f.middle, m)
}

func (f *family) mean(a int) []float64 {
	m := make([]float64, len(f.middle[a]))
	for _, i := range f.rows[a] {
		for j, v := range f.x.RawRowView(i) {
			m[j] += v / float64(len(f.rows[a]))
		}
	}
	return m
}

func (f *family) distance(a, b int) float64 {
	a, b = min(a, b), max(a, b)
	if f.memo[b][a] == 0 { // or not known
		f.memo[b][a] = f.measure(a, b)
	}
	return f.memo[b][a]
}

func (f *family) measure(a, b int) float64 {
	p, q := float64(len(f.rows[a])), float64(len(f.rows[b]))
	switch f.method {
	case WardLinkage:
		return math.Sqrt(2*p*q/(p+q)) * Euclidean{}.Distance(f.mean(a), f.mean(b))
	case CentroidLinkage:
		return Euclidean{}.Distance(f.mean(a), f.mean(b))
	case MedianLinkage:
		return Euclidean{}.Distance(f.middle[a], f.middle[b])
	case WeightedLinkage:
		if part, ok := f.parts[b]; ok { // b is the younger one
			return (f.distance(a, part[0]) + f.distance(a, part[1])) / 2
		}
	}
	least, most, sum := math.Inf(1), 0.0, 0.0
	for _, i := range f.rows[a] {
		for _, j := range f.rows[b] {
			d := f.metric.Distance(f.x.RawRowView(i), f.x.RawRowView(j))
			least, most, sum = min(least, d), max(most, d), sum+d
		}
	}
	switch f.method {
	case SingleLinkage:
		return least
	case CompleteLinkage:
		return most
	}
	return sum / p / q
}

// follow checks a tree by the definitions: each merge is of two clusters that
// are there, at their distance, and no two are nearer.
func (f *family) follow(t *testing.T, m *Dendrogram, tol float64) {
	t.Helper()
	n, _ := f.x.Dims()
	merges := m.Merges()
	require.Len(t, merges, n-1)
	for i, s := range merges {
		require.True(t, s.A < s.B && f.alive[s.A] && f.alive[s.B], "merge %d of %d and %d", i, s.A, s.B)
		require.InDelta(t, f.distance(s.A, s.B), s.Height, tol*(1+s.Height), "height of merge %d", i)
		for a := range f.rows {
			for b := a + 1; b < len(f.rows) && f.alive[a]; b++ {
				if f.alive[b] && f.distance(a, b) < s.Height-tol*(1+s.Height) {
					t.Fatalf("merge %d at %v, but %d and %d are %v apart", i, s.Height, a, b, f.distance(a, b))
				}
			}
		}
		f.merge(s.A, s.B)
		require.Equal(t, len(f.rows[len(f.rows)-1]), s.Size)
	}
}

func cloud(seed uint64, n, d int, round bool) *mat.Dense {
	r := rand.New(rand.NewPCG(seed, 1))
	x := mat.NewDense(n, d, nil)
	for i := range n {
		for j := range d {
			v := r.NormFloat64() + float64(r.IntN(3))*2
			if round {
				v = math.Round(v)
			}
			x.Set(i, j, v)
		}
	}
	return x
}

// Every merge is that of a nearest pair, with ties and without.
func TestLinkageMergesTheNearest(t *testing.T) {
	for _, method := range linkageMethods {
		for _, n := range []int{2, 3, 7, 40, 150} {
			for _, d := range []int{1, 2, 5} {
				if testing.Short() && n*d > 150 {
					continue
				}
				for _, round := range []bool{false, true} {
					x := cloud(uint64(n), n, d, round)
					t.Run(fmt.Sprintf("%s/n=%d/d=%d/round=%v", method, n, d, round), func(t *testing.T) {
						newFamily(method, Euclidean{}, x).follow(t, fitLinkage(t, Linkage{Method: method}, x), 1e-12)
						m, err := Linkage{Method: method}.FitDistances(t.Context(), n, pdist(x, Euclidean{}))
						require.NoError(t, err)
						newFamily(method, Euclidean{}, x).follow(t, m, 1e-7)
					})
				}
			}
		}
	}
}

// cut returns the tree's clusters for several numbers of them.
func cuts(t testing.TB, m *Dendrogram, ks ...int) [][]int {
	var list [][]int
	for _, k := range ks {
		l, err := m.Cut(nil, k)
		require.NoError(t, err)
		list = append(list, l)
	}
	return list
}

func heightsOf(m *Dendrogram) []float64 {
	var list []float64
	for _, s := range m.Merges() {
		list = append(list, s.Height)
	}
	return list
}

// Rows and their distances give the same tree, on tables where clusters are
// measured by their members first, and in one where the tree of centres is of
// no help.
func TestLinkageOfRowsAndOfDistances(t *testing.T) {
	n := 700
	if testing.Short() {
		n = 250
	}
	for _, d := range []int{1, 3, 40} {
		x := cloud(uint64(d), n, d, false)
		for _, metric := range []Metric{Euclidean{}, SquaredEuclidean{}, Manhattan{}, Cosine{}} {
			distances := pdist(x, metric)
			for _, method := range linkageMethods {
				c := Linkage{Method: method, Metric: metric}
				if c.isCentred() && metric != Metric(Euclidean{}) || d == 1 && metric == Metric(Cosine{}) {
					continue
				}
				m := fitLinkage(t, c, x)
				given, err := c.FitDistances(t.Context(), n, distances)
				require.NoError(t, err)
				require.InDeltaSlice(t, heightsOf(given), heightsOf(m), 1e-8*heightsOf(m)[n-2], "%s %T", method, metric)
				require.Equal(t, cuts(t, given, 2, 10, 100), cuts(t, m, 2, 10, 100), "%s %T", method, metric)
			}
		}
	}
}

func TestLinkageDoesNotDependOnWorkers(t *testing.T) {
	x := cloud(5, 600, 2, false)
	distances := pdist(x, Euclidean{})
	for _, method := range linkageMethods {
		var want, wantGiven []byte
		for _, workers := range []int{1, 2, 7} {
			c := Linkage{Method: method, Workers: workers}
			got := treeFile(t, fitLinkage(t, c, x))
			m, err := c.FitDistances(t.Context(), 600, distances)
			require.NoError(t, err)
			given := treeFile(t, m)
			if workers == 1 {
				want, wantGiven = got, given
			}
			require.Equal(t, want, got)
			require.Equal(t, wantGiven, given)
		}
	}
}

// Permuted rows have the same tree where there are no ties, and so have rows far
// from the origin.
func TestLinkageOfPermutedAndShiftedRows(t *testing.T) {
	const n = 200
	x := cloud(6, n, 2, false)
	for i := range n {
		for j := range 2 {
			x.Set(i, j, math.Round(x.At(i, j)*0x1p20)/0x1p20) // so that 1e8 takes nothing away
		}
	}
	order := rand.New(rand.NewPCG(1, 2)).Perm(n)
	permuted, far := mat.NewDense(n, 2, nil), mat.NewDense(n, 2, nil)
	for i, p := range order {
		permuted.SetRow(p, x.RawRowView(i))
		far.SetRow(i, []float64{x.At(i, 0) + 1e8, x.At(i, 1) + 1e8})
	}
	for _, method := range linkageMethods {
		m := fitLinkage(t, Linkage{Method: method}, x)
		p := fitLinkage(t, Linkage{Method: method}, permuted)
		require.InDeltaSlice(t, heightsOf(m), heightsOf(p), 1e-12*heightsOf(m)[n-2])
		for k := 1; k <= n; k += 9 {
			a, b := cuts(t, m, k)[0], cuts(t, p, k)[0]
			same := true
			for i, q := range order {
				for j := range i {
					same = same && (a[i] == a[j]) == (b[q] == b[order[j]])
				}
			}
			require.True(t, same, "%s, %d clusters", method, k)
		}
		f := fitLinkage(t, Linkage{Method: method}, far)
		require.InDeltaSlice(t, heightsOf(m), heightsOf(f), 1e-7)
		require.Equal(t, cuts(t, m, 2, 5, 20), cuts(t, f, 2, 5, 20), method)
	}
}

func TestLinkageOfEqualRows(t *testing.T) {
	for _, method := range linkageMethods {
		for _, n := range []int{2, 40, 500} {
			x := mat.NewDense(n, 2, nil)
			for i := range n {
				x.SetRow(i, []float64{0.1, -0.7})
			}
			for _, h := range heightsOf(fitLinkage(t, Linkage{Method: method}, x)) {
				require.Zero(t, h)
			}
			// Two places, each many times.
			for i := range n / 2 {
				x.SetRow(i, []float64{0.1, 3.3})
			}
			m := fitLinkage(t, Linkage{Method: method}, x)
			for _, h := range heightsOf(m)[:n-2] {
				require.InDelta(t, 0, h, 1e-12)
			}
			require.Greater(t, heightsOf(m)[n-2], 3.9)
			labels, err := m.CutHeight(nil, 1)
			require.NoError(t, err)
			for i, l := range labels {
				require.Equal(t, i/(n/2), l)
			}
		}
	}
}

// Whole numbers have exact heights.
func TestLinkageOfWholeNumbers(t *testing.T) {
	x := column(1e6, 1e6+1, 1e6+4, 1e6+9)
	for method, want := range map[LinkageMethod][]float64{
		SingleLinkage:   {1, 3, 5},
		CompleteLinkage: {1, 4, 8}, // {0,1} and 4: 4; then 9: 8 and 9
		AverageLinkage:  {1, 3.5, 22.0 / 3},
		WeightedLinkage: {1, 3.5, 6.75},
		CentroidLinkage: {1, 3.5, 22.0 / 3},
		MedianLinkage:   {1, 3.5, 6.75},
		WardLinkage:     {1, 3.5 * math.Sqrt(4.0/3), 22.0 / 3 * math.Sqrt(1.5)},
	} {
		if method == CompleteLinkage {
			want = []float64{1, 4, 9}
		}
		require.InDeltaSlice(t, want, heightsOf(fitLinkage(t, Linkage{Method: method}, x)), 1e-14, method)
	}
}

// An equilateral triangle: the third row is nearer to the middle of the other
// two than they were to each other.
func TestInversionsStay(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{0, 0, 1, 0, 0.5, math.Sqrt(0.75)})
	for _, method := range []LinkageMethod{CentroidLinkage, MedianLinkage} {
		m := fitLinkage(t, Linkage{Method: method}, x)
		require.InDeltaSlice(t, []float64{1, math.Sqrt(0.75)}, heightsOf(m), 1e-15)
		require.Equal(t, []string{"merges lower than one inside of them (inversions): 1"}, m.Report().Notes)
		require.InDelta(t, 1, m.Report().Objective, 1e-15)
		labels, err := m.CutHeight(nil, 0.9)
		require.NoError(t, err)
		require.Equal(t, []int{0, 1, 2}, labels)
		require.Len(t, cuts(t, m, 2), 1)
	}
}

// Chains end in a tree also where a merge comes nearer, which they are not made
// for.
func TestChainsEndAllTheSame(t *testing.T) {
	for seed := range uint64(20) {
		x := cloud(seed, 60, 2, seed%2 == 0)
		l := newLinking(Linkage{Method: CentroidLinkage, Metric: Euclidean{}}, 60, true)
		number, size := make([]int32, 60), make([]float64, 60)
		for i := range number {
			number[i], size[i] = int32(59-i), 1
		}
		tr := newTriangle(CentroidLinkage, number, size, 60)
		require.NoError(t, l.fill(t.Context(), tr, &givenPairs{"", 60, pdist(x, Euclidean{}), true}))
		require.NoError(t, l.chain(t.Context(), tr, oneLeft))
		require.Len(t, l.dendrogram().Merges(), 59)
	}
}

func TestFitDistancesTakesAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 5, 70, 200} {
		distances := make([]float64, n*(n-1)/2)
		for i := range distances {
			distances[i] = float64(r.IntN(9)) * r.Float64() // no triangle inequality
		}
		kept := slices.Clone(distances)
		for _, method := range linkageMethods {
			m, err := Linkage{Method: method}.FitDistances(t.Context(), n, distances)
			require.NoError(t, err)
			require.Equal(t, kept, distances)
			require.Len(t, m.Merges(), n-1)
			if method != CentroidLinkage && method != MedianLinkage {
				require.IsNonDecreasing(t, append([]float64{0, 0}, heightsOf(m)...))
			}
		}
	}
}

func TestLinkageErrors(t *testing.T) {
	x := mat.NewDense(3, 1, []float64{1, 2, 4})
	odd := func(v float64) Metric { return oddMetric(v) }
	for _, c := range []struct {
		fit  func() (*Dendrogram, error)
		want string
		is   error
	}{
		{func() (*Dendrogram, error) { return Linkage{Metric: Manhattan{}}.Fit(t.Context(), x) },
			"cluster.Linkage: Metric is \"cluster.Manhattan\", want nil or Euclidean for ward linkage, or FitDistances", clm.ErrConfig},
		{func() (*Dendrogram, error) {
			return Linkage{Method: SingleLinkage, Metric: odd(-1)}.Fit(t.Context(), x)
		},
			"cluster.Linkage.Fit: metric: value -1 at row 0, column 2, want a distance, with the rows in place of row and column", clm.ErrValue},
		{func() (*Dendrogram, error) {
			return Linkage{Method: AverageLinkage, Metric: odd(math.NaN())}.Fit(t.Context(), x)
		},
			"cluster.Linkage.Fit: metric: value NaN at row 0, column 2", clm.ErrValue},
		{func() (*Dendrogram, error) {
			return Linkage{Method: CompleteLinkage, Metric: Manhattan{}}.Fit(t.Context(), mat.NewDense(matrixRows+1, 1, nil))
		},
			fmt.Sprintf("cluster.Linkage.Fit: more than %d rows whose distances are all kept; ", matrixRows), clm.ErrLimit},
		{func() (*Dendrogram, error) { return Linkage{}.FitDistances(t.Context(), matrixRows+1, nil) },
			fmt.Sprintf("cluster.Linkage.FitDistances: more than %d rows", matrixRows), clm.ErrLimit},
		{func() (*Dendrogram, error) { return Linkage{}.FitDistances(t.Context(), 0, nil) },
			"cluster.Linkage.FitDistances: 0 rows, want at least 1", clm.ErrTooFew},
		{func() (*Dendrogram, error) { return Linkage{}.FitDistances(t.Context(), 4, make([]float64, 5)) },
			"cluster.Linkage.FitDistances: 5 distances for 4 rows, want 6 distances", clm.ErrShape},
		{func() (*Dendrogram, error) {
			return Linkage{}.FitDistances(t.Context(), 4, []float64{1, 2, 3, 4, -5, 6})
		},
			"cluster.Linkage.FitDistances: value -5 at row 1, column 3, want a distance from 0 to 1e140", clm.ErrValue},
		{func() (*Dendrogram, error) {
			return Linkage{}.FitDistances(t.Context(), 4, []float64{1, 2, 1e141, 4, 5, 6})
		},
			"cluster.Linkage.FitDistances: value 1e+141 at row 0, column 3, want a distance from 0 to 1e140", clm.ErrValue},
		{func() (*Dendrogram, error) {
			return Linkage{Method: "best"}.FitDistances(t.Context(), 1, nil)
		},
			`cluster.Linkage: Method is "best", want `, clm.ErrConfig},
	} {
		m, err := c.fit()
		require.Nil(t, m)
		require.ErrorContains(t, err, c.want)
		require.ErrorIs(t, err, c.is)
	}
}

// oddMetric says something odd of the values 1 and 4.
type oddMetric float64

func (m oddMetric) Distance(a, b []float64) float64 {
	if a[0]+b[0] == 5 {
		return float64(m)
	}
	return 1
}

// Large and small numbers, up to the bound.
func TestLinkageOfExtremeNumbers(t *testing.T) {
	for _, scale := range []float64{hugest / 4, 1e-160, 1} {
		x := column(0, 1*scale, 3*scale, -3*scale, 3.5*scale)
		for _, method := range linkageMethods {
			h := heightsOf(fitLinkage(t, Linkage{Method: method}, x))
			for _, v := range h {
				require.False(t, math.IsNaN(v) || math.IsInf(v, 0))
			}
			if scale > 1e-100 {
				require.InDelta(t, 0.5, h[0]/scale, 1e-12)
			}
		}
		m := fitLinkage(t, Linkage{Method: AverageLinkage, Metric: SquaredEuclidean{}}, x)
		require.False(t, math.IsInf(heightsOf(m)[3], 0))
	}
}

// The context is looked at in every phase.
func TestLinkageStops(t *testing.T) {
	x := cloud(7, 500, 2, false)
	for _, method := range linkageMethods {
		for done := range 3 {
			ctx, cancel := context.WithCancelCause(t.Context())
			m, err := Linkage{Method: method, Workers: 2, Progress: func(d, _ int) {
				if d >= done*200 {
					cancel(clm.ErrDiverged)
				}
			}}.Fit(ctx, x)
			require.Nil(t, m)
			require.ErrorIs(t, err, clm.ErrDiverged)
		}
	}
}

// A sparse table, a slice and a transpose give the tree of the dense one.
func TestLinkageOfOtherMatrices(t *testing.T) {
	x := cloud(8, 80, 3, true)
	wide := mat.NewDense(90, 7, nil)
	wide.Slice(4, 84, 2, 5).(*mat.Dense).Copy(x)
	for _, method := range linkageMethods {
		want := treeFile(t, fitLinkage(t, Linkage{Method: method}, x))
		for _, y := range []mat.Matrix{sparse(t, x), wide.Slice(4, 84, 2, 5), mat.DenseCopyOf(x.T()).T()} {
			require.Equal(t, want, treeFile(t, fitLinkage(t, Linkage{Method: method}, y)))
		}
	}
}

// Ward, single, centroid and median linkage keep no distances.
func TestLinkageMemory(t *testing.T) {
	const n, d = 4000, 3
	x := cloud(9, n, d, false)
	for _, method := range []LinkageMethod{WardLinkage, SingleLinkage, CentroidLinkage, MedianLinkage} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		fitLinkage(t, Linkage{Method: method}, x)
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2*n*(8*d+128)), method)
	}
}

func treeFile(t testing.TB, m *Dendrogram) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	require.NoError(t, err)
	return b
}

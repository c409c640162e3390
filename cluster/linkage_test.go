package cluster

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
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
	memo   map[[2]int]float64
}

func newFamily(method LinkageMethod, metric Metric, x *mat.Dense) *family {
	n, _ := x.Dims()
	f := &family{method: method, metric: metric, x: x, parts: map[int][2]int{}, alive: map[int]bool{}, memo: map[[2]int]float64{}}
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
	key := [2]int{min(a, b), max(a, b)}
	if d, ok := f.memo[key]; ok {
		return d
	}
	d := f.measure(key[0], key[1])
	f.memo[key] = d
	return d
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
		for _, n := range []int{2, 3, 7, 33, 90, 150} {
			for _, d := range []int{1, 2, 5} {
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

func TestLinkageTime(t *testing.T) {
	_ = context.Background
}

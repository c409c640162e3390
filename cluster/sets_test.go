package cluster

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/golden"
)

// setOf reads a set that may not be copied into this repository.
func setOf(t *testing.T, name string) (*mat.Dense, []int) {
	t.Helper()
	if name != "optdigits" {
		return benchmarkSet(t, name)
	}
	var labels []int
	var rows []float64
	for _, part := range []string{"tra", "tes"} {
		f, err := os.Open(golden.Data(t, "clustering/optdigits."+part))
		require.NoError(t, err)
		defer f.Close()
		lines, err := csv.NewReader(f).ReadAll()
		require.NoError(t, err)
		for _, line := range lines[1:] {
			for _, s := range line[:64] {
				v, err := strconv.ParseFloat(s, 64)
				require.NoError(t, err)
				rows = append(rows, v)
			}
			l, err := strconv.Atoi(line[64])
			require.NoError(t, err)
			labels = append(labels, l)
		}
	}
	return mat.NewDense(len(labels), 64, rows), labels
}

// digest is how the golden files of the sets write labels.
func digest(labels []int) string {
	var b strings.Builder
	for _, l := range labels {
		fmt.Fprintln(&b, l)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

type setCases[C any] struct{ Cases []C }

// loadSets reads a golden file of results on sets.
func loadSets[C any](t *testing.T, name string) (cases []C, tolerance float64) {
	t.Helper()
	g := golden.Load[struct{ Sets string }, setCases[C]](t, "testdata/sets/"+name+".json")
	require.NotEmpty(t, g.Output.Cases)
	return g.Output.Cases, g.Tolerance
}

func TestDBSCANOfSetsLikeScikitLearn(t *testing.T) {
	type result struct {
		Set                            string
		Eps                            float64
		MinPoints                      int `json:"min_points"`
		Clusters, Noise, Cores, Border int
		Labels                         string
		Rand                           float64
	}
	cases, _ := loadSets[result](t, "dbscan")
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s/%v", c.Set, c.Eps), func(t *testing.T) {
			x, truth := setOf(t, c.Set)
			m := fitDBSCAN(t, DBSCAN{Eps: c.Eps, MinPoints: c.MinPoints}, x)
			labels := m.Labels()
			noise := 0
			for _, l := range labels {
				if l < 0 {
					noise++
				}
			}
			cores := len(m.CoreIndices())
			require.Equal(t, c, result{c.Set, c.Eps, c.MinPoints, m.Clusters(), noise, cores, len(labels) - noise - cores, digest(labels), c.Rand})
			require.InDelta(t, c.Rand, adjustedRand(truth, labels), 1e-9)
		})
	}
}

// Where distances are equal, as between digits, trees may differ. Single linkage
// has the same heights all the same.
func TestLinkageOfSetsLikeScipy(t *testing.T) {
	type result struct {
		Set          string
		Method       LinkageMethod
		K            int
		At           []int
		Heights      []float64
		Sum          float64
		SumTolerance float64 `json:"sum_tolerance"`
		Rand         float64
	}
	cases, tolerance := loadSets[result](t, "linkage")
	for _, c := range cases {
		t.Run(c.Set+"/"+string(c.Method), func(t *testing.T) {
			x, truth := setOf(t, c.Set)
			m := fitLinkage(t, Linkage{Method: c.Method}, x)
			sum, heights := 0.0, heightsOf(m)
			for _, h := range heights {
				sum += h
			}
			require.InEpsilon(t, c.Sum, sum, c.SumTolerance)
			labels, err := m.Cut(nil, c.K)
			require.NoError(t, err)
			t.Logf("sum of heights %v, scipy %v; adjusted Rand %v, scipy %v", sum, c.Sum, adjustedRand(truth, labels), c.Rand)
			require.GreaterOrEqual(t, adjustedRand(truth, labels), c.Rand-1e-9)
			if c.SumTolerance <= tolerance {
				for i, at := range c.At {
					require.InEpsilon(t, c.Heights[i], heights[at], tolerance)
				}
			}
		})
	}
}

// From the same rows the way is that of scikit-learn, label by label; starts of
// its own are as good on average.
func TestKMeansOfSetsLikeScikitLearn(t *testing.T) {
	type result struct {
		Set          string
		K            int
		Start        []int
		Inertia      float64
		Iterations   int
		Labels       string
		OneStartEach []float64 `json:"one_start_each"`
	}
	cases, tolerance := loadSets[result](t, "kmeans")
	for _, c := range cases {
		t.Run(c.Set, func(t *testing.T) {
			if testing.Short() && c.Set == "birch1" {
				t.Skip("100,000 rows in 100 clusters take some seconds")
			}
			x, _ := setOf(t, c.Set)
			_, d := x.Dims()
			start := mat.NewDense(c.K, d, nil)
			for j, i := range c.Start {
				start.SetRow(j, x.RawRowView(i))
			}
			m, err := KMeans{K: c.K, Tol: -1}.FitFrom(t.Context(), x, nil, start)
			require.NoError(t, err)
			require.InEpsilon(t, c.Inertia, m.Inertia(), tolerance)
			require.Equal(t, c.Iterations, m.Report().Iterations)
			require.Equal(t, c.Labels, digest(m.Labels()))

			theirs, ours := 0.0, 0.0
			for _, v := range c.OneStartEach {
				theirs += v / float64(len(c.OneStartEach))
			}
			const seeds = 4
			for seed := range uint64(seeds) {
				ours += fitKMeans(t, KMeans{K: c.K, Seed: seed, Starts: 1}, x).Inertia() / seeds
			}
			t.Logf("mean inertia of one start %.6g, scikit-learn %.6g", ours, theirs)
			require.Less(t, ours, theirs*1.03) // the spread of single starts is as large
		})
	}
}

package cluster

import (
	"bufio"
	"compress/gzip"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/golden"
)

// benchmarkSet reads points and reference labels of a set of the clustering
// benchmarks collected by M. Gagolewski (DOI 10.1016/j.softx.2022.101270).
// They may not be copied into this repository.
func benchmarkSet(t *testing.T, name string) (*mat.Dense, []int) {
	t.Helper()
	read := func(kind string) [][]string {
		f, err := os.Open(golden.Data(t, "clustering/"+name+"."+kind+".gz"))
		require.NoError(t, err)
		defer f.Close()
		z, err := gzip.NewReader(f)
		require.NoError(t, err)
		var lines [][]string
		for s := bufio.NewScanner(z); s.Scan(); {
			if fields := strings.Fields(s.Text()); len(fields) > 0 {
				lines = append(lines, fields)
			}
		}
		return lines
	}
	points := read("data")
	x := mat.NewDense(len(points), len(points[0]), nil)
	for i, p := range points {
		for j, s := range p {
			v, err := strconv.ParseFloat(s, 64)
			require.NoError(t, err)
			x.Set(i, j, v)
		}
	}
	var labels []int
	for _, l := range read("labels0") {
		v, err := strconv.Atoi(l[0])
		require.NoError(t, err)
		labels = append(labels, v)
	}
	require.Len(t, labels, len(points))
	return x, labels
}

// adjustedRand is the index of L. Hubert and P. Arabie, "Comparing
// partitions", Journal of Classification 2 (1985), DOI 10.1007/BF01908075:
// 1 for equal partitions, about 0 for independent ones.
func adjustedRand(a, b []int) float64 {
	pairs := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	both, left, right := map[[2]int]int{}, map[int]int{}, map[int]int{}
	for i := range a {
		both[[2]int{a[i], b[i]}]++
		left[a[i]]++
		right[b[i]]++
	}
	sum, sumLeft, sumRight := 0.0, 0.0, 0.0
	for _, n := range both {
		sum += pairs(n)
	}
	for _, n := range left {
		sumLeft += pairs(n)
	}
	for _, n := range right {
		sumRight += pairs(n)
	}
	expected := sumLeft * sumRight / pairs(len(a))
	return (sum - expected) / ((sumLeft+sumRight)/2 - expected)
}

// centroidIndex counts the reference clusters without a centre of their own
// and the centres without a reference cluster, whichever is more: 0 says that
// the fit has the right structure. P. Fränti, M. Rezaei, Q. Zhao, "Centroid
// index: cluster level similarity measure", Pattern Recognition 47 (2014), DOI
// 10.1016/j.patcog.2014.03.017.
func centroidIndex(a, b *mat.Dense) int {
	orphans := func(a, b *mat.Dense) int {
		k, d := b.Dims()
		c := centers{k: k, d: d, offset: make([]float64, d), at: mat.DenseCopyOf(b).RawMatrix().Data}
		hit := make([]bool, k)
		for i := range a.RawMatrix().Rows {
			j, _ := c.nearest(a.RawRowView(i))
			hit[j] = true
		}
		n := 0
		for _, h := range hit {
			if !h {
				n++
			}
		}
		return n
	}
	return max(orphans(a, b), orphans(b, a))
}

func meansOf(x *mat.Dense, labels []int, k int) *mat.Dense {
	_, d := x.Dims()
	c, size := mat.NewDense(k, d, nil), make([]float64, k)
	for i, l := range labels {
		size[l-1]++
		for j := range d {
			c.Set(l-1, j, c.At(l-1, j)+x.At(i, j))
		}
	}
	for l := range k {
		for j := range d {
			c.Set(l, j, c.At(l, j)/size[l])
		}
	}
	return c
}

func TestKMeansOfBenchmarkSets(t *testing.T) {
	for _, c := range []struct {
		name string
		k    int
		rand float64
	}{{"s1", 15, 0.98}, {"a1", 20, 0.95}, {"unbalance", 8, 0.999}} {
		t.Run(c.name, func(t *testing.T) {
			x, labels := benchmarkSet(t, c.name)
			want := meansOf(x, labels, c.k)
			for seed := range uint64(3) {
				m := fitKMeans(t, KMeans{K: c.k, Seed: seed}, x)
				require.Zero(t, centroidIndex(want, m.Centers()))
				ari := adjustedRand(labels, m.Labels())
				t.Logf("seed %d: inertia %.6g, adjusted Rand %.4f", seed, m.Inertia(), ari)
				require.Greater(t, ari, c.rand)
			}
		})
	}
}

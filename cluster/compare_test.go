package cluster

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

func (a Agreement) list() []float64 {
	return []float64{
		a.AdjustedRand, a.MutualInformation, a.NormalizedMutualInformation, a.AdjustedMutualInformation,
		a.Homogeneity, a.Completeness, a.VMeasure,
	}
}

func TestCompareLikeScikitLearn(t *testing.T) {
	type input struct{ A, B []int }
	type output struct {
		AdjustedRand                float64 `json:"adjusted_rand"`
		MutualInformation           float64 `json:"mutual_information"`
		NormalizedMutualInformation float64 `json:"normalized_mutual_information"`
		AdjustedMutualInformation   float64 `json:"adjusted_mutual_information"`
		Homogeneity, Completeness   float64
		VMeasure                    float64 `json:"v_measure"`
		Contingency                 [][]int
	}
	files, err := filepath.Glob("testdata/compare/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			g := golden.Load[input, output](t, name)
			o := g.Output
			want := Agreement{o.AdjustedRand, o.MutualInformation, o.NormalizedMutualInformation, o.AdjustedMutualInformation, o.Homogeneity, o.Completeness, o.VMeasure}
			got, err := Compare(g.Input.A, g.Input.B)
			require.NoError(t, err)
			golden.Near(t, want.list(), got.list(), g.Tolerance)

			c, err := Contingency(g.Input.A, g.Input.B)
			require.NoError(t, err)
			require.Equal(t, got, c.Agreement())
			require.Len(t, c.A, len(o.Contingency))
			cells, rows := 0, 0
			for i, row := range o.Contingency {
				require.Len(t, c.B, len(row))
				sum := 0
				for j, n := range row {
					require.Equal(t, n, c.Count(c.A[i], c.B[j]))
					sum += n
					if n > 0 {
						require.Equal(t, ContingencyCell{i, j, n}, c.Cells[cells])
						cells++
					}
				}
				require.Equal(t, sum, c.SizeA[i])
				rows += sum
			}
			require.Len(t, c.Cells, cells)
			require.Equal(t, rows, c.Rows)
			require.Zero(t, c.Count(c.A[0], 12345))
			require.Zero(t, c.Count(12345, c.B[0]))
		})
	}
}

// slowAgreement counts pairs of rows and goes through all ways to give the
// labels of b to the rows.
func slowAgreement(a, b []int) (rand, expected float64) {
	var yes, no [2]float64 // together in b, given that together in a or not
	for i := range a {
		for j := range i {
			k := 0
			if b[i] == b[j] {
				k = 1
			}
			if a[i] == a[j] {
				yes[k]++
			} else {
				no[k]++
			}
		}
	}
	all := yes[0] + yes[1] + no[0] + no[1]
	chance := (yes[0] + yes[1]) * (yes[1] + no[1]) / all
	rand = (yes[1] - chance) / ((yes[0]+yes[1]+yes[1]+no[1])/2 - chance)

	mutual := func(b []int) float64 {
		both, left, right, n := map[[2]int]float64{}, map[int]float64{}, map[int]float64{}, float64(len(a))
		for i := range a {
			both[[2]int{a[i], b[i]}]++
			left[a[i]]++
			right[b[i]]++
		}
		sum := 0.0
		for k, c := range both {
			sum += c / n * math.Log(n*c/(left[k[0]]*right[k[1]]))
		}
		return sum
	}
	ways, sum := 0.0, 0.0
	b = append([]int(nil), b...)
	var permute func(k int)
	permute = func(k int) {
		if k == len(b) {
			ways++
			sum += mutual(b)
			return
		}
		for i := k; i < len(b); i++ {
			b[k], b[i] = b[i], b[k]
			permute(k + 1)
			b[k], b[i] = b[i], b[k]
		}
	}
	permute(0)
	return rand, sum / ways
}

func TestCompareIsItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for n := 3; n <= 7; n++ {
		for range 10 {
			a, b := make([]int, n), make([]int, n)
			for i := range a {
				a[i], b[i] = r.IntN(3), r.IntN(4)
			}
			a[0], a[1], b[0], b[2] = 0, 1, 1, 2
			c, err := Contingency(a, b)
			require.NoError(t, err)
			got := c.Agreement()
			wantRand, expected := slowAgreement(a, b)
			require.InDelta(t, expected, c.expectedInformation(), 1e-13) // a sum of up to 5040
			if math.IsNaN(wantRand) {                                    // 0/0 for equal ones without pairs
				wantRand = 1
			}
			require.InDelta(t, wantRand, got.AdjustedRand, 1e-14)
			h := (entropy(c.SizeA, n) + entropy(c.SizeB, n)) / 2
			require.InDelta(t, got.MutualInformation/h, got.NormalizedMutualInformation, 1e-14)
			if got.AdjustedRand < 1 {
				require.InDelta(t, (got.MutualInformation-expected)/(h-expected), got.AdjustedMutualInformation, 1e-12)
			}
		}
	}
}

// The hypergeometric weights against their logarithms by factorials.
func TestExpectedTermByFactorials(t *testing.T) {
	factorial := func(n int) float64 { v, _ := math.Lgamma(float64(n) + 1); return v }
	for _, c := range [][3]int{{1, 1, 2}, {3, 5, 9}, {500, 700, 1000}, {999, 2, 1000}, {1000, 1000, 1000}, {1, 1000, 1000}, {40, 90, 5000}, {20000, 30000, 100000}} {
		a, b, n := c[0], c[1], c[2]
		want, weights := 0.0, 0.0
		for x := max(0, a+b-n); x <= min(a, b); x++ {
			w := math.Exp(factorial(a) + factorial(b) + factorial(n-a) + factorial(n-b) - factorial(n) - factorial(x) - factorial(a-x) - factorial(b-x) - factorial(n-a-b+x))
			weights += w
			if x > 0 {
				v := float64(x) / float64(n)
				want += w * v * math.Log(v/(float64(a)/float64(n))/(float64(b)/float64(n)))
			}
		}
		require.InDelta(t, 1, weights, 1e-8)
		require.InDelta(t, want, expectedTerm(a, b, n), 1e-11, "%v", c)
	}
}

func TestCompareRelations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	const n = 2000
	a, b := make([]int, n), make([]int, n)
	for i := range a {
		a[i], b[i] = r.IntN(7), r.IntN(5)
		if r.IntN(2) == 0 {
			b[i] = a[i]
		}
	}
	ab, err := Compare(a, b)
	require.NoError(t, err)
	require.Equal(t, ab.VMeasure, ab.NormalizedMutualInformation)

	ba, err := Compare(b, a)
	require.NoError(t, err)
	require.InDelta(t, ab.Homogeneity, ba.Completeness, 1e-14)
	require.InDelta(t, ab.Completeness, ba.Homogeneity, 1e-14)
	require.InDelta(t, ab.AdjustedMutualInformation, ba.AdjustedMutualInformation, 1e-13)
	require.InDelta(t, ab.AdjustedRand, ba.AdjustedRand, 1e-14)

	names := []int{-9, 1 << 30, 3, -1, 0, 77, math.MinInt + 5, 8}
	renamed, rows := make([]int, n), r.Perm(n)
	mixed := make([]int, n)
	for i, p := range rows {
		mixed[i], renamed[i] = a[p], names[b[p]]
	}
	other, err := Compare(mixed, renamed)
	require.NoError(t, err)
	golden.Near(t, ab.list(), other.list(), 1e-13)
}

func TestCompareAtTheEnds(t *testing.T) {
	numbers := func(n int, f func(int) int) []int {
		out := make([]int, n)
		for i := range out {
			out[i] = f(i)
		}
		return out
	}
	const n = 3000
	each := numbers(n, func(i int) int { return i })
	alike := numbers(n, func(i int) int { return -i * i })
	thirds := numbers(n, func(i int) int { return i % 3 })
	halves := numbers(n, func(i int) int { return i / (n / 2) })
	one := numbers(n, func(int) int { return -1 })
	for _, same := range [][2][]int{{each, alike}, {thirds, thirds}, {one, one}, {{4}, {5}}} {
		got, err := Compare(same[0], same[1])
		require.NoError(t, err)
		got.MutualInformation = 1
		require.Equal(t, []float64{1, 1, 1, 1, 1, 1, 1}, got.list())
	}
	got, err := Compare(thirds, halves)
	require.NoError(t, err)
	for _, v := range got.list() {
		require.InDelta(t, 0, v, 1e-3)
	}
	// Single rows are pure, and say nothing.
	got, err = Compare(thirds, each)
	require.NoError(t, err)
	require.Equal(t, 1.0, got.Homogeneity)
	require.InDelta(t, math.Log(3), got.MutualInformation, 1e-12)
	require.InDelta(t, math.Log(3)/math.Log(n), got.Completeness, 1e-12)
	require.InDelta(t, 0, got.AdjustedMutualInformation, 1e-12)
	require.Zero(t, got.AdjustedRand)
	got, err = Compare(one, thirds)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0, 0, 0, 1, 0, 0}, got.list())
}

func TestCompareErrors(t *testing.T) {
	_, err := Compare([]int{1, 2}, []int{1})
	require.EqualError(t, err, "cluster.Compare: 2 and 1 labels, want as many in both")
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = Compare(nil, nil)
	require.EqualError(t, err, "cluster.Compare: no labels: too few data")
	require.ErrorIs(t, err, clm.ErrTooFew)
	c, err := Contingency(nil, []int{})
	require.EqualError(t, err, "cluster.Contingency: no labels: too few data")
	require.Nil(t, c)
}

// Whatever the labels, the scores are numbers in their ranges.
func FuzzCompare(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6})
	f.Add([]byte{1, 1, 1, 2, 2, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		n := len(b) / 2
		if n == 0 {
			return
		}
		left, right := make([]int, n), make([]int, n)
		for i := range n {
			left[i], right[i] = int(int8(b[i])), int(b[n+i]%16)
		}
		got, err := Compare(left, right)
		require.NoError(t, err)
		for i, v := range got.list() {
			require.False(t, math.IsNaN(v))
			if i > 0 && i != 3 {
				require.GreaterOrEqual(t, v, 0.0)
			}
			if i != 1 {
				require.LessOrEqual(t, v, 1+1e-12)
				require.GreaterOrEqual(t, v, -1.0)
			}
		}
	})
}

package cluster

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// Sums are those of exact arithmetic, rounded once, from any places.
func TestLoadIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for _, points := range []int{1, 2, 5, 7, 1000, 1<<20 + 1} {
		for range 300 {
			n := 1 + r.IntN(40)
			w := make([]float64, n)
			for i := range w {
				switch r.IntN(4) {
				case 0:
					w[i] = float64(points) / float64(n)
				case 1:
					w[i] = float64(points) * r.Float64() / 10
				case 2:
					w[i] = math.Ldexp(r.Float64(), -r.IntN(30))
				}
			}
			l := newLoad(points, w, nil)
			lo := r.IntN(n)
			sum := new(big.Float).SetPrec(400)
			for _, v := range w[lo:] {
				sum.Add(sum, big.NewFloat(v))
			}
			want, _ := sum.Float64()
			require.Equal(t, want >= float64(points), l.of(int32(lo), int32(n)).atLeast(l.need), "%v %v", points, w[lo:])
		}
	}
	for _, points := range []int{1, 5, math.MaxInt} {
		l := newLoad(points, []float64{math.MaxFloat64, 0, 5e-324, math.MaxFloat64}, nil)
		require.True(t, l.of(0, 1).atLeast(l.need))
		require.True(t, l.of(0, 4).atLeast(l.need))
		require.False(t, l.of(1, 3).atLeast(l.need))
	}
}

// Ten weights of 0.7 are 7 and ten of 0.1 are 1, in cells, in a tree, in pairs and
// in any order of the rows.
func TestDBSCANFractionsInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const n = 90
	for _, d := range []int{2, 8} {
		x, weight := mat.NewDense(n, d, nil), make([]float64, n)
		for i := range n {
			x.Set(i, 0, float64(i/10)*100+float64(r.IntN(3)))
			weight[i] = 0.7
			if i >= 80 {
				weight[i] = 0.69
			}
		}
		for range 5 {
			for _, metric := range []Metric{nil, Manhattan{}, pointless{}} {
				m, err := DBSCAN{Eps: 5, MinPoints: 7, Metric: metric}.FitWeighted(t.Context(), x, weight)
				require.NoError(t, err)
				require.Len(t, m.CoreIndices(), 80, "%d columns, %T", d, metric)
				require.Equal(t, 8, m.Clusters())
			}
			r.Shuffle(n, func(i, j int) {
				weight[i], weight[j] = weight[j], weight[i]
				a, b := x.RawRowView(i), slices.Clone(x.RawRowView(j))
				copy(x.RawRowView(j), a)
				copy(a, b)
			})
		}
	}
}

// pointless is Euclidean without a fast way.
type pointless struct{}

func (pointless) Distance(a, b []float64) float64 { return Euclidean{}.Distance(a, b) }

// Many rows in one place that weigh next to nothing are no work, and many core rows
// in one cell are none for Predict. Either was a day when each row asked all others.
func TestDBSCANOfOneDensePlace(t *testing.T) {
	const n = 100_000
	for _, d := range []int{2, 7} {
		x, weight := mat.NewDense(n, d, nil), make([]float64, n)
		for i := range n {
			x.Set(i, 0, float64(i%1000)/1e6)
		}
		m, err := DBSCAN{Eps: 1}.FitWeighted(t.Context(), x, weight)
		require.NoError(t, err)
		require.Zero(t, m.Clusters())
		m = fitDBSCAN(t, DBSCAN{Eps: 1}, x)
		require.Equal(t, 1, m.Clusters())
		labels, err := m.Predict(nil, x)
		require.NoError(t, err)
		require.Equal(t, m.Labels(), labels)
	}
}

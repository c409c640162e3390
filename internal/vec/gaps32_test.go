package vec

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// withLabels returns n numbers of every kind and labels of k numbers.
func withLabels(r *rand.Rand, n, k, offset int) (x []float32, label []int32, t []float32) {
	some := func(n int) []float32 {
		x := guarded[float32](n, offset)
		for i := range x {
			x[i] = someNumber[float32](r, math.SmallestNonzeroFloat32, r.IntN(9) == 0)
		}
		return x
	}
	label = make([]int32, n+offset)[offset:]
	for i := range label {
		label[i] = int32(r.IntN(k))
	}
	return some(n), label, some(k)
}

func TestGaps32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(6, 1))
		for n := range 131 {
			for _, k := range []int{1, 3, 40} {
				x, label, base := withLabels(r, n, k, n%16)
				y, _, _ := withLabels(r, n, k, n%5)
				want, got := make([]float32, n), guarded[float32](n, n%7)
				gaps32Go(want, x, y, label, base, 1.25, 0.75)
				for i := range want {
					// Each product is rounded by itself: no compiler may fuse it.
					far := float32(0.75 * float32(math.Sqrt(float64(y[i]))))
					near := float32(1.25 * float32(math.Sqrt(float64(x[i]))))
					requireSame(t, float32(far-near)+base[label[i]], want[i], "plain")
				}
				Gaps32(got, x, y, label, base, 1.25, 0.75)
				requireSameAll(t, want, got, "gaps")
			}
		}
	})
}

func TestAppendNotAbove32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(6, 2))
		for n := range 200 {
			for _, k := range []int{1, 3, 40} {
				x, label, limit := withLabels(r, n, k, n%16)
				for i := range x {
					if r.IntN(4) == 0 {
						x[i] = limit[label[i]]
					}
				}
				want := []int32{-7} // what is there stays
				for i, v := range x {
					if !(v > limit[label[i]]) {
						want = append(want, int32(i))
					}
				}
				require.Equal(t, want, appendNotAbove32Go([]int32{-7}, x, label, limit, 0))
				require.Equal(t, want, AppendNotAbove32([]int32{-7}, x, label, limit))
			}
		}
		// More than one call, with all and with none.
		x, label := make([]float32, 5000), make([]int32, 5000)
		require.Len(t, AppendNotAbove32(nil, x, label, []float32{0}), 5000)
		require.Empty(t, AppendNotAbove32(nil, x, label, []float32{-1}))
	})
}

// A label out of range panics and reads nothing.
func TestLabelsOutOfRange(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		for _, n := range []int{1, 16, 33, 100} {
			for _, bad := range []int32{-1, 3, math.MaxInt32, math.MinInt32} {
				for _, at := range []int{0, n / 2, n - 1} {
					x, label := make([]float32, n), make([]int32, n)
					label[at] = bad
					require.PanicsWithValue(t, noNumber, func() { Gaps32(x, x, x, label, make([]float32, 3), 1, 1) })
					require.PanicsWithValue(t, noNumber, func() { AppendNotAbove32(nil, x, label, make([]float32, 3)) })
				}
			}
		}
		require.PanicsWithValue(t, noNumber, func() { Gaps32(make([]float32, 1), []float32{1}, []float32{1}, []int32{0}, nil, 1, 1) })
		require.PanicsWithValue(t, lengthsDiffer, func() { Gaps32(nil, []float32{1}, nil, nil, nil, 1, 1) })
		require.PanicsWithValue(t, lengthsDiffer, func() { AppendNotAbove32(nil, []float32{1}, nil, nil) })
	})
}

func FuzzGaps32(f *testing.F) {
	fuzzRows(f, func(*testing.T, []float64, []float64) {}, func(t *testing.T, x, y []float32) {
		label, numbers := make([]int32, len(x)), make([]float32, 7)
		for i := range x {
			label[i] = int32(math.Float32bits(x[i]) % 7)
			numbers[i%7] = y[i]
		}
		want, got := slices.Clone(x), slices.Clone(x)
		gaps32Go(want, x, y, label, numbers, 1.5, 0.5)
		Gaps32(got, x, y, label, numbers, 1.5, 0.5)
		requireSameAll(t, want, got, "Gaps32")
		require.Equal(t, appendNotAbove32Go(nil, x, label, numbers, 0), AppendNotAbove32(nil, x, label, numbers))
	})
}

func BenchmarkGaps32(b *testing.B) {
	const n = 256
	x, label, base := make([]float32, n), make([]int32, n), make([]float32, 32)
	for i := range label {
		label[i] = int32(i * 7 % 32)
		x[i] = float32(i)
	}
	gap := make([]float32, n)
	b.Run("gaps", func(b *testing.B) {
		for b.Loop() {
			Gaps32(gap, x, x, label, base, 1, 1)
		}
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/n, "ns/row")
	})
	for _, c := range []struct {
		name  string
		limit float32
	}{{"none", -1}, {"few", 5}, {"all", 1000}} {
		for i := range base {
			base[i] = c.limit
		}
		var open []int32
		b.Run("notabove/"+c.name, func(b *testing.B) {
			for b.Loop() {
				open = AppendNotAbove32(open[:0], x, label, base)
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/n, "ns/row")
		})
	}
}

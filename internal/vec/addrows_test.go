package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

// rowsToAdd returns a table of n rows in blocks, labels of k sums, and the sums. On
// both sides of the table and of the sums stands NaN.
func rowsToAdd(r *rand.Rand, n, d, k, offset int) (sum []float64, label []int32, x []float64) {
	x = guarded[float64](Blocks(n)*Block*d, offset)
	for i := range x {
		x[i] = someNumber(r, math.SmallestNonzeroFloat64, r.IntN(9) == 0)
	}
	label = make([]int32, n)
	for i := range label {
		label[i] = int32(r.IntN(k))
	}
	sum = guarded[float64](k*d, offset)
	for i := range sum {
		sum[i] = someNumber(r, math.SmallestNonzeroFloat64, false)
	}
	return sum, label, x
}

// requireAdded checks AddRows against adding one number after the other.
func requireAdded(t *testing.T, sum []float64, label []int32, x []float64, d int) {
	t.Helper()
	want := slices.Clone(sum)
	for i, l := range label {
		for j := range d {
			want[int(l)*d+j] += x[i/Block*Block*d+j*Block+i%Block]
		}
	}
	plain := slices.Clone(sum)
	addRowsGo(plain, label, x, d)
	requireSameAll(t, want, plain, "plain sums")
	AddRows(sum, label, x, d)
	requireSameAll(t, want, sum, "sums")
}

func TestAddRows(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 5))
		for n := range 131 {
			for _, d := range []int{1, 2, 3, 4, 5, 7, 8, 9, 18} {
				sum, label, x := rowsToAdd(r, n, d, 1+r.IntN(5), n%16)
				requireAdded(t, sum, label, x, d)
			}
		}
		for d := 1; d <= 50; d++ {
			sum, label, x := rowsToAdd(r, 67, d, 1+r.IntN(5), d%16)
			requireAdded(t, sum, label, x, d)
		}
		for _, n := range []int{1023, 1024, 1025} {
			sum, label, x := rowsToAdd(r, n, 7, 3, 1)
			requireAdded(t, sum, label, x, 7)
		}
		for _, d := range []int{stream/Block - 1, stream / Block, stream/Block + 1, 2*stream/Block + 7} {
			sum, label, x := rowsToAdd(r, 37, d, 3, 1)
			requireAdded(t, sum, label, x, d)
		}
	})
}

// Sums that no row belongs to and numbers beside the sums stay as they are.
func TestAddRowsWritesNothingElse(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for d := 1; d <= 20; d++ {
			_, label, x := rowsToAdd(r, 50, d, 1, 0)
			all := make([]float64, 5*d)
			for i := range all {
				all[i] = math.Float64frombits(0x7ff8000000000000 + uint64(i)) // NaN that can be told apart
			}
			want := slices.Clone(all)
			clear(all[3*d : 4*d])
			for i := range label {
				label[i] = 2
			}
			AddRows(all[d:4*d], label, x, d)
			for i, v := range all {
				if i < 3*d || i >= 4*d {
					require.Equal(t, math.Float64bits(want[i]), math.Float64bits(v), "%d columns, number %d", d, i)
				}
			}
		}
	})
}

func TestAddRowsPanics(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		x := make([]float64, Block*5)
		require.Panics(t, func() { AddRows(make([]float64, 10), []int32{0, 2}, x, 5) })
		require.Panics(t, func() { AddRows(make([]float64, 10), []int32{-1}, x, 5) })
		require.Panics(t, func() { AddRows(nil, []int32{0}, x, 5) })
		require.Panics(t, func() { AddRows(make([]float64, 9), []int32{0}, x, 5) })
		require.Panics(t, func() { AddRows(make([]float64, 10), []int32{0}, x[1:], 5) })
		require.Panics(t, func() { AddRows(make([]float64, 10), []int32{0}, x, 0) })
		AddRows(nil, nil, nil, 5)
	})
}

func TestAddRowsAllocatesNothing(t *testing.T) {
	sum, label, x := make([]float64, 4*6), make([]int32, 70), make([]float64, Blocks(70)*Block*6)
	require.Zero(t, testing.AllocsPerRun(10, func() { AddRows(sum, label, x, 6) }))
}

func FuzzAddRows(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, uint8(5), uint8(37), uint64(1))
	f.Add([]byte{}, uint8(4), uint8(1), uint64(2))
	f.Fuzz(func(t *testing.T, labels []byte, columns, count uint8, seed uint64) {
		d, k := 1+int(columns)%60, 1+int(count)%7
		for _, set := range cpu.Sets() {
			func() {
				defer set.Use()()
				sum, label, x := rowsToAdd(rand.New(rand.NewPCG(seed, 1)), len(labels)%200, d, k, int(seed%16))
				for i := range label {
					label[i] = int32(labels[i]) % int32(k)
				}
				requireAdded(t, sum, label, x, d)
			}()
		}
	})
}

func BenchmarkAddRows(b *testing.B) {
	for _, d := range []int{4, 16, 48} {
		sum, label, x := rowsToAdd(rand.New(rand.NewPCG(1, 1)), 256, d, 32, 0)
		b.Run(fmt.Sprintf("d=%d", d), func(b *testing.B) {
			for b.Loop() {
				AddRows(sum, label, x, d)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/row")
		})
	}
}

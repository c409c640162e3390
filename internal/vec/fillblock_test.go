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

// checkFilled lays n rows of a table out and compares with one number after the other.
func checkFilled(t *testing.T, r *rand.Rand, rows, n, d, ahead, offset int) {
	t.Helper()
	const canary = 12345.678
	table := guarded[float64](rows*d, offset)
	for i := range table {
		table[i] = someNumber(r, math.SmallestNonzeroFloat64, true)
	}
	index, next := make([]int32, n), make([]int32, ahead)
	for _, list := range [][]int32{index, next} {
		for i := range list {
			list[i] = int32(r.IntN(rows))
		}
	}
	buf := slices.Repeat([]float64{canary}, offset+Block*d+16)
	want := slices.Clone(buf)
	for i, row := range index {
		for j := range d {
			want[offset+j*Block+i] = table[int(row)*d+j]
		}
	}
	FillBlock(buf[offset:offset+Block*d:offset+Block*d], table, index, next, d)
	requireSameAll(t, want, buf, fmt.Sprintf("n=%d d=%d", n, d))
}

func TestFillBlock(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(47, 48))
		for n := range Block + 1 {
			for _, d := range []int{1, 3, 4, 5, 8, 9} {
				checkFilled(t, r, 1+r.IntN(50), n, d, r.IntN(Block+1), n%16)
			}
		}
		for d := 1; d <= 130; d++ {
			checkFilled(t, r, 40, 31, d, 32, d%16)
		}
		for d := 60; d <= 70; d++ { // more than one call into assembly
			checkFilled(t, r, 5, 17, d, 9, 1)
			checkFilled(t, r, 5, Block, d+64, 32, 2)
		}
	})
}

func TestFillBlockPanics(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		x, rows := make([]float64, Block*2), make([]float64, 6)
		for name, f := range map[string]func(){
			"no columns": func() { FillBlock(x, rows, nil, nil, 0) },
			"half a row": func() { FillBlock(x, rows[:5], nil, nil, 2) },
			"block":      func() { FillBlock(x[1:], rows, nil, nil, 2) },
			"too many":   func() { FillBlock(x, rows, make([]int32, Block+1), nil, 2) },
		} {
			require.PanicsWithValue(t, lengthsDiffer, f, name)
		}
		const none = "vec: no row of that number"
		require.PanicsWithValue(t, none, func() { FillBlock(x, rows, []int32{0, 1, 2, 3}, nil, 2) })
		require.PanicsWithValue(t, none, func() { FillBlock(x, rows, []int32{-1}, nil, 2) })
		require.PanicsWithValue(t, none, func() { FillBlock(x, rows, []int32{0}, []int32{3}, 2) })
		FillBlock(x, nil, nil, nil, 2)
	})
}

func TestFillBlockAllocatesNothing(t *testing.T) {
	x, rows, index := make([]float64, Block*5), make([]float64, 10), make([]int32, 7)
	eachSet(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(10, func() { FillBlock(x, rows, index, index, 5) }))
	})
}

func FuzzFillBlock(f *testing.F) {
	f.Add(uint8(20), uint8(7), uint8(5), uint64(1))
	f.Fuzz(func(t *testing.T, rows, n, columns uint8, seed uint64) {
		eachSet(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			checkFilled(t, r, 1+int(rows), int(n)%(Block+1), 1+int(columns), r.IntN(Block+1), 1)
		})
	})
}

// BenchmarkFillBlock reports the time of a call for rows in the cache.
func BenchmarkFillBlock(b *testing.B) {
	for _, d := range []int{64, 256} {
		x, rows, index := make([]float64, Block*d), make([]float64, Block*d), make([]int32, Block)
		for i := range index {
			index[i] = int32(i)
		}
		for _, s := range cpu.Sets() {
			b.Run(fmt.Sprintf("d=%d/%s", d, s.Name), func(b *testing.B) {
				defer s.Use()()
				for b.Loop() {
					FillBlock(x, rows, index, index, d)
				}
			})
		}
	}
}

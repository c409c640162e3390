package vec

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

// slowRoots is the definition of SumRoots.
func slowRoots(acc, x []float64, stride int, q []float64) float64 {
	var l [8]float64
	for i := range acc {
		s := 0.0
		for j, v := range q {
			t := x[j*stride+i] - v
			s = math.FMA(t, t, s)
		}
		l[i%8] += math.Sqrt(s)
		acc[i] += math.Sqrt(s)
	}
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

// checkRoots compares with the definition. The numbers beside acc must stay.
func checkRoots(t *testing.T, x []float64, stride, n int, q []float64, offset int) {
	t.Helper()
	what := fmt.Sprintf("n=%d d=%d stride=%d offset=%d", n, len(q), stride, offset)
	const canary = 12345.678
	buf := slices.Repeat([]float64{canary}, n+offset+16)
	acc := buf[offset+1 : offset+1+n : offset+1+n]
	want := make([]float64, n)
	for i := range acc {
		acc[i] = float64(i) / 7
		want[i] = acc[i]
	}
	sum := slowRoots(want, x, stride, q)
	requireSame(t, sum, SumRoots(acc, x, stride, q), what)
	requireSameAll(t, want, acc, what)
	for i, v := range buf {
		if i <= offset || i > offset+n {
			require.Equal(t, canary, v, what)
		}
	}
}

func TestSumRootsIsThePlainOne(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(25, 26))
		try := func(stride, n, d, offset int) {
			for _, special := range []bool{false, true} {
				x, q := within64s.points(r, stride, n, d, offset, special)
				checkRoots(t, x, stride, n, q, offset)
			}
		}
		for n := range 131 {
			for d := 0; d <= 4; d++ {
				try(n+n%3, n, d, n%16)
			}
		}
		for offset := range 16 {
			try(77, 73, 3, offset)
		}
		for n := 1023; n <= 1025; n++ {
			try(n+1, n, 2, 1)
		}
		for d := 5; d < 130; d += 3 {
			try(80, 77, d, d%16)
		}
	})
}

// More than one call into assembly, and more columns than one call takes.
func TestSumRootsInPieces(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(27, 28))
		for _, s := range [][2]int{{work/6 + 1, 2}, {2*(work/20) + 70, 16}, {work/204 + 65, 200}, {130, work/64 - 4}, {5, work/64 - 3}} {
			x, q := within64s.points(r, s[0], s[0], s[1], 1, false)
			checkRoots(t, x, s[0], s[0], q, 1)
		}
	})
}

func TestSumRootsOnALine(t *testing.T) {
	// The points 0 … 99 on a line are 0, 1, … 50 and 1, … 49 from the point 50.
	x := make([]float64, 100)
	for i := range x {
		x[i] = float64(i)
	}
	eachSet(t, func(t *testing.T) {
		acc := make([]float64, 100)
		require.Equal(t, 2500.0, SumRoots(acc, x, 100, []float64{50}))
		require.Equal(t, 50.0, acc[0])
		require.Equal(t, 49.0, acc[99])
		require.Equal(t, 2500.0, SumRoots(acc, x, 100, []float64{50}))
		require.Equal(t, 98.0, acc[99])
	})
}

// The bits are the same on every platform.
func TestSumRootsBitsArePinned(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	h := fnv.New64a()
	for n := range 300 {
		x, q := make([]float64, 3*n), []float64{0.1, 0.2, 0.3}
		for i := range x {
			x[i] = r.Float64()
		}
		acc := make([]float64, n)
		require.NoError(t, binary.Write(h, binary.LittleEndian, SumRoots(acc, x, n, q)))
		require.NoError(t, binary.Write(h, binary.LittleEndian, acc))
	}
	check(t, "SumRoots", 0x197c61bd63aeb1ed, h.Sum64())
}

func TestSumRootsPanics(t *testing.T) {
	x, q := make([]float64, 25), make([]float64, 3)
	require.PanicsWithValue(t, lengthsDiffer, func() { SumRoots(make([]float64, 9), x, 8, q) })
	require.PanicsWithValue(t, lengthsDiffer, func() { SumRoots(make([]float64, 6), x, 10, q) })
	require.Zero(t, SumRoots(make([]float64, 5), x, 10, q))
	require.Zero(t, SumRoots(nil, nil, 10, q))
	require.Zero(t, SumRoots(make([]float64, 5), nil, 10, nil))
}

func TestSumRootsDoesNotAllocate(t *testing.T) {
	x, acc := make([]float64, 200), make([]float64, 99)
	sink := 0.0
	eachSet(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() {
			var q [2]float64
			q[0] = 1
			sink += SumRoots(acc, x, 100, q[:])
		}))
	})
	require.Positive(t, sink)
}

func FuzzSumRoots(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), uint8(2), uint8(1))
	f.Add(make([]byte, 900), uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, columns, gap uint8) {
		d := 1 + int(columns)%5
		var all []float64
		for ; len(data) >= 8; data = data[8:] {
			all = append(all, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
		if len(all) < d {
			return
		}
		q, rest := all[:d], all[d:]
		n, stride := len(rest)/d, len(rest)/d+int(gap)
		x := guarded[float64](max(0, (d-1)*stride+n), 1)
		for i := range x {
			x[i] = math.NaN()
		}
		for j := range d {
			copy(x[j*stride:], rest[j*n:(j+1)*n])
		}
		eachSet(t, func(t *testing.T) { checkRoots(t, x, stride, n, q, int(gap)%16) })
	})
}

// BenchmarkSumRoots reports the time of a call; the points are in the cache.
func BenchmarkSumRoots(b *testing.B) {
	for _, d := range []int{2, 3, 16} {
		for _, n := range []int{5, 20, 256} {
			x, q := within64s.points(rand.New(rand.NewPCG(1, 2)), n, n, d, 0, false)
			acc := make([]float64, n)
			for _, s := range cpu.Sets() {
				b.Run(fmt.Sprintf("d=%d/n=%d/%s", d, n, s.Name), func(b *testing.B) {
					defer s.Use()()
					for b.Loop() {
						SumRoots(acc, x, n, q)
					}
				})
			}
		}
	}
}

package vec

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireEqual is requireSame but for the sign of zeros.
func requireEqual(t *testing.T, want, got float64, format string, args ...any) {
	t.Helper()
	if want != got {
		requireSame(t, want, got, format, args...)
	}
}

// scanned is a table of full blocks and what goes with its rows.
type scanned struct {
	x, q, weight []float64
	w            float64
	label        int32
	from         []int32
}

func newScanned(r *rand.Rand, blocks, d, offset int, special bool) scanned {
	n := blocks * Block
	s := scanned{x: guarded[float64](n*d, offset), q: guarded[float64](d, (offset+5)%16), weight: guarded[float64](n, (offset+3)%16), label: r.Int32(), from: make([]int32, n)}
	for i := range s.x {
		s.x[i] = someNumber(r, math.SmallestNonzeroFloat64, special)
	}
	for j := range s.q {
		s.q[j] = someNumber(r, math.SmallestNonzeroFloat64, special && r.IntN(4) == 0)
	}
	for i := range s.weight {
		s.weight[i] = someNumber(r, math.SmallestNonzeroFloat64, special)
		if r.IntN(3) > 0 {
			s.weight[i] = float64(1 + r.IntN(9))
		}
		s.from[i] = r.Int32()
	}
	s.w = float64(1 + r.IntN(5))
	return s
}

// check compares with the plain forms. What is beside the results must stay.
func (s scanned) check(t *testing.T, offset int) {
	t.Helper()
	d, n := len(s.q), len(s.weight)
	canary := math.Float64frombits(0x7ff8123456789abc)
	buffer := func() []float64 { // of n numbers between canaries
		b := make([]float64, offset+n+2)
		for i := range b {
			b[i] = canary
		}
		return b
	}
	untouched := func(b []float64) {
		t.Helper()
		for i, v := range b {
			if i <= offset || i > offset+n {
				require.Equal(t, math.Float64bits(canary), math.Float64bits(v), "place %d", i)
			}
		}
	}
	if n == Block {
		want, b := make([]float64, n), buffer()
		wantLeast := weighGo(want, s.x, s.q, s.weight, s.w)
		requireEqual(t, wantLeast, Weigh(b[1+offset:1+offset+n], s.x, s.q, s.weight, s.w), "least, d=%d", d)
		for i, v := range want {
			requireSame(t, v, b[1+offset+i], "row %d, d=%d", i, d)
		}
		untouched(b)
	}
	near, from := slices.Clone(s.weight), slices.Clone(s.from)
	b, f := buffer(), make([]int32, offset+n+2)
	copy(b[1+offset:], near)
	copy(f[1+offset:], from)
	wantAt, wantLeast := relaxGo(near, from, s.x, s.q, s.label)
	at, least := Relax(b[1+offset:1+offset+n], f[1+offset:1+offset+n], s.x, s.q, s.label)
	require.Equal(t, wantAt, at, "n=%d d=%d", n, d)
	requireEqual(t, wantLeast, least, "n=%d d=%d", n, d)
	for i, v := range near {
		requireSame(t, v, b[1+offset+i], "near %d of %d, d=%d", i, n, d)
	}
	require.Equal(t, from, f[1+offset:1+offset+n])
	require.Zero(t, f[offset])
	require.Zero(t, f[1+offset+n])
	untouched(b)
}

func TestScansAreThePlainOnes(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 22))
		for _, special := range []bool{false, true} {
			for d := 1; d < 131; d += 1 + d/8 {
				newScanned(r, 1, d, d%16, special).check(t, d%16)
			}
			for offset := range 16 {
				for blocks := range 6 {
					newScanned(r, blocks, 3, offset, special).check(t, offset)
				}
			}
			newScanned(r, 1, 1024, 1, special).check(t, 3)
		}
	})
}

func TestScansInPieces(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		for _, s := range [][2]int{{work/Block/64 + 1, 64}, {3, work/Block/2 + 1}, {2, work / Block}, {1, work/Block + 1}} {
			newScanned(r, s[0], s[1], 1, false).check(t, 0)
		}
	})
}

// Points 0 to 31 on a line, and 32 more.
func TestScansOnALine(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		x, weight, near, from := make([]float64, 2*Block), make([]float64, Block), make([]float64, 2*Block), make([]int32, 2*Block)
		for i := range x {
			x[i], near[i] = float64(i), 30
		}
		for i := range weight {
			weight[i] = 1
		}
		weight[10], weight[12] = math.NaN(), 3
		dst := make([]float64, Block)
		require.Equal(t, 1.0, Weigh(dst, x[:Block], []float64{10}, weight, 1))
		require.Equal(t, []float64{1, 6, 9}, dst[11:14]) // 2·(1·3/4)·4 = 6
		near[40] = math.NaN()
		at, least := Relax(near, from, x, []float64{40}, 7)
		require.Equal(t, 39, at)
		require.Equal(t, 1.0, least)
		require.Equal(t, []int32{0, 7, 7, 7, 7, 7, 0, 7, 7, 7, 7, 7, 0}, from[34:47])
		require.Equal(t, []float64{30, 25, 16}, near[34:37])
		for i := range near {
			near[i] = math.NaN()
		}
		at, least = Relax(near, from, x, []float64{40}, 7)
		require.Equal(t, -1, at)
		require.Equal(t, math.Inf(1), least)
	})
}

func TestScanLengths(t *testing.T) {
	f := func(n int) []float64 { return make([]float64, n) }
	for _, wrong := range []func(){
		func() { Weigh(f(31), f(64), f(2), f(32), 1) },
		func() { Weigh(f(32), f(63), f(2), f(32), 1) },
		func() { Weigh(f(32), f(64), f(2), f(33), 1) },
		func() { Weigh(f(32), nil, nil, f(32), 1) },
		func() { Relax(f(33), make([]int32, 33), f(33), f(1), 1) },
		func() { Relax(f(32), make([]int32, 31), f(32), f(1), 1) },
		func() { Relax(f(32), make([]int32, 32), f(33), f(1), 1) },
		func() { Relax(nil, nil, nil, nil, 1) },
	} {
		require.PanicsWithValue(t, lengthsDiffer, wrong)
	}
	at, least := Relax(nil, nil, nil, f(1), 1)
	require.Equal(t, -1, at)
	require.Equal(t, math.Inf(1), least)
	dst, x, q, from := f(32), f(64), f(2), make([]int32, 32)
	require.Zero(t, testing.AllocsPerRun(10, func() { Weigh(dst, x, q, dst, 1); Relax(dst, from, x, q, 1) }))
}

func FuzzScan(f *testing.F) {
	f.Add(make([]byte, 8*(Block*3+4)), uint8(1))
	f.Add([]byte("0123456789abcdef0123456789abcdef"), uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, columns uint8) {
		d := 1 + int(columns)%5
		at := 0
		number := func() float64 { // goes round the data
			if len(data) < 8 {
				return 0
			}
			if at += 8; at > len(data) {
				at = 8
			}
			return math.Float64frombits(binary.LittleEndian.Uint64(data[at-8:]))
		}
		s := newScanned(rand.New(rand.NewPCG(1, 1)), 1+len(data)/(8*Block*d)%3, d, 1, false)
		s.w = number()
		for _, list := range [][]float64{s.q, s.weight, s.x} {
			for i := range list {
				list[i] = number()
			}
		}
		eachSet(t, func(t *testing.T) { s.check(t, 0) })
	})
}

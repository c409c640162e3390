package vec

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/stretchr/testify/require"
)

// A counter is one of the two kinds of numbers.
type counter[T number] struct {
	count       func(x []T, stride, n int, q []T, r2 T) int
	mask, plain func(mask []uint64, x []T, stride, n int, q []T, r2 T)
	fma         func(x, y, z T) T
	tiny        T
}

var (
	within64s = counter[float64]{CountWithin, MaskWithin, maskWithinGo, math.FMA, math.SmallestNonzeroFloat64}
	within32s = counter[float32]{CountWithin32, MaskWithin32, maskWithin32Go, FMA32, math.SmallestNonzeroFloat32}
)

// check compares with the plain mask. The words beside the mask must stay.
func (c counter[T]) check(t *testing.T, x []T, stride, n int, q []T, r2 T) {
	t.Helper()
	const canary = 0x123456789abcdef
	what := fmt.Sprintf("n=%d d=%d stride=%d r2=%v", n, len(q), stride, r2)
	words := (n + 63) / 64
	want, buf := make([]uint64, words), make([]uint64, words+2)
	for i := range buf {
		buf[i] = canary
	}
	c.plain(want, x, stride, n, q, r2)
	c.mask(buf[1:1+words], x, stride, n, q, r2)
	require.Equal(t, want, buf[1:1+words], what)
	require.Equal(t, [2]uint64{canary, canary}, [2]uint64{buf[0], buf[1+words]}, what)
	count := 0
	for _, w := range want {
		count += bits.OnesCount64(w)
	}
	require.Equal(t, count, c.count(x, stride, n, q, r2), what)
}

// points returns d columns of n points, the other numbers NaN, and a point.
func (c counter[T]) points(r *rand.Rand, stride, n, d, offset int, special bool) (x, q []T) {
	x = guarded[T](max(0, (d-1)*stride+n), offset)
	for i := range x {
		x[i] = T(math.NaN())
	}
	q = guarded[T](d, (offset+5)%16)
	for j := range q {
		q[j] = someNumber(r, c.tiny, special && r.IntN(4) == 0)
		for i := range n {
			x[j*stride+i] = someNumber(r, c.tiny, special)
		}
	}
	return x, q
}

// radii are some squared distances that decide: that of a point, and its neighbours.
func (c counter[T]) radii(r *rand.Rand, x []T, stride, n int, q []T) []T {
	out := []T{0, 4, T(math.Inf(1)), T(math.NaN()), -1}
	if n > 0 {
		i := r.IntN(n)
		var s T
		for j, v := range q {
			t := x[j*stride+i] - v
			s = c.fma(t, t, s)
		}
		out = append(out, s, s*(1-0x1p-20), s*(1+0x1p-20))
	}
	return out
}

func (c counter[T]) run(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	try := func(stride, n, d, offset int) {
		for _, special := range []bool{false, true} {
			x, q := c.points(r, stride, n, d, offset, special)
			for _, r2 := range c.radii(r, x, stride, n, q) {
				c.check(t, x, stride, n, q, r2)
			}
		}
	}
	for n := range 131 {
		for d := 0; d <= 4; d++ {
			try(n+n%3, n, d, n%16)
		}
	}
	for offset := range 16 {
		try(37, 33, 3, offset)
	}
	for n := 1023; n <= 1025; n++ {
		try(n+1, n, 2, 1)
	}
	for d := 5; d < 130; d += 3 {
		try(40, 37, d, d%16)
	}
}

func TestWithinIsThePlainOne(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		t.Run("float64", within64s.run)
		t.Run("float32", within32s.run)
	})
}

// More than one call into assembly, and more columns than one call takes.
func (c counter[T]) splits(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("without assembly there are no pieces")
	}
	r := rand.New(rand.NewPCG(17, 18))
	for _, s := range [][2]int{{stream/16 + 1, 2}, {2*(stream/16) + 70, 16}, {stream/20 + 65, 20}, {130, stream/64 - 1}, {70, stream/64 + 1}} {
		n, d := s[0], s[1]
		x, q := c.points(r, n, n, d, 1, false)
		for _, r2 := range c.radii(r, x, n, n, q) {
			c.check(t, x, n, n, q, r2)
		}
	}
}

func TestWithinInPieces(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		t.Run("float64", within64s.splits)
		t.Run("float32", within32s.splits)
	})
}

func TestWithinOnAGrid(t *testing.T) {
	// Of the points 0 … 99 on a line, 7 are at most 3 from the point 50.
	const n = 100
	x, x32 := make([]float64, n), make([]float32, n)
	for i := range n {
		x[i], x32[i] = float64(i), float32(i)
	}
	want := []uint64{0x7f << 47, 0}
	eachSet(t, func(t *testing.T) {
		require.Equal(t, 7, CountWithin(x, n, n, []float64{50}, 9))
		require.Equal(t, 7, CountWithin32(x32, n, n, []float32{50}, 9))
		require.Equal(t, 5, CountWithin(x, n, n, []float64{50}, math.Nextafter(9, 0)))
		require.Equal(t, 5, CountWithin32(x32, n, n, []float32{50}, math.Nextafter32(9, 0)))
		mask := []uint64{1, ^uint64(0)}
		MaskWithin(mask, x, n, n, []float64{50}, 9)
		require.Equal(t, want, mask)
		mask = []uint64{1, ^uint64(0)}
		MaskWithin32(mask, x32, n, n, []float32{50}, 9)
		require.Equal(t, want, mask)
	})
}

func (c counter[T]) panics(t *testing.T) {
	x, q := make([]T, 25), make([]T, 3)
	for name, f := range map[string]func(){
		"stride":         func() { c.count(x, 8, 9, q, 1) },
		"too few":        func() { c.count(x, 10, 6, q, 1) },
		"overflow":       func() { c.count(x, math.MaxInt/2+1, 5, q, 1) },
		"negative":       func() { c.count(x, 10, -1, q, 1) },
		"mask, stride":   func() { c.mask(make([]uint64, 1), x, 4, 5, q, 1) },
		"mask, too few":  func() { c.mask(make([]uint64, 1), x[:24], 10, 5, q, 1) },
		"mask too short": func() { c.mask(nil, x, 10, 5, q, 1) },
		"mask too long":  func() { c.mask(make([]uint64, 2), x, 10, 5, q, 1) },
	} {
		require.PanicsWithValue(t, lengthsDiffer, f, name)
	}
	require.Equal(t, 5, c.count(x, 10, 5, q, 0))
	require.Zero(t, c.count(nil, 10, 0, q, 1))
}

func TestWithinPanics(t *testing.T) {
	within64s.panics(t)
	within32s.panics(t)
}

func TestWithinDoesNotAllocate(t *testing.T) {
	x, x32 := make([]float64, 200), make([]float32, 200)
	sink := 0
	eachSet(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() {
			var q [2]float64
			var q32 [2]float32
			var mask [2]uint64
			sink += CountWithin(x, 100, 99, q[:], 1) + CountWithin32(x32, 100, 99, q32[:], 1)
			MaskWithin(mask[:], x, 100, 99, q[:], 1)
			MaskWithin32(mask[:], x32, 100, 99, q32[:], 1)
		}))
	})
	require.Positive(t, sink)
}

func FuzzWithin(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789abcdef"), uint8(2), uint8(1))
	f.Add(make([]byte, 900), uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, columns, gap uint8) {
		d := 1 + int(columns)%5
		fuzzWithin(t, within64s, data, 8, d, int(gap), func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) })
		fuzzWithin(t, within32s, data, 4, d, int(gap), func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) })
	})
}

// fuzzWithin takes the points, the point and the bound from data.
func fuzzWithin[T number](t *testing.T, c counter[T], data []byte, size, d, gap int, number func([]byte) T) {
	var all []T
	for ; len(data) >= size; data = data[size:] {
		all = append(all, number(data))
	}
	if len(all) < 1+d {
		return
	}
	r2, q, rest := all[0], all[1:1+d], all[1+d:]
	n := len(rest) / d
	x := guarded[T](max(0, (d-1)*(n+gap)+n), 1)
	for i := range x {
		x[i] = T(math.NaN())
	}
	for j := range d {
		copy(x[j*(n+gap):], rest[j*n:(j+1)*n])
	}
	eachSet(t, func(t *testing.T) { c.check(t, x, n+gap, n, q, r2) })
}

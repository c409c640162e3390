package vec

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// number is a type of number that the kernels exist for.
type number interface{ float32 | float64 }

// same tells whether the bits are equal or both numbers are NaN.
func same[T number](want, got T) bool {
	// Widening a float32 keeps its value and its sign.
	w, g := float64(want), float64(got)
	return w != w && g != g || math.Float64bits(w) == math.Float64bits(g)
}

func requireSame[T number](t *testing.T, want, got T, format string, args ...any) {
	t.Helper()
	if !same(want, got) {
		require.Failf(t, "other bits", "want %x, got %x: "+format, append([]any{want, got}, args...)...)
	}
}

// requireSameAll is requireSame for the elements of two vectors of one length.
func requireSameAll[T number](t *testing.T, want, got []T, name string) {
	t.Helper()
	for i, w := range want {
		if !same(w, got[i]) {
			require.Failf(t, "other bits", "%s of %d at %d: want %x, got %x", name, len(want), i, w, got[i])
		}
	}
}

// vectors calls f with pairs of vectors of all short lengths and some long ones, at
// all offsets, of mixed size and sign, and with special values in them. The
// numbers beside each vector are NaN, so that a read outside shows.
func vectors[T number](f func(x, y []T)) {
	vectorsBeside(T(math.NaN()), f)
}

// vectorsBeside is vectors with a choice of what is beside each vector.
func vectorsBeside[T number](beside T, f func(x, y []T)) {
	r := rand.New(rand.NewPCG(3, 4))
	special := []T{T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0, T(math.Copysign(0, -1))}
	var scale T
	switch special := any(&special).(type) {
	case *[]float64:
		*special = append(*special, 5e-324, -3e-310, 1e-308, math.MaxFloat64)
		scale = T(math.Ldexp(1, -1060))
	case *[]float32:
		*special = append(*special, 1e-45, -3e-40, 1e-38, math.MaxFloat32)
		scale = T(math.Ldexp(1, -140))
	}
	number := func() T {
		return T((r.Float64() - 0.5) * math.Ldexp(1, r.IntN(60)-30))
	}
	lengths := []int{1023, 1024, 1025}
	for n := range 131 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		for offset := range 16 {
			make1 := func() []T {
				buf := make([]T, n+offset+17)
				for i := range buf {
					buf[i] = beside
				}
				x := buf[offset : offset+n : offset+n]
				for i := range x {
					x[i] = number()
				}
				return x
			}
			x, y := make1(), make1()
			f(x, y)
			for range min(n, 3) {
				x[r.IntN(n)] = special[r.IntN(len(special))]
				f(x, y)
				y[r.IntN(n)] = special[r.IntN(len(special))]
				f(x, y)
			}
			for i := range x { // subnormal sums and products
				x[i], y[i] = number()*scale, number()
			}
			f(x, y)
		}
	}
}

// lanes is the contract of doc.go taken literally, for eight or sixteen lanes.
func lanes[T number](terms []T) T {
	n := 8
	if _, ok := any(terms).([]float32); ok {
		n = 16
	}
	l := make([]T, n)
	for i, v := range terms {
		l[i%n] = l[i%n] + v
	}
	for n /= 2; n > 0; n /= 2 {
		for i := range n {
			l[i] = l[i] + l[i+n]
		}
	}
	return l[0]
}

func products[T number](x, y []T) []T {
	out := make([]T, len(x))
	for i := range x {
		out[i] = x[i] * y[i]
	}
	return out
}

func differences[T number](x, y []T) []T {
	out := make([]T, len(x))
	for i := range x {
		out[i] = x[i] - y[i]
	}
	return out
}

func TestReductionsKeepTheOrder(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		reductionsKeepTheOrder(t, Dot, Sum, SqDist)
		reductionsKeepTheOrder(t, Dot32, Sum32, SqDist32)
	})
}

func reductionsKeepTheOrder[T number](t *testing.T, dot func(x, y []T) T, sum func(x []T) T, sqDist func(x, y []T) T) {
	vectors(func(x, y []T) {
		d := differences(x, y)
		requireSame(t, lanes(products(x, y)), dot(x, y), "Dot, %d", len(x))
		requireSame(t, lanes(x), sum(x), "Sum, %d", len(x))
		requireSame(t, lanes(products(d, d)), sqDist(x, y), "SqDist, %d", len(x))
	})
}

// long calls f with vectors of lengths around those at which another form takes over
// or a call into assembly is cut.
func long[T number](f func(x, y []T)) {
	r := rand.New(rand.NewPCG(7, 8))
	x, y := make([]T, 2*stream+9), make([]T, 2*stream+9)
	for i := range x {
		x[i], y[i] = T(r.Float64()-0.5), T(r.Float64()-0.5)
	}
	for _, n := range []int{2047, 2048, 2049, 4096, 4097, stream - 1, stream, stream + 1, stream + 15, 2 * stream, 2*stream + 1, 2*stream + 9} {
		f(x[:n], y[:n])
	}
}

func TestLongReductions(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		long(func(x, y []float64) {
			requireSame(t, dotGo(x, y), Dot(x, y), "Dot, %d", len(x))
			requireSame(t, sumGo(x), Sum(x), "Sum, %d", len(x))
			requireSame(t, sqDistGo(x, y), SqDist(x, y), "SqDist, %d", len(x))
		})
		long(func(x, y []float32) {
			requireSame(t, dot32Go(x, y), Dot32(x, y), "Dot32, %d", len(x))
			requireSame(t, sum32Go(x), Sum32(x), "Sum32, %d", len(x))
			requireSame(t, sqDist32Go(x, y), SqDist32(x, y), "SqDist32, %d", len(x))
		})
	})
}

func TestChainsKeepTheOrder(t *testing.T) {
	vectors(func(x, y []float64) {
		var dot, dist float64
		for i := range x {
			dot = math.FMA(x[i], y[i], dot)
			d := x[i] - y[i]
			dist = math.FMA(d, d, dist)
		}
		requireSame(t, dot, DotChain(x, y), "DotChain, %d", len(x))
		requireSame(t, dist, SqDistChain(x, y), "SqDistChain, %d", len(x))
	})
}

func TestEmptyIsZero(t *testing.T) {
	require.Zero(t, math.Float64bits(Dot(nil, nil)))
	require.Zero(t, math.Float64bits(Sum(nil)))
	require.Zero(t, math.Float64bits(SqDist(nil, []float64{})))
	require.Zero(t, math.Float32bits(Dot32(nil, nil)))
	require.Zero(t, math.Float32bits(Sum32(nil)))
	require.Zero(t, math.Float32bits(SqDist32(nil, []float32{})))
	require.Zero(t, math.Float64bits(DotChain(nil, nil)))
	require.Zero(t, math.Float64bits(SqDistChain(nil, nil)))
	require.NotPanics(t, func() { Axpy(1, nil, nil); Add(nil, nil); Scale(1, nil); ExpTo(nil, nil) })
	require.NotPanics(t, func() { Axpy32(1, nil, nil); Scale32(1, nil) })
	// A sum starts at +0, so it is never −0.
	require.Zero(t, math.Float64bits(Sum([]float64{math.Copysign(0, -1)})))
}

func TestWrongLengthsPanic(t *testing.T) {
	for _, l := range [][2]int{{0, 1}, {1, 0}, {8, 9}, {16, 8}, {3, 64}} {
		x, y := make([]float64, l[0]), make([]float64, l[1])
		x32, y32 := make([]float32, l[0]), make([]float32, l[1])
		for name, f := range map[string]func(){
			"Dot":         func() { Dot(x, y) },
			"SqDist":      func() { SqDist(x, y) },
			"DotChain":    func() { DotChain(x, y) },
			"SqDistChain": func() { SqDistChain(x, y) },
			"Axpy":        func() { Axpy(2, x, y) },
			"Add":         func() { Add(x, y) },
			"Dot32":       func() { Dot32(x32, y32) },
			"SqDist32":    func() { SqDist32(x32, y32) },
			"Axpy32":      func() { Axpy32(2, x32, y32) },
		} {
			require.PanicsWithValue(t, "vec: lengths differ", f, "%s %v", name, l)
		}
	}
}

func TestNothingAllocates(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		x, y := make([]float64, 100), make([]float64, 100)
		x32, y32 := make([]float32, 100), make([]float32, 100)
		hits := make([]int32, 0, 100)
		var sink float64
		require.Zero(t, testing.AllocsPerRun(20, func() {
			var a, b [20]float64
			sink += Dot(a[:], b[:]) + SqDist(a[:], b[:]) + Sum(a[:]) + DotChain(a[:], b[:]) + SqDistChain(a[:], b[:])
			var a32, b32 [20]float32
			sink += float64(Dot32(a32[:], b32[:]) + SqDist32(a32[:], b32[:]) + Sum32(a32[:]))
			Axpy(2, x, y)
			Add(x, y)
			Scale(0.5, x)
			Axpy32(2, x32, y32)
			Scale32(0.5, x32)
			ExpTo(y, x)
			LogTo(y, x)
			Log1pTo(y, x)
			_, low := ArgMin(x)
			sink += low + Sigmoid(low) + Tanh(low)
			_, low32 := ArgMin32(x32)
			hits = AppendAtMost(hits[:0], x, low) // all of them, and they just fit
			hits = AppendAtMost32(hits[:0], x32, low32)
		}))
		require.False(t, sink < 0)
		require.Len(t, hits, 100)
	})
}

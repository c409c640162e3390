package vec

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireSame fails unless the bits are equal or both numbers are NaN.
func requireSame(t *testing.T, want, got float64, format string, args ...any) {
	t.Helper()
	if want != want && got != got || math.Float64bits(want) == math.Float64bits(got) {
		return
	}
	require.Failf(t, "other bits", "want %x, got %x: "+format, append([]any{want, got}, args...)...)
}

// lanes is the contract of doc.go taken literally.
func lanes(terms []float64) float64 {
	var l [8]float64
	for i, v := range terms {
		l[i%8] = l[i%8] + v
	}
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

func products(x, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] * y[i]
	}
	return out
}

func differences(x, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] - y[i]
	}
	return out
}

// vectors calls f with pairs of vectors of all short lengths and some long ones, at
// several offsets, of mixed size and sign, and with special values in them. The
// numbers beside each vector are NaN, so that a read outside shows.
func vectors(f func(x, y []float64)) {
	r := rand.New(rand.NewPCG(3, 4))
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, -3e-310, 1e-308, math.MaxFloat64, 0, math.Copysign(0, -1)}
	number := func() float64 {
		return (r.Float64() - 0.5) * math.Ldexp(1, r.IntN(60)-30)
	}
	lengths := []int{1023, 1024, 1025}
	for n := range 131 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		for offset := range 5 {
			make1 := func() []float64 {
				buf := make([]float64, n+offset+9)
				for i := range buf {
					buf[i] = math.NaN()
				}
				x := buf[offset : offset+n : offset+n]
				for i := range x {
					x[i] = number()
				}
				return x
			}
			x, y := make1(), make1()
			f(x, y)
			for range min(n, 6) {
				x[r.IntN(n)] = special[r.IntN(len(special))]
				f(x, y)
				y[r.IntN(n)] = special[r.IntN(len(special))]
				f(x, y)
			}
			for i := range x { // subnormal sums and products
				x[i], y[i] = number()*0x1p-1060, number()
			}
			f(x, y)
		}
	}
}

func TestReductionsKeepTheOrder(t *testing.T) {
	vectors(func(x, y []float64) {
		d := differences(x, y)
		requireSame(t, lanes(products(x, y)), Dot(x, y), "Dot, %d", len(x))
		requireSame(t, lanes(x), Sum(x), "Sum, %d", len(x))
		requireSame(t, lanes(products(d, d)), SqDist(x, y), "SqDist, %d", len(x))
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

func TestElementwise(t *testing.T) {
	const canary = 12345.0
	vectors(func(x, y []float64) {
		for _, alpha := range []float64{0, -1, 0.3, 5e-324, math.Inf(1)} {
			products := make([]float64, len(x))
			for i, v := range x {
				products[i] = alpha * v
			}
			buf := append(append([]float64{canary}, y...), canary)
			got := buf[1 : 1+len(y)]
			Axpy(alpha, x, got)
			for i := range got {
				requireSame(t, products[i]+y[i], got[i], "Axpy, %d", i)
			}
			copy(got, x)
			Scale(alpha, got)
			for i := range got {
				requireSame(t, products[i], got[i], "Scale, %d", i)
			}
			copy(got, y)
			Add(got, x)
			for i := range got {
				requireSame(t, y[i]+x[i], got[i], "Add, %d", i)
			}
			require.Equal(t, canary, buf[0])
			require.Equal(t, canary, buf[len(buf)-1])
		}
	})
}

func TestArgMin(t *testing.T) {
	inf, nan, zero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	for _, c := range []struct {
		x  []float64
		at int
	}{
		{nil, -1},
		{[]float64{nan}, -1},
		{[]float64{nan, nan, nan, nan, nan}, -1},
		{[]float64{3}, 0},
		{[]float64{3, 2, 1}, 2},
		{[]float64{1, 1, 1}, 0},
		{[]float64{2, 1, 1}, 1},
		{[]float64{0, zero}, 0},
		{[]float64{zero, 0}, 0},
		{[]float64{nan, 5, nan, 4, nan}, 3},
		{[]float64{nan, inf}, 1},
		{[]float64{inf, inf, nan}, 0},
		{[]float64{inf, -inf, nan, -inf}, 1},
		{[]float64{1, nan, 0}, 2},
		{[]float64{5e-324, 0, -5e-324}, 2},
	} {
		at, low := ArgMin(c.x)
		require.Equal(t, c.at, at, "%v", c.x)
		if at < 0 {
			require.True(t, low != low)
			continue
		}
		require.Equal(t, math.Float64bits(c.x[at]), math.Float64bits(low), "%v", c.x)
	}
	// Against the definition: the first index whose element no other one beats.
	vectors(func(x, _ []float64) {
		if len(x) > 200 {
			return // the definition takes quadratic time
		}
		want := -1
		for i, v := range x {
			beaten := v != v
			for j, w := range x {
				beaten = beaten || w < v || w == v && j < i
			}
			if !beaten {
				want = i
			}
		}
		at, _ := ArgMin(x)
		require.Equal(t, want, at, "%v", x)
	})
}

func TestEmptyIsZero(t *testing.T) {
	require.Zero(t, math.Float64bits(Dot(nil, nil)))
	require.Zero(t, math.Float64bits(Sum(nil)))
	require.Zero(t, math.Float64bits(SqDist(nil, []float64{})))
	require.Zero(t, math.Float64bits(DotChain(nil, nil)))
	require.Zero(t, math.Float64bits(SqDistChain(nil, nil)))
	require.NotPanics(t, func() { Axpy(1, nil, nil); Add(nil, nil); Scale(1, nil); ExpTo(nil, nil) })
	// A sum starts at +0, so it is never −0.
	require.Zero(t, math.Float64bits(Sum([]float64{math.Copysign(0, -1)})))
}

func TestWrongLengthsPanic(t *testing.T) {
	for _, l := range [][2]int{{0, 1}, {1, 0}, {8, 9}, {16, 8}, {3, 64}} {
		x, y := make([]float64, l[0]), make([]float64, l[1])
		for name, f := range map[string]func(){
			"Dot":         func() { Dot(x, y) },
			"SqDist":      func() { SqDist(x, y) },
			"DotChain":    func() { DotChain(x, y) },
			"SqDistChain": func() { SqDistChain(x, y) },
			"Axpy":        func() { Axpy(2, x, y) },
			"Add":         func() { Add(x, y) },
		} {
			require.PanicsWithValue(t, "vec: lengths differ", f, "%s %v", name, l)
		}
	}
}

func TestNothingAllocates(t *testing.T) {
	x, y := make([]float64, 100), make([]float64, 100)
	var sink float64
	require.Zero(t, testing.AllocsPerRun(20, func() {
		var a, b [5]float64
		sink += Dot(a[:], b[:]) + SqDist(a[:], b[:]) + Sum(a[:]) + DotChain(a[:], b[:]) + SqDistChain(a[:], b[:])
		Axpy(2, x, y)
		Add(x, y)
		Scale(0.5, x)
		ExpTo(y, x)
		LogTo(y, x)
		Log1pTo(y, x)
		_, low := ArgMin(x)
		sink += low + Sigmoid(low) + Tanh(low)
	}))
	require.False(t, sink < 0)
}

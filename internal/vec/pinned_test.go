package vec

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPinnedBits holds the bits of every function over fixed arguments. They are
// the same on every platform, with and without hardware FMA, at every GOAMD64.
// Models on disk depend on them: do not change the numbers.
func TestPinnedBits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const n = 2000
	between := func(lo, hi float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			// One rounding each, so that no platform can fuse them.
			width := hi - lo
			step := float64(width * r.Float64())
			out[i] = lo + step
		}
		return out
	}
	anyPositive := make([]float64, n)
	for i := range anyPositive {
		anyPositive[i] = math.Float64frombits(r.Uint64N(0x7ff0000000000000))
	}
	for _, c := range []struct {
		name string
		f    func(float64) float64
		args [][]float64
		want uint64
	}{
		{"Exp", Exp, [][]float64{between(-746, 710), between(-1, 1), between(-745.2, -708)}, 0x58cf152c986f66b6},
		{"Log", Log, [][]float64{anyPositive, between(0.5, 2), between(0.999, 1.001)}, 0x2ccdf37a5d5d62f4},
		{"Log1p", Log1p, [][]float64{anyPositive, between(-1, 1), between(-0.001, 0.001)}, 0xc18d7b7edda50241},
		{"Sigmoid", Sigmoid, [][]float64{between(-746, 50), between(-40, 40), between(-1, 1)}, 0x1474082f574615a7},
		{"Tanh", Tanh, [][]float64{between(-23, 23), between(-1, 1), between(-0.001, 0.001)}, 0xcaec9950b8ce74e5},
	} {
		h := fnv.New64a()
		for _, args := range c.args {
			for _, x := range args {
				require.NoError(t, binary.Write(h, binary.LittleEndian, math.Float64bits(c.f(x))))
			}
		}
		check(t, c.name, c.want, h.Sum64())
	}

	x, y := between(-1, 1), between(-1e3, 1e3)
	x32, y32 := make([]float32, n), make([]float32, n)
	for i := range x {
		x32[i], y32[i] = float32(x[i]), float32(y[i])
	}
	for _, c := range []struct {
		name string
		f    func(n int) float64
		want uint64
	}{
		{"Dot", func(n int) float64 { return Dot(x[:n], y[:n]) }, 0x30777ab7f54f1507},
		{"Sum", func(n int) float64 { return Sum(x[:n]) }, 0x8f91e838a0487fc3},
		{"SqDist", func(n int) float64 { return SqDist(x[:n], y[:n]) }, 0xd3f8a834e39cc33a},
		{"DotChain", func(n int) float64 { return DotChain(x[:n], y[:n]) }, 0x32f9b0903572beeb},
		{"SqDistChain", func(n int) float64 { return SqDistChain(x[:n], y[:n]) }, 0xb57c0dab2085f379},
		{"Axpy", func(n int) float64 {
			z := append([]float64(nil), y[:n]...)
			Axpy(0.3, x[:n], z)
			return Sum(z)
		}, 0xfffe8267582ab21a},
		{"Scale", func(n int) float64 {
			z := append([]float64(nil), y[:n]...)
			Scale(0.3, z)
			return Sum(z)
		}, 0x76496ad0222f495f},
		{"Add", func(n int) float64 {
			z := append([]float64(nil), y[:n]...)
			Add(z, x[:n])
			return Sum(z)
		}, 0x4de4b940703c410b},
		{"ArgMin", func(n int) float64 { at, low := ArgMin(y[:n+1]); return float64(at) + low }, 0x95bb191e0d5de97d},
		{"AppendAtMost", func(n int) float64 {
			var s int32
			for i, at := range AppendAtMost(nil, x[:n], 0.1) {
				s = 31*s + int32(i)*at
			}
			return float64(s)
		}, 0xef307567709bdb8c},
		{"Dot32", func(n int) float64 { return float64(Dot32(x32[:n], y32[:n])) }, 0x837eccc2f8ba40c6},
		{"Sum32", func(n int) float64 { return float64(Sum32(x32[:n])) }, 0xaf63a56792d23600},
		{"SqDist32", func(n int) float64 { return float64(SqDist32(x32[:n], y32[:n])) }, 0x78119433b97e3465},
		{"Axpy32", func(n int) float64 {
			z := append([]float32(nil), y32[:n]...)
			Axpy32(0.3, x32[:n], z)
			return float64(Sum32(z))
		}, 0xe8b0a0ad6b27f9f1},
	} {
		h := fnv.New64a()
		for n := range 300 {
			require.NoError(t, binary.Write(h, binary.LittleEndian, math.Float64bits(c.f(n))))
		}
		check(t, c.name, c.want, h.Sum64())
	}
}

func check(t *testing.T, name string, want, got uint64) {
	t.Helper()
	if want != got {
		t.Errorf("%s: checksum %#016x, want %#016x", name, got, want)
	}
}

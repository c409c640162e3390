package vec

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireSame32 fails unless the bits are equal or both numbers are NaN.
func requireSame32(t *testing.T, want, got float32, format string, args ...any) {
	t.Helper()
	if want != want && got != got || math.Float32bits(want) == math.Float32bits(got) {
		return
	}
	require.Failf(t, "other bits", "want %x, got %x: "+format, append([]any{want, got}, args...)...)
}

// fmaBig is FMA32 by numbers of 1000 bits; nothing is lost before the last step.
func fmaBig(x, y, z float32) float32 {
	p := float64(x) * float64(y)
	if s := p + float64(z); s-s != 0 || s == 0 {
		return float32(s) // infinite, NaN, or zero with its sign: nothing is rounded
	}
	exact := func(v float64) *big.Float { return new(big.Float).SetPrec(1000).SetFloat64(v) }
	s := exact(0).Mul(exact(float64(x)), exact(float64(y)))
	v, _ := s.Add(s, exact(float64(z))).Float32()
	return v
}

var special32 = []float32{
	float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 0, float32(math.Copysign(0, -1)),
	math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32, 0x1p-126, 0x1.fffffcp-127, -0x1p-140,
	math.MaxFloat32, -math.MaxFloat32, 0x1p127, 1, -1, 0x1.000002p0, 0x1.fffffep-1, 3, 1.0 / 3,
}

func TestFMA32IsRoundedOnce(t *testing.T) {
	check := func(x, y, z float32) {
		requireSame32(t, fmaBig(x, y, z), FMA32(x, y, z), "%x·%x + %x", x, y, z)
	}
	for _, x := range special32 {
		for _, y := range special32 {
			for _, z := range special32 {
				check(x, y, z)
			}
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	any32 := func() float32 { return math.Float32frombits(r.Uint32()) }
	near := func() float32 {
		return float32(math.Ldexp(r.Float64()*2-1, r.IntN(70)-35))
	}
	for range 20000 {
		check(any32(), any32(), any32())
		check(near(), near(), near())
	}
	// The sum is next to half way between two float32, by less than float64 can
	// hold beside z: two roundings get about half of these wrong.
	wrong := 0
	for range 20000 {
		z := float32(math.Ldexp(float64(1<<23+r.IntN(1<<23)), r.IntN(40)-20))
		half := float32(math.Ldexp(1, math.Ilogb(float64(z))-24))
		step := float32(1+r.IntN(7)) * 0x1p-23
		x, y := half*(1+step), 1-step
		if r.IntN(2) == 0 {
			y, z = -y, -z
		}
		check(x, y, z)
		if twice := float32(float64(x)*float64(y) + float64(z)); twice != FMA32(x, y, z) {
			wrong++
		}
	}
	require.Greater(t, wrong, 0)
}

func TestFMA32AtTies(t *testing.T) {
	const tiny = 0x1p-24
	for _, c := range []struct{ x, y, z, want float32 }{
		{tiny, 1, 1, 1},                                   // a tie, to even
		{tiny, 1, 0x1.000002p0, 0x1.000004p0},             // a tie, to even
		{tiny, 0x1.000002p0, 1, 0x1.000002p0},             // above a tie
		{tiny, 0x1.fffffep-1, 0x1.000002p0, 0x1.000002p0}, // below a tie
		{0x1p-40, 0x1p-40, 0x1p60, 0x1p60},
		{0x1p-100, 0x1p-49, 0, math.SmallestNonzeroFloat32},
		{0x1p-100, 0x1p-50, 0, 0}, // half of the smallest number, to even
		{0x1p-100, 0x1.000002p-50, 0, math.SmallestNonzeroFloat32},
		{math.MaxFloat32, 1, 0x1p102, math.MaxFloat32},
		{math.MaxFloat32, 1, 0x1p103, float32(math.Inf(1))},
		{math.MaxFloat32, 2, -math.MaxFloat32, math.MaxFloat32},
	} {
		requireSame32(t, c.want, FMA32(c.x, c.y, c.z), "%x·%x + %x", c.x, c.y, c.z)
		requireSame32(t, -c.want, FMA32(-c.x, c.y, -c.z), "-%x·%x - %x", c.x, c.y, c.z)
	}
}

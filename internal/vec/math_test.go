package vec

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

type function struct {
	name string
	f    func(float64) float64
	big  func(float64) *big.Float
	args []float64
	ulps float64 // accepted error, a little above what was seen; doc.go promises 1
	low  float64 // accepted error where the result is subnormal
}

// around returns x and its n neighbours on each side.
func around(n int, centres ...float64) []float64 {
	var out []float64
	for _, c := range centres {
		lo, hi := c, c
		out = append(out, c)
		for range n {
			lo, hi = math.Nextafter(lo, math.Inf(-1)), math.Nextafter(hi, math.Inf(1))
			out = append(out, lo, hi)
		}
	}
	return out
}

// uniform returns n numbers between lo and hi.
func uniform(r *rand.Rand, n int, lo, hi float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = lo + (hi-lo)*r.Float64()
	}
	return out
}

// scales returns n numbers of both signs, or one, with exponents between lo and hi.
func scales(r *rand.Rand, n, lo, hi int, both bool) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.Ldexp(1+r.Float64(), lo+r.IntN(hi-lo+1))
		if both && r.IntN(2) == 0 {
			out[i] = -out[i]
		}
	}
	return out
}

func functions() []function {
	r := rand.New(rand.NewPCG(1, 2))
	n := 6000
	join := func(parts ...[]float64) []float64 {
		var out []float64
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	// Where the argument reduction changes from one multiple of ln 2 to the next.
	var borders []float64
	for k := -1075; k <= 1024; k += 7 {
		borders = append(borders, around(2, (float64(k)+0.5)*math.Ln2, float64(k)*math.Ln2)...)
	}
	// Every power of two and √½ times it, where the exponent changes.
	var powers []float64
	for e := -1074; e <= 1023; e += 3 {
		powers = append(powers, around(1, math.Ldexp(1, e))[:2]...)
		powers = append(powers, around(2, math.Ldexp(math.Sqrt(0.5), e))...)
	}
	expArgs := join(
		uniform(r, n, -1, 1), uniform(r, n, -745.2, 709.8), uniform(r, n/2, -745.2, -708),
		scales(r, n/2, -1074, 9, true), around(300, 0), borders,
		around(40, 709.782712893384, -745.1332191019411, -708.3964185322641, -744.4400719213812),
	)
	logArgs := join(
		uniform(r, n, 0.5, 2), uniform(r, n, 0.99, 1.01), scales(r, n, -1074, 1023, false),
		around(300, 1, math.Sqrt(0.5), math.Sqrt2, 2, 0.5), powers,
		around(40, math.MaxFloat64)[:1], []float64{math.SmallestNonzeroFloat64, 0x1p-1022},
	)
	log1pArgs := join(
		uniform(r, n, -0.5, 1), uniform(r, n/2, -0.999999, -0.5), uniform(r, n/2, 1, 1e3),
		scales(r, n, -60, -1, true), scales(r, n/2, -1074, -1, true), scales(r, n/2, 0, 1023, false),
		around(100, -0.5, 0x1p-53, -0x1p-53, math.Sqrt2-1, math.Sqrt(0.5)-1, 1, 0x1p52, 0x1p53), around(100, -1)[2:],
	)
	logArgs = slices.DeleteFunc(logArgs, func(x float64) bool { return x <= 0 || x > math.MaxFloat64 })
	log1pArgs = slices.DeleteFunc(log1pArgs, func(x float64) bool { return x <= -1 || x > math.MaxFloat64 })
	sigArgs := join(
		uniform(r, n, -2, 2), uniform(r, n, -45, 45), uniform(r, n/2, -746, -30), scales(r, n/2, -80, 9, true),
		around(100, 0, 40, -40, 37, -37, -709, -745.1332191019411),
	)
	tanhArgs := join(
		uniform(r, n, -1, 1), uniform(r, n, -23, 23), scales(r, n, -1074, 4, true),
		around(100, 0, 22, 0x1p-28, math.Ln2/4, 3*math.Ln2/4, 18.5, 19.1),
	)
	return []function{
		{"Exp", Exp, bigExp, expArgs, 0.7, 0.8},
		{"Log", Log, func(x float64) *big.Float { return bigLog(newBig(x)) }, logArgs, 0.7, 0.7},
		{"Log1p", Log1p, bigLog1p, log1pArgs, 0.8, 0.8},
		{"Sigmoid", Sigmoid, bigSigmoid, sigArgs, 0.7, 0.8},
		{"Tanh", Tanh, bigTanh, tanhArgs, 0.85, 0.85},
	}
}

func TestAccuracy(t *testing.T) {
	for _, fn := range functions() {
		t.Run(fn.name, func(t *testing.T) {
			var worst, worstLow, at, atLow float64
			for _, x := range fn.args {
				want := fn.big(x)
				err := ulps(fn.f(x), want)
				if want.Sign() != 0 && want.MantExp(nil) <= -1022 {
					if err > worstLow {
						worstLow, atLow = err, x
					}
				} else if err > worst {
					worst, at = err, x
				}
			}
			t.Logf("%d arguments: %.4f ulp at %x, subnormal results %.4f ulp at %x", len(fn.args), worst, at, worstLow, atLow)
			require.LessOrEqual(t, worst, fn.ulps, "at %x", at)
			require.LessOrEqual(t, worstLow, fn.low, "at %x", atLow)
		})
	}
}

func TestAccuracyReference(t *testing.T) {
	// The references themselves, against constants known to 60 digits.
	parse := func(s string) *big.Float {
		f, _, err := big.ParseFloat(s, 10, bigPrec, big.ToNearestEven)
		require.NoError(t, err)
		return f
	}
	for _, c := range []struct {
		name string
		got  *big.Float
		want string
	}{
		{"ln 2", bigLn2, "0.693147180559945309417232121458176568075500134360255254120680009"},
		{"e", bigExp(1), "2.71828182845904523536028747135266249775724709369995957496696763"},
		{"ln 10", bigLog(newBig(10)), "2.30258509299404568401799145468436420760110148862877297603332790"},
		{"ln 1.5", bigLog1p(0.5), "0.405465108108164381978013115464349136571990423462494197614014324"},
	} {
		diff := new(big.Float).Sub(c.got, parse(c.want))
		require.Less(t, diff.MantExp(nil), -195, c.name)
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan, zero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	overflow := 709.782712893384
	underflow := -745.1332191019411
	for _, c := range []struct {
		name      string
		f         func(float64) float64
		arg, want float64
	}{
		{"Exp", Exp, nan, nan},
		{"Exp", Exp, inf, inf},
		{"Exp", Exp, -inf, 0},
		{"Exp", Exp, 0, 1},
		{"Exp", Exp, zero, 1},
		{"Exp", Exp, math.SmallestNonzeroFloat64, 1},
		{"Exp", Exp, math.Nextafter(overflow, inf), inf},
		{"Exp", Exp, 710, inf},
		{"Exp", Exp, math.Nextafter(710, inf), inf},
		{"Exp", Exp, math.MaxFloat64, inf},
		{"Exp", Exp, underflow, math.SmallestNonzeroFloat64},
		{"Exp", Exp, math.Nextafter(underflow, -inf), 0},
		{"Exp", Exp, -746, 0},
		{"Exp", Exp, math.Nextafter(-746, -inf), 0},
		{"Exp", Exp, -math.MaxFloat64, 0},
		{"Log", Log, nan, nan},
		{"Log", Log, inf, inf},
		{"Log", Log, -inf, nan},
		{"Log", Log, 0, -inf},
		{"Log", Log, zero, -inf},
		{"Log", Log, 1, 0},
		{"Log", Log, -math.SmallestNonzeroFloat64, nan},
		{"Log1p", Log1p, nan, nan},
		{"Log1p", Log1p, inf, inf},
		{"Log1p", Log1p, -inf, nan},
		{"Log1p", Log1p, 0, 0},
		{"Log1p", Log1p, zero, zero},
		{"Log1p", Log1p, -1, -inf},
		{"Log1p", Log1p, math.Nextafter(-1, -2), nan},
		{"Log1p", Log1p, -math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64},
		{"Sigmoid", Sigmoid, nan, nan},
		{"Sigmoid", Sigmoid, inf, 1},
		{"Sigmoid", Sigmoid, -inf, 0},
		{"Sigmoid", Sigmoid, 0, 0.5},
		{"Sigmoid", Sigmoid, zero, 0.5},
		{"Sigmoid", Sigmoid, underflow, math.SmallestNonzeroFloat64},
		{"Tanh", Tanh, nan, nan},
		{"Tanh", Tanh, inf, 1},
		{"Tanh", Tanh, -inf, -1},
		{"Tanh", Tanh, 0, 0},
		{"Tanh", Tanh, zero, zero},
		{"Tanh", Tanh, -math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64},
		{"Tanh", Tanh, -math.MaxFloat64, -1},
	} {
		got := c.f(c.arg)
		if c.want != c.want {
			require.True(t, got != got, "%s(%v) = %v, want NaN", c.name, c.arg, got)
			continue
		}
		require.Equal(t, math.Float64bits(c.want), math.Float64bits(got), "%s(%v) = %v, want %v", c.name, c.arg, got, c.want)
	}
	require.Less(t, Exp(overflow), inf)
	// The texts of the comment of Exp.
	require.Equal(t, uint64(0x40862e42fefa39ef), math.Float64bits(overflow))
	require.Equal(t, uint64(0xc0874910d52d3051), math.Float64bits(underflow))
}

func TestSymmetryAndOrder(t *testing.T) {
	for i := range 4001 {
		x := float64(i-2000) / 80
		require.Equal(t, -Tanh(x), Tanh(-x))
		next := float64(i-1999) / 80
		require.LessOrEqual(t, Exp(x), Exp(next))
		require.LessOrEqual(t, Sigmoid(x), Sigmoid(next))
		require.LessOrEqual(t, Tanh(x), Tanh(next))
		require.InDelta(t, 1, Sigmoid(x)+Sigmoid(-x), 0x1p-52)
	}
}

func TestSliceForms(t *testing.T) {
	inf := math.Inf(1)
	src := []float64{0, 1, -1, 0.3, 17, -700, 1e-300, 5e-324, inf, -inf, math.NaN(), 2, 3}
	for _, c := range []struct {
		name string
		to   func(dst, src []float64)
		f    func(float64) float64
	}{{"ExpTo", ExpTo, Exp}, {"LogTo", LogTo, Log}, {"Log1pTo", Log1pTo, Log1p}} {
		for n := range len(src) + 1 {
			dst := make([]float64, n)
			c.to(dst, src[:n])
			inPlace := append([]float64(nil), src[:n]...)
			c.to(inPlace, inPlace)
			for i, x := range src[:n] {
				requireSame(t, c.f(x), dst[i], "%s %v", c.name, x)
				requireSame(t, c.f(x), inPlace[i], "%s %v in place", c.name, x)
			}
		}
		require.PanicsWithValue(t, "vec: lengths differ", func() { c.to(make([]float64, 2), src) })
	}
}

func FuzzMath(f *testing.F) {
	for _, x := range []float64{0, 1, -1, 0.5, 709.78, -745.13, 1e-310, math.Inf(1), math.NaN(), 0x1p-53, 40, 22} {
		f.Add(math.Float64bits(x))
	}
	f.Fuzz(func(t *testing.T, bits uint64) {
		x := math.Float64frombits(bits)
		if x != x {
			for _, g := range []func(float64) float64{Exp, Log, Log1p, Sigmoid, Tanh} {
				require.True(t, math.IsNaN(g(x)))
			}
			return
		}
		if math.IsInf(x, 0) {
			return // TestSpecialValues
		}
		if math.Abs(x) < 800 {
			require.LessOrEqual(t, ulps(Exp(x), bigExp(x)), 1.0, "Exp(%x)", x)
			require.LessOrEqual(t, ulps(Sigmoid(x), bigSigmoid(x)), 1.0, "Sigmoid(%x)", x)
		}
		if math.Abs(x) < 20 {
			require.LessOrEqual(t, ulps(Tanh(x), bigTanh(x)), 1.0, "Tanh(%x)", x)
		}
		if x > 0 {
			require.LessOrEqual(t, ulps(Log(x), bigLog(newBig(x))), 1.0, "Log(%x)", x)
		}
		if x > -1 {
			require.LessOrEqual(t, ulps(Log1p(x), bigLog1p(x)), 1.0, "Log1p(%x)", x)
		}
	})
}

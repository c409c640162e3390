package vec

import (
	"math"
	"math/big"
)

// References with math/big: series after reduction of the argument, with so many
// bits that what is rounded away never reaches the 60th bit of a result.

const bigPrec = 320

func newBig(x float64) *big.Float { return new(big.Float).SetPrec(bigPrec).SetFloat64(x) }

// bigAtanh2 returns 2·atanh(s) = 2s + 2s³/3 + 2s⁵/5 + ... for |s| ≤ 0.34.
func bigAtanh2(s *big.Float) *big.Float {
	sum := new(big.Float).SetPrec(bigPrec).Set(s)
	if s.Sign() == 0 {
		return sum
	}
	power := new(big.Float).SetPrec(bigPrec).Set(s)
	square := new(big.Float).SetPrec(bigPrec).Mul(s, s)
	for n := int64(3); ; n += 2 {
		power.Mul(power, square)
		term := new(big.Float).SetPrec(bigPrec).Quo(power, newBig(float64(n)))
		if term.MantExp(nil) < sum.MantExp(nil)-260 {
			return sum.Mul(sum, newBig(2))
		}
		sum.Add(sum, term)
	}
}

var bigLn2 = bigAtanh2(new(big.Float).SetPrec(bigPrec).Quo(newBig(1), newBig(3)))

// bigLog returns log(x) for x > 0.
func bigLog(x *big.Float) *big.Float {
	m := new(big.Float).SetPrec(bigPrec)
	e := x.MantExp(m) // m in [0.5, 1)
	if m.Cmp(newBig(0.7)) < 0 {
		m.Mul(m, newBig(2))
		e--
	}
	num := new(big.Float).SetPrec(bigPrec).Sub(m, newBig(1))
	den := new(big.Float).SetPrec(bigPrec).Add(m, newBig(1))
	out := bigAtanh2(num.Quo(num, den))
	k := new(big.Float).SetPrec(bigPrec).Mul(newBig(float64(e)), bigLn2)
	return out.Add(out, k)
}

// bigLog1p returns log(1+x) for x > −1.
func bigLog1p(x float64) *big.Float {
	if math.Abs(x) > 0.25 {
		return bigLog(new(big.Float).SetPrec(bigPrec).Add(newBig(1), newBig(x)))
	}
	s := new(big.Float).SetPrec(bigPrec).Add(newBig(2), newBig(x))
	return bigAtanh2(s.Quo(newBig(x), s))
}

// bigExpm1 returns e^x − 1 and bigExp returns e^x, for |x| < 2000.
func bigExpm1(x float64) *big.Float {
	if math.Abs(x) > 0.25 {
		e := bigExp(x)
		return e.Sub(e, newBig(1))
	}
	return bigExpSeries(newBig(x))
}

func bigExp(x float64) *big.Float {
	k := math.Round(x * math.Log2E)
	r := new(big.Float).SetPrec(bigPrec).Mul(newBig(k), bigLn2)
	r.Sub(newBig(x), r)
	const halvings = 16
	r.SetMantExp(r, -halvings)
	e := bigExpSeries(r)
	e.Add(e, newBig(1))
	for range halvings {
		e.Mul(e, e)
	}
	return e.SetMantExp(e, int(k))
}

// bigExpSeries returns r + r²/2! + r³/3! + ...
func bigExpSeries(r *big.Float) *big.Float {
	sum := new(big.Float).SetPrec(bigPrec).Set(r)
	if r.Sign() == 0 {
		return sum
	}
	term := new(big.Float).SetPrec(bigPrec).Set(r)
	for n := int64(2); ; n++ {
		term.Mul(term, r)
		term.Quo(term, newBig(float64(n)))
		if term.MantExp(nil) < sum.MantExp(nil)-300 {
			return sum
		}
		sum.Add(sum, term)
	}
}

// bigSigmoid returns 1/(1+e^−x).
func bigSigmoid(x float64) *big.Float {
	e := bigExp(-x)
	e.Add(e, newBig(1))
	return e.Quo(newBig(1), e)
}

// bigTanh returns (e^2x − 1)/(e^2x + 1).
func bigTanh(x float64) *big.Float {
	t := bigExpm1(2 * x)
	d := new(big.Float).SetPrec(bigPrec).Add(t, newBig(2))
	return t.Quo(t, d)
}

// ulps returns the distance of got from want in units in the last place of want.
// The infinities stand for ±2¹⁰²⁴, and so does every larger want.
func ulps(got float64, want *big.Float) float64 {
	if got != got {
		return math.Inf(1)
	}
	if limit := newBig(0x1p1023); want.MantExp(nil) > 1024 {
		want = limit.Mul(limit, newBig(2))
	}
	g := newBig(1)
	if math.IsInf(got, 0) {
		g.SetMantExp(g, 1024)
		if got < 0 {
			g.Neg(g)
		}
	} else {
		g = newBig(got)
	}
	if want.Sign() == 0 {
		if got == 0 {
			return 0
		}
		return math.Inf(1)
	}
	exp := max(want.MantExp(nil)-53, -1074)
	diff := g.Sub(g, want)
	diff.SetMantExp(diff, -exp)
	out, _ := diff.Float64()
	return math.Abs(out)
}

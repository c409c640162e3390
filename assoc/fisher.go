package assoc

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// fisher returns the probability of at least both among b draws without
// replacement from n baskets of which a are marked.
func fisher(n, a, b, both int64) float64 { return (*factorials)(nil).fisher(n, a, b, both) }

// fisher is the function fisher, quickly where the factorials up to n are there;
// nil will do.
func (f *factorials) fisher(n, a, b, both int64) float64 {
	least := max(0, a+b-n)
	if both <= least {
		return 1
	}
	// Sum on the side of the mean where the terms fall.
	if float64(both)*float64(n) > float64(a)*float64(b) {
		term := f.exactly(n, a, b, both)
		sum := 0.0
		for x := both; term > sum*0x1p-60; x++ {
			sum += term
			if x == min(a, b) {
				break
			}
			term *= float64(a-x) * float64(b-x) / (float64(x+1) * float64(n-a-b+x+1))
		}
		return min(1, sum)
	}
	term := f.exactly(n, a, b, both-1)
	sum := 0.0
	for x := both - 1; term > sum*0x1p-60; x-- {
		sum += term
		if x == least {
			break
		}
		term *= float64(x) * float64(n-a-b+x) / (float64(a-x+1) * float64(b-x+1))
	}
	return max(0, 1-sum)
}

// hypergeometric returns the probability of exactly x marked ones among b draws
// without replacement from n of which a are marked, as a quotient of three
// binomial probabilities, whose large parts cancel in writing and not in
// floating point.
//
// Source: C. Loader, Fast and accurate computation of binomial probabilities,
// 2000 (the form of the binomial probability).
func hypergeometric(n, a, b, x int64) float64 {
	if b == n || a == n {
		return 1
	}
	p, q := float64(b)/float64(n), float64(n-b)/float64(n)
	return vec.Exp(logBinomial(x, a, p, q) + logBinomial(b-x, n-a, p, q) - logBinomial(b, n, p, q))
}

// logBinomial returns the logarithm of the probability of x successes in n
// draws, each with probability p = 1−q.
//
//	½·ln(n/(2π·x·(n−x))) + δ(n) − δ(x) − δ(n−x) − D(x, n·p) − D(n−x, n·q)
//
// with δ the error of Stirling's formula and D(x, m) = x·ln(x/m) − x + m.
func logBinomial(x, n int64, p, q float64) float64 {
	if n == 0 {
		return 0
	}
	fx, fn, rest := float64(x), float64(n), float64(n-x)
	switch {
	case x == 0:
		return fn * vec.Log1p(-p)
	case x == n:
		return fn * vec.Log(p)
	}
	return float64(0.5*(vec.Log(fn/(fx*rest))-logTau)) + stirling(n) - stirling(x) - stirling(n-x) - deviance(fx, fn*p) - deviance(rest, fn*q)
}

const logTau = 1.8378770664093454835606594728112 // ln 2π

// deviance returns x·ln(x/m) − x + m, for m > 0, without loss where both are
// nearly equal: with t = (x−m)/m it is m·Σ (−t)^k/(k·(k−1)), k ≥ 2.
func deviance(x, m float64) float64 {
	t := (x - m) / m
	if math.Abs(t) > 0.1 {
		return float64(x*vec.Log(x/m)) - x + m
	}
	power, sum := t*t, 0.0
	for k := 2.0; ; k++ {
		next := sum + power/(k*(k-1))
		if next == sum {
			return m * sum
		}
		sum, power = next, -power*t
	}
}

// stirling returns ln n! − (n+½)·ln n + n − ½·ln 2π, for n ≥ 1.
func stirling(n int64) float64 {
	x := float64(n)
	if n < 16 {
		factorial := 1.0
		for k := 2.0; k <= x; k++ {
			factorial *= k
		}
		return vec.Log(factorial) - float64((x+0.5)*vec.Log(x)) + x - 0.5*logTau
	}
	y := 1 / (x * x)
	// Horner's rule, products rounded one by one.
	p := 1.0/1680 - y/1188
	p = 1.0/1260 - float64(y*p)
	p = 1.0/360 - float64(y*p)
	return (1.0/12 - float64(y*p)) / x
}

package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// studentQuantile returns the t with P(|T| ≤ t) = level for Student's T of df ≥ 1
// degrees of freedom.
//
// The tail is convex in t > 0 and Student's quantile lies above the normal one, so
// Newton's method from there only ever goes up; it ends where it no longer does.
// From 100,000 degrees of freedom on the quantile is the normal one with the first two
// corrections of its expansion in 1/df.
//
// Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 1964,
// 26.7.5 (expansion).
func studentQuantile(level float64, df int) float64 {
	t, alpha := normalQuantile(level), 1-level
	if df >= 1e5 {
		nu, u := float64(df), float64(t*t)
		return t * (1 + (u+1)/(4*nu) + (math.FMA(math.FMA(5, u, 16), u, 3))/(96*nu*nu))
	}
	for range 2000 { // with 1 degree of freedom each step doubles t at first
		next := t + (studentTail(t, df)-alpha)/(2*studentDensity(t, df))
		if !(next > t) {
			break
		}
		t = next
	}
	return t
}

// studentTail returns P(|T| > t) for t ≥ 0 and df ≥ 1 degrees of freedom, which is
// the incomplete beta function I_x(df/2, 1/2) at x = df/(df+t²).
//
// Source: NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov, 8.17.22 and
// 8.17.4 (continued fraction and its mirror image).
func studentTail(t float64, df int) float64 {
	nu := float64(df)
	q := float64(t * (t / nu)) // x = 1/(1+q)
	if math.IsInf(q, 1) {
		return 0
	}
	a := nu / 2
	// x^a·(1−x)^½/B(a, ½)
	front := vec.Exp(-a*vec.Log1p(q)) * math.Sqrt(q/(1+q)) * gammaRatio(df) / math.Sqrt(math.Pi)
	if x := 1 / (1 + q); x < (a+1)/(a+2.5) {
		return front * betaFraction(a, 0.5, x) / a
	}
	// A doubled product would be a product added to itself, and fused.
	return 1 - float64(front*betaFraction(0.5, a, q/(1+q)))/0.5
}

// studentDensity returns the density of Student's T at t.
func studentDensity(t float64, df int) float64 {
	nu := float64(df)
	return gammaRatio(df) / math.Sqrt(math.Pi*nu) * vec.Exp(-(nu+1)/2*vec.Log1p(t*(t/nu)))
}

// betaFraction evaluates the continued fraction of I_x(a, b) by the method of
// Lentz.
func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	away := func(v float64) float64 { // from 0
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c := 1.0
	d := 1 / away(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < 10000; m++ {
		u := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / away(1+float64(u*d))
		c = away(1 + u/c)
		h *= d * c
		u = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / away(1+float64(u*d))
		c = away(1 + u/c)
		h *= d * c
		if math.Abs(float64(d*c)-1) < 1e-16 {
			break
		}
	}
	return h
}

// gammaRatio returns Γ((df+1)/2)/Γ(df/2): by r(1) = 1/√π and r(n)·r(n−1) = (n−1)/2
// below 64, and by its asymptotic series above.
//
// Source: NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov, 5.5.1 and 5.11.13.
func gammaRatio(df int) float64 {
	if df >= 64 {
		return math.Sqrt(float64(df)/2) * polynomial(&gammaRatioSeries, 1/float64(df))
	}
	r := 1 / math.Sqrt(math.Pi)
	for n := 2; n <= df; n++ {
		r = float64(n-1) / 2 / r
	}
	return r
}

var gammaRatioSeries = [8]float64{1, -1.0 / 4, 1.0 / 32, 5.0 / 128, -21.0 / 2048, -399.0 / 8192, 869.0 / 65536, 39325.0 / 262144}

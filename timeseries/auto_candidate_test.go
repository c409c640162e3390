package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/rng"
)

func TestCandidateString(t *testing.T) {
	require.Equal(t, "ARIMA(0,1,1)(0,0,1)[12] with drift: 1020.49", Candidate{D: 1, Q: 1, SQ: 1, Period: 12, Constant: true, Criterion: 1020.493}.String())
	require.Equal(t, "ARIMA(2,0,0) with mean: -3.00", Candidate{P: 2, Period: 1, Constant: true, Criterion: -3}.String())
	require.Equal(t, "ARIMA(2,1,0): a root near 1", Candidate{P: 2, D: 1, Period: 1, Criterion: math.Inf(1), Refused: "a root near 1"}.String())
}

// Two ways, one answer: the recursion agrees with the roots themselves.
func TestRootWithin(t *testing.T) {
	r := rng.New(4, 0)
	within := 0
	for range 2000 {
		c := make([]float64, r.IntN(6))
		for i := range c {
			c[i] = r.NormFloat64() * 0.7
		}
		least := math.Inf(1)
		for _, z := range roots(c) {
			least = min(least, modulus(z))
		}
		if math.Abs(least-1.01) < 1e-9 {
			continue
		}
		require.Equal(t, least < 1.01, rootWithin(c, 1.01), c)
		if least < 1.01 {
			within++
		}
	}
	require.Greater(t, within, 200)
	require.False(t, rootWithin([]float64{0, 0}, 1.01))
	require.True(t, rootWithin([]float64{math.NaN()}, 1.01))
}

// A seasonal root is judged by the roots that it stands for.
func TestNearUnitRoot(t *testing.T) {
	for _, c := range []struct {
		seasonal float64
		period   int
		near     bool
	}{
		{0.99, 4, true}, {0.97, 4, true}, {0.95, 4, false}, {-0.97, 4, true}, // 1.01⁴ is 1/0.961
		{0.89, 12, true}, {0.88, 12, false}, {0.6, 52, true}, {0.59, 52, false},
	} {
		require.Equal(t, c.near, nearUnitRoot(nil, []float64{-c.seasonal}, c.period, 1.01), "%v at %d", c.seasonal, c.period)
	}
	require.True(t, nearUnitRoot([]float64{-0.995}, nil, 0, 1.01))
	require.False(t, nearUnitRoot([]float64{-0.98}, nil, 0, 1.01))
	// Orders 1, 1 and 1, 1: which coefficient is whose, and with which sign.
	o := orders{p: 1, q: 1, sp: 1, sq: 1, period: 4}
	require.False(t, o.nearUnitRoots([]float64{0.5, 0.5, 0.5, 0.5}, 100))
	for i := range 4 {
		coef := []float64{0.5, 0.5, 0.5, 0.5}
		coef[i] = -0.9999
		require.True(t, o.nearUnitRoots(coef, 100), i)
	}
	require.True(t, orders{p: 2}.nearUnitRoots([]float64{0.5, 0.495}, 1000))
	require.False(t, orders{p: 2}.nearUnitRoots([]float64{-0.5, 0.4}, 1000))
	for n, near := range map[int]bool{10: true, 100: true, 198: true, 200: false, 2000: false} { // 1/0.995 is 1 + 1/199
		require.Equal(t, near, orders{q: 1}.nearUnitRoots([]float64{-0.995}, n), "moving averages may come nearer with %d values", n)
	}
	require.False(t, orders{q: 1}.nearUnitRoots([]float64{-0.98}, 10), "but need not be farther with few")
	require.True(t, orders{q: 2}.nearUnitRoots([]float64{-0.5, -0.4999}, 1000))
}

// nearUnitRoots tells whether a root of one of the polynomials has a modulus under the least that is
// accepted, with n values after differencing.
func (o orders) nearUnitRoots(coef []float64, n int) bool {
	ar := make([]float64, o.p)
	for i := range ar {
		ar[i] = -coef[i]
	}
	sar := make([]float64, o.sp)
	for i := range sar {
		sar[i] = -coef[o.p+o.q+i]
	}
	return nearUnitRoot(ar, sar, o.period, leastAR) || nearUnitRoot(coef[o.p:o.p+o.q], coef[o.p+o.q+o.sp:], o.period, leastMA(n))
}

// nearUnitRoot tells whether a root of
//
//	(1 + c₁z + … )·(1 + C₁z^period + … )
//
// has a modulus under least. A root Z of the second factor in z^period stands for
// period roots of modulus |Z|^(1/period).
func nearUnitRoot(c, seasonal []float64, period int, least float64) bool {
	if rootWithin(c, least) {
		return true
	}
	power := least
	for range period - 1 {
		power *= least
	}
	return rootWithin(seasonal, power)
}

// rootWithin tells whether 1 + c₁z + … has a root of a modulus under r. The
// polynomial in r·z has one inside the unit circle then, which the recursion of
// Schur and Cohn finds without looking for roots: all are outside while the partial
// coefficients stay under 1.
//
// Source: I. Schur, Über Potenzreihen, die im Innern des Einheitskreises beschränkt
// sind, 1917, DOI 10.1515/crll.1917.147.205.
func rootWithin(c []float64, r float64) bool {
	a := make([]float64, len(c))
	power := 1.0
	for i, v := range c {
		power *= r
		a[i] = v * power
	}
	b := make([]float64, len(c))
	for k := len(a); k > 0; k-- {
		last := a[k-1]
		if !(math.Abs(last) < 1) {
			return true
		}
		below := 1 - float64(last*last)
		for i := range k - 1 {
			b[i] = (a[i] - float64(last*a[k-2-i])) / below
		}
		copy(a[:k-1], b)
	}
	return false
}

package timeseries

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// exact is the likelihood as its definition has it, in dense matrices of numbers with
// 320 bits. With y = Dδ + Kw on the observed rows, V = KΓK′ and N an orthonormal basis
// of the complement of D's columns, the matrix
//
//	[ V  D ]
//	[ D′ 0 ]
//
// has the determinant ±|N′VN|·|D′D|, and the upper left block of its inverse is
// N(N′VN)⁻¹N′.
type exact struct {
	used        int
	logDet, ssq float64 // log|N′VN| + log|D′D|, and the weighted sum of squares
	beta        []float64
}

func (d exact) loglik() float64 {
	n := float64(d.used)
	return -0.5 * (n*math.Log(2*math.Pi*d.ssq/n) + n + d.logDet)
}

// density is the logarithm of the density at σ² = 1.
func (d exact) density() float64 {
	return -0.5 * (float64(d.used)*math.Log(2*math.Pi) + d.ssq + d.logDet)
}

const oracleBits = 320

func number(x float64) *big.Float { return new(big.Float).SetPrec(oracleBits).SetFloat64(x) }

type matrix [][]*big.Float

func newMatrix(n, m int) matrix {
	a := make(matrix, n)
	for i := range a {
		a[i] = make([]*big.Float, m)
		for j := range a[i] {
			a[i][j] = number(0)
		}
	}
	return a
}

// addProduct is dst += sign·x·y.
func addProduct(dst, x, y *big.Float, sign int) {
	if x.Sign() == 0 || y.Sign() == 0 {
		return
	}
	p := number(0).Mul(x, y)
	if sign < 0 {
		dst.Sub(dst, p)
	} else {
		dst.Add(dst, p)
	}
}

// eliminate solves a·x = b for the columns of b, in place, and returns log|det a|.
func eliminate(a, b matrix) float64 {
	n, logDet := len(a), 0.0
	for k := range n {
		at := k
		for i := k; i < n; i++ {
			if number(0).Abs(a[i][k]).Cmp(number(0).Abs(a[at][k])) > 0 {
				at = i
			}
		}
		a[k], a[at] = a[at], a[k]
		b[k], b[at] = b[at], b[k]
		mantissa := number(0)
		e := a[k][k].MantExp(mantissa)
		m, _ := mantissa.Float64()
		logDet += math.Log(math.Abs(m)) + float64(e)*math.Ln2
		for i := range n {
			if i == k || a[i][k].Sign() == 0 {
				continue
			}
			f := number(0).Quo(a[i][k], a[k][k])
			for j := k; j < n; j++ {
				addProduct(a[i][j], f, a[k][j], -1)
			}
			for j := range b[i] {
				addProduct(b[i][j], f, b[k][j], -1)
			}
		}
	}
	for k := range n {
		for j := range b[k] {
			b[k][j].Quo(b[k][j], a[k][k])
		}
	}
	return logDet
}

// polynomials multiplies the polynomials out without rounding: the coefficients of the
// process with their leading 1 and the signs of the process, φ and θ.
func polynomials(o orders, coef []float64) (ar, ma []*big.Float) {
	times := func(a, b []float64, sign float64) []*big.Float {
		c := newMatrix(1, len(a)+len(b)*o.period+1)[0]
		for j := -1; j < len(b); j++ {
			for i := -1; i < len(a); i++ {
				x, y := number(1), number(1)
				if i >= 0 {
					x = number(sign * a[i])
				}
				if j >= 0 {
					y = number(sign * b[j])
				}
				addProduct(c[i+1+(j+1)*o.period], x, y, 1)
			}
		}
		return c
	}
	p, q, sp := o.p, o.q, o.sp
	return times(coef[:p], coef[p+q:p+q+sp], -1), times(coef[p:p+q], coef[p+q+sp:], 1)
}

// exactGamma solves the equations of the autocovariances γ_0…γ_m, all at once.
func exactGamma(ar, ma []*big.Float, m int) []*big.Float {
	n := max(len(ar), len(ma))
	psi := newMatrix(1, n)[0]
	for j := range n {
		if j < len(ma) {
			psi[j].Set(ma[j])
		}
		for i := 1; i <= min(j, len(ar)-1); i++ {
			addProduct(psi[j], ar[i], psi[j-i], -1)
		}
	}
	a, b := newMatrix(n, n), newMatrix(n, 1)
	for k := range n {
		for i, x := range ar {
			at := k - i
			if at < 0 {
				at = -at
			}
			a[k][at].Add(a[k][at], x)
		}
		for j := k; j < len(ma); j++ {
			addProduct(b[k][0], ma[j], psi[j-k], 1)
		}
	}
	eliminate(a, b)
	gamma := newMatrix(1, max(m+1, n))[0]
	for k := range gamma {
		if k < n {
			gamma[k] = b[k][0]
			continue
		}
		for i := 1; i < len(ar); i++ {
			addProduct(gamma[k], ar[i], gamma[k-i], -1)
		}
	}
	return gamma[:m+1]
}

func exactLikelihood(o orders, coef, y []float64, x [][]float64) exact {
	c, lost, n := o.differencing(), o.lost(), len(y)
	all := newMatrix(n, n) // D beside K
	for t := range n {
		if t < lost {
			all[t][t] = number(1)
			continue
		}
		all[t][t] = number(1)
		for i, v := range c {
			for j := range t {
				addProduct(all[t][j], number(v), all[t-1-i][j], 1)
			}
		}
	}
	var seen []int
	for t, v := range y {
		if v == v {
			seen = append(seen, t)
		}
	}
	ar, ma := polynomials(o, coef)
	gamma := exactGamma(ar, ma, n)
	obs := len(seen)
	half := newMatrix(obs, n-lost) // KΓ
	for i, t := range seen {
		for j := range n - lost {
			for k := range n - lost {
				addProduct(half[i][j], all[t][lost+k], gamma[max(j-k, k-j)], 1)
			}
		}
	}
	a, b := newMatrix(obs+lost, obs+lost), newMatrix(obs+lost, len(x)+1)
	for i, t := range seen {
		for j, u := range seen {
			for k := range n - lost {
				addProduct(a[i][j], half[i][k], all[u][lost+k], 1)
			}
		}
		for j := range lost {
			a[i][obs+j].Set(all[t][j])
			a[obs+j][i].Set(all[t][j])
		}
		for j, col := range x {
			b[i][j].SetFloat64(col[t])
		}
		b[i][len(x)].SetFloat64(y[t])
	}
	r := exact{used: obs - lost}
	r.logDet = eliminate(a, b)
	// The weighted products of the columns, and the regression on the first of them.
	k := len(x) + 1
	g := newMatrix(k, k)
	for i := range k {
		for j := range k {
			for s, t := range seen {
				v := y[t]
				if i < len(x) {
					v = x[i][t]
				}
				addProduct(g[i][j], number(v), b[s][j], 1)
			}
		}
	}
	left, right := newMatrix(k-1, k-1), newMatrix(k-1, 1)
	for i := range k - 1 {
		for j := range k - 1 {
			left[i][j].Set(g[i][j])
		}
		right[i][0].Set(g[i][k-1])
	}
	eliminate(left, right)
	ssq := number(0).Set(g[k-1][k-1])
	for i := range k - 1 {
		addProduct(ssq, g[k-1][i], right[i][0], -1)
		v, _ := right[i][0].Float64()
		r.beta = append(r.beta, v)
	}
	r.ssq, _ = ssq.Float64()
	return r
}

// near requires that two numbers differ by at most tolerance·(1+|want|).
func near(t *testing.T, want, got, tolerance float64, what ...any) {
	t.Helper()
	if !(math.Abs(want-got) <= tolerance*(1+math.Abs(want))) {
		require.Fail(t, "far away", "want %v, got %v, tolerance %v: %v", want, got, tolerance, what)
	}
}

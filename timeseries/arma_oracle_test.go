package timeseries

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// dense is the likelihood as its definition has it, in dense matrices.
type dense struct {
	used         int
	logDet, ssq  float64 // log|N′KΓK′N| + log|D′D|, and the weighted sum of squares
	beta         []float64
	observations int
}

func (d dense) loglik() float64 {
	n := float64(d.used)
	return -0.5 * (n*math.Log(2*math.Pi*d.ssq/n) + n + d.logDet)
}

// density is the logarithm of the density at σ² = 1.
func (d dense) density() float64 {
	return -0.5 * (float64(d.used)*math.Log(2*math.Pi) + d.ssq + d.logDet)
}

// denseGamma solves the equations of the autocovariances, all at once.
func denseGamma(p process, m int) []float64 {
	n := max(len(p.ar), len(p.ma)) + 1
	psi := make([]float64, n)
	for j := range psi {
		psi[j] = p.theta(j)
		for i := 1; i <= min(j, len(p.ar)); i++ {
			psi[j] += p.ar[i-1] * psi[j-i]
		}
	}
	a, b := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for k := range n {
		a.Set(k, k, a.At(k, k)+1)
		for i, phi := range p.ar {
			at := k - i - 1
			if at < 0 {
				at = -at
			}
			a.Set(k, at, a.At(k, at)-phi)
		}
		for j := k; j <= len(p.ma); j++ {
			b.SetVec(k, b.AtVec(k)+p.theta(j)*psi[j-k])
		}
	}
	var g mat.VecDense
	if err := g.SolveVec(a, b); err != nil {
		if _, ok := err.(mat.Condition); !ok {
			panic(err)
		}
	}
	gamma := make([]float64, max(m+1, n))
	for k := range gamma {
		if k < n {
			gamma[k] = g.AtVec(k)
			continue
		}
		for i, phi := range p.ar {
			gamma[k] += phi * gamma[k-i-1]
		}
	}
	return gamma[:m+1]
}

func denseLikelihood(o orders, coef, y []float64, x [][]float64) dense {
	c, lost, n := o.differencing(), o.lost(), len(y)
	// y = Dδ + Kw, row by row.
	all := mat.NewDense(n, n, nil) // D beside K
	for t := range n {
		all.Set(t, t, 1)
		if t < lost {
			continue
		}
		for i, x := range c {
			for j := range t {
				all.Set(t, j, all.At(t, j)+x*all.At(t-1-i, j))
			}
		}
	}
	var seen []int
	for t, v := range y {
		if v == v {
			seen = append(seen, t)
		}
	}
	obs := len(seen)
	d, k := mat.NewDense(obs, max(lost, 1), nil), mat.NewDense(obs, n-lost, nil)
	cols := mat.NewDense(obs, len(x)+1, nil)
	for i, t := range seen {
		for j := range n {
			if j < lost {
				d.Set(i, j, all.At(t, j))
			} else {
				k.Set(i, j-lost, all.At(t, j))
			}
		}
		for j, col := range x {
			cols.Set(i, j, col[t])
		}
		cols.Set(i, len(x), y[t])
	}
	g := denseGamma(o.expand(coef), n)
	gamma := mat.NewSymDense(n-lost, nil)
	for i := range n - lost {
		for j := i; j < n-lost; j++ {
			gamma.SetSym(i, j, g[j-i])
		}
	}
	r := dense{used: obs - lost, observations: obs}
	if lost > 0 {
		var qr mat.QR
		qr.Factorize(d)
		var q, tri mat.Dense
		qr.QTo(&q)
		qr.RTo(&tri)
		for i := range lost {
			r.logDet += 2 * math.Log(math.Abs(tri.At(i, i)))
		}
		basis := q.Slice(0, obs, lost, obs)
		var nk, nc mat.Dense
		nk.Mul(basis.T(), k)
		nc.Mul(basis.T(), cols)
		k, cols = &nk, &nc
	}
	var half, v mat.Dense
	half.Mul(k, gamma)
	v.Mul(&half, k.T())
	sym := mat.NewSymDense(r.used, nil)
	for i := range r.used {
		for j := i; j < r.used; j++ {
			sym.SetSym(i, j, 0.5*(v.At(i, j)+v.At(j, i)))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(sym) {
		return dense{used: r.used, logDet: math.NaN()}
	}
	r.logDet += chol.LogDet()
	var low mat.TriDense
	chol.LTo(&low)
	var white mat.Dense
	if err := white.Solve(&low, cols); err != nil {
		if _, ok := err.(mat.Condition); !ok {
			panic(err)
		}
	}
	resid := mat.VecDenseCopyOf(white.ColView(len(x)))
	if len(x) > 0 {
		var b mat.VecDense
		xs := white.Slice(0, r.used, 0, len(x))
		if err := b.SolveVec(xs, resid); err != nil {
			panic(err)
		}
		var fit mat.VecDense
		fit.MulVec(xs, &b)
		resid.SubVec(resid, &fit)
		r.beta = b.RawVector().Data
	}
	r.ssq = mat.Dot(resid, resid)
	return r
}

func near(t *testing.T, want, got, tolerance float64, what ...any) {
	t.Helper()
	if !(math.Abs(want-got) <= tolerance*(1+math.Abs(want))) {
		require.Fail(t, "far away", "want %v, got %v, tolerance %v: %v", want, got, tolerance, what)
	}
}

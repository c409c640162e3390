package timeseries

import "math"

// gram returns what is known about the coefficients of the columns, given those of the process: the
// products of the columns, whitened, divided by σ².
func (p *problem) gram(coef []float64, sigma2 float64) ([]float64, error) {
	k := len(p.columns)
	if g, ok := p.exact.gram(coef, sigma2); ok {
		return g, nil
	}
	white := make([][]float64, k)
	for j, col := range p.columns {
		x := make([]float64, len(col))
		for i, v := range col {
			x[i] = v
			if math.IsNaN(p.z[i]) {
				x[i] = math.NaN()
			}
		}
		l, err := p.exact.watch.newLikelihood(p.orders, x, nil)
		if err != nil {
			return nil, p.explain(err)
		}
		_, e, f := l.filter(coef, nil)
		for i := range e {
			e[i] /= math.Sqrt(f[i])
			if math.IsNaN(e[i]) {
				e[i] = 0
			}
		}
		white[j] = e
	}
	g := make([]float64, 0, k*k)
	for _, a := range white {
		for _, b := range white {
			g = append(g, dot(a, b)/sigma2)
		}
	}
	return g, nil
}

// errors returns the standard errors of all coefficients, those of the process and then those of
// kb columns, from their observed information jointly, σ² being the best for them.
//
// The information is H for the coefficients of the process alone, with the others at their best b
// for them; gram is that of the others alone. The joint variance is then
//
//	V = H⁻¹ for the first, gram⁻¹ + B·H⁻¹·B′ for the others, B = ∂b/∂coef.
//
// Source: G. A. F. Seber and C. J. Wild, Nonlinear Regression, Wiley, 1989, DOI
// 10.1002/0471725315, §2.2.3 (concentrated likelihoods).
func (s coefScale) errors(e *ending, gram []float64, kb int, betas func(u [][]float64) [][]float64) []float64 {
	k := len(e.u)
	se := make([]float64, k+kb)
	for i := range se {
		se[i] = math.NaN()
	}
	h := append([]float64(nil), e.hessian...)
	if k > 0 && (h == nil || !cholesky(h, k)) {
		return se
	}
	put := func(i int, variance float64) {
		if variance >= 0 {
			se[i] = math.Sqrt(variance)
		}
	}
	inverse := choleskyInverse(h, k)
	jac := make([]float64, k*k)
	s.jacobian(jac, e.u)
	for i := range k {
		put(i, quadratic(inverse, jac[i*k:][:k]))
	}
	if kb == 0 || !cholesky(gram, kb) {
		return se
	}
	own := choleskyInverse(gram, kb)
	points := make([][]float64, 0, 2*k)
	for j := range k {
		for _, step := range [2]float64{probe, -probe} {
			u := append([]float64(nil), e.u...)
			u[j] += step
			points = append(points, u)
		}
	}
	slope := make([]float64, k)
	around := betas(points)
	for i := range kb {
		for j := range k {
			if len(around[2*j]) < kb || len(around[2*j+1]) < kb {
				return se
			}
			slope[j] = (around[2*j][i] - around[2*j+1][i]) / (2 * probe)
		}
		put(k+i, own[i*kb+i]+quadratic(inverse, slope))
	}
	return se
}

// quadratic returns x′Ax.
func quadratic(a, x []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += float64(v * dot(a[i*len(x):][:len(x)], x))
	}
	return s
}

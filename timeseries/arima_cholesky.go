package timeseries

import "math"

// cholesky factors the symmetric matrix a, n by n and row by row, as L·Lᵀ: L replaces
// the lower triangle. It returns false, and a is spoiled, where a is not positive
// definite to working precision.
func cholesky(a []float64, n int) bool {
	for j := range n {
		row := a[j*n : j*n+j]
		was := a[j*n+j]
		d := was
		for _, x := range row {
			d -= float64(x * x)
		}
		if !(d > 1e-13*was) || math.IsInf(d, 1) {
			return false
		}
		d = math.Sqrt(d)
		a[j*n+j] = d
		for i := j + 1; i < n; i++ {
			s := a[i*n+j]
			for k, x := range row {
				s -= float64(a[i*n+k] * x)
			}
			a[i*n+j] = s / d
		}
	}
	return true
}

// choleskySolve replaces b by the solution x of L·Lᵀ x = b.
func choleskySolve(l []float64, n int, b []float64) {
	for i := range n {
		s := b[i]
		for k := range i {
			s -= float64(l[i*n+k] * b[k])
		}
		b[i] = s / l[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		s := b[i]
		for k := i + 1; k < n; k++ {
			s -= float64(l[k*n+i] * b[k])
		}
		b[i] = s / l[i*n+i]
	}
}

// choleskyInverse returns the inverse of L·Lᵀ.
func choleskyInverse(l []float64, n int) []float64 {
	inv, col := make([]float64, n*n), make([]float64, n)
	for j := range n {
		clear(col)
		col[j] = 1
		choleskySolve(l, n, col)
		for i, x := range col {
			inv[i*n+j] = x
		}
	}
	return inv
}

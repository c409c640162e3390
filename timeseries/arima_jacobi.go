package timeseries

import "math"

// jacobi diagonalises the symmetric matrix a, n by n and row by row: its eigenvalues are on the
// diagonal of a then, and column j of v is the vector of the j-th.
//
// Source: C. G. J. Jacobi, Über ein leichtes Verfahren, die in der Theorie der
// Säcularstörungen vorkommenden Gleichungen numerisch aufzulösen, 1846, DOI
// 10.1515/crll.1846.30.51; G. H. Golub and C. F. Van Loan, Matrix Computations, 4th
// edition, Johns Hopkins University Press, 2013, §8.5.
func jacobi(a, v []float64, n int) {
	clear(v)
	for i := range n {
		v[i*n+i] = 1
	}
	for range 30 {
		done := true
		for p := range n {
			for q := p + 1; q < n; q++ {
				x, y, z := a[p*n+p], a[q*n+q], a[p*n+q]
				if math.Abs(z) <= 1e-16*math.Sqrt(math.Abs(x))*math.Sqrt(math.Abs(y)) {
					continue
				}
				done = false
				// The smaller angle that makes a[p,q] 0.
				tau := (y - x) / (2 * z)
				t := 1 / (math.Abs(tau) + math.Sqrt(1+float64(tau*tau)))
				if tau < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(1+float64(t*t))
				s := t * c
				turn := func(m []float64, i, j int) {
					x, y := m[i], m[j]
					m[i] = float64(c*x) - float64(s*y)
					m[j] = float64(s*x) + float64(c*y)
				}
				for i := range n {
					turn(a, i*n+p, i*n+q)
				}
				for i := range n {
					turn(a, p*n+i, q*n+i)
					turn(v, i*n+p, i*n+q)
				}
				a[p*n+q], a[q*n+p] = 0, 0
			}
		}
		if done {
			return
		}
	}
}

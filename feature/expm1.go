package feature

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// expm1 returns eˣ − 1 with its small digits where x is near 0: what rounding
// did to u = eˣ is undone by the same factor, x / ln u.
//
// Source: W. Kahan, as told in N. J. Higham, "Accuracy and stability of
// numerical algorithms", 2nd edition (2002), section 1.14.1, DOI
// 10.1137/1.9780898718027.
func expm1(x float64) float64 {
	u := vec.Exp(x)
	switch {
	case u == 1:
		return x
	case u-1 == -1 || math.IsInf(u, 1):
		return u - 1
	}
	return float64((u-1)*x) / vec.Log(u)
}

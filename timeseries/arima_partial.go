package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// coefScale is how the search sees the coefficients: as numbers without bounds. The
// autoregressive factors are always stationary there; the moving averages are
// invertible where invertible is set and free elsewhere, as the exact likelihood is
// the same for a moving average and its mirror image.
//
// A factor of order p is given by its partial autocorrelations, the hyperbolic
// tangents of p numbers.
//
// Source: O. Barndorff-Nielsen and G. Schou, On the parametrization of
// autoregressive models by partial autocorrelations, 1973, DOI
// 10.1016/0047-259X(73)90030-4; R. H. Jones, Maximum likelihood fitting of ARMA
// models to time series with missing observations, 1980, DOI
// 10.1080/00401706.1980.10486171 (numbers without bounds).
type coefScale struct {
	orders
	invertible bool
	ar, ma     float64 // moduli that all roots are above, with invertible; 0 means 1
}

// blocks calls f for the part of a and b that is one factor, with the sign that
// makes it an autoregression (0: a factor that stays as it is).
func (s coefScale) blocks(a, b []float64, f func(a, b []float64, sign, least float64)) {
	ma := 0.0
	if s.invertible {
		ma = -1
	}
	leastOf := func(root float64, period int) float64 {
		least := 1.0
		if root > 0 {
			for range period {
				least *= root
			}
		}
		return least
	}
	at := 0
	for _, part := range [...]struct {
		n, period   int
		sign, least float64
	}{{s.p, 1, 1, s.ar}, {s.q, 1, ma, s.ma}, {s.sp, s.period, 1, s.ar}, {s.sq, s.period, ma, s.ma}} {
		if part.n > 0 {
			f(a[at:at+part.n], b[at:at+part.n], part.sign, leastOf(part.least, part.period))
		}
		at += part.n
	}
}

// coefs sets dst to the coefficients that u stands for.
func (s coefScale) coefs(dst, u []float64) {
	s.blocks(dst, u, func(dst, u []float64, sign, least float64) {
		if sign == 0 {
			copy(dst, u)
			return
		}
		for k, x := range u {
			pac := vec.Tanh(x)
			stepUp(dst[:k], pac)
			dst[k] = pac
		}
		for i := range dst {
			sign /= least
			dst[i] *= sign
		}
	})
}

// stepUp turns the predictor of order k = len(a) into the first coefficients of the
// one of order k+1, whose last one is pac.
func stepUp(a []float64, pac float64) {
	for i, j := 0, len(a)-1; i <= j; i, j = i+1, j-1 {
		x, y := a[i], a[j]
		a[i] = x - float64(pac*y)
		a[j] = y - float64(pac*x)
	}
}

// stepBack takes stepUp back.
func stepBack(a []float64, pac float64) {
	share := 1 / float64((1-pac)*(1+pac))
	for i, j := 0, len(a)-1; i <= j; i, j = i+1, j-1 {
		x, y := a[i], a[j]
		a[i] = (x + float64(pac*y)) * share
		a[j] = (y + float64(pac*x)) * share
	}
}

// numbers sets dst to the numbers for coef, which is drawn into the region where
// there are some. Nothing is drawn that is not beyond it.
func (s coefScale) numbers(dst, coef []float64) {
	s.blocks(dst, coef, func(dst, coef []float64, sign, least float64) {
		if sign == 0 {
			copy(dst, coef)
			return
		}
		try := func(shrink float64) bool {
			power := sign
			for i, x := range coef {
				power *= shrink * least
				dst[i] = float64(x * power)
			}
			for k := len(dst) - 1; k >= 0; k-- {
				pac := dst[k]
				if !(math.Abs(pac) <= nearest) {
					return false
				}
				stepBack(dst[:k], pac)
			}
			return true
		}
		ok := try(1)
		for shrink := inward; !ok && shrink > 1e-3; shrink *= inward {
			ok = try(shrink) // roots move out by 1/shrink
		}
		if !ok {
			clear(dst)
		}
		for i, pac := range dst {
			dst[i] = atanh(pac)
		}
	})
}

func atanh(x float64) float64 { return vec.Log1p(2*x/(1-x)) / 2 }

const (
	nearest = 0.999 // partial autocorrelation beyond which no search starts
	inward  = 0.95
)

// jacobian sets column j of dst, which is k by k and row by row, to the derivatives
// of all coefficients with respect to u[j].
func (s coefScale) jacobian(dst, u []float64) {
	k := len(u)
	const h = 1e-5
	hi, lo, at := make([]float64, k), make([]float64, k), append([]float64(nil), u...)
	for j := range u {
		at[j] = u[j] + h
		s.coefs(hi, at)
		at[j] = u[j] - h
		s.coefs(lo, at)
		at[j] = u[j]
		for i := range hi {
			dst[i*k+j] = (hi[i] - lo[i]) / (2 * h)
		}
	}
}

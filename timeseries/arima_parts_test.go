package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The coefficients of a polynomial with known roots give these roots back.
func TestRootsOfKnownPolynomials(t *testing.T) {
	for _, want := range [][]complex128{
		{2}, {-1.25}, {2, -3}, {1.5, 1.5},
		{complex(1, 1), complex(1, -1)},
		{complex(0.3, 2), complex(0.3, -2), 1.01, -4, 7},
		{1.2, 1.21, 1.3, -1.2, 2, 9, 40, 500},
	} {
		p := []complex128{1}
		for _, z := range want {
			next := make([]complex128, len(p)+1)
			for i, v := range p {
				next[i] += v
				next[i+1] -= v / z
			}
			p = next
		}
		c := make([]float64, len(want))
		for i := range c {
			c[i] = real(p[i+1])
		}
		got := roots(append(c, 0, 0)) // leading zeros add no root
		require.Len(t, got, len(want))
		for _, z := range want {
			nearest := math.Inf(1)
			for _, g := range got {
				nearest = min(nearest, modulus(g-z)/modulus(z))
			}
			require.Less(t, nearest, 1e-6)
		}
	}
	require.Nil(t, roots(nil))
	require.Nil(t, roots([]float64{0, 0}))
}

// A seasonal lag of 50 has its roots on a circle.
func TestRootsOfASeason(t *testing.T) {
	c := make([]float64, 50)
	c[49] = -0.5
	got := roots(c)
	require.Len(t, got, 50)
	for _, z := range got {
		require.InDelta(t, math.Pow(2, 1.0/50), modulus(z), 1e-9)
	}
}

func TestCoefficientsAndNumbersAreInverse(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, invertible := range []bool{false, true} {
		s := coefScale{orders: orders{p: 3, q: 2, sp: 2, sq: 2, period: 4}, invertible: invertible}
		u, coef, back := make([]float64, 9), make([]float64, 9), make([]float64, 9)
		for range 100 {
			for i := range u {
				u[i] = 3 * (r.Float64() - 0.5)
			}
			s.coefs(coef, u)
			ar, ma, _ := s.orders.roots(coef).nearest()
			require.Greater(t, ar, 1.0)
			if invertible {
				require.Greater(t, ma, 1.0)
			}
			s.numbers(back, coef)
			require.InDeltaSlice(t, u, back, 1e-9)
		}
	}
	// Coefficients beyond are drawn in.
	s := coefScale{orders: orders{p: 2, period: 1}}
	u, coef := make([]float64, 2), make([]float64, 2)
	s.numbers(u, []float64{1.5, 0.9})
	s.coefs(coef, u)
	ar, _, _ := s.orders.roots(coef).nearest()
	require.Greater(t, ar, 1.0)
	require.NotZero(t, coef[0])
}

// Mirrored moving averages have the same likelihood, and all roots outside.
func TestMirror(t *testing.T) {
	o := orders{d: 1, q: 2, sq: 1, period: 4}
	y := simulated(3, o, []float64{-0.4, 0.2, 0.5}, 120)
	p, err := ARIMA{D: 1, Q: 2, SQ: 1, Period: 4}.problem(t.Context(), "test", y, nil)
	require.NoError(t, err)
	s := coefScale{orders: p.orders}
	coef, other := []float64{-2.3, 0.7, 1.8}, make([]float64, 3)
	require.True(t, s.mirror(other, coef))
	_, ma, _ := s.orders.roots(other).nearest()
	require.Greater(t, ma, 1.0)
	var v, w value
	p.exact.at(&v, coef)
	p.exact.at(&w, other)
	require.InDelta(t, v.loglik, w.loglik, 1e-7)
	require.False(t, s.mirror(coef, other))
	require.Equal(t, other, coef)
}

// rosenbrock is a curved valley with its minimum at (1, 1, …).
func rosenbrock(x []float64) float64 {
	f := 0.0
	for i := range x[1:] {
		a, b := 1-x[i], x[i+1]-x[i]*x[i]
		f += a*a + 100*b*b
	}
	return f
}

func TestDescent(t *testing.T) {
	for _, k := range []int{2, 4, 7} {
		d := newDescent(k, func(f []float64, x [][]float64) {
			for i := range f {
				f[i] = rosenbrock(x[i])
			}
		})
		arrived, err := d.run(t.Context(), make([]float64, k))
		require.NoError(t, err)
		require.True(t, arrived)
		require.InDelta(t, 0, d.f, 1e-9)
		require.NotNil(t, d.hessian)
		h := d.hessian[k+1]
		require.InDelta(t, 1202, h+func() float64 {
			if k == 2 {
				return 1002
			}
			return 200
		}(), 3)
	}
	// From where there is no value nothing is found.
	d := newDescent(1, func(f []float64, _ [][]float64) {
		for i := range f {
			f[i] = math.NaN()
		}
	})
	arrived, err := d.run(t.Context(), []float64{0})
	require.NoError(t, err)
	require.False(t, arrived)
	require.True(t, math.IsInf(d.f, 1))
}

func TestJacobiAndCholesky(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := 1; n < 9; n++ {
		// a = B·B′ + I/8
		b, a := make([]float64, n*n), make([]float64, n*n)
		for i := range b {
			b[i] = r.NormFloat64()
		}
		for i := range n {
			for j := range n {
				a[i*n+j] = dot(b[i*n:][:n], b[j*n:][:n])
			}
			a[i*n+i] += 0.125
		}
		diagonal, v := append([]float64(nil), a...), make([]float64, n*n)
		jacobi(diagonal, v, n)
		l := append([]float64(nil), a...)
		require.True(t, cholesky(l, n))
		inverse := choleskyInverse(l, n)
		for i := range n {
			for j := range n {
				sum, product := 0.0, 0.0
				for m := range n {
					sum += v[i*n+m] * diagonal[m*n+m] * v[j*n+m]
					product += a[i*n+m] * inverse[m*n+j]
				}
				require.InDelta(t, a[i*n+j], sum, 1e-12*float64(n*n)*10)
				want := 0.0
				if i == j {
					want = 1
				}
				require.InDelta(t, want, product, 1e-9)
			}
		}
	}
	require.False(t, cholesky([]float64{1, 2, 2, 1}, 2))
}

// The regression comes near to the coefficients of a long series.
func TestHannanRissanen(t *testing.T) {
	o := orders{p: 1, q: 1, sq: 1, period: 6}
	want := []float64{0.6, 0.3, 0.5}
	got := make([]float64, 3)
	require.True(t, o.hannanRissanen(got, simulated(5, o, want, 4000)))
	require.InDeltaSlice(t, want, got, 0.15)
	require.False(t, o.hannanRissanen(got, []float64{1, 2, 3, 4, 5, 6, 7, 8}))
	require.False(t, o.hannanRissanen(got, make([]float64, 200)))
}

func TestFilled(t *testing.T) {
	nan := math.NaN()
	require.Equal(t, []float64{2, 2, 4, 6, 5, 5}, filled([]float64{nan, 2, nan, 6, 5, nan}))
}

// Without moving averages a conditional sum of squares is a regression.
func TestConditionalIsARegression(t *testing.T) {
	y := simulated(6, orders{p: 1, period: 1}, []float64{0.7}, 50)
	ones := orders{period: 1}.constantColumn(50)
	m, err := ARIMA{P: 1, Method: CSS}.Fit(t.Context(), y)
	require.NoError(t, err)
	c := newConditional(orders{p: 1, period: 1}, y, [][]float64{ones})
	phi := m.Coefficients()[0].Value
	require.InEpsilon(t, m.Sigma2()*49, c.at([]float64{phi}), 1e-12)
	mx, my := 0.0, 0.0
	for i := 1; i < 50; i++ {
		mx += y[i-1] / 49
		my += y[i] / 49
	}
	sxy, sxx := 0.0, 0.0
	for i := 1; i < 50; i++ {
		sxy += (y[i-1] - mx) * (y[i] - my)
		sxx += (y[i-1] - mx) * (y[i-1] - mx)
	}
	require.InDelta(t, sxy/sxx, phi, 1e-6)
	require.True(t, math.IsNaN(m.AICc()) && math.IsNaN(m.BIC()))
	require.Equal(t, 49, m.Used())
}

package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// trial is a random problem.
type trial struct {
	o     orders
	coef  []float64
	y     []float64
	x     [][]float64
	start float64 // the variance of the autoregression: how near it is to a unit root
}

// randomFactor returns coefficients of a polynomial of the given degree whose partial
// autocorrelations are random, at most bound.
func randomFactor(r *rand.Rand, degree int, bound float64) []float64 {
	a := make([]float64, degree)
	for k := range a {
		pac := bound * (2*r.Float64() - 1)
		if r.IntN(4) == 0 {
			pac = math.Copysign(bound, pac)
		}
		old := append([]float64(nil), a[:k]...)
		for i := range k {
			a[i] = old[i] - pac*old[k-1-i]
		}
		a[k] = pac
	}
	return a
}

func randomTrial(r *rand.Rand, gaps, regress bool) trial {
	for {
		o := orders{r.IntN(3), r.IntN(3), r.IntN(3), r.IntN(2), r.IntN(2), r.IntN(2), 2 + r.IntN(4)}
		bound := []float64{0.5, 0.9, 0.99, 0.9999, 1 - 1e-7}[r.IntN(5)]
		var coef []float64
		for i, degree := range []int{o.p, o.q, o.sp, o.sq} {
			f := randomFactor(r, degree, bound)
			if i%2 == 1 {
				for j := range f {
					f[j] = -f[j]
				}
			}
			coef = append(coef, f...)
		}
		n := o.lost() + o.coefs() + 6 + r.IntN(12)
		t := trial{o: o, coef: coef, y: make([]float64, n)}
		level := 0.0
		for i := range t.y {
			level += r.NormFloat64()
			t.y[i] = level + r.NormFloat64()
		}
		if gaps {
			share := 0.4 * r.Float64()
			for i := range t.y {
				if r.Float64() < share {
					t.y[i] = math.NaN()
				}
			}
		}
		if regress {
			for range 1 + r.IntN(2) {
				c := make([]float64, n)
				for i := range c {
					c[i] = r.NormFloat64()
				}
				t.x = append(t.x, c)
			}
		}
		var b start
		if !b.prepare(o, coef) {
			continue
		}
		t.start = b.u[0]
		if l, err := newLikelihood(o, t.y, t.x); err == nil && l.used > len(t.x)+1 {
			return t
		}
	}
}

// tolerance is what the dense matrices are good for.
func (t trial) tolerance() float64 { return 1e-8 + math.Sqrt(t.start)*1e-14 }

// requireDefinition compares a likelihood with the definition.
func requireDefinition(t *testing.T, c trial) {
	t.Helper()
	l, err := newLikelihood(c.o, c.y, c.x)
	require.NoError(t, err)
	var v value
	l.at(&v, c.coef)
	want := exactLikelihood(c.o, c.coef, c.y, c.x)
	require.True(t, v.ok)
	require.Equal(t, want.used, v.used)
	near(t, want.loglik(), v.loglik, c.tolerance(), c)
	near(t, want.ssq, v.ssq, c.tolerance(), c)
	for j, b := range v.beta {
		near(t, want.beta[j], b, 1e3*c.tolerance(), c)
	}
	again := value{beta: v.beta}
	l.at(&again, c.coef)
	require.Equal(t, math.Float64bits(v.loglik), math.Float64bits(again.loglik))
}

func TestLikelihoodIsTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		requireDefinition(t, randomTrial(r, i%2 == 1, i%4 >= 2))
	}
}

func FuzzLikelihood(f *testing.F) {
	for i := range uint64(8) {
		f.Add(i, i*i, i%2 == 1, i%4 >= 2)
	}
	f.Fuzz(func(t *testing.T, a, b uint64, gaps, regress bool) {
		requireDefinition(t, randomTrial(rand.New(rand.NewPCG(a, b)), gaps, regress))
	})
}

func TestFilterIsTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 60 {
		c := randomTrial(r, i%2 == 1, false)
		l, err := newLikelihood(c.o, c.y, nil)
		require.NoError(t, err)
		_, v, f := l.filter(c.coef, nil)
		used, ssq := 0, 0.0
		for k := range v {
			if v[k] == v[k] {
				used++
				ssq += v[k] * v[k] / f[k]
			}
		}
		require.Equal(t, l.used, used)
		var at value
		l.at(&at, c.coef)
		near(t, at.ssq, ssq, c.tolerance(), i, c.o, c.coef, c.y)
		// The density of a prefix is that of the one before times that of the innovation.
		before := math.NaN()
		for n := 1; n <= len(c.y); n++ {
			part, err := newLikelihood(c.o, c.y[:n], nil)
			if err != nil || c.y[n-1] != c.y[n-1] || part.used < 2 {
				before = math.NaN()
				continue
			}
			d := exactLikelihood(c.o, c.coef, c.y[:n], nil)
			now := d.density()
			if before == before && now == now {
				want := before - 0.5*(math.Log(2*math.Pi*f[n-1])+v[n-1]*v[n-1]/f[n-1])
				near(t, want, now, 10*c.tolerance(), i, n, c.o, c.coef, c.y)
			}
			before = now
		}
	}
}

func TestForecastIsTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 40 {
		c := randomTrial(r, i%2 == 1, false)
		l, err := newLikelihood(c.o, c.y, nil)
		require.NoError(t, err)
		end, _, _ := l.filter(c.coef, nil)
		mean, variance := make([]float64, 6), make([]float64, 6)
		end.forecast(mean)
		end.variances(variance)
		for h := range mean {
			// The density of the value h steps on, at three points, is a parabola.
			at := func(y float64) float64 {
				z := append([]float64(nil), c.y...)
				for range h {
					z = append(z, math.NaN())
				}
				return exactLikelihood(c.o, c.coef, append(z, y), nil).density()
			}
			s := math.Sqrt(variance[h])
			low, mid, high := at(mean[h]-s), at(mean[h]), at(mean[h]+s)
			if low+mid+high != low+mid+high {
				continue
			}
			scale := 100 * c.tolerance() * (1 + math.Abs(mid))
			require.InDelta(t, low, high, scale, "mean %d %d %v", i, h, c)
			require.InDelta(t, mid-0.5, low, scale, "variance %d %d %v", i, h, c)
		}
		// A missing value is a step of the forecast.
		next := end.clone()
		next.push(math.NaN())
		m2, v2 := make([]float64, 5), make([]float64, 5)
		next.forecast(m2)
		next.variances(v2)
		for h := range m2 {
			near(t, mean[h+1], m2[h], 1e-9)
			near(t, variance[h+1], v2[h], 1e-9*(1+c.start*1e-3))
		}
	}
}

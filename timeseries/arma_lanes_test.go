package timeseries

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/stretchr/testify/require"
)

func requireSameValue(t *testing.T, want, got value, what ...any) {
	t.Helper()
	require.Equal(t, want.ok, got.ok, what...)
	require.Equal(t, want.used, got.used, what...)
	require.Equal(t, bits([]float64{want.loglik, want.ssq, want.sigma2}), bits([]float64{got.loglik, got.ssq, got.sigma2}), what...)
	require.Equal(t, bits(want.beta), bits(got.beta), what...)
}

// Any number of vectors beside each other, of stationary processes and others, have the bits that
// each has alone, with every set of CPU features.
func TestLanesHaveTheBitsOfOne(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	slept := 0
	for i := range 150 {
		c := randomTrial(r, i%3 == 1, i%3 == 2)
		if i%3 == 1 {
			c.x = nil
		}
		n := []int{12, 40, 101, 300}[i%4] + c.o.lost()
		if i%5 == 0 {
			c.o.period *= 16 // wide lanes
			n += c.o.lost() + 64
		}
		y := benchSeries(n)
		if i%3 == 1 {
			y[n/2] = math.NaN()
		}
		var x [][]float64
		if len(c.x) > 0 {
			x = [][]float64{walk(n)}
		}
		l, err := newLikelihood(c.o, y, x)
		if err != nil {
			continue
		}
		coefs := make([][]float64, 1+r.IntN(20))
		for k := range coefs {
			coefs[k] = make([]float64, len(c.coef))
			for j, b := range c.coef {
				coefs[k][j] = b * (0.4 + 0.7*r.Float64())
				if i%2 == 0 {
					coefs[k][j] = b * (1 - 1e-3*r.Float64())
				}
			}
			if r.IntN(6) == 0 && len(c.coef) > 0 {
				coefs[k][r.IntN(len(c.coef))] = []float64{2, math.NaN(), 1e200, 0, 0.9999}[r.IntN(5)]
			}
		}
		want := make([]value, len(coefs))
		for k := range coefs {
			l.at(&want[k], coefs[k])
		}
		for _, s := range cpu.Sets() {
			restore := s.Use()
			got := make([]value, len(coefs))
			l.atEach(got, coefs)
			for k := range got {
				if k < len(l.lanes.lane) && l.lanes.lane[k].sleep.until > 0 {
					slept++
				}
				requireSameValue(t, want[k], got[k], fmt.Sprint(i, s.Name, " ", k, len(coefs), c.o, coefs[k]))
			}
			var alone value
			l.at(&alone, coefs[0])
			requireSameValue(t, want[0], alone)
			restore()
		}
	}
	if cpu.AVX2 {
		require.Greater(t, slept, 5, "lanes with large starts")
	}
}

// Lanes with a large start sleep while a factor of the variance does the first steps, beside others that
// do not, and the bits are those of one.
func TestLanesSleep(t *testing.T) {
	if !cpu.AVX2 {
		t.Skip("likelihoods are computed one by one here")
	}
	for _, o := range []orders{{2, 1, 1, 0, 0, 0, 1}, {3, 0, 2, 1, 0, 1, 12}, {2, 0, 0, 1, 0, 0, 52}} {
		for _, n := range []int{40, 201, 500} {
			y := benchSeries(n + o.lost())
			for _, x := range [][][]float64{nil, {walk(len(y))}, {walk(len(y)), walk(2 * len(y))[len(y):]}} {
				l, err := newLikelihood(o, y, x)
				require.NoError(t, err)
				coefs := make([][]float64, 8)
				for k := range coefs {
					c := make([]float64, o.coefs())
					// Complex roots of modulus 1/ρ with a period of 40.
					rho := []float64{0.5, 0.99, 0.995, 0.9999}[k%4]
					c[0], c[1] = 2*rho*math.Cos(math.Pi/20), -rho*rho
					if o.sp > 0 {
						c[o.p+o.q] = 0.5
					}
					if o.q > 0 {
						c[o.p] = -0.3 - 0.1*float64(k)
					}
					coefs[k] = c
				}
				got := make([]value, 8)
				l.atEach(got, coefs)
				slept := 0
				for k := range got {
					var want value
					l.at(&want, coefs[k])
					require.True(t, want.ok)
					requireSameValue(t, want, got[k], o, n, len(x), k)
				}
				for k := range l.lanes.lane {
					if l.lanes.lane[k].sleep.until > 0 {
						slept++
					}
				}
				if len(x) < 2 && n > 100 {
					require.Greater(t, slept, 2, o, n)
				}
			}
		}
	}
}
